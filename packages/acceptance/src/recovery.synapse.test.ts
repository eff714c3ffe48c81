/**
 * What makes occasional users lose their history elsewhere, as a person sees it in a real browser: first login, recovery,
 * storage cleared, login, and the history is there again by key, by passphrase, and from another device by emoji and by QR code.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSession, type Session } from '@bundesmessenger/core';
import { allowInsecureLocalhost } from '@bundesmessenger/core/types';
import { auditMessages, startHomeserver, type Homeserver } from '@bundesmessenger/homeserver';
import type { Store } from '@bundesmessenger/store';
import type { Browser, BrowserContext, Locator, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from './browser/launch.ts';
import { chatOn, type Chat } from './check/chat.ts';
import { openProfile } from './check/open-profile.ts';
import { serveChatPages, type ChatPages } from './check/serve-chat-pages.ts';
import { currentMark } from './e2ee/canaries.ts';
import type { Device, Message } from './e2ee/device.ts';
import { logIn, password } from './e2ee/stage.ts';
import { choosePort } from './start/choose-port.ts';

/** Where the homeserver is looked for first; any other free port does. */
const usualPort = 18_608;
const passphrase = 'Drei Igel zanken am Kanal um Bratwurst';
const text = 'Der Bauantrag liegt seit Montag bei Frau Krause';
const roomName = 'Bauantrag';
/** What a row says whose key is in the locked backup. */
const lockedText = 'Diese Nachricht liegt im Schlüssel-Backup, das auf diesem Gerät gesperrt ist.';
/** The whole way, on a machine that does something else besides, in milliseconds. */
const wholeWay = { timeout: 300_000 };
const patienceMs = 120_000;

/** What the camera of every page sees, from the moment it is opened: pictures one after the other. */
const cameraFolder = mkdtempSync(join(tmpdir(), 'bm-camera-'));
const cameraFile = join(cameraFolder, 'seen.mjpeg');
/** Pixels. A code fits into it as it is shown. */
const cameraPicture = { width: 320, height: 240 };

let homeserver: Homeserver;
let pages: ChatPages;
let browser: Browser;
let session: Session;
let ben: Device;

/** What pages say and ask for. */
const heard: string[] = [];
const pageErrors: string[] = [];

beforeAll(async () => {
  const port = await choosePort(usualPort);
  homeserver = await startHomeserver({ serverName: `localhost:${port}`, port, log: () => undefined });
  pages = await serveChatPages(homeserver.baseUrl, 'https://elsewhere.example');
  browser = await launchChromium({
    args: [
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      `--use-file-for-fake-video-capture=${cameraFile}`,
    ],
  });
  await homeserver.createUser('anna', password);
  await homeserver.createUser('ben', password);
  const { serverName, baseUrl } = homeserver;
  session = await createSession({
    homeserver: serverName,
    whitelist: { servers: [{ serverName, baseUrl }] },
    [allowInsecureLocalhost]: true,
  });
  ben = await logIn(session, 'ben');
}, 600_000); // the first run installs Synapse
afterAll(async () => {
  await browser?.close();
  await session?.stop();
  await pages?.stop();
  await homeserver?.stop();
  rmSync(cameraFolder, { recursive: true, force: true });
});

/** A browser of its own, with the chat open. */
interface Computer {
  readonly profile: BrowserContext;
  readonly page: Page;
  readonly chat: Chat;
}

async function switchOn(profile?: BrowserContext): Promise<Computer> {
  const used = profile ?? (await openProfile(browser, pageErrors));
  used.setDefaultTimeout(patienceMs);
  if (!profile) {
    used.on('console', (message) => heard.push(message.text()));
    used.on('request', (request) => heard.push(request.url()));
  }
  const page = await used.newPage();
  await page.goto(`${pages.origin}/listed`);
  const chat = chatOn(page);
  await chat.open();
  return { profile: used, page, chat };
}

/** The browser forgets everything of the page's origin. */
async function clearStorage({ profile, page }: Computer): Promise<Computer> {
  await overhearStorage(page);
  await page.close();
  const blank = await profile.newPage();
  const devtools = await profile.newCDPSession(blank);
  await devtools.send('Storage.clearDataForOrigin', { origin: pages.origin, storageTypes: 'all' });
  await blank.close();
  return switchOn(profile);
}

/** What a page keeps in clear. */
async function overhearStorage(page: Page): Promise<void> {
  heard.push(await page.evaluate(() => JSON.stringify([localStorage, sessionStorage, location.href])));
}

