/** The store in a page, as the checks of faults drive it: through its public face only. */
import type { Page } from 'playwright';
import type { Timeline } from '@bundesmessenger/store';

export interface ClientOptions {
  readonly origin: string;
  readonly serverName: string;
  readonly baseUrl: string;
}

/** What the page has. */
export interface PageOfClient {
  bm: typeof import('@bundesmessenger/store');
  store: import('@bundesmessenger/store').Store;
  session: import('@bundesmessenger/store').SessionState;
  /** When the state of the session last became live, by the page's clock. */
  liveAt: number;
  /** What the page was told to say and has begun to say. */
  begun: string[];
  timelines: Map<string, Timeline>;
}

/** Opens the store in a page. */
export async function openClient(page: Page, { origin, serverName, baseUrl }: ClientOptions): Promise<void> {
  await page.goto(origin);
  await page.waitForFunction(() => 'bm' in globalThis);
  await page.evaluate(
    ({ origin, serverName, baseUrl }) => {
      const page = globalThis as unknown as PageOfClient;
      page.begun = [];
      page.timelines = new Map();
      page.liveAt = 0;
      page.store = page.bm.openStore({
        homeserver: serverName,
        whitelist: { servers: [{ serverName, baseUrl }] },
        workerUrl: `${origin}/bm/worker.js`,
        encryptionUrl: `${origin}/bm/encryption.js`,
        wasmUrl: `${origin}/bm/matrix_sdk_crypto_wasm_bg.wasm`,
        [page.bm.allowInsecureLocalhost]: true,
      });
      page.store.session.subscribe((session) => {
        const isLive = session.status === 'loggedIn' && session.sync.status === 'live';
        const wasLive = page.session?.status === 'loggedIn' && page.session.sync.status === 'live';
        if (isLive && !wasLive) page.liveAt = Date.now();
        page.session = session;
      });
    },
    { origin, serverName, baseUrl },
  );
}

export async function logIn(page: Page, user: string, password: string): Promise<void> {
  await page.waitForFunction(() => {
    const { session } = globalThis as unknown as PageOfClient;
    return session.status === 'loggedOut' && session.homeserver.status === 'reachable';
  });
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

export async function untilLive(page: Page, timeout = 120_000): Promise<void> {
  await page
    .waitForFunction(
      () => {
        const { session } = globalThis as unknown as PageOfClient;
        return session.status === 'loggedIn' && session.sync.status === 'live';
      },
      undefined,
      { timeout },
    )
    .catch(async () => {
      const session = await page.evaluate(() => (globalThis as unknown as PageOfClient).session);
      throw new Error(`the session is not live but ${JSON.stringify(session)}`);
    });
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
