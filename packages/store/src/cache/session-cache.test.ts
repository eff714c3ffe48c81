import { writable } from '@bundesmessenger/core/readable';
import type { SessionState } from '@bundesmessenger/core/types';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createSessionCache } from './session-cache.ts';

const loggedIn = (storage: 'persistent' | 'memory' = 'persistent', userId = '@erika:server.example'): SessionState => ({
  status: 'loggedIn',
  userId,
  deviceId: 'DEVICE',
  sync: { status: 'live' },
  device: 'verified',
  storage,
});
const loggedOut: SessionState = { status: 'loggedOut', homeserver: { status: 'checking' } };

function start(first: SessionState = { status: 'starting' }) {
  const records = new Map<string, string>();
  const letGo = new Set<() => Promise<void>>();
  const storage: Parameters<typeof createSessionCache>[0]['storage'] = {
    get: (key) => Promise.resolve(records.has(key) ? JSON.parse(records.get(key)!) : undefined),
    set: (key, value) => Promise.resolve(void records.set(key, JSON.stringify(value))),
    delete: (key) => Promise.resolve(void records.delete(key)),
    keys: () => Promise.resolve([...records.keys()]),
    onFull(listener) {
      letGo.add(listener);
      return () => void letGo.delete(listener);
    },
  };
  const state = writable(first);
  return { state, storage, records, letGo, cache: createSessionCache({ state, storage }) };
}
const settled = (): Promise<unknown> => vi.advanceTimersByTimeAsync(2_000);

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('is loaded when it is known that nobody is logged in', () => {
  const { state, cache } = start();
  expect(cache.isLoaded.get()).toBe(false);
  state.set(loggedOut);
  expect(cache.isLoaded.get()).toBe(true);
});

it('is loaded after the login, and kept', async () => {
  const { state, cache, records } = start();
  state.set(loggedIn());
  expect(cache.isLoaded.get()).toBe(false);
  await settled();
  expect(cache.isLoaded.get()).toBe(true);
  cache.keep('rooms', () => ({ total: 1 }));
  await settled();
  expect([...records.keys()]).toEqual(['cache:rooms']);
});

it('does not begin anew with every state of the sync', async () => {
  const { state, storage } = start(loggedIn());
  await settled();
  const keys = vi.spyOn(storage, 'keys');
  state.set({ ...loggedIn(), device: 'unverified' } as SessionState);
  expect(keys).not.toHaveBeenCalled();
});

it('keeps nothing where the browser keeps nothing', async () => {
  const { cache, records } = start(loggedIn('memory'));
  expect(cache.isLoaded.get()).toBe(true);
  cache.keep('rooms', () => ({ total: 1 }));
  await settled();
  expect(records.size).toBe(0);
});

it.each<[string, SessionState]>([
  ['log-out', { status: 'loggingOut' }],
  ['a token that is not known any more', loggedOut],
  ['a refusal', { status: 'refused', error: { code: 'WL_NOT_LISTED', message: 'x' } }],
])('writes nothing after %s', async (_, next) => {
  const { state, cache, records } = start(loggedIn());
  await settled();
  cache.keep('rooms', () => ({ total: 1 }));
  state.set(next);
  cache.keep('rooms', () => ({ total: 2 }));
  await settled();
  expect(records.size).toBe(0);
});

it('shows nothing to a user who logs in after another', async () => {
  const { state, cache } = start(loggedIn());
  await settled();
  cache.keep('rooms', () => ({ total: 1 }));
  await settled();
  state.set(loggedIn('persistent', '@eva:server.example'));
  expect(cache.get('rooms')).toBeUndefined();
  await settled();
  expect(cache.get('rooms')).toBeUndefined();
});

it('follows nothing after it has stopped', async () => {
  const { state, cache, storage } = start();
  cache.stop();
  const keys = vi.spyOn(storage, 'keys');
  state.set(loggedIn());
  await settled();
  expect(keys).not.toHaveBeenCalled();
});

it('goes when something that matters more does not fit, and only then', async () => {
  const { cache, records, letGo } = start(loggedIn());
  await settled();
  cache.keep('rooms', () => ({ total: 3 }));
  await settled();
  expect([...records.keys()]).toEqual(['cache:rooms']);
  for (const listener of letGo) await listener();
  expect(records.size).toBe(0);
  cache.stop();
  expect(letGo.size).toBe(0);
});