async function submitLogIn({ chat: { element } }: Computer): Promise<void> {
  await element.getByLabel('Benutzername').fill('anna');
  await element.getByLabel('Passwort', { exact: true }).fill(password);
  await element.getByRole('button', { name: 'Anmelden' }).click();
}

function button(within: Locator, name: string | RegExp): Locator {
  return within.getByRole('button', { name, exact: true });
}

/** From the notice above the rooms to its dialog. */
async function openUnlocking({ chat: { element } }: Computer): Promise<Locator> {
  const notice = element.getByRole('region', { name: 'Frühere Nachrichten entsperren' });
  await button(notice, 'Entsperren').click();
  return element.getByRole('dialog', { name: 'Frühere Nachrichten entsperren' });
}

async function untilBackedUp({ page }: Computer): Promise<void> {
  await page.locator('bm-messenger').evaluate(
    (element) =>
      new Promise<void>((resolve) => {
        const { store } = element as unknown as { readonly store: Store };
        const stop = store.encryption.state.subscribe((state) => {
          if (state.status !== 'ready' || state.backup.status !== 'on' || state.backup.remaining > 0) return;
          queueMicrotask(() => stop());
          resolve();
        });
      }),
  );
}

async function joinRoom({ page }: Computer, roomId: string): Promise<void> {
  await page
    .locator('bm-messenger')
    .evaluate((element, id) => (element as unknown as { store: Store }).store.join(id), roomId);
}

/** Opens the room and waits until the row of the message says that it cannot be read. */
async function findsLocked({ chat }: Computer): Promise<void> {
  await chat.openRoom(roomName);
  await chat.element.locator('bm-timeline').getByText(lockedText).first().waitFor();
  expect(await chat.message(text).count()).toBe(0);
}

