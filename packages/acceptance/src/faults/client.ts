/** The store in a page, as the checks of faults drive it: through its public face only. */
import type { CDPSession, Page } from 'playwright';
import type { RoomList, SessionState, Timeline } from '@bundesmessenger/store';
import { patienceMs, patiently } from './waiting.ts';

export interface ClientOptions {
  readonly origin: string;
  readonly serverName: string;
  readonly baseUrl: string;
  /** Path of the worker file. @default the built one */
  readonly worker?: string;
}

/** What the page has. */
export interface PageOfClient {
  bm: typeof import('@bundesmessenger/store');
  store: import('@bundesmessenger/store').Store;
  session: import('@bundesmessenger/store').SessionState;
  /** When the state of the session last became live, by the page's clock. */
  liveAt: number;
  /** Codes of why the session did not work, one after the other. */
  failures: string[];
  /** What the page was told to say and has begun to say. */
  begun: string[];
  timelines: Map<string, Timeline>;
  rooms: RoomList;
}

/** Opens the store in a page. */
export async function openClient(page: Page, options: ClientOptions): Promise<void> {
  const { origin, serverName, baseUrl, worker = '/bm/worker.js' } = options;
  await page.goto(origin);
  await page.waitForFunction(() => 'bm' in globalThis, undefined, { timeout: patienceMs });
  await page.evaluate(
    ({ origin, serverName, baseUrl, worker }) => {
      const page = globalThis as unknown as PageOfClient;
      page.begun = [];
      page.timelines = new Map();
      page.liveAt = 0;
      page.failures = [];
      page.store = page.bm.openStore({
        homeserver: serverName,
        whitelist: { servers: [{ serverName, baseUrl }] },
        workerUrl: `${origin}${worker}`,
        encryptionUrl: `${origin}/bm/encryption.js`,
        wasmUrl: `${origin}/bm/matrix_sdk_crypto_wasm_bg.wasm`,
        [page.bm.allowInsecureLocalhost]: true,
      });
      page.store.session.subscribe((session) => {
        const isLive = session.status === 'loggedIn' && session.sync.status === 'live';
        const wasLive = page.session?.status === 'loggedIn' && page.session.sync.status === 'live';
        if (isLive && !wasLive) page.liveAt = Date.now();
        const failed = 'sync' in session ? session.sync : 'homeserver' in session ? session.homeserver : session;
        const code = 'error' in failed ? failed.error.code : undefined;
        if (code !== undefined && code !== page.failures.at(-1)) page.failures.push(code);
        page.session = session;
      });
      page.store.rooms.subscribe((rooms) => (page.rooms = rooms));
    },
    { origin, serverName, baseUrl, worker },
  );
}

/** Nobody is logged in, and somebody could. */
export async function untilReachable(page: Page): Promise<void> {
  await page.waitForFunction(
    () => {
      const { session } = globalThis as unknown as PageOfClient;
      return session.status === 'loggedOut' && session.homeserver.status === 'reachable';
    },
    undefined,
    { timeout: patienceMs },
  );
}

export async function logIn(page: Page, user: string, password: string): Promise<void> {
  await untilReachable(page);
  await page.evaluate(
    ([user, password]) =>
      (globalThis as unknown as PageOfClient).store.login({
        type: 'm.login.password',
        user: user!,
        password: password!,
      }),
    [user, password],
  );
  await untilLive(page);
}

export const untilLive = (page: Page): Promise<void> => untilSync(page, 'live');
export const untilOffline = (page: Page): Promise<void> => untilSync(page, 'offline');

async function untilSync(page: Page, status: 'live' | 'offline'): Promise<void> {
  await page
    .waitForFunction(
      (status) => {
        const { session } = globalThis as unknown as PageOfClient;
        return session.status === 'loggedIn' && session.sync.status === status;
      },
      status,
      { timeout: patienceMs, polling: 20 },
    )
    .catch(async () => {
      throw new Error(`the session is not ${status} but ${JSON.stringify(await sessionIn(page))}`);
    });
}

