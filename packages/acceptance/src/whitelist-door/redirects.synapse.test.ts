/** The one door in a real browser, with the prebuilt worker: redirects, withdrawn server tokens, and everybody contacted. */
import {
  startBundesMessengerFront,
  startFaultProxy,
  startHomeserver,
  startRecordingProxy,
  type BundesMessengerFront,
  type FaultProxy,
  type Homeserver,
} from '@bundesmessenger/homeserver';
import type { Browser, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from './browser/launch.ts';
import type { Site } from './sites/serve-site.ts';
import { serveStorePage } from './sites/store-page.ts';

const password = 'Geheim-1234!';
/** Three seconds between two checks, which is also how long a success counts. */
const soonHours = 3 / 3600;

/** Chromium asks its maker by itself, whatever page it shows. */
const browserMaker = /\.(google|googleapis|gvt1)\.com$/;

let homeserver: Homeserver;
let front: BundesMessengerFront;
/** Where redirects lead: nobody may ever ask it anything. */
let target: FaultProxy;
let site: Site;
let browser: Browser;
let users = 0;

beforeAll(async () => {
  homeserver = await startHomeserver();
  front = await startBundesMessengerFront(homeserver.baseUrl);
  target = await startFaultProxy(homeserver.baseUrl);
  browser = await launchChromium();
  // The policies let the target through, so that it is the SDK and not the browser that refuses.
  site = await serveStorePage([front.baseUrl, target.baseUrl, 'http://localhost']);
}, 600_000);
afterEach(async () => {
  front.proxy.clearRules();
  front.serve({ kind: 'token' });
  await Promise.all(browser.contexts().map((context) => context.close()));
});
afterAll(async () => {
  await browser?.close();
  await site?.stop();
  await target?.stop();
  await front?.stop();
  await homeserver?.stop();
});

/** What runs in the page: the store, and the newest snapshots where a test can look at them. */
interface PageGlobals {
  bm: typeof import('@bundesmessenger/store');
  store: import('@bundesmessenger/store').Store;
  session: import('@bundesmessenger/store').SessionState;
  timeline?: import('@bundesmessenger/store').Timeline;
}

const openStore = async (page: Page, recheckHours = 12): Promise<Page> => {
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
};
const newTab = async (from: Browser = browser): Promise<Page> => (await from.newContext({ locale: 'de-DE' })).newPage();
const session = (page: Page) => page.evaluate(() => (globalThis as unknown as PageGlobals).session);
const untilReachable = (page: Page) =>
  page.waitForFunction(() => {
    const { session } = globalThis as unknown as PageGlobals;
    return session.status === 'loggedOut' && session.homeserver.status === 'reachable';
  });
const untilLive = (page: Page) =>
  page.waitForFunction(() => {
    const { session } = globalThis as unknown as PageGlobals;
    return session.status === 'loggedIn' && session.sync.status === 'live';
  });
const untilRefused = (page: Page) =>
  page.waitForFunction(() => (globalThis as unknown as PageGlobals).session.status === 'refused');
/** The code that the login fails with, or `undefined`. */
const tryLogin = (page: Page, user: string) =>
  page.evaluate(
    ([name, secret]) =>
      (globalThis as unknown as PageGlobals).store
        .login({ type: 'm.login.password', user: name!, password: secret! })
        .then(
          () => undefined,
          (error: { code: string }) => error.code,
        ),
    [user, password],
  );
const login = async (page: Page): Promise<void> => {
  const user = `user${users++}`;
  await homeserver.createUser(user, password);
  await untilReachable(page);
  expect(await tryLogin(page, user)).toBeUndefined();
  await untilLive(page);
};
const sendInNewRoom = (page: Page, body: string) =>
  page.evaluate(async (text) => {
    const { store } = globalThis as unknown as PageGlobals;
    const { roomId } = await store.createRoom({ name: 'Bauamt' });
    await store.room(roomId).send({ msgtype: 'm.text', body: text });
    return roomId;
  }, body);
const untilReadable = async (page: Page, roomId: string, body: string) => {
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
};
const databases = (page: Page) =>
  page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name ?? '').sort());

const redirect = (path: RegExp, status: number, method?: string) =>
  front.proxy.rule(
    { path, ...(method !== undefined && { method }) },
    { kind: 'answer', status, headers: { Location: `${target.baseUrl}/_matrix/client/v3/stolen` }, body: '' },
  );

