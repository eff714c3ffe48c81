/** A person at a page of a deployment: what she does with the mouse, and what only the page's own code can do or look at. */
import type { ProfileServer, User } from '@bundesmessenger/homeserver';
import type { Deployment, SessionState, Store } from '@bundesmessenger/store';
import type { JSHandle, Locator, Page } from 'playwright';
import { chatOn, type Chat } from '../check/chat.ts';
import type { DeploymentPages, PageOptions } from './deployment-pages.ts';

export interface Visitor {
  readonly user: User;
  readonly page: Page;
  readonly chat: Chat;
  /** Runs in the page, with the store of its chat. */
  inStore<Given, Result>(run: (store: Store, given: Given) => Promise<Result>, given: Given): Promise<Result>;
  deployment(): Promise<Deployment>;
  session(): Promise<SessionState>;
  /** Fills in the form and sends it; where an issuer logs users in, goes there, agrees, and comes back. */
  submitLogIn(): Promise<void>;
  /** Goes to the issuer. What `answer` says is the name of a button there. */
  logInAtIssuer(answer: 'Zustimmen' | 'Ablehnen'): Promise<void>;
  /** Waits until the chat says so. */
  untilShown(text: string | RegExp): Promise<void>;
  row(roomName: string): Locator;
}

const password = 'Loopback-1';

/** Makes the user, opens the chat, logs in, and sets up recovery where the operator demands it. */
export async function visit(
  pages: DeploymentPages,
  server: ProfileServer,
  localpart: string,
  options?: PageOptions,
): Promise<Visitor> {
  const displayName = localpart.charAt(0).toUpperCase() + localpart.slice(1);
  const user = await server.homeserver.createUser(localpart, password, { displayName });
  const visitor = visitorAt(await pages.open(server, options), user, server.issuer !== undefined);
  await visitor.chat.open();
  await visitor.submitLogIn();
  await setUpRecoveryWhereDemanded(visitor);
  // From then on others can write to the device, and it to them.
  await visitor.untilShown('Dieses Gerät ist bestätigt.');
  return visitor;
}

/** What an operator may demand before anything else is shown. Through the store: the prompt is the elements'. */
function setUpRecoveryWhereDemanded({ inStore }: Visitor): Promise<void> {
  return inStore(async ({ deployment, encryption }) => {
    // What holds for the account comes after what the operator says.
    const demanded = await new Promise<boolean>((resolve) => {
      const stop = deployment.subscribe(({ capabilities, recoveryRequired }) => {
        if (capabilities === undefined) return;
        queueMicrotask(() => stop());
        resolve(recoveryRequired === true);
      });
    });
    if (!demanded) return;
    await new Promise<void>((resolve) => {
      const stop = encryption.state.subscribe(({ status }) => {
        if (status !== 'setUpNeeded') return;
        queueMicrotask(() => stop());
        resolve();
      });
    });
    const { recoveryKey } = await encryption.setUpRecovery();
    await encryption.confirmRecovery(recoveryKey);
  }, undefined);
}

/** Somebody at an open page who may not be logged in yet. @param hasIssuer users log in there, not in the page */
export function visitorAt(page: Page, user: User, hasIssuer = false): Visitor {
  const chat = chatOn(page);
  const rooms = chat.element.getByRole('region', { name: 'Chats' });
  const store = async (): Promise<JSHandle<Store>> =>
    (await page.locator('bm-messenger').evaluateHandle((element) => {
      const { store } = element as unknown as { readonly store?: Store };
      if (!store) throw new Error('the chat has no store');
      return store;
    })) as JSHandle<Store>;
  const inStore: Visitor['inStore'] = async (run, given) => (await store()).evaluate(run as never, given) as never;
  return {
    user,
    page,
    chat,
    inStore,
    // The chat follows both, so that what is there is what it shows.
    deployment: () => inStore(async (it) => it.deployment.get(), undefined),
    session: () => inStore(async (it) => it.session.get(), undefined),
    async logInAtIssuer(answer) {
      await chat.element.locator('[part="elsewhere"]').getByRole('button', { name: 'Anmelden' }).click();
      await page.getByLabel('Kennung').fill(user.localpart);
      await page.getByRole('button', { name: answer }).click();
      await chat.element.waitFor();
    },
    async submitLogIn() {
      if (hasIssuer) return this.logInAtIssuer('Zustimmen');
      await chat.element.getByLabel('Benutzername').fill(user.localpart);
      await chat.element.getByLabel('Passwort', { exact: true }).fill(user.password);
      await chat.element.getByRole('button', { name: 'Anmelden' }).click();
    },
    untilShown: (text) => chat.element.getByText(text).first().waitFor(),
    row: (roomName) => rooms.getByRole('button', { name: roomName }),
  };
}
