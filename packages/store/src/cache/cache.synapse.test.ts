/** Real sessions over a real homeserver, whose storage outlives them. */
import 'fake-indexeddb/auto';
import { createSession, type Session } from '@bundesmessenger/core';
import { allowInsecureLocalhost } from '@bundesmessenger/core/types';
import { startFaultProxy, startHomeserver, type FaultProxy, type Homeserver } from '@bundesmessenger/homeserver';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { until } from '@bundesmessenger/core/readable';
import { createStore } from '../host.ts';
import type { RoomList } from '../rooms/rooms.ts';
import type { Store } from '../store.ts';
import type { Timeline } from '../timeline/timeline.ts';

let homeserver: Homeserver;
let proxy: FaultProxy;
const ends: (() => Promise<void> | void)[] = [];
let count = 0;

beforeAll(async () => {
  homeserver = await startHomeserver();
  proxy = await startFaultProxy(homeserver.baseUrl);
});
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
  await proxy.up();
});
afterAll(async () => {
  await proxy?.stop();
  await homeserver?.stop();
});

interface Opened {
  readonly session: Session;
  readonly store: Store;
  end(): Promise<void>;
}

/** One life of a host with the storage of that name. */
async function open(name: string): Promise<Opened> {
  const session = await createSession({
    homeserver: homeserver.serverName,
    whitelist: { servers: [{ serverName: homeserver.serverName, baseUrl: proxy.baseUrl }] },
    name,
    [allowInsecureLocalhost]: true,
  });
  const store = createStore(session);
  let ended = false;
  const end = async (): Promise<void> => {
    if (ended) return;
    ended = true;
    store.close();
    await session.stop();
  };
  ends.push(end);
  return { session, store, end };
}

const records = async ({ session }: Opened): Promise<readonly string[]> => session.storage.keys('cache:');
const bodies = ({ items }: Timeline): readonly string[] =>
  items.flatMap((item) => (item.kind === 'message' ? [item.content.body] : []));

/** Somebody with a room and a message in it, both of which the cache has. */
async function withCache(): Promise<{ name: string; user: string; roomId: string; opened: Opened }> {
  const user = `anna${++count}`;
  const name = `cache-${user}`;
  await homeserver.createUser(user, 'Geheim-1234!');
  const opened = await open(name);
  const { store } = opened;
  await until(store.session, ({ status }) => status === 'loggedOut');
  await store.login({ type: 'm.login.password', user, password: 'Geheim-1234!' });
  await until(store.session, (state) => state.status === 'loggedIn' && state.sync.status === 'live');
  const { roomId } = await store.createRoom({ name: 'Bauantrag' });
  const watched = [store.rooms.subscribe(() => undefined), store.room(roomId).timeline.subscribe(() => undefined)];
  ends.push(() => watched.forEach((stop) => stop()));
  await store.room(roomId).send({ msgtype: 'm.text', body: 'Guten Tag' });
  await until(store.room(roomId).timeline, (timeline) => bodies(timeline).includes('Guten Tag'));
  await until(store.rooms, ({ items }) => items[0]?.preview.kind === 'message');
  const names = [`cache:rooms`, `cache:timeline:${roomId}`];
  await vi.waitFor(async () => expect(await records(opened)).toEqual(names), { timeout: 20_000 });
  // The records are those of before the message was sent, until the next write, each at its time.
  for (const record of names) {
    const read = async (): Promise<string> => JSON.stringify(await opened.session.storage.get(record));
    await vi.waitFor(async () => expect(await read()).toContain('Guten Tag'), { timeout: 20_000 });
  }
  return { name, user, roomId, opened };
}

it('shows list and timeline of the last session before the network, and reads them without one', async () => {
  const { name, roomId, opened } = await withCache();
  await opened.end();
  await proxy.down();

  const { store } = await open(name);
  const lists: RoomList[] = [];
  ends.push(store.rooms.subscribe((list) => lists.push(list)));
  const timeline = await until(store.room(roomId).timeline, ({ items }) => items.length > 0);
  expect(timeline.stale).toBe(true);
  expect(bodies(timeline)).toEqual(['Guten Tag']);
  const list = await until(store.rooms, ({ status }) => status === 'cached');
  expect(list.items).toMatchObject([{ name: 'Bauantrag', encrypted: true, preview: { body: 'Guten Tag' } }]);
  expect(lists.map(({ status }) => status)).not.toContain('ready');

  await proxy.up();
  await store.reconnect();
  await until(store.rooms, ({ status, items }) => status === 'ready' && items[0]?.name === 'Bauantrag');
  const fresh = await until(store.room(roomId).timeline, ({ stale }) => stale !== true);
  expect(bodies(fresh)).toEqual(['Guten Tag']);
});

