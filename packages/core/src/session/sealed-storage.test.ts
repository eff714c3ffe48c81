/** In memory only: what IndexedDB holds is tested in browsers. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createMemoryStorage, openSealedStorage } from './sealed-storage.ts';

afterEach(() => void vi.unstubAllGlobals());

describe('a storage in memory', () => {
  it('says so', () => {
    expect(createMemoryStorage().kind).toBe('memory');
  });

  it('gives back what was set', async () => {
    const storage = createMemoryStorage();
    await storage.set('a', { text: 'x', list: [1, null] });
    expect(await storage.get('a')).toEqual({ text: 'x', list: [1, null] });
  });

  it('has nothing where nothing was set', async () => {
    expect(await createMemoryStorage().get('a')).toBeUndefined();
  });

  it('keeps what was set, not what becomes of it', async () => {
    const storage = createMemoryStorage();
    const value = { count: 1 };
    await storage.set('a', value);
    value.count = 2;
    expect(await storage.get('a')).toEqual({ count: 1 });
  });

  it('gives back a copy', async () => {
    const storage = createMemoryStorage();
    await storage.set('a', { count: 1 });
    (await storage.get<{ count: number }>('a'))!.count = 2;
    expect(await storage.get('a')).toEqual({ count: 1 });
  });

  it('replaces', async () => {
    const storage = createMemoryStorage();
    await storage.set('a', 1);
    await storage.set('a', 2);
    expect(await storage.get('a')).toBe(2);
  });

  it('deletes', async () => {
    const storage = createMemoryStorage();
    await storage.set('a', 1);
    await storage.delete('a');
    expect(await storage.get('a')).toBeUndefined();
  });

  it('deletes what is not there', async () => {
    await expect(createMemoryStorage().delete('a')).resolves.toBeUndefined();
  });

  it('lists the keys of a prefix in order', async () => {
    const storage = createMemoryStorage();
    for (const key of ['outbox:b', 'credentials', 'outbox:a', 'outbo']) await storage.set(key, 1);
    expect(await storage.keys('outbox:')).toEqual(['outbox:a', 'outbox:b']);
  });

  it('is empty after erasing', async () => {
    const storage = createMemoryStorage();
    await storage.set('a', 1);
    await storage.erase();
    expect([await storage.get('a'), await storage.keys('')]).toEqual([undefined, []]);
  });

  it('may be written again after erasing', async () => {
    const storage = createMemoryStorage();
    await storage.erase();
    await storage.set('a', 1);
    expect(await storage.get('a')).toBe(1);
  });

  it('is its own: two share nothing', async () => {
    await createMemoryStorage().set('a', 1);
    expect(await createMemoryStorage().get('a')).toBeUndefined();
  });
});

describe('where a storage is opened', () => {
  it('is memory without IndexedDB (U10)', async () => {
    vi.stubGlobal('indexedDB', undefined);
    expect((await openSealedStorage('test')).kind).toBe('memory');
  });

  it('is memory where IndexedDB refuses to work', async () => {
    vi.stubGlobal('indexedDB', { databases: () => Promise.reject(new DOMException('x', 'SecurityError')) });
    expect((await openSealedStorage('test')).kind).toBe('memory');
  });

  it('waits for databases that a killed browser has not let go of yet', async () => {
    vi.useFakeTimers();
    const databases = vi.fn().mockRejectedValue(new DOMException('cannot be opened', 'UnknownError'));
    vi.stubGlobal('indexedDB', { databases });
    const opening = openSealedStorage('test');
    await vi.advanceTimersByTimeAsync(100);
    databases.mockResolvedValue([]);
    await vi.runAllTimersAsync();
    expect((await opening).kind).toBe('persistent');
    databases.mockRejectedValue(new DOMException('cannot be opened', 'UnknownError'));
    const never = openSealedStorage('test');
    await vi.runAllTimersAsync();
    expect((await never).kind).toBe('memory');
    vi.useRealTimers();
  });

  it('is memory without Web Crypto: nothing is written unencrypted', async () => {
    vi.stubGlobal('indexedDB', { databases: () => Promise.resolve([]) });
    vi.stubGlobal('crypto', {});
    expect((await openSealedStorage('test')).kind).toBe('memory');
  });

  it('is IndexedDB where it works, and nothing is made by looking', async () => {
    const open = vi.fn();
    vi.stubGlobal('indexedDB', { databases: () => Promise.resolve([]), open });
    const storage = await openSealedStorage('test');
    expect([storage.kind, await storage.get('a'), open.mock.calls.length]).toEqual(['persistent', undefined, 0]);
  });
});
