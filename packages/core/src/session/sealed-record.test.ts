import 'fake-indexeddb/auto';
import { afterEach, expect, it, vi } from 'vitest';
import { databaseNameOf, readSealedRecord } from './sealed-record.ts';
import { openSealedStorage, type SealedStorage } from './sealed-storage.ts';

let count = 0;
const newName = (): string => `test-${count++}`;
const newStorage = async (name: string): Promise<SealedStorage> => {
  const storage = await openSealedStorage(name);
  await storage.create();
  return storage;
};
const databases = async (): Promise<readonly (string | undefined)[]> =>
  (await indexedDB.databases()).map(({ name }) => name);

afterEach(() => void vi.unstubAllGlobals());

it('is what the storage has written', async () => {
  const name = newName();
  const storage = await newStorage(name);
  await storage.set('a', { text: 'Müller' });
  expect(await readSealedRecord(name, 'a')).toEqual({ text: 'Müller' });
  storage.close();
});

it('is nothing where the storage has no such record', async () => {
  const name = newName();
  const storage = await newStorage(name);
  await storage.set('a', 1);
  expect(await readSealedRecord(name, 'b')).toBeUndefined();
  storage.close();
});

it('is nothing where there is no storage, and makes none', async () => {
  const name = newName();
  expect(await readSealedRecord(name, 'a')).toBeUndefined();
  expect(await databases()).not.toContain(databaseNameOf(name));
});

it('makes no storage anew that was erased between looking and opening', async () => {
  const name = newName();
  vi.spyOn(indexedDB, 'databases').mockResolvedValueOnce([{ name: databaseNameOf(name), version: 1 }]);
  expect(await readSealedRecord(name, 'a')).toBeUndefined();
  expect(await databases()).not.toContain(databaseNameOf(name));
});

it('lets go of the storage: it can be erased at once', async () => {
  const name = newName();
  const storage = await newStorage(name);
  await storage.set('a', 1);
  await readSealedRecord(name, 'a');
  await storage.erase();
  expect(await databases()).not.toContain(databaseNameOf(name));
});

it('is nothing where the record is damaged', async () => {
  const name = newName();
  const storage = await newStorage(name);
  await storage.set('a', 1);
  vi.spyOn(crypto.subtle, 'decrypt').mockRejectedValueOnce(new DOMException('x', 'OperationError'));
  expect(await readSealedRecord(name, 'a')).toBeUndefined();
  storage.close();
});

it('is nothing where storage does not work', async () => {
  vi.stubGlobal('indexedDB', { databases: () => Promise.reject(new DOMException('x', 'SecurityError')) });
  expect(await readSealedRecord(newName(), 'a')).toBeUndefined();
});

it('is nothing where there is no storage at all', async () => {
  vi.stubGlobal('indexedDB', undefined);
  expect(await readSealedRecord(newName(), 'a')).toBeUndefined();
});