it('shows nothing of somebody who was ignored while nobody looked at the room', async () => {
  const { name, roomId, opened } = await withCache();
  const other = `ben${++count}`;
  await homeserver.createUser(other, 'Geheim-1234!');
  const ben = await open(`cache-${other}`);
  await until(ben.store.session, ({ status }) => status === 'loggedOut');
  await ben.store.login({ type: 'm.login.password', user: other, password: 'Geheim-1234!' });
  await opened.store.room(roomId).invite(`@${other}:${homeserver.serverName}`);
  await until(ben.store.room(roomId).summary, (summary) => summary?.membership === 'invite');
  await ben.store.join(roomId);
  await ben.store.room(roomId).send({ msgtype: 'm.text', body: 'Von Ben' });
  const record = `cache:timeline:${roomId}`;
  const read = async ({ session }: Opened): Promise<string> => JSON.stringify(await session.storage.get(record)) ?? '';
  await vi.waitFor(async () => expect(await read(opened)).toContain('Von Ben'), { timeout: 20_000 });
  await opened.end();

  const later = await open(name);
  ends.push(later.store.rooms.subscribe(() => undefined));
  await until(later.store.rooms, ({ status }) => status === 'ready');
  expect(await read(later)).toContain('Von Ben');
  await later.store.setIgnored(`@${other}:${homeserver.serverName}`, true);
  await vi.waitFor(async () => expect(await records(later)).toEqual(['cache:rooms']), { timeout: 20_000 });
  const list = async (): Promise<string> => JSON.stringify(await later.session.storage.get('cache:rooms'));
  await vi.waitFor(async () => expect(await list()).not.toContain('Von Ben'), { timeout: 20_000 });
  await later.end();
  await proxy.down();

  const { store } = await open(name);
  const timelines: Timeline[] = [];
  ends.push(store.room(roomId).timeline.subscribe((timeline) => timelines.push(timeline)));
  await until(store.rooms, ({ status }) => status === 'cached');
  expect(store.rooms.get().items).toMatchObject([{ preview: { body: 'Guten Tag' } }]);
  expect(timelines.flatMap(bodies)).toEqual([]);
});

it('holds nothing that could be read from the disk', async () => {
  const { name, opened } = await withCache();
  await opened.end();
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(`bundesmessenger:${name}`);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error!);
  });
  const sealed = await new Promise<unknown[]>((resolve) => {
    const request = database.transaction('records').objectStore('records').getAll();
    request.onsuccess = () => resolve(request.result as unknown[]);
  });
  database.close();
  const bytes = sealed.map((record) =>
    Buffer.from((record as { ciphertext: ArrayBuffer }).ciphertext).toString('latin1'),
  );
  expect(bytes.length).toBeGreaterThan(2);
  for (const text of bytes) expect(text).not.toMatch(/Guten Tag|Bauantrag/u);
});

it('is gone when the server has forgotten the login, although the device and its keys wait for it', async () => {
  const { opened } = await withCache();
  const body = { errcode: 'M_UNKNOWN_TOKEN', error: 'expired', soft_logout: true };
  ends.push(proxy.rule({ path: /\/sync$/ }, { kind: 'answer', status: 401, body }));
  await proxy.down();
  await proxy.up();
  await until(opened.store.session, ({ status }) => status === 'loggedOut');
  expect(await records(opened)).toEqual([]);
  expect(await opened.session.storage.get('credentials')).toMatchObject({ accessToken: '' });
});

it('is gone after log-out, with everything else', async () => {
  const { name, opened } = await withCache();
  await opened.store.logout();
  await until(opened.store.session, ({ status }) => status === 'loggedOut');
  // Nothing tells that no write will come: this is longer than the cache would wait before one.
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  const databases = (await indexedDB.databases()).map((database) => database.name ?? '');
  expect(databases.filter((database) => database.includes(name))).toEqual([]);
});
