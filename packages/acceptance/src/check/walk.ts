/** The way as two people walk it, step by step: two log-ins, both directions, a second device, reload, tabs, widgets. */
import type { Browser, BrowserContext, Page } from 'playwright';
import type { Stage } from '../start/stage.ts';
import { chatOn, type Chat, type LogIn } from './chat.ts';
import { openProfile } from './open-profile.ts';
import { countSyncStarts, devicesOf } from './server-view.ts';
import type { Step } from './steps.ts';

/** What is written on the way; the server must never have seen any of it. */
export const texts = {
  fromAnna: 'Grüße aus dem Bauamt: Ihre Unterlagen für die Straße „Am Süßbach“ sind vollständig ✅',
  fromBen: 'Schönen Dank, das ging ja flott! 👩‍⚖️🏗️',
  fromSecondDevice: 'Hier bin ich auch, am zweiten Gerät 💻',
  toSecondDevice: 'Können Sie das auch am zweiten Gerät lesen? 🔐',
  fromSecondWidget: 'Ich schreibe jetzt aus dem rechten Fenster 🪟',
  afterFirstTabClosed: 'Der erste Tab ist zu, und ich bin noch da 👋',
} as const;

interface Visit {
  readonly url: string;
  readonly person: LogIn;
  readonly roomName: string;
}

export async function walk(stage: Stage, browser: Browser, pageErrors: string[], step: Step): Promise<void> {
  const { people, examples } = stage;
  const { anna, ben, roomName } = people;
  const visit = async (profile: BrowserContext, { url, person, roomName }: Visit): Promise<[Page, Chat]> => {
    const page = await profile.newPage();
    await page.goto(url);
    const chat = chatOn(page);
    await chat.open();
    await chat.logIn(person);
    await chat.untilWelcomed();
    await chat.openRoom(roomName);
    return [page, chat];
  };

  const annasProfile = await openProfile(browser, pageErrors);
  const bensProfile = await openProfile(browser, pageErrors);
  const secondProfile = await openProfile(browser, pageErrors);

  const [annasPage, annasChat] = await step('Anna logs in at the portal, is welcomed and opens the room', () =>
    visit(annasProfile, { url: examples.portal.origin, person: anna, roomName }),
  );
  const [bensPage, bensChat] = await step('Ben logs in at the intranet, is welcomed and opens the room', () =>
    visit(bensProfile, { url: examples.intranet.origin, person: ben, roomName }),
  );
  await step('Anna writes, Ben reads', async () => {
    await annasChat.write(texts.fromAnna);
    await annasChat.untilSent(texts.fromAnna);
    await bensChat.untilRead(texts.fromAnna);
  });
  await step('Ben answers, Anna reads', async () => {
    await bensChat.write(texts.fromBen);
    await bensChat.untilSent(texts.fromBen);
    await annasChat.untilRead(texts.fromBen);
  });
  await step('a second device of Anna joins in and reads what is new', async () => {
    const [page, chat] = await visit(secondProfile, { url: examples.intranet.origin, person: anna, roomName });
    await chat.write(texts.fromSecondDevice);
    for (const other of [annasChat, bensChat]) await other.untilRead(texts.fromSecondDevice);
    await bensChat.write(texts.toSecondDevice);
    await chat.untilRead(texts.toSecondDevice);
    await annasChat.untilRead(texts.toSecondDevice);
    await page.close();
  });
  await step('a reload keeps session, device and messages', async () => {
    const before = await devicesOf(stage, anna.userId);
    await annasPage.reload();
    await annasChat.open();
    await annasChat.untilRooms();
    await annasChat.openRoom(roomName);
    await annasChat.untilRead(texts.fromAnna);
    await annasChat.untilRead(texts.toSecondDevice);
    equal(await devicesOf(stage, anna.userId), before, 'devices of Anna');
  });
  await step('two tabs and two widgets of Ben share one device and one sync loop', async () => {
    const starts = await countSyncStarts(stage, ben.userId);
    const secondPage = await bensProfile.newPage();
    await secondPage.goto(`${examples.intranet.origin}/leitstand.html`);
    const widgets = [chatOn(secondPage, 0), chatOn(secondPage, 1)] as const;
    for (const widget of widgets) {
      await widget.open();
      await widget.untilRooms();
      await widget.openRoom(roomName);
      await widget.untilRead(texts.fromAnna);
    }
    await widgets[1].write(texts.fromSecondWidget);
    for (const chat of [bensChat, ...widgets, annasChat]) await chat.untilRead(texts.fromSecondWidget);
    equal((await devicesOf(stage, ben.userId)).length, 1, 'devices of Ben');

    await bensPage.close();
    await widgets[0].write(texts.afterFirstTabClosed);
    for (const chat of [...widgets, annasChat]) await chat.untilRead(texts.afterFirstTabClosed);
    equal(await countSyncStarts(stage, ben.userId), starts, 'sync loops begun');
    await secondPage.close();
  });
  await step('the chat in the corner of a page opens over it, without a log-in', async () => {
    const page = await bensProfile.newPage();
    await page.goto(`${examples.intranet.origin}/umzug.html`);
    const launcher = page.locator('bm-launcher');
    await launcher.getByRole('button', { name: 'Chat öffnen' }).first().click();
    const chat = chatOn(page);
    await chat.untilRooms();
    await chat.openRoom(roomName);
    await chat.untilRead(texts.fromAnna);
    await launcher.getByRole('button', { name: 'Schließen', exact: true }).click();
    await page.getByRole('heading', { name: 'So läuft der Umzug ab' }).click();
  });
}

/** @throws what was found instead */
export function equal(found: unknown, wanted: unknown, what: string): void {
  const [left, right] = [JSON.stringify(found), JSON.stringify(wanted)];
  if (left !== right) throw new Error(`${what}: found ${left}, wanted ${right}`);
}
