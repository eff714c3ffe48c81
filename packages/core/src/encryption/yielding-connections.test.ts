/** With the real engine: that it holds on to its databases is what this is for. */
import 'fake-indexeddb/auto';
import { DeviceId, initAsync, OlmMachine, StoreHandle, UserId } from '@matrix-org/matrix-sdk-crypto-wasm';
import { openDB } from 'idb';
import { beforeAll, expect, it } from 'vitest';
import { eraseCryptoStore } from './crypto-store.ts';
import { withYieldingConnections } from './yielding-connections.ts';

const anna = new UserId('@anna:server.example');
const databases = async (): Promise<readonly string[]> => (await indexedDB.databases()).map(({ name }) => name!);

beforeAll(() => initAsync());

it('lets the keys of a stopped engine be deleted, although somebody holds an object of it', async () => {
  const machine = await withYieldingConnections('keys', async () => {
    const store = await StoreHandle.openWithKey('keys', new Uint8Array(32));
    return OlmMachine.initFromStore(anna, new DeviceId('DEVICE'), store);
  });
  const held = await machine.getDevice(anna, new DeviceId('DEVICE'));
  expect((await databases()).toSorted()).toEqual(['keys::matrix-sdk-crypto', 'keys::matrix-sdk-crypto-meta']);
  machine.close();
  await eraseCryptoStore('keys');
  expect(await databases()).toEqual([]);
  held?.free();
});

it('leaves the connections of others as they are, and the way they are made', async () => {
  const before = indexedDB.open;
  const other = await withYieldingConnections('keys', () => openDB('other', 1));
  expect(indexedDB.open).toBe(before);
  await new Promise((resolve) => (indexedDB.deleteDatabase('other').onblocked = resolve));
  other.close();
});
