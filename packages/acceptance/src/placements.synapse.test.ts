/** One acceptance suite for every placement of the host: real browser, real Synapse, the store's public face. */
import {
  auditMessages,
  startFaultProxy,
  startHomeserver,
  type FaultProxy,
  type Homeserver,
} from '@bundesmessenger/homeserver';
import type { Browser, BrowserContext, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from './browser/launch.ts';
import type { Site } from './sites/serve-site.ts';
import { serveStorePage } from './sites/store-page.ts';

let homeserver: Homeserver;
let proxy: FaultProxy;
let site: Site;
let browser: Browser;
const contexts: BrowserContext[] = [];
const password = 'Geheim-1234!';

beforeAll(async () => {
  // Synapse answers the same first sync from a cache for two minutes; a reload has to see what there is now.
  homeserver = await startHomeserver({ config: { caches: { sync_response_cache_duration: '0s' } } });
  proxy = await startFaultProxy(homeserver.baseUrl);
  browser = await launchChromium();
  site = await serveStorePage([proxy.baseUrl, 'http://localhost'], { hostInPage: true });
}, 600_000);
afterEach(async () => {
  proxy.clearRules();
  await Promise.all(contexts.splice(0).map((context) => context.close()));
});
afterAll(async () => {
  await browser?.close();
  await site?.stop();
  await proxy?.stop();
  await homeserver?.stop();
});

/** Longest time without a host when the leading tab is killed. */
const takeoverMs = 3_000;

type Placement = 'sharedWorker' | 'leaderTab' | 'page';
type MoreOptions = Pick<import('@bundesmessenger/store').StoreOptions, 'encryption'>;

/** What runs in the page: the store, and the newest snapshots where a test can look at them. */
interface PageGlobals {
  bm: typeof import('@bundesmessenger/store');
  store: import('@bundesmessenger/store').Store;
  session: import('@bundesmessenger/store').SessionState;
  rooms: import('@bundesmessenger/store').RoomList;
  timeline?: import('@bundesmessenger/store').Timeline;
  stopTimeline?: () => void;
}

const openContext = async (): Promise<BrowserContext> => {
  const context = await browser.newContext({ locale: 'de-DE' });
  contexts.push(context);
  return context;
};

/** A tab with an opened store. */
const openTab = async (context: BrowserContext, placement: Placement, more: MoreOptions = {}): Promise<Page> => {
  const page = await context.newPage();
  // As in a browser that has none: the store has to find the next placement by itself.
  if (placement === 'leaderTab') await page.addInitScript(() => Reflect.deleteProperty(globalThis, 'SharedWorker'));
  page.on('pageerror', (error) => console.error('page error', error));
  await page.goto(site.origin);
  await openStoreIn(page, placement, more);
  return page;
};

const openStoreIn = async (page: Page, placement: Placement, more: MoreOptions = {}): Promise<void> => {
  await page.waitForFunction(() => 'bm' in globalThis);
  await page.evaluate(
    ([serverName, baseUrl, chosen, origin, others]) => {
      const page = globalThis as unknown as PageGlobals;
      page.store = page.bm.openStore({
        ...others,
        homeserver: serverName,
        whitelist: { servers: [{ serverName, baseUrl }] },
        placement: chosen,
        workerUrl: `${origin}/bm/worker.js`,
        encryptionUrl: `${origin}/bm/encryption.js`,
        wasmUrl: `${origin}/bm/matrix_sdk_crypto_wasm_bg.wasm`,
        [page.bm.allowInsecureLocalhost]: true,
      });
      page.store.session.subscribe((session) => (page.session = session));
      page.store.rooms.subscribe((rooms) => (page.rooms = rooms));
    },
    [homeserver.serverName, proxy.baseUrl, placement === 'page' ? 'page' : 'auto', site.origin, more] as const,
  );
};

const session = (page: Page) => page.evaluate(() => (globalThis as unknown as PageGlobals).session);
const untilLive = async (page: Page): Promise<void> => {
  const live = page.waitForFunction(() => {
    const { session } = globalThis as unknown as PageGlobals;
    return session.status === 'loggedIn' && session.sync.status === 'live';
  });
  await live.catch(async () => {
    const locks = await page.evaluate(() => navigator.locks.query());
    throw new Error(`not live: ${JSON.stringify({ session: await session(page), locks })}`);
  });
};
const untilLoggedOut = (page: Page) =>
  page.waitForFunction(() => {
    const { session } = globalThis as unknown as PageGlobals;
    return session.status === 'loggedOut' && session.homeserver.status === 'reachable';
  });
const login = async (page: Page, user: string): Promise<void> => {
  await untilLoggedOut(page);
  await page.evaluate(
    ([name, secret]) =>
      (globalThis as unknown as PageGlobals).store.login({ type: 'm.login.password', user: name!, password: secret! }),
    [user, password],
  );
  await untilLive(page);
};
const watchRoom = (page: Page, roomId: string) =>
  page.evaluate((id) => {
    const page = globalThis as unknown as PageGlobals;
    page.stopTimeline?.();
    page.stopTimeline = page.store.room(id).timeline.subscribe((timeline) => (page.timeline = timeline));
  }, roomId);
const send = (page: Page, roomId: string, body: string) =>
  page.evaluate(
    ([id, text]) => (globalThis as unknown as PageGlobals).store.room(id!).send({ msgtype: 'm.text', body: text! }),
    [roomId, body],
  );
/** Starts to send and does not wait for the server. */
const startSending = (page: Page, roomId: string, body: string) =>
  page.evaluate(
    ([id, text]) => {
      (globalThis as unknown as PageGlobals).store
        .room(id!)
        .send({ msgtype: 'm.text', body: text! })
        .catch(() => undefined);
    },
    [roomId, body],
  );
const bodies = (page: Page) =>
  page.evaluate(() =>
    ((globalThis as unknown as PageGlobals).timeline?.items ?? []).flatMap((item) =>
      item.kind === 'message' ? [item.content.body] : [],
    ),
  );
const untilItem = async (page: Page, kind: string, text: string): Promise<void> => {
  const found = page.waitForFunction(
    ([wanted, value]) =>
      (globalThis as unknown as PageGlobals).timeline?.items.some((item) =>
        item.kind === 'message'
          ? wanted === 'message' && item.content.body === value && item.send.status === 'sent' && item.eventId
          : item.kind === 'undecryptable' && wanted === item.kind && item.cause === value,
      ),
    [kind, text],
  );
  await found.catch(async () => {
    const { session, timeline } = await page.evaluate(() => {
      const { session, timeline } = globalThis as unknown as PageGlobals;
      return { session, timeline };
    });
    throw new Error(`no ${kind} "${text}" in ${JSON.stringify({ session, timeline }, null, 1)}`);
  });
};
const untilShown = (page: Page, body: string) => untilItem(page, 'message', body);

/** A user of her own for each test, so that none depends on another. */
let users = 0;
const newUser = async (): Promise<string> => {
  const name = `user${users++}`;
  await homeserver.createUser(name, password);
  return name;
};
const newRoom = (page: Page, invite: readonly string[] = []) =>
  page.evaluate(
    ([name, ids]) =>
      (globalThis as unknown as PageGlobals).store
        .createRoom({ name: name as string, invite: ids as string[] })
        .then(({ roomId }) => roomId),
    ['Bauamt', invite.map((user) => `@${user}:${homeserver.serverName}`)],
  );
const untilListed = (page: Page, roomId: string) =>
  page.waitForFunction(
    (id) => (globalThis as unknown as PageGlobals).rooms.items.some((room) => room.roomId === id),
    roomId,
  );
const devicesOf = async (page: Page): Promise<string[]> => {
  const state = await session(page);
  if (state.status !== 'loggedIn') throw new Error('not logged in');
  const admin = await adminToken();
  const answer = await fetch(
    `${homeserver.baseUrl}/_synapse/admin/v2/users/${encodeURIComponent(state.userId)}/devices`,
    {
      headers: { Authorization: `Bearer ${admin}` },
    },
  );
  const { devices } = (await answer.json()) as { devices: { device_id: string }[] };
  return devices.map(({ device_id }) => device_id);
};
let admin: string | undefined;
const adminToken = async (): Promise<string> => {
  if (admin) return admin;
  await homeserver.createUser('admin', password, { admin: true });
  const answer = await fetch(`${homeserver.baseUrl}/_matrix/client/v3/login`, {
    method: 'POST',
    body: JSON.stringify({ type: 'm.login.password', identifier: { type: 'm.id.user', user: 'admin' }, password }),
  });
  return (admin = ((await answer.json()) as { access_token: string }).access_token);
};
/** How many sync loops have begun: the first request of one has no position to go on from. */
const countSyncStarts = (from: number): number =>
  proxy.requests
    .slice(from)
    .filter(({ method, path }) => method === 'POST' && path.endsWith('/sync'))
    .filter(({ query }) => !new URLSearchParams(query).has('pos')).length;

/** The lock of the host that this page's origin has now: a new host has a new one. */
const hostLock = (page: Page) =>
  page.evaluate(async () => {
    const { held = [] } = await navigator.locks.query();
    return held.map(({ name }) => name).find((name) => name?.startsWith('bundesmessenger:host:'));
  });

describe.each<Placement>(['sharedWorker', 'leaderTab', 'page'])('the store in placement %s', (placement) => {
  const shared = placement !== 'page';

  it('sends and reads encrypted messages both ways, umlauts and emoji too', async () => {
    const [anna, ben] = [await newUser(), await newUser()];
    const annasTab = await openTab(await openContext(), placement);
    const bensTab = await openTab(await openContext(), placement);
    await login(annasTab, anna);
    await login(bensTab, ben);
    const roomId = await newRoom(annasTab, [ben]);
    await untilListed(bensTab, roomId);
    await bensTab.evaluate((id) => (globalThis as unknown as PageGlobals).store.join(id), roomId);
    await watchRoom(annasTab, roomId);
    await watchRoom(bensTab, roomId);
    await send(annasTab, roomId, 'Grüße, Straße, 👩‍⚖️');
    await untilShown(bensTab, 'Grüße, Straße, 👩‍⚖️');
    await send(bensTab, roomId, 'Zurück aus Köln ✅');
    await untilShown(annasTab, 'Zurück aus Köln ✅');
    expect(await homeserver.findPlaintext('Zurück aus Köln')).toEqual([]);
  });

  it('keeps session, device and readable history over a reload', async () => {
    const tab = await openTab(await openContext(), placement);
    await login(tab, await newUser());
    const before = await session(tab);
    const roomId = await newRoom(tab);
    await untilListed(tab, roomId);
    await send(tab, roomId, 'vor dem Neuladen');
    await tab.reload();
    await openStoreIn(tab, placement);
    await untilLive(tab);
    expect(await session(tab)).toMatchObject({ userId: (before as { userId: string }).userId });
    expect(await session(tab)).toMatchObject({ deviceId: (before as { deviceId: string }).deviceId });
    await untilListed(tab, roomId);
    await watchRoom(tab, roomId);
    await untilShown(tab, 'vor dem Neuladen');
  });

  if (shared)
    it('shares one device and one sync loop between tabs and widgets', async () => {
      const context = await openContext();
      const user = await newUser();
      const before = proxy.requests.length;
      const first = await openTab(context, placement);
      await login(first, user);
      const second = await openTab(context, placement);
      await openStoreIn(second, placement); // a second widget of the same page
      await untilLive(second);
      expect(await session(second)).toEqual(await session(first));
      const roomId = await newRoom(second);
      await untilListed(first, roomId);
      expect(await devicesOf(first)).toHaveLength(1);
      expect(countSyncStarts(before)).toBe(1);
    });

  if (shared)
    it('loses nothing when the first tab closes; a dead leader is followed within 3 s', async () => {
      const context = await openContext();
      const first = await openTab(context, placement);
      await login(first, await newUser());
      const roomId = await newRoom(first);
      const second = await openTab(context, placement);
      await untilLive(second);
      await untilListed(second, roomId);
      await watchRoom(second, roomId);
      // The server took the first message, but its answer is lost together with the tab that sent it.
      proxy.rule({ method: 'PUT', path: /\/send\// }, { kind: 'dropAnswer' }, { times: 2 });
      for (const body of ['eins', 'zwei', 'drei']) await startSending(first, roomId, body);
      const from = proxy.requests.length;
      const asked = () =>
        proxy.requests.slice(from).some(({ method, path }) => method === 'PUT' && path.includes('/send/'));
      await expect.poll(asked, { timeout: 10_000 }).toBe(true);
      const before = await hostLock(second);
      const closedAt = Date.now();
      await first.close();
      if (placement === 'leaderTab') {
        const isNew = (lock: string | undefined): boolean => lock !== undefined && lock !== before;
        await expect.poll(() => hostLock(second), { interval: 20 }).toSatisfy(isNew);
        expect(Date.now() - closedAt).toBeLessThan(takeoverMs);
      }
      await send(second, roomId, 'vier');
      for (const body of ['eins', 'zwei', 'drei', 'vier']) await untilShown(second, body);
      expect(await bodies(second)).toEqual(['eins', 'zwei', 'drei', 'vier']);
    });

  if (!shared)
    it('lets a second tab wait for the first and then take over (U7)', async () => {
      const context = await openContext();
      const first = await openTab(context, placement);
      await login(first, await newUser());
      const second = await openTab(context, placement);
      await second.waitForFunction(
        () => (globalThis as unknown as PageGlobals).session.status === 'waitingForOtherPage',
      );
      await first.close();
      await untilLive(second);
    });

  it('asks for recovery before anything else where the organisation wants it', async () => {
    const tab = await openTab(await openContext(), placement, { encryption: { recovery: 'required' } });
    await login(tab, await newUser());
    const asked = await tab.evaluate(
      () =>
        new Promise((resolve) => {
          const { encryption } = (globalThis as unknown as PageGlobals).store;
          encryption.state.subscribe((state) => state.status !== 'loading' && resolve(state));
        }),
    );
    expect(asked).toMatchObject({ status: 'setUpNeeded', mandatory: true });
  });

  it('pages back through older messages in their order', async () => {
    const tab = await openTab(await openContext(), placement);
    await login(tab, await newUser());
    const roomId = await newRoom(tab);
    await untilListed(tab, roomId);
    // More than a room brings when it opens, and than the cache keeps of it.
    const sent = Array.from({ length: 60 }, (_, index) => `Nachricht ${index}`);
    for (const body of sent) await startSending(tab, roomId, body);
    await watchRoom(tab, roomId);
    await untilShown(tab, 'Nachricht 59');
    await tab.reload();
    await openStoreIn(tab, placement);
    await untilLive(tab);
    await untilListed(tab, roomId);
    await watchRoom(tab, roomId);
    await untilShown(tab, 'Nachricht 59');
    expect(await bodies(tab)).not.toContain('Nachricht 0');
    for (;;) {
      const atStart = await tab.evaluate(async (id) => {
        const page = globalThis as unknown as PageGlobals;
        await page.store.room(id).paginate(30);
        return page.timeline!.atStart;
      }, roomId);
      if (atStart) break;
    }
    await untilShown(tab, 'Nachricht 0');
    expect(await bodies(tab)).toEqual(sent);
    if (!shared) return;
    // Another tab begins at the newest, wherever this one reads.
    const other = await openTab(tab.context(), placement);
    await untilListed(other, roomId);
    await watchRoom(other, roomId);
    await untilShown(other, 'Nachricht 59');
    expect(await bodies(other)).not.toContain('Nachricht 0');
    expect(await bodies(tab)).toEqual(sent);
  });

  it('shows a second device what comes after its login, and says why it cannot read what came before', async () => {
    const user = await newUser();
    const first = await openTab(await openContext(), placement);
    await login(first, user);
    const roomId = await newRoom(first);
    await untilListed(first, roomId);
    await send(first, roomId, 'vorher');
    const second = await openTab(await openContext(), placement);
    await login(second, user);
    await untilListed(second, roomId);
    await watchRoom(second, roomId);
    await untilItem(second, 'undecryptable', 'beforeLogin');
    // The first device hears of the second by its next sync answer; what it sends until then is not for the second.
    const shown = async () => {
      await send(first, roomId, 'nachher');
      return bodies(second);
    };
    await expect.poll(shown, { interval: 500, timeout: 20_000 }).toContain('nachher');
  });

  it('keeps a message through an outage and delivers it once, by itself', async () => {
    const tab = await openTab(await openContext(), placement);
    await login(tab, await newUser());
    const roomId = await newRoom(tab);
    await untilListed(tab, roomId);
    await watchRoom(tab, roomId);
    await send(tab, roomId, 'davor');
    await proxy.down();
    await tab.waitForFunction(() => {
      const { session } = globalThis as unknown as PageGlobals;
      return session.status === 'loggedIn' && session.sync.status === 'offline';
    });
    await startSending(tab, roomId, 'während des Ausfalls');
    await tab.waitForFunction(() =>
      (globalThis as unknown as PageGlobals).timeline?.items.some(
        (item) => item.kind === 'message' && item.send.status === 'sending' && item.send.waiting === 'network',
      ),
    );
    await proxy.up();
    await untilShown(tab, 'während des Ausfalls');
    expect(await bodies(tab)).toEqual(['davor', 'während des Ausfalls']);
  });

  it('leaves nothing behind after log-out, and stores nothing before login', async () => {
    const tab = await openTab(await openContext(), placement);
    const stored = () =>
      tab.evaluate(async () => ({
        databases: (await indexedDB.databases()).map(({ name }) => name),
        localStorage: localStorage.length,
        sessionStorage: sessionStorage.length,
        caches: await caches.keys(),
        cookies: document.cookie,
      }));
    const nothing = { databases: [], localStorage: 0, sessionStorage: 0, caches: [], cookies: '' };
    await untilLoggedOut(tab);
    expect(await stored()).toEqual(nothing);
    await login(tab, await newUser());
    expect((await stored()).databases.length).toBeGreaterThan(0);
    await tab.evaluate(() => (globalThis as unknown as PageGlobals).store.logout());
    await untilLoggedOut(tab);
    expect(await stored()).toEqual(nothing);
  });
});

it('all of this has left no message in clear in an encrypted room', () => {
  const { encrypted, clear } = auditMessages(homeserver.databasePath);
  expect(clear).toEqual([]);
  expect(encrypted).toBeGreaterThan(0);
});
