import { BmError } from '@bundesmessenger/core/errors';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSnapshotCache, type CacheStorage } from './snapshot-cache.ts';

const userId = '@erika:server.example';

/** As the sealed storage in memory: JSON in, JSON out. */
function createStorage() {
  const records = new Map<string, string>();
  let failure: BmError | undefined;
  const storage: CacheStorage = {
    get: (key) => Promise.resolve(records.has(key) ? JSON.parse(records.get(key)!) : undefined),
    set: (key, value) => {
      if (failure) return Promise.reject(failure);
      records.set(key, JSON.stringify(value));
      return Promise.resolve();
    },
    delete: (key) => Promise.resolve(void records.delete(key)),
    keys: (prefix) => Promise.resolve([...records.keys()].filter((key) => key.startsWith(prefix)).sort()),
  };
  return {
    storage,
    records,
    fail: (code?: 'STORE_FULL' | 'STORE_LOST') => void (failure = code && new BmError(code, 'x')),
  };
}
async function createLoaded(store = createStorage(), now = Date.now) {
  const cache = createSnapshotCache(store.storage, now);
  await cache.load(userId, 'rooms').all;
  return { ...store, cache };
}
const written = (): Promise<unknown> => vi.advanceTimersByTimeAsync(1_000);

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('what is kept', () => {
  it('is there for the next session of the user', async () => {
    const { cache, storage } = await createLoaded();
    cache.keep('rooms', () => ({ total: 3 }));
    await written();
    const next = createSnapshotCache(storage);
    await next.load(userId, 'rooms').all;
    expect(next.get('rooms')).toEqual({ total: 3 });
  });

  it('is there in two steps: the list does not wait for the rest', async () => {
    const { cache, storage } = await createLoaded();
    cache.keep('rooms', () => ({ total: 3 }));
    cache.keep('timeline:a', () => ({ total: 4 }));
    await written();
    const next = createSnapshotCache(storage);
    const { first, all } = next.load(userId, 'rooms');
    await first;
    expect([next.get('rooms'), next.get('timeline:a')]).toEqual([{ total: 3 }, undefined]);
    await all;
    expect(next.get('timeline:a')).toEqual({ total: 4 });
  });

  it('is not there for another user', async () => {
    const { cache, storage } = await createLoaded();
    cache.keep('rooms', () => ({ total: 3 }));
    await written();
    const next = createSnapshotCache(storage);
    await next.load('@eva:server.example', 'rooms').all;
    expect(next.get('rooms')).toBeUndefined();
  });

  it('is gone for good where it is to be forgotten', async () => {
    const { cache, storage, records } = await createLoaded();
    cache.keep('rooms', () => ({ total: 3 }));
    cache.keep('timeline:a', () => ({ total: 4 }));
    await written();
    cache.keep('timeline:a', () => ({ total: 5 }));
    cache.keep('timeline:b', () => ({ total: 5 }));
    await cache.forget((value, name) => name !== 'rooms' && 'total' in value);
    await written();
    expect([cache.get('rooms'), cache.get('timeline:a'), [...records.keys()]]).toEqual([
      { total: 3 },
      undefined,
      ['cache:rooms'],
    ]);
    cache.keep('timeline:a', () => ({ total: 4 }));
    await written();
    const next = createSnapshotCache(storage);
    await next.load(userId, 'rooms').all;
    expect(next.get('timeline:a')).toEqual({ total: 4 });
  });

  it('is read once for many changes, when it is written', async () => {
    const { cache, storage } = await createLoaded();
    const set = vi.spyOn(storage, 'set');
    const reads = [1, 2, 3].map((total) => vi.fn(() => ({ total })));
    for (const read of reads) cache.keep('rooms', read);
    expect(reads[2]).not.toHaveBeenCalled();
    await written();
    expect(reads.map((read) => read.mock.calls.length)).toEqual([0, 0, 1]);
    expect(set).toHaveBeenCalledTimes(1);
  });

  it('is written once a second where it changes with every write', async () => {
    const { cache, storage } = await createLoaded();
    let total = 0;
    const change = (): void => cache.keep('rooms', () => ({ total: ++total }));
    const set = vi.spyOn(storage, 'set').mockImplementation(async () => {
      if (total < 10) change();
    });
    change();
    await written();
    expect(set).toHaveBeenCalledTimes(1);
    await written();
    expect(set).toHaveBeenCalledTimes(2);
  });

  it('is not written again where nothing has changed', async () => {
    const { cache, storage } = await createLoaded();
    const set = vi.spyOn(storage, 'set');
    for (const total of [3, 3, 4]) {
      cache.keep('rooms', () => ({ total }));
      await written();
    }
    expect(set).toHaveBeenCalledTimes(2);
  });

  it('stays as it was where there is nothing to write', async () => {
    const { cache, records } = await createLoaded();
    cache.keep('rooms', () => undefined);
    await written();
    expect(records.size).toBe(0);
  });

  it('is never larger than a record may be', async () => {
    const { cache, records } = await createLoaded();
    cache.keep('rooms', () => ({ text: 'x'.repeat(200_000) }));
    await written();
    expect(records.size).toBe(0);
  });

  it('is the list and no more than two dozen others, those used last', async () => {
    let nowMs = 0;
    const { cache, storage, records } = await createLoaded(createStorage(), () => nowMs++);
    cache.keep('rooms', () => ({ total: 1 }));
    await written();
    for (let at = 0; at < 30; at++) cache.keep(`timeline:${String(at).padStart(2, '0')}`, () => ({ at }));
    await written();
    expect(records.size).toBe(25);
    expect(records.has('cache:rooms')).toBe(true);
    expect(records.has('cache:timeline:29')).toBe(true);
    const next = createSnapshotCache(storage, () => nowMs++);
    await next.load(userId, 'rooms').all;
    next.keep('timeline:new', () => ({ at: 30 }));
    await written();
    expect([records.has('cache:timeline:06'), records.has('cache:timeline:07')]).toEqual([false, true]);
  });
});