/** What the session has become. */
export async function untilSession(
  page: Page,
  { status, reason }: { readonly status: SessionState['status']; readonly reason?: string },
): Promise<SessionState> {
  await page
    .waitForFunction(
      ([status, reason]) => {
        const { session } = globalThis as unknown as PageOfClient;
        return (
          session.status === status &&
          (reason === undefined || ('reason' in session === true && session.reason === reason))
        );
      },
      [status, reason] as const,
      { timeout: patienceMs, polling: 20 },
    )
    .catch(async () => {
      throw new Error(`the session is not ${status} ${reason ?? ''} but ${JSON.stringify(await sessionIn(page))}`);
    });
  return sessionIn(page);
}

export const sessionIn = (page: Page): Promise<SessionState> =>
  page.evaluate(() => (globalThis as unknown as PageOfClient).session);

/** Until the session is live that was not; by the page's clock. @returns how long that was after `since`, in milliseconds */
export async function liveAfter(page: Page, since: number): Promise<number> {
  await page.waitForFunction((since) => (globalThis as unknown as PageOfClient).liveAt >= since, since, {
    timeout: patienceMs,
    polling: 20,
  });
  return (await page.evaluate(() => (globalThis as unknown as PageOfClient).liveAt)) - since;
}

/** Follows the room as a page does that shows it. */
export const watchRoom = (page: Page, roomId: string): Promise<void> =>
  page.evaluate((id) => {
    const page = globalThis as unknown as PageOfClient;
    page.store.room(id).timeline.subscribe((timeline) => page.timelines.set(id, timeline));
  }, roomId);

/** Bodies of the messages that the page shows of a room, oldest first. */
export const shownIn = (page: Page, roomId: string): Promise<readonly string[]> =>
  page.evaluate((id) => {
    const items = (globalThis as unknown as PageOfClient).timelines.get(id)?.items ?? [];
    return items.flatMap((item) => (item.kind === 'message' ? [item.content.body] : []));
  }, roomId);

export async function untilShown(page: Page, roomId: string, body: string): Promise<void> {
  await page
    .waitForFunction(
      ({ roomId, body }) =>
        (globalThis as unknown as PageOfClient).timelines
          .get(roomId)
          ?.items.some((item) => item.kind === 'message' && item.content.body === body),
      { roomId, body },
      { timeout: patienceMs, polling: 20 },
    )
    .catch(async () => {
      const shown = await shownIn(page, roomId);
      throw new Error(`"${body}" is not shown, but ${shown.slice(-5).join(', ')}`);
    });
}

/** Until others can write to the new device: the server has its keys, and its owner has signed them. */
export async function untilSigned(page: Page): Promise<void> {
  await page
    .waitForFunction(
      () => {
        const { session } = globalThis as unknown as PageOfClient;
        return session.status === 'loggedIn' && session.device === 'verified';
      },
      undefined,
      { timeout: patienceMs, polling: 20 },
    )
    .catch(async () => {
      throw new Error(`the device is not signed: ${JSON.stringify(await sessionIn(page))}`);
    });
}

/** Until the user is in the room. */
export async function join(page: Page, roomId: string): Promise<void> {
  await patiently(() => page.evaluate((id) => (globalThis as unknown as PageOfClient).store.join(id), roomId));
}

/** What the system tells the browser when it has a network again: in every realm, workers among them. */
export async function tellOnline(cdp: CDPSession): Promise<void> {
  const { targetInfos } = await cdp.send('Target.getTargets', { filter: [{}] });
  // A session that is ended at once would take the message with it.
  for (const { type, targetId } of targetInfos) {
    if (type !== 'shared_worker' && type !== 'page') continue;
    const { sessionId } = await cdp.send('Target.attachToTarget', { targetId, flatten: false });
    const message = JSON.stringify({
      id: 1,
      method: 'Runtime.evaluate',
      params: { expression: "dispatchEvent(new Event('online'))" },
    });
    await cdp.send('Target.sendMessageToTarget', { sessionId, message });
  }
}

export const deviceIdIn = (page: Page): Promise<string | undefined> =>
  page.evaluate(() => {
    const { session } = globalThis as unknown as PageOfClient;
    return session.status === 'loggedIn' ? session.deviceId : undefined;
  });

/** Says texts in a room, each in its turn, without waiting for the server. */
export const say = (page: Page, roomId: string, bodies: readonly string[]): Promise<void> =>
  page.evaluate(
    ({ roomId, bodies }) => {
      const room = (globalThis as unknown as PageOfClient).store.room(roomId);
      for (const body of bodies) void room.send({ msgtype: 'm.text', body }).catch(() => undefined);
    },
    { roomId, bodies },
  );
