/** What every deployment has to do: two people sign in, meet in an encrypted room, and read each other. */
import type { ProfileServer } from '@bundesmessenger/homeserver';
import { needed, type CountedSteps } from './counted-steps.ts';
import type { DeploymentPages, PageOptions } from './deployment-pages.ts';
import { visit, type Visitor } from './visitor.ts';

/** Somebody who is to visit, and where. */
export interface Guest {
  readonly localpart: string;
  readonly server: ProfileServer;
  readonly options?: PageOptions;
}

export interface Meeting {
  readonly roomName: string;
  readonly federation: 'internal' | 'federated';
  /** Written by the host, and by the guest. */
  readonly texts: readonly [string, string];
}

export interface Met {
  readonly host: Visitor;
  readonly guest: Visitor;
  readonly roomId: string;
}

/** @returns what has been reached; `undefined` where a step has failed */
export async function meet(
  step: CountedSteps['step'],
  pages: DeploymentPages,
  [host, guest]: readonly [Guest, Guest],
  { roomName, federation, texts }: Meeting,
): Promise<Partial<Met>> {
  const signIn = ({ localpart, server, options }: Guest): Promise<Visitor | undefined> =>
    step(`${localpart} signs in at ${server.homeserver.serverName}`, () => visit(pages, server, localpart, options));
  const hosting = await signIn(host);
  const visiting = await signIn(guest);
  const roomId = await step(`${host.localpart} makes a room and invites ${guest.localpart}, who accepts`, async () => {
    const { user } = needed(visiting);
    const made = await needed(hosting).inStore(async (store, room) => (await store.createRoom(room)).roomId, {
      name: roomName,
      federation,
      invite: [user.userId],
    });
    await accept(needed(visiting), roomName);
    return made;
  });
  await step(`${host.localpart} writes in it, and ${guest.localpart} reads`, () =>
    say(needed(hosting), needed(visiting), roomName, texts[0]),
  );
  await step(`${guest.localpart} answers, and ${host.localpart} reads`, () =>
    say(needed(visiting), needed(hosting), roomName, texts[1]),
  );
  return {
    ...(hosting && { host: hosting }),
    ...(visiting && { guest: visiting }),
    ...(roomId !== undefined && { roomId }),
  };
}

/** With the mouse and the keyboard, in the room that both open. */
export async function say(speaker: Visitor, listener: Visitor, roomName: string, text: string): Promise<void> {
  for (const { row } of [speaker, listener]) await row(roomName).first().click();
  await speaker.chat.write(text);
  await speaker.chat.untilSent(text);
  await listener.chat.untilRead(text);
}

/** Answers an invitation. */
export async function accept({ chat }: Visitor, roomName: string): Promise<void> {
  const button = chat.element.getByRole('button', { name: `Einladung in „${roomName}“ annehmen` });
  await button.click();
  await button.waitFor({ state: 'detached' });
}
