/** What the browser does to the storage: clears it, has no room in it, or has none at all. */
import type { Page } from 'playwright';
import { launchChromium } from '../browser/launch.ts';
import {
  deviceIdIn,
  join,
  logIn,
  openClient,
  say,
  sessionIn,
  untilLive,
  untilReachable,
  untilSession,
  untilShown,
  watchRoom,
  type PageOfClient,
} from './client.ts';
import { password, unstoringWorker, type Stage } from './stage.ts';
import { hear, untilRead } from './starting-and-syncing.ts';
import { visit, type Visit } from './visit.ts';
import { patienceMs, poll } from './waiting.ts';

/** Product goal, in milliseconds. */
const noticedWithinMs = 2_000;

/** Somebody clears the site's data while the chat is open: noticed at once, and a new device can be made. */
export function clearedWhileRunning(stage: Stage): Promise<string> {
  return visit(stage, async (visited) => {
    const { page, cdp, user, client } = visited;
    const before = await deviceIdIn(page);
    const clearedAt = Date.now();
    await cdp.send('Storage.clearDataForOrigin', { origin: client.origin, storageTypes: 'all' });
    await untilSession(page, { status: 'loggedOut', reason: 'storeLost' });
    const tookMs = Date.now() - clearedAt;
    await logInAnew(stage, visited, before);
    await goesOn(stage, visited);
    if (tookMs > noticedWithinMs) throw new Error(`${user} hears of it only after ${tookMs} ms`);
    return `noticed after ${tookMs} ms, then a new device that writes and reads`;
  });
}

/** The browser has evicted the keys between two visits, but not the login. */
export function keysEvicted(stage: Stage): Promise<string> {
  return visit(stage, async (visited) => {
    const { page, client } = visited;
    const before = await deviceIdIn(page);
    await page.goto(`${client.origin}/bm/worker.js`); // of the same origin, and no chat
    await deleteDatabases(page, (name) => name.includes('matrix-sdk-crypto'));
    await visited.reload();
    await untilSession(page, { status: 'loggedOut', reason: 'storeLost' });
    await logInAnew(stage, visited, before);
    await goesOn(stage, visited);
    return 'noticed at the next start, then a new device that writes and reads';
  });
}

/** Less than the key store takes, in bytes. */
const smallQuotaBytes = 20_000;

/** No room from the beginning: a clear state, nothing half written, and well again when there is room. */
export async function quotaExceeded(stage: Stage): Promise<string> {
  const browser = await launchChromium();
  try {
    const context = await browser.newContext();
    const page = await context.newPage();
    const cdp = await context.newCDPSession(page);
    const user = await stage.person();
    await page.goto(stage.client.origin);
    await cdp.send('Storage.overrideQuotaForOrigin', { origin: stage.client.origin, quotaSize: smallQuotaBytes });
    await openClient(page, stage.client);
    const said = await untilFull(page, user);
    await cdp.send('Storage.overrideQuotaForOrigin', { origin: stage.client.origin });
    await openClient(page, stage.client);
    const { status } = await settledIn(page);
    if (status === 'loggedOut') await logIn(page, user, password);
    await untilLive(page);
    const [roomId] = await stage.rooms(`@${user}:${stage.client.serverName}`, 1);
    await join(page, roomId!);
    await watchRoom(page, roomId!);
    await say(page, roomId!, ['wieder Platz']);
    await untilShown(page, roomId!, 'wieder Platz');
    await untilRead(stage, roomId!, 'wieder Platz');
    return `says ${said}, and goes on when there is room`;
  } finally {
    await browser.close();
  }
}

/** Room is gone while somebody writes: each message arrives or says why not, and goes when there is room; the device is whole. */
export function quotaUsedUp(stage: Stage): Promise<string> {
  return visit(stage, async (visited) => {
    const { page, cdp, client, roomId } = visited;
    await hear(stage, visited, 'vorher');
    const before = await deviceIdIn(page);
    const { usage } = await cdp.send('Storage.getUsageAndQuota', { origin: client.origin });
    await cdp.send('Storage.overrideQuotaForOrigin', { origin: client.origin, quotaSize: Math.ceil(usage) });
    await fill(page);
    const bodies = Array.from({ length: 20 }, (_, at) => `ohne Platz ${at}`);
    await say(page, roomId, bodies);
    const failed = await settledMessages(page, roomId, bodies);
    await cdp.send('Storage.overrideQuotaForOrigin', { origin: client.origin });
    for (const key of failed) await resend(page, roomId, key);
    for (const body of bodies) await untilRead(stage, visited.roomId, body);
    await hear(stage, visited, 'nachher');
    await visited.reload();
    await untilLive(page);
    if ((await deviceIdIn(page)) !== before) throw new Error('the device is another one');
    await hear(stage, visited, 'nach dem Neuladen');
    return `${bodies.length - failed.length} messages arrive, ${failed.length} say STORE_FULL and arrive later, the device goes on`;
  });
}

