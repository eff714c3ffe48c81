/**
 * Notices that the keys of a device are gone while the server still knows the device: cleared site data, a lost database.
 * Other keys under the same name would be refused by the server and taken for an attack by others; only a new login helps.
 */
import { openDB } from 'idb';
import { BmError } from '../errors.ts';
import type { SealedStorage } from '../session/sealed-storage.ts';

const storeRecord = 'encryption:storeMade';
const databaseOf = (prefix: string): string => `${prefix}::matrix-sdk-crypto`;

export function storeLost(): BmError {
  return new BmError('STORE_LOST', 'the keys of this device are gone');
}

/** Before the engine opens its store. @throws {BmError} STORE_LOST where it was made before and is not there any more */
export async function assertStoreKept(storage: Pick<SealedStorage, 'get'>, databasePrefix: string): Promise<void> {
  if ((await storage.get<string>(storeRecord)) !== databasePrefix) return;
  const databases = await indexedDB.databases();
  if (!databases.some(({ name }) => name === databaseOf(databasePrefix))) throw storeLost();
}

/** After the engine has made its store; not before, or a store that found no room would count as lost. */
export async function noteStoreMade(
  storage: Pick<SealedStorage, 'get' | 'set'>,
  databasePrefix: string,
): Promise<void> {
  if ((await storage.get<string>(storeRecord)) !== databasePrefix) await storage.set(storeRecord, databasePrefix);
}

/** Follows a store that is open. Returns the function that ends it. */
export async function watchStore(databasePrefix: string, onLost: () => void): Promise<() => void> {
  let watches = true;
  const lost = (): void => {
    if (watches) onLost();
    watches = false;
  };
  const database = await openDB(databaseOf(databasePrefix), undefined, {
    // Somebody deletes it: let them, and do not stand in the way.
    blocking() {
      database.close();
      lost();
    },
    terminated: lost,
  });
  return () => {
    watches = false;
    database.close();
  };
}
