import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { afterEach, expect, it, vi } from 'vitest';
import { eraseCryptoStore, sweepCryptoStores } from './crypto-store.ts';

const prefix = 'bundesmessenger:default:@anna:server.example:';
const databases = async (): Promise<readonly string[]> => (await indexedDB.databases()).map(({ name }) => name!);
const make = async (...names: readonly string[]): Promise<void> => {
  for (const name of names) (await openDB(name, 1)).close();
};

afterEach(async () => {
  vi.useRealTimers();
  for (const { name } of await indexedDB.databases()) indexedDB.deleteDatabase(name!);
});

it('removes the keys of one device', async () => {
  await make(`${prefix}A::matrix-sdk-crypto`, `${prefix}A::matrix-sdk-crypto-meta`, `${prefix}B::matrix-sdk-crypto`);
  await eraseCryptoStore(`${prefix}A`);
  expect(await databases()).toEqual([`${prefix}B::matrix-sdk-crypto`]);
});

it('waits for nobody who holds them for ever; they go when that one lets go', async () => {
  const holder = await openDB(`${prefix}A::matrix-sdk-crypto`, 1);
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  const erased = vi.fn();
  void eraseCryptoStore(`${prefix}A`).then(erased);
  await vi.advanceTimersToNextTimerAsync();
  await vi.waitFor(() => expect(erased).toHaveBeenCalledOnce());
  expect(await databases()).toEqual([`${prefix}A::matrix-sdk-crypto`]);
  holder.close();
  vi.useRealTimers();
  await vi.waitFor(async () => expect(await databases()).toEqual([]));
});

it('sweeps what devices have left that are not any more, and nothing else', async () => {
  const others = [
    `${prefix}B::matrix-sdk-crypto`,
    `${prefix}B::matrix-sdk-crypto-meta`,
    'bundesmessenger:default',
    'bundesmessenger:other:@anna:server.example:A::matrix-sdk-crypto',
    'bundesmessenger:default:@notes',
  ];
  await make(`${prefix}A::matrix-sdk-crypto`, `${prefix}A::matrix-sdk-crypto-meta`, ...others);
  await sweepCryptoStores('bundesmessenger:default', () => `${prefix}B`);
  expect((await databases()).toSorted()).toEqual(others.toSorted());
});

it('sweeps nothing of a device that has come while it looked', async () => {
  await make(`${prefix}A::matrix-sdk-crypto`);
  let current: string | undefined;
  const sweeping = sweepCryptoStores('bundesmessenger:default', () => current);
  current = `${prefix}A`;
  await sweeping;
  expect(await databases()).toEqual([`${prefix}A::matrix-sdk-crypto`]);
});

it('sweeps nothing where nobody knows whose keys they are, but credentials may be there', async () => {
  await make('bundesmessenger:default', `${prefix}A::matrix-sdk-crypto`);
  await sweepCryptoStores('bundesmessenger:default', () => undefined);
  expect(await databases()).toEqual(['bundesmessenger:default', `${prefix}A::matrix-sdk-crypto`]);
});