/** Until each is sent, or has failed for want of room. @returns keys of those that failed, in order */
async function settledMessages(page: Page, roomId: string, bodies: readonly string[]): Promise<readonly string[]> {
  const read = (): Promise<readonly { key: string; body: string; status: string; code: string | undefined }[]> =>
    page.evaluate((id) => {
      const items = (globalThis as unknown as PageOfClient).timelines.get(id)?.items ?? [];
      return items.flatMap((item) => {
        if (item.kind !== 'message') return [];
        const code = item.send.status === 'failed' ? item.send.code : undefined;
        return [{ key: item.key, body: item.content.body, status: item.send.status, code }];
      });
    }, roomId);
  const shown = await poll(
    async () => (await read()).filter(({ body }) => bodies.includes(body)),
    (found) => found.length === bodies.length && found.every(({ status }) => status !== 'sending'),
    'each message is sent or has failed',
  );
  const strange = shown.find(({ status, code }) => status === 'failed' && code !== 'STORE_FULL');
  if (strange) throw new Error(`"${strange.body}" says ${strange.code}`);
  return shown.flatMap(({ status, key }) => (status === 'failed' ? [key] : []));
}

async function resend(page: Page, roomId: string, key: string): Promise<void> {
  await page.evaluate(
    ([roomId, key]) => (globalThis as unknown as PageOfClient).store.room(roomId!).resend(key!),
    [roomId, key],
  );
}

/** A browser that keeps nothing: everything works until the page closes, and the page can say so. */
export function nothingIsKept(stage: Stage): Promise<string> {
  return visit(
    stage,
    async (visited) => {
      const session = await sessionIn(visited.page);
      if (session.status !== 'loggedIn' || session.storage !== 'memory') throw new Error(JSON.stringify(session));
      await goesOn(stage, visited);
      const databases = await visited.page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name));
      if (databases.length > 0) throw new Error(`made ${databases.join(', ')}`);
      return 'in memory, and says so';
    },
    { worker: unstoringWorker },
  );
}

async function logInAnew(stage: Stage, { page, user, roomId }: Visit, before: string | undefined): Promise<void> {
  await logIn(page, user, password);
  if ((await deviceIdIn(page)) === before) throw new Error('the device has the name of the lost one');
  await watchRoom(page, roomId);
}

async function goesOn(stage: Stage, visited: Visit): Promise<void> {
  await say(visited.page, visited.roomId, ['weiter']);
  await untilRead(stage, visited.roomId, 'weiter');
  await hear(stage, visited, 'Antwort');
}

/** Deletes databases of an origin in which no chat runs. */
async function deleteDatabases(page: Page, isMeant: (name: string) => boolean): Promise<void> {
  const names = await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name!));
  const meant = names.filter(isMeant);
  if (meant.length === 0) throw new Error(`no such database among ${names.join(', ')}`);
  await page.evaluate(
    (meant) =>
      Promise.all(
        meant.map(
          (name) =>
            new Promise<void>((resolve, reject) => {
              const deleting = indexedDB.deleteDatabase(name);
              deleting.onsuccess = () => resolve();
              deleting.onerror = () => reject(new Error(`${name} cannot be deleted`));
            }),
        ),
      ),
    meant,
  );
}

/** Logs in without room for it. @returns what the session or the login says */
async function untilFull(page: Page, user: string): Promise<string> {
  await untilReachable(page);
  const refused = await page.evaluate(
    ([user, password]) =>
      (globalThis as unknown as PageOfClient).store
        .login({ type: 'm.login.password', user: user!, password: password! })
        .then(
          () => undefined,
          (error: { code: string }) => error.code,
        ),
    [user, password],
  );
  if (refused !== undefined) {
    if (refused !== 'STORE_FULL') throw new Error(`the login says ${refused}`);
    return 'STORE_FULL at login';
  }
  const state = await untilSession(page, { status: 'refused' });
  if (state.status !== 'refused' || state.error.code !== 'STORE_FULL') throw new Error(JSON.stringify(state));
  return 'STORE_FULL after login';
}

/** Whether somebody is logged in, once the session knows, and knows its keys. */
async function settledIn(page: Page): Promise<{ readonly status: string }> {
  await page.waitForFunction(
    () => {
      const { session } = globalThis as unknown as PageOfClient;
      return session.status === 'loggedIn' ? session.device !== 'unknown' : session.status !== 'starting';
    },
    undefined,
    {
      timeout: patienceMs,
    },
  );
  return sessionIn(page);
}

/**
 * For half a minute Chromium goes by the room it last saw, which was more than there is again at the end: until it refuses for
 * the first time it is asked for little, ten times a second.
 */
const askEachMs = 100;

/** Takes what room there is, down to a kilobyte, in a database of its own. */
function fill(page: Page): Promise<void> {
  return page.evaluate(
    (askEachMs) =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open('ballast', 1);
        opening.onupgradeneeded = () => void opening.result.createObjectStore('ballast', { autoIncrement: true });
        opening.onerror = () => resolve(); // not even that fits
        opening.onsuccess = () => {
          const put = (bytes: number): void => {
            if (bytes < 1_024) return resolve();
            const transaction = opening.result.transaction('ballast', 'readwrite');
            transaction.objectStore('ballast').add(crypto.getRandomValues(new Uint8Array(Math.min(bytes, 65_536))));
            transaction.oncomplete = () => (bytes < 65_536 ? put(bytes) : setTimeout(() => put(bytes), askEachMs));
            transaction.onabort = () =>
              transaction.error?.name === 'QuotaExceededError' ? put(bytes / 4) : reject(new Error('not to be filled'));
          };
          put(65_536);
        };
      }),
    askEachMs,
  );
}
