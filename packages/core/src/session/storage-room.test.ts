import { describe, expect, it, vi } from 'vitest';
import { BmError } from '../errors.ts';
import { createMemoryStorage } from './sealed-storage.ts';
import { createStorageRoom } from './storage-room.ts';

const full = (): BmError => new BmError('STORE_FULL', 'full');

/** A storage that takes so many records. */
function small(places: number) {
  const memory = createMemoryStorage();
  const room = createStorageRoom();
  const storage = room.sharedBy({
    ...memory,
    async set(key, value) {
      const keys = await memory.keys('');
      if (keys.length >= places && !keys.includes(key)) throw full();
      await memory.set(key, value);
    },
  });
  return { room, storage };
}

describe('a full storage', () => {
  it('makes room for what matters, and has it written', async () => {
    const { room, storage } = small(1);
    await storage.set('cache:rooms', 1, { expendable: true });
    room.onFull(() => storage.delete('cache:rooms'));
    await storage.set('credentials', 1);
    expect(await storage.keys('')).toEqual(['credentials']);
  });

  it('makes none for what can be had again', async () => {
    const { room, storage } = small(1);
    const letGo = vi.fn(() => Promise.resolve());
    room.onFull(letGo);
    await storage.set('credentials', 1);
    await expect(storage.set('cache:rooms', 1, { expendable: true })).rejects.toMatchObject({ code: 'STORE_FULL' });
    expect(letGo).not.toHaveBeenCalled();
  });

  it('is reported where nothing helps', async () => {
    const { room, storage } = small(0);
    room.onFull(() => Promise.reject(new Error('nothing to let go')));
    await expect(storage.set('credentials', 1)).rejects.toMatchObject({ code: 'STORE_FULL' });
  });

  it('asks nobody who has gone', async () => {
    const { room, storage } = small(0);
    const letGo = vi.fn(() => Promise.resolve());
    room.onFull(letGo)();
    await expect(storage.set('credentials', 1)).rejects.toMatchObject({ code: 'STORE_FULL' });
    expect(letGo).not.toHaveBeenCalled();
  });

  it.each([
    ['the browser', new DOMException('no room', 'QuotaExceededError')],
    ['the Rust crypto', new Error('DomException QuotaExceededError (22): no room')],
    ['the Rust crypto in a text', 'DomException QuotaExceededError (22): no room'],
  ])('is known from what %s says', async (_, error) => {
    const room = createStorageRoom();
    const letGo = vi.fn(() => Promise.resolve());
    room.onFull(letGo);
    await expect(room.tryTwice(() => Promise.reject(error))).rejects.toMatchObject({ code: 'STORE_FULL' });
    expect(letGo).toHaveBeenCalledTimes(1);
  });
});

it('tries nothing twice that failed for another reason', async () => {
  const write = vi.fn(() => Promise.reject(new BmError('STORE_LOST', 'gone')));
  await expect(createStorageRoom().tryTwice(write)).rejects.toMatchObject({ code: 'STORE_LOST' });
  expect(write).toHaveBeenCalledTimes(1);
});