describe.each([302, 307])('a redirect with status %i', (status) => {
  afterEach(() => expect(target.requests).toEqual([]));

  it('at login fails the login; the target sees no password', async () => {
    const page = await openStore(await newTab());
    await untilReachable(page);
    redirect(/\/login$/, status, 'POST');
    expect(await tryLogin(page, 'anna')).toBe('WL_REDIRECT');
    expect(await session(page)).toMatchObject({ status: 'loggedOut' });
  });

  it('of the sync shows the session as offline; the target sees no access token', async () => {
    const page = await openStore(await newTab());
    redirect(/\/sync$/, status);
    const user = `user${users++}`;
    await homeserver.createUser(user, password);
    await untilReachable(page);
    await tryLogin(page, user);
    await page.waitForFunction(() => {
      const { session } = globalThis as unknown as PageGlobals;
      return session.status === 'loggedIn' && session.sync.status === 'offline';
    });
    expect(await session(page)).toMatchObject({ sync: { error: { code: 'WL_REDIRECT' } } });
  });

  it('of the server token approves nobody', async () => {
    redirect(/\/verify$/, status);
    const page = await openStore(await newTab());
    await page.waitForFunction(() => {
      const { session } = globalThis as unknown as PageGlobals;
      return session.status === 'loggedOut' && session.homeserver.status === 'unreachable';
    });
    expect(await session(page)).toMatchObject({ homeserver: { error: { code: 'WL_TOKEN_FETCH_FAILED' } } });
  });
});

describe('a server token that is withdrawn', () => {
  it('ends the session with a code; when it is back, a new start goes on with the same device and its keys', async () => {
    const page = await openStore(await newTab(), soonHours);
    await login(page);
    const before = await session(page);
    const roomId = await sendInNewRoom(page, 'vor dem Entzug');
    const stored = await databases(page);

    front.serve({ kind: 'token', host: 'other.example' });
    await untilRefused(page);
    expect(await session(page)).toEqual({
      status: 'refused',
      error: expect.objectContaining({ code: 'WL_TOKEN_WRONG_HOST' }),
    });
    const last = front.proxy.requests.length;
    expect(await databases(page)).toEqual(stored);

    // A new start while it is withdrawn asks for the token and for nothing else.
    await openStore(page, soonHours);
    await untilRefused(page);
    const paths = new Set(front.proxy.requests.slice(last).map(({ path }) => path));
    expect([...paths]).toEqual(['/_bum/client/v1/verify']);

    front.serve({ kind: 'token' });
    await openStore(page, soonHours);
    await untilLive(page);
    expect(await session(page)).toMatchObject({ deviceId: (before as { deviceId: string }).deviceId });
    await untilReadable(page, roomId, 'vor dem Entzug');
  });

  it('and one that nobody answers for ends the session with its last success, and starts it again by itself', async () => {
    const page = await openStore(await newTab(), soonHours);
    await login(page);
    const before = await session(page);
    const roomId = await sendInNewRoom(page, 'vor dem Ausfall');
    front.serve({ kind: 'silent' });
    await untilRefused(page);
    expect(await session(page)).toMatchObject({ retries: true, error: { code: 'WL_TOKEN_FETCH_FAILED' } });
    front.serve({ kind: 'token' });
    await page.evaluate(() => (globalThis as unknown as PageGlobals).store.reconnect());
    await untilLive(page);
    expect(await session(page)).toMatchObject({ deviceId: (before as { deviceId: string }).deviceId });
    await untilReadable(page, roomId, 'vor dem Ausfall');
  });
});

describe('a whole visit', () => {
  it('contacts the page’s own server, the homeserver and its discovery, and nobody else', async () => {
    await using recording = await startRecordingProxy();
    const watched = await launchChromium({
      args: [`--proxy-server=${recording.url}`, '--proxy-bypass-list=<-loopback>'],
    });
    try {
      const page = await openStore(await newTab(watched));
      await login(page);
      await untilReadable(page, await sendInNewRoom(page, 'nur hierhin'), 'nur hierhin');
      await page.evaluate(() => (globalThis as unknown as PageGlobals).store.logout());
      await untilReachable(page);
      expect(await databases(page)).toEqual([]);
    } finally {
      await watched.close();
    }
    const contacted = recording.contacted.filter((origin) => !browserMaker.test(origin));
    expect(contacted.sort()).toEqual([site.origin, front.baseUrl, 'http://localhost'].sort());
  });
});
