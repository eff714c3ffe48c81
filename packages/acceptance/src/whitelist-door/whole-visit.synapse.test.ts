/**
 * Everything the SDK can do, in a browser that can reach no name of the internet and goes through a proxy that writes down
 * whom it asks: sliding sync, encryption, files, pictures of people, recovery, a second device, log-out.
 */
import { startRecordingProxy, type RecordingProxy } from '@bundesmessenger/homeserver';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createApi, logIn } from '../bench/seed/client-server-api.ts';
import { launchChromium } from '../browser/launch.ts';
import {
  databases,
  password,
  sendInNewRoom,
  startDoorStage,
  tryDownload,
  trySendFile,
  untilFile,
  untilReachable,
  untilReadable,
  type DoorStage,
  type PageGlobals,
} from './stage.ts';

/** Chromium asks its maker by itself, whatever page it shows. */
const browserMaker = /\.(google|googleapis|gvt1)\.com$/;

let stage: DoorStage;
let recording: RecordingProxy;
let browser: Browser;
beforeAll(async () => {
  stage = await startDoorStage();
  recording = await startRecordingProxy();
  browser = await launchChromium({
    args: [
      `--proxy-server=${recording.url}`,
      '--proxy-bypass-list=<-loopback>',
      // What would go past the proxy finds nobody.
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
    ],
  });
}, 600_000);
afterAll(async () => {
  await browser?.close();
  await recording?.stop();
  await stage?.stop();
});

const newPage = async (): Promise<Page> => stage.openStore(await stage.newTab(browser));

/** Resolves when the encryption says so. */
const untilEncryption = (page: Page, status: string): Promise<void> =>
  page.evaluate(
    (wanted) =>
      new Promise<void>((resolve) => {
        const stop = (globalThis as unknown as PageGlobals).store.encryption.state.subscribe((state) => {
          if (state.status !== wanted) return;
          queueMicrotask(() => stop());
          resolve();
        });
      }),
    status,
  );
const untilBackedUp = (page: Page): Promise<void> =>
  page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        const stop = (globalThis as unknown as PageGlobals).store.encryption.state.subscribe((state) => {
          if (state.status === 'loading' || state.backup.status !== 'on' || state.backup.remaining > 0) return;
          queueMicrotask(() => stop());
          resolve();
        });
      }),
  );
const setUpRecovery = (page: Page): Promise<string> =>
  page.evaluate(async () => {
    const { encryption } = (globalThis as unknown as PageGlobals).store;
    const { recoveryKey } = await encryption.setUpRecovery();
    await encryption.confirmRecovery(recoveryKey);
    return recoveryKey;
  });

it('asks the page’s own server, the homeserver and its discovery, and nobody else, whatever is done', async () => {
  const first = await newPage();
  const user = await stage.newUser();
  const other = await userWithPicture(await stage.newUser());
  await stage.login(first, user);

  // Encryption, and what is sealed with it.
  const roomId = await sendInNewRoom(first, 'nur hierhin');
  await untilReadable(first, roomId, 'nur hierhin');
  await first.evaluate(
    async ([id, guest]) => {
      const room = (globalThis as unknown as PageGlobals).store.room(id!);
      await room.invite(guest!);
      const { eventId } = await room.send({ msgtype: 'm.text', body: 'https://fremd.example/vorschau' });
      await room.edit(eventId, { msgtype: 'm.text', body: 'https://fremd.example/geändert' });
      await room.react(eventId, '👍');
      await room.setTyping(true);
      await room.markRead(eventId);
      await room.pin(eventId);
    },
    [roomId, other.userId],
  );
  // Media, both ways, and somebody's picture.
  expect(await trySendFile(first, roomId, 'plan.txt', 'Grundriss')).toBeUndefined();
  await untilFile(first, roomId, 'plan.txt');
  const picture = await first.evaluate(async (search) => {
    const { store } = globalThis as unknown as PageGlobals;
    const { users } = await store.searchUsers(search);
    return (await store.loadAvatar(users[0]!.avatar!, 32)).size;
  }, other.localpart);
  expect(picture).toBeGreaterThan(0);
  await first.evaluate(() => (globalThis as unknown as PageGlobals).store.searchDirectory());

  // Recovery, and a second device that reads the history by it.
  const recoveryKey = await setUpRecovery(first);
  await untilBackedUp(first);
  const second = await newPage();
  await stage.login(second, user);
  await untilEncryption(second, 'unlockNeeded');
  await second.evaluate(
    (key) => (globalThis as unknown as PageGlobals).store.encryption.unlock({ recoveryKey: key }),
    recoveryKey,
  );
  await untilReadable(second, roomId, 'nur hierhin');
  const mediaId = await untilFile(second, roomId, 'plan.txt');
  expect(await tryDownload(second, roomId, mediaId)).toEqual({ text: 'Grundriss' });

  for (const page of [second, first]) {
    await page.evaluate(() => (globalThis as unknown as PageGlobals).store.logout());
    await untilReachable(page);
    // Gone as soon as nobody has them open.
    await expect.poll(() => databases(page), { timeout: 10_000 }).toEqual([]);
  }

  // It was all done: what was not asked for has not been shown to stay inside.
  const asked = stage.front.proxy.requests.map(({ method, path }) => `${method} ${path}`);
  for (const kind of [
    /^POST .*\.simplified_msc3575\/sync$/,
    /^POST .*\/keys\/upload$/,
    /^POST .*\/keys\/query$/,
    /^PUT .*\/send\/m\.room\.encrypted\//,
    /^POST .*\/media\/v3\/upload$/,
    /^GET .*\/media\/download\//,
    /^GET .*\/media\/thumbnail\//,
    /^PUT .*\/room_keys\/keys/,
    /^GET .*\/room_keys\/keys/,
    /^GET \/_bum\/client\/v1\/verify$/,
    /^GET \/_matrix\/cmaintenance/,
    /^POST .*\/logout$/,
  ]) {
    expect(asked).toContainEqual(expect.stringMatching(kind));
  }
  const contacted = recording.contacted.filter((origin) => !browserMaker.test(origin));
  expect(contacted.toSorted()).toEqual([stage.site.origin, stage.front.baseUrl, 'http://localhost'].toSorted());
}, 300_000);

/** A picture of one pixel. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** Somebody whose picture others can see. */
async function userWithPicture(localpart: string): Promise<{ readonly userId: string; readonly localpart: string }> {
  const { baseUrl } = stage.homeserver;
  const account = await logIn(baseUrl, localpart, password);
  const uploaded = await fetch(`${baseUrl}/_matrix/media/v3/upload`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${account.accessToken}`, 'Content-Type': 'image/png' },
    body: png,
  });
  const { content_uri: avatar_url } = (await uploaded.json()) as { content_uri: string };
  const { userId } = account;
  await createApi(baseUrl, account).request('PUT', `/profile/${encodeURIComponent(userId)}/avatar_url`, { avatar_url });
  return { userId, localpart };
}
