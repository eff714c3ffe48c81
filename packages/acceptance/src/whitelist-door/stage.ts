/**
 * Where the tests of the door take place: a homeserver behind a front, a real Chromium with the prebuilt worker, and the verbs
 * of a page that drives the store there. Start it in `beforeAll`, let the front forget its rules in `afterEach`.
 */
import {
  startBundesMessengerFront,
  startHomeserver,
  type BundesMessengerFront,
  type Homeserver,
} from '@bundesmessenger/homeserver';
import type { Browser, Page } from 'playwright';
import { launchChromium } from '../browser/launch.ts';
import type { Site } from '../sites/serve-site.ts';
import { serveStorePage } from '../sites/store-page.ts';

/** Of everybody. */
export const password = 'Geheim-1234!';

/** What runs in the page: the store, and the newest snapshots where a test can look at them. */
export interface PageGlobals {
  bm: typeof import('@bundesmessenger/store');
  store: import('@bundesmessenger/store').Store;
  session: import('@bundesmessenger/store').SessionState;
  timeline?: import('@bundesmessenger/store').Timeline;
}

export interface DoorStage {
  readonly homeserver: Homeserver;
  readonly front: BundesMessengerFront;
  readonly site: Site;
  readonly browser: Browser;
  /** A tab in a browser profile of its own, closed by {@link DoorStage.reset}. */
  newTab(from?: Browser): Promise<Page>;
  /** @param recheckHours between two checks of the server token, which is also how long a success counts */
  openStore(page: Page, recheckHours?: number): Promise<Page>;
  /** @returns name of a user that nobody else has */
  newUser(): Promise<string>;
  /** The code that the login fails with, or `undefined`. */
  tryLogin(page: Page, user: string): Promise<string | undefined>;
  /** As somebody new unless named; resolves once the session is live. */
  login(page: Page, user?: string): Promise<void>;
  /** Closes all pages, and the front serves what it did at first. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

/** @param furtherOrigins that the policies of page and worker let through, so that it is the SDK that refuses */
export async function startDoorStage(furtherOrigins: readonly string[] = []): Promise<DoorStage> {
  const homeserver = await startHomeserver();
  const front = await startBundesMessengerFront(homeserver.baseUrl);
  const browser = await launchChromium();
  const site = await serveStorePage([front.baseUrl, 'http://localhost', ...furtherOrigins]);
  let users = 0;
  const stage: DoorStage = {
    homeserver,
    front,
    site,
    browser,
    newTab: async (from = browser) => (await from.newContext({ locale: 'de-DE' })).newPage(),
    async openStore(page, recheckHours = 12) {
      await page.goto(site.origin);
      await page.waitForFunction(() => 'bm' in globalThis);
      await page.evaluate(
        (given) => {
          const page = globalThis as unknown as PageGlobals;
          const { serverName, baseUrl, origin, key, recheckHours } = given;
          page.store = page.bm.openStore({
            homeserver: serverName,
            whitelist: { servers: [{ serverName, baseUrl }], serverToken: { keys: [key], recheckHours } },
            placement: 'sharedWorker',
            workerUrl: `${origin}/bm/worker.js`,
            encryptionUrl: `${origin}/bm/encryption.js`,
            wasmUrl: `${origin}/bm/matrix_sdk_crypto_wasm_bg.wasm`,
            [page.bm.allowInsecureLocalhost]: true,
          });
          page.store.session.subscribe((session) => (page.session = session));
        },
        {
          serverName: homeserver.serverName,
          baseUrl: front.baseUrl,
          origin: site.origin,
          key: front.publicKeyPem,
          recheckHours,
        },
      );
      return page;
    },
    async newUser() {
      const user = `user${users++}`;
      await homeserver.createUser(user, password);
      return user;
    },
    tryLogin: (page, user) =>
      page.evaluate(
        ([name, secret]) =>
          (globalThis as unknown as PageGlobals).store
            .login({ type: 'm.login.password', user: name!, password: secret! })
            .then(
              () => undefined,
              (error: { code: string }) => error.code,
            ),
        [user, password],
      ),
    async login(page, user) {
      const name = user ?? (await stage.newUser());
      await untilReachable(page);
      const code = await stage.tryLogin(page, name);
      if (code !== undefined) throw new Error(`${name} could not log in: ${code}`);
      await untilLive(page);
    },
    async reset() {
      front.proxy.clearRules();
      front.serve({ kind: 'token' });
      await Promise.all(browser.contexts().map((context) => context.close()));
    },
    async stop() {
      await browser.close();
      await site.stop();
      await front.stop();
      await homeserver.stop();
    },
  };
  return stage;
}

export const session = (page: Page) => page.evaluate(() => (globalThis as unknown as PageGlobals).session);
export const untilReachable = (page: Page) =>
  page.waitForFunction(() => {
    const { session } = globalThis as unknown as PageGlobals;
    return session.status === 'loggedOut' && session.homeserver.status === 'reachable';
  });
export const untilLive = (page: Page) =>
  page.waitForFunction(() => {
    const { session } = globalThis as unknown as PageGlobals;
    return session.status === 'loggedIn' && session.sync.status === 'live';
  });
export const untilRefused = (page: Page) =>
  page.waitForFunction(() => (globalThis as unknown as PageGlobals).session.status === 'refused');

export const sendInNewRoom = (page: Page, body: string) =>
  page.evaluate(async (text) => {
    const { store } = globalThis as unknown as PageGlobals;
    const { roomId } = await store.createRoom({ name: 'Bauamt' });
    await store.room(roomId).send({ msgtype: 'm.text', body: text });
    return roomId;
  }, body);
export async function untilReadable(page: Page, roomId: string, body: string): Promise<void> {
  await page.evaluate((id) => {
    const page = globalThis as unknown as PageGlobals;
    page.store.room(id).timeline.subscribe((timeline) => (page.timeline = timeline));
  }, roomId);
  await page.waitForFunction(
    (text) =>
      (globalThis as unknown as PageGlobals).timeline?.items.some(
        (item) => item.kind === 'message' && item.content.body === text,
      ),
    body,
  );
}

/** The id that a file of the room can be downloaded by, once its message can be read. */
export const untilFile = (page: Page, roomId: string, name: string) =>
  page.evaluate(
    ([id, filename]) =>
      new Promise<string>((resolve) => {
        const stop = (globalThis as unknown as PageGlobals).store.room(id!).timeline.subscribe(({ items }) => {
          for (const item of items) {
            if (item.kind !== 'message' || !('filename' in item.content)) continue;
            if (item.content.filename !== filename || !item.content.file) continue;
            if (item.send && item.send.status !== 'sent') continue;
            queueMicrotask(() => stop());
            resolve(item.content.file.mediaId);
          }
        });
      }),
    [roomId, name],
  );
/** Resolves with the code of the failure, or `undefined`. */
export const trySendFile = (page: Page, roomId: string, name: string, text: string) =>
  page.evaluate(
    ([id, filename, content]) =>
      (globalThis as unknown as PageGlobals).store
        .room(id!)
        .sendFile(new File([content!], filename!, { type: 'text/plain' }))
        .then(
          () => undefined,
          (error: { code: string }) => error.code,
        ),
    [roomId, name, text],
  );
/** What the file says, or the code of the failure. */
export const tryDownload = (page: Page, roomId: string, mediaId: string) =>
  page.evaluate(
    ([id, media]) =>
      (globalThis as unknown as PageGlobals).store
        .room(id!)
        .download(media!)
        .then(
          async (file): Promise<{ text?: string; code?: string }> => ({ text: await file.text() }),
          (error: { code: string }) => ({ code: error.code }),
        ),
    [roomId, mediaId],
  );

export const databases = (page: Page) =>
  page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name ?? '').sort());