describe('recovery', () => {
  let computer: Computer;
  let recoveryKey = '';
  let message: Message;

  it('comes before everything else at the first login where the deployment says so', wholeWay, async () => {
    computer = await switchOn();
    const { element } = computer.chat;
    await submitLogIn(computer);
    await element.getByRole('heading', { name: 'Sichern Sie Ihre Nachrichten' }).waitFor();
    expect(await element.getByRole('list', { name: 'Chats' }).count()).toBe(0);
    expect(await button(element, 'Später').count()).toBe(0);
  });

  it('gives a key, and a passphrase that is not weak, and lets in who has kept the key', wholeWay, async () => {
    const { element } = computer.chat;
    await element.getByLabel('Zusätzlich eine Passphrase festlegen').check();
    await element.getByLabel('Passphrase', { exact: true }).fill('passwort');
    await element.getByText('Zu schwach').waitFor();
    await element.getByLabel('Passphrase', { exact: true }).fill(passphrase);
    await element.getByText('Stark').waitFor();
    await element.getByLabel('Passphrase wiederholen').fill(passphrase);
    await button(element, 'Schlüssel erstellen').click();
    const groups = element.locator('[part="key"] span');
    await groups.first().waitFor();
    recoveryKey = (await groups.allTextContents()).join(' ');
    expect(recoveryKey).toMatch(/^E[\w]{3}( \w{4}){11}$/u);
    await button(element, 'Ich habe ihn aufbewahrt').click();
    await element.getByLabel(/^Die letzten 4 Zeichen/u).fill(recoveryKey.slice(-4));
    await button(element, 'Abschließen').click();
    await element.getByRole('region', { name: 'Chats' }).waitFor();
  });

  it('keeps the key of a message that has been read', wholeWay, async () => {
    const annaId = `@anna:${homeserver.serverName}`;
    const { roomId } = await session.createRoom({ name: roomName, invite: [annaId], federation: 'internal' });
    await joinRoom(computer, roomId);
    await ben.untilMember(roomId, annaId, 'join');
    message = await ben.say(roomId, text);
    await computer.chat.openRoom(roomName);
    await computer.chat.untilRead(text);
    await untilBackedUp(computer);
  });

  it('brings the history back by the key after the storage was cleared', wholeWay, async () => {
    computer = await clearStorage(computer);
    await submitLogIn(computer);
    await computer.chat.untilRooms();
    await findsLocked(computer);
    const dialog = await openUnlocking(computer);
    await dialog.getByLabel('Wiederherstellungsschlüssel').fill(recoveryKey.replace(/.$/u, '?'));
    await button(dialog, 'Entsperren').click();
    await dialog.locator('input[aria-invalid="true"]').waitFor();
    await dialog.getByLabel('Wiederherstellungsschlüssel').fill(recoveryKey);
    await button(dialog, 'Entsperren').click();
    await dialog.waitFor({ state: 'hidden' });
    await computer.chat.untilRead(text);
  });

  it('brings it back by the passphrase', wholeWay, async () => {
    computer = await clearStorage(computer);
    await submitLogIn(computer);
    await computer.chat.untilRooms();
    await findsLocked(computer);
    const dialog = await openUnlocking(computer);
    await button(dialog, 'Mit der Passphrase').click();
    await dialog.getByLabel('Passphrase').fill(passphrase);
    await button(dialog, 'Entsperren').click();
    await dialog.waitFor({ state: 'hidden' });
    await computer.chat.untilRead(text);
  });

  it('brings it back by seven emoji from another device', wholeWay, async () => {
    const other = computer;
    const fresh = await switchOn();
    await submitLogIn(fresh);
    await fresh.chat.untilRooms();
    await findsLocked(fresh);
    const dialog = await openUnlocking(fresh);
    await button(dialog, 'Mit einem anderen Gerät').click();
    await button(dialog, 'Anfrage senden').click();
    const [asking, asked] = [fresh, other].map(({ chat }) => chat.element.locator('bm-verification'));
    await button(asked!, 'Weiter').click();
    await asking!.getByText('Wie möchten Sie vergleichen?').waitFor();
    await button(asking!, 'Weiter').click();
    const [shown, alsoShown] = await Promise.all([asking!, asked!].map(emoji));
    expect(shown).toHaveLength(7);
    expect(shown).toEqual(alsoShown);
    await button(asking!, 'Sie sind gleich').click();
    await button(asked!, 'Sie sind gleich').click();
    for (const side of [asking!, asked!]) {
      await side.getByText('Das Gerät ist bestätigt.').waitFor();
      await button(side, 'Schließen').click();
    }
    await fresh.chat.untilRead(text);
    await overhearStorage(fresh.page);
    await overhearStorage(other.page);
  });

  it('brings it back by a QR code of another device that the camera sees', wholeWay, async () => {
    const other = computer;
    const fresh = await switchOn();
    await submitLogIn(fresh);
    await fresh.chat.untilRooms();
    await findsLocked(fresh);
    const dialog = await openUnlocking(fresh);
    await button(dialog, 'Mit einem anderen Gerät').click();
    await button(dialog, 'Anfrage senden').click();
    const [asking, asked] = [fresh, other].map(({ chat }) => chat.element.locator('bm-verification'));
    await button(asked!, 'Weiter').click();
    await hold(other, asked!.locator('[part="qr"] path'));
    await button(asking!, 'Kamera öffnen').click();
    const seen = asked!.getByText('Das andere Gerät hat den Code gelesen').waitFor();
    await seen.catch(async () => {
      throw new Error(`the code was not read: ${await asking!.innerText()} / ${await asked!.innerText()}`);
    });
    await button(asked!, 'Ja').click();
    for (const side of [asking!, asked!]) {
      await side.getByText('Das Gerät ist bestätigt.').waitFor();
      await button(side, 'Schließen').click();
    }
    await fresh.chat.untilRead(text);
    await overhearStorage(fresh.page);
  });

  it('has left no message in clear on the server, and no secret in consoles, addresses or storage in clear', async () => {
    const { encrypted, clear } = auditMessages(homeserver.databasePath);
    expect(clear).toEqual([]);
    expect(encrypted).toBeGreaterThan(0);
    expect(await homeserver.findPlaintext(currentMark())).toEqual([]);
    expect(message.body).toContain(currentMark());
    const secrets = [recoveryKey, recoveryKey.replaceAll(' ', ''), passphrase, currentMark()];
    const forms = secrets.flatMap((secret) => [secret, encodeURIComponent(secret)]);
    expect(heard.filter((line) => forms.some((form) => line.includes(form)))).toEqual([]);
    expect(heard.length).toBeGreaterThan(0);
    // The pages have no icon of their own.
    expect(pageErrors.filter((line) => !line.includes("image 'data:,'"))).toEqual([]);
  });
});

/** Holds what a screen shows before the camera. */
async function hold({ page }: Computer, code: Locator): Promise<void> {
  await code.waitFor();
  const { x, y, width, height } = (await code.boundingBox())!;
  const clip = {
    x: Math.round(x + width / 2 - cameraPicture.width / 2),
    y: Math.round(y + height / 2 - cameraPicture.height / 2),
    ...cameraPicture,
  };
  writeFileSync(cameraFile, await page.screenshot({ type: 'jpeg', quality: 95, clip }));
}

async function emoji(side: Locator): Promise<string[]> {
  const symbols = side.locator('[part="emoji"] .symbol');
  await symbols.nth(6).waitFor();
  return symbols.allTextContents();
}