describe('a cache that cannot be used', () => {
  it.each([
    ['of another version', { schema: 0, userId, savedTs: 1, value: {} }],
    ['without a time', { schema: 1, userId, value: {} }],
    ['without a value', { schema: 1, userId, savedTs: 1, value: null }],
    ['that is none', 'damaged'],
  ])('is a record %s', async (_, record) => {
    const store = createStorage();
    store.records.set('cache:rooms', JSON.stringify(record));
    const { cache } = await createLoaded(store);
    expect(cache.get('rooms')).toBeUndefined();
  });

  it('is one whose storage cannot be read', async () => {
    const store = createStorage();
    vi.spyOn(store.storage, 'keys').mockRejectedValue(new Error('gone'));
    const { cache } = await createLoaded(store);
    expect(cache.get('rooms')).toBeUndefined();
  });

  it('touches no record of others', async () => {
    const store = createStorage();
    store.records.set('outbox:1', '{}');
    const { cache } = await createLoaded(store);
    await cache.drop();
    expect([...store.records.keys()]).toEqual(['outbox:1']);
  });
});

describe('a full storage', () => {
  const keepOne = async () => {
    const loaded = await createLoaded();
    loaded.cache.keep('rooms', () => ({ total: 3 }));
    await written();
    return loaded;
  };

  it('is told that the cache can be had again', async () => {
    const { cache, storage } = await createLoaded();
    const set = vi.spyOn(storage, 'set');
    cache.keep('rooms', () => ({ total: 3 }));
    await written();
    expect(set.mock.calls[0]![2]).toEqual({ expendable: true });
  });

  it('loses the whole cache', async () => {
    const { cache, records } = await keepOne();
    await cache.drop();
    expect([cache.get('rooms'), records.size]).toEqual([undefined, 0]);
  });

  it('gets no more snapshots', async () => {
    const { cache, records, fail } = await keepOne();
    fail('STORE_FULL');
    cache.keep('rooms', () => ({ total: 4 }));
    await written();
    fail();
    cache.keep('rooms', () => ({ total: 5 }));
    await written();
    expect([...records.keys()]).toEqual([]);
  });
});

describe('a login that ends', () => {
  it('is not followed by a write', async () => {
    const { cache, records } = await createLoaded();
    cache.keep('rooms', () => ({ total: 3 }));
    cache.end();
    await written();
    expect(records.size).toBe(0);
  });

  it('ends a write that is under way', async () => {
    const { cache, storage, records } = await createLoaded();
    vi.spyOn(storage, 'set').mockImplementationOnce(() => {
      cache.end();
      return Promise.resolve();
    });
    cache.keep('rooms', () => ({ total: 3 }));
    cache.keep('timeline:a', () => ({ total: 3 }));
    await written();
    expect(records.size).toBe(0);
  });

  it('leaves nothing in memory', async () => {
    const store = createStorage();
    store.records.set('cache:rooms', JSON.stringify({ schema: 1, userId, savedTs: 1, value: { total: 3 } }));
    const { cache } = await createLoaded(store);
    cache.end();
    expect(cache.get('rooms')).toBeUndefined();
  });

  it('is not overtaken by reading that began before', async () => {
    const store = createStorage();
    store.records.set('cache:rooms', JSON.stringify({ schema: 1, userId, savedTs: 1, value: { total: 3 } }));
    const cache = createSnapshotCache(store.storage);
    const loading = cache.load(userId, 'rooms').all;
    cache.end();
    await loading;
    expect(cache.get('rooms')).toBeUndefined();
  });

  it('keeps nothing where nobody has logged in', async () => {
    const { storage, records } = createStorage();
    createSnapshotCache(storage).keep('rooms', () => ({ total: 3 }));
    await written();
    expect(records.size).toBe(0);
  });
});
