/** The storage in IndexedDB, and what becomes of it when several use it at once. */
import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { databaseNameOf } from './sealed-record.ts';
import { openSealedStorage, type SealedStorage } from './sealed-storage.ts';

let count = 0;
let name: string;
let storage: SealedStorage;
const isThere = async (): Promise<boolean> =>
  (await indexedDB.databases()).some((database) => database.name === databaseNameOf(name));

beforeEach(async () => {
  name = `test-${count++}`;
  storage = await openSealedStorage(name);
});
afterEach(() => {
  vi.restoreAllMocks();
  storage.close();
});

it('takes nothing before somebody is logged in', async () => {
  await expect(storage.set('a', 1)).rejects.toMatchObject({ code: 'STORE_LOST' });
  expect(await isThere()).toBe(false);
});

it('keeps what is set, also for the next one', async () => {
  await storage.create();
  await storage.set('a', { text: 'Müller' });
  storage.close();
  storage = await openSealedStorage(name);
  expect(await storage.get('a')).toEqual({ text: 'Müller' });
});

it('comes back for the next login', async () => {
  await storage.create();
  await storage.set('a', 1);
  await storage.erase();
  await storage.create();
  await storage.set('b', 2);
  expect([await storage.get('a'), await storage.get('b')]).toEqual([undefined, 2]);
});

it.each([
  ['read', () => storage.get('a')],
  ['listed', () => storage.keys('')],
  ['deleted', () => storage.delete('a')],
  ['written', () => storage.set('a', 2).catch(() => undefined)],
])('does not come back when a record is %s while it is erased', async (_, use) => {
  await storage.create();
  await storage.set('a', 1);
  const before = use();
  const erased = storage.erase();
  const meanwhile = use();
  await erased;
  await Promise.allSettled([before, meanwhile, use()]);
  expect(await isThere()).toBe(false);
});

it.each([
  ['read', () => storage.get('a')],
  ['written', () => storage.set('a', 2).catch(() => undefined)],
])('does not come back when a record is %s that was erased since the look', async (_, use) => {
  vi.spyOn(indexedDB, 'databases').mockResolvedValueOnce([{ name: databaseNameOf(name), version: 1 }]);
  await use();
  expect(await isThere()).toBe(false);
});

it('refuses what is written when another one has erased it', async () => {
  await storage.create();
  const other = await openSealedStorage(name);
  await other.get('a');
  await other.erase();
  await expect(storage.set('a', 1)).rejects.toMatchObject({ code: 'STORE_LOST' });
  expect(await isThere()).toBe(false);
});
