import { writable } from '@bundesmessenger/core/readable';
import type { SessionState } from '@bundesmessenger/core/types';
import { expect, test, vi } from 'vitest';
import type { IgnoredUsers } from '../ignored-users/ignored-users.ts';
import { initialSnapshots, type Topic } from '../protocol/topics.ts';
import type { Connection } from '../store.ts';
import { withPrefetchedTimelines } from './prefetched-timelines.ts';
import type { Timeline } from './timeline.ts';

const roomId = '!room:server.example';
const topic = { type: 'timeline', roomId } as const;
const loading = initialSnapshots.timeline;
/** Told from another by where the user has read up to. */
const timeline = (readUpTo: string): Timeline => ({
  status: 'ready',
  atStart: true,
  atEnd: true,
  readUpTo,
  items: [],
});

function stage(answer: Timeline | null = timeline('prefetched')) {
  const host = writable(loading);
  const session = writable({ status: 'loggedIn' } as SessionState);
  const ignoredUsers = writable<IgnoredUsers>({ users: [] });
  const topics: Partial<Record<Topic['type'], unknown>> = { session, ignoredUsers };
  const close = vi.fn();
  const connection = withPrefetchedTimelines({
    watch: (({ type }) => topics[type] ?? host) as Connection['watch'],
    call: (async () => answer) as Connection['call'],
    close,
  });
  const listen = (): { readonly seen: Timeline[]; readonly stop: () => void } => {
    const seen: Timeline[] = [];
    return { seen, stop: connection.watch(topic).subscribe((snapshot) => seen.push(snapshot)) };
  };
  const prefetch = (): Promise<unknown> => connection.call({ type: 'prefetch', roomId });
  return { host, session, ignoredUsers, connection, listen, prefetch, close };
}

test('a timeline begins with what was prefetched, until the host shows it', async () => {
  const { host, connection, listen, prefetch } = stage();
  await prefetch();
  expect(connection.watch(topic).get()).toEqual(timeline('prefetched'));
  const { seen } = listen();
  host.set({ ...loading });
  host.set(timeline('host'));
  expect(seen[0]).toEqual(timeline('prefetched'));
  expect(seen).not.toContainEqual(loading);
  expect(seen.at(-1)).toEqual(timeline('host'));
});

test('what was prefetched is newer than what the page has seen last', async () => {
  const { host, listen, prefetch } = stage();
  const { stop } = listen();
  host.set(timeline('host'));
  stop();
  await prefetch();
  expect(listen().seen).not.toContainEqual(timeline('host'));
});

test('what the page has seen last is newer than what was prefetched before', async () => {
  const { host, connection, listen, prefetch } = stage();
  await prefetch();
  const { stop } = listen();
  host.set(timeline('host'));
  stop();
  expect(connection.watch(topic).get()).toEqual(timeline('host'));
  expect(listen().seen).not.toContainEqual(timeline('prefetched'));
});

test('a timeline that is looked at stays as the host shows it', async () => {
  const { host, connection, listen, prefetch } = stage();
  listen();
  host.set(timeline('host'));
  await prefetch();
  expect(connection.watch(topic).get()).toEqual(timeline('host'));
});

test('where the host knows nothing, nothing changes', async () => {
  const { listen, prefetch } = stage(null);
  await prefetch();
  expect(listen().seen.at(-1)).toEqual(loading);
});

test('nobody who logs in later sees what was prefetched, or seen last', async () => {
  const { host, session, connection, listen, prefetch } = stage();
  const { stop } = listen();
  host.set(timeline('host'));
  stop();
  await prefetch();
  session.set({ status: 'loggedOut' } as SessionState);
  expect(connection.watch(topic).get()).toEqual(loading);
  const { seen } = listen();
  expect(new Set(seen.map(({ status }) => status))).toEqual(new Set(['loading']));
  host.set(timeline('next'));
  expect(seen.at(-1)).toEqual(timeline('next'));
});

test('nothing that somebody has sent who is ignored from now on is seen when a room is opened', async () => {
  const { host, ignoredUsers, connection, listen, prefetch } = stage();
  const { stop } = listen();
  host.set(timeline('host'));
  stop();
  await prefetch();
  ignoredUsers.set({ users: [{ userId: '@max:server.example', displayName: 'Max' }] });
  expect(connection.watch(topic).get()).toEqual(loading);
  const { seen } = listen();
  expect(new Set(seen.map(({ status }) => status))).toEqual(new Set(['loading']));
});

test('what was prefetched stays where only the name of somebody who is ignored has changed', async () => {
  const { ignoredUsers, connection, prefetch } = stage();
  ignoredUsers.set({ users: [{ userId: '@max:server.example', displayName: '@max:server.example' }] });
  await prefetch();
  ignoredUsers.set({ users: [{ userId: '@max:server.example', displayName: 'Max' }] });
  expect(connection.watch(topic).get()).toEqual(timeline('prefetched'));
});

test('who looks on when the account ends is not shown again what was prefetched', async () => {
  const { host, session, listen, prefetch } = stage();
  await prefetch();
  const { seen } = listen();
  expect(seen.at(-1)).toEqual(timeline('prefetched'));
  session.set({ status: 'loggedOut' } as SessionState);
  host.set({ ...loading });
  expect(seen.at(-1)).toEqual(loading);
});

test('of the rooms that were prefetched long ago nothing is kept', async () => {
  const { connection, prefetch } = stage();
  await prefetch();
  for (let room = 0; room < 40; room++) await connection.call({ type: 'prefetch', roomId: `!${room}:server.example` });
  expect(connection.watch(topic).get()).toEqual(loading);
  expect(connection.watch({ type: 'timeline', roomId: '!0:server.example' }).get()).toEqual(timeline('prefetched'));
});

test('the end of the connection ends what listens to the session and to who is ignored', () => {
  const stopped = vi.fn();
  const close = vi.fn();
  const watch = (() => ({ get: () => undefined, subscribe: () => stopped })) as unknown as Connection['watch'];
  withPrefetchedTimelines({ watch, call: vi.fn(), close }).close();
  expect(stopped).toHaveBeenCalledTimes(2);
  expect(close).toHaveBeenCalledTimes(1);
});
