import { describe, expect, it } from 'vitest';
import { createLoginBoundCache } from './approval-cache.ts';
import { createMemoryStorage } from './sealed-storage.ts';

const record = { list: 'a list' };
const stored = (storage: ReturnType<typeof createMemoryStorage>) => storage.keys('');

describe('the cache of an approval', () => {
  it('writes nothing before somebody is logged in, and then what it has', async () => {
    const storage = createMemoryStorage();
    const cache = createLoginBoundCache(() => storage);
    await cache.save(record);
    expect(await stored(storage)).toEqual([]);
    await cache.keep();
    expect(await createLoginBoundCache(() => storage).load()).toEqual(record);
  });

  it('follows every change while somebody is logged in', async () => {
    const storage = createMemoryStorage();
    const cache = createLoginBoundCache(() => storage);
    await cache.keep();
    await cache.save(record);
    await cache.save({ list: 'another' });
    expect(await cache.load()).toEqual({ list: 'another' });
  });

  it('writes nothing after log-out', async () => {
    const storage = createMemoryStorage();
    const cache = createLoginBoundCache(() => storage);
    await cache.keep();
    cache.letGo();
    await storage.erase();
    await cache.save(record);
    expect(await stored(storage)).toEqual([]);
  });

  it('does without a storage that cannot be written', async () => {
    const broken = { get: async () => undefined, set: () => Promise.reject(new Error('full')) };
    const cache = createLoginBoundCache(() => broken);
    await cache.save(record);
    await expect(cache.keep()).resolves.toBeUndefined();
  });
});
