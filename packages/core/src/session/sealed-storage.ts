/**
 * Records at rest: each one AES-GCM encrypted in an IndexedDB of its own, under a key that the browser does not
 * export. Where there is no IndexedDB (Node, some private modes) they live in memory. Nothing is created by reading.
 */
import { deleteDB, openDB, type IDBPDatabase } from 'idb';
import { BmError } from '../errors.ts';
import { databaseNameOf, exists, keyTable, recordTable, seal, unseal, type SealedRecord } from './sealed-record.ts';

export interface SealedStorage {
  readonly kind: 'persistent' | 'memory';
  /** `undefined` where there is no such record, or none that can be read. */
  get<T>(key: string): Promise<T | undefined>;
  /**
   * JSON values only. Resolves when the record is on disk.
   * @param options `expendable`: it can be had again; whatever else is to be written may take its room
   * @throws {BmError} STORE_FULL, STORE_LOST
   */
  set(key: string, value: unknown, options?: { readonly expendable?: boolean }): Promise<void>;
  delete(key: string): Promise<void>;
  /** Keys that begin with `prefix`, in order. */
  keys(prefix: string): Promise<readonly string[]>;
  /** Leaves nothing behind: records, key and database are gone. */
  erase(): Promise<void>;
  close(): void;
}

/** @param sessionName see `SessionOptions` */
export async function openSealedStorage(sessionName: string): Promise<SealedStorage> {
  if (!globalThis.indexedDB || !globalThis.crypto?.subtle) return createMemoryStorage();
  const databaseName = databaseNameOf(sessionName);
  try {
    return createPersistentStorage(databaseName, await exists(databaseName));
  } catch {
    return createMemoryStorage(); // some private modes have an indexedDB that refuses to work
  }
}

/** @param isThere whether there is such a database already, so that the first look at it needs no other */
function createPersistentStorage(databaseName: string, isThere: boolean): SealedStorage {
  let opened: Promise<IDBPDatabase> | undefined;
  const close = (): void => {
    void opened?.then((database) => database.close()).catch(() => undefined);
    opened = undefined;
  };
  const open = (): Promise<IDBPDatabase> =>
    (opened ??= openDB(databaseName, 1, {
      upgrade(database) {
        database.createObjectStore(recordTable);
        database.createObjectStore(keyTable);
      },
      blocking: close, // another context deletes the database: let it
      terminated: close, // the browser took it away, as when site data is cleared
    }));
  /** Looking must not create anything. */
  const openExisting = async (): Promise<IDBPDatabase | undefined> => {
    const mayOpen = opened !== undefined || isThere || (await exists(databaseName));
    isThere = false; // from now on others may have deleted it
    return mayOpen ? open() : undefined;
  };
  const keyOf = async (database: IDBPDatabase): Promise<CryptoKey> => {
    const known = (await database.get(keyTable, 0)) as CryptoKey | undefined;
    if (known) return known;
    const made = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
    // Two first writes at once must not end with two keys: the first one stored wins.
    const transaction = database.transaction(keyTable, 'readwrite');
    const other = (await transaction.store.get(0)) as CryptoKey | undefined;
    if (!other) await transaction.store.put(made, 0);
    await transaction.done;
    return other ?? made;
  };

  return {
    kind: 'persistent',
    async get<T>(key: string) {
      const database = await openExisting();
      const sealed = (await database?.get(recordTable, key)) as SealedRecord | undefined;
      return database && sealed ? unseal<T>(await keyOf(database), sealed) : undefined;
    },
    async set(key, value) {
      try {
        const database = await open();
        const sealed = await seal(await keyOf(database), value);
        const transaction = database.transaction(recordTable, 'readwrite', { durability: 'strict' });
        await Promise.all([transaction.store.put(sealed, key), transaction.done]);
      } catch (error) {
        const full = error instanceof DOMException && error.name === 'QuotaExceededError';
        throw full
          ? new BmError('STORE_FULL', 'the storage is full')
          : new BmError('STORE_LOST', 'the storage cannot be written');
      }
    },
    async delete(key) {
      await (await openExisting())?.delete(recordTable, key);
    },
    async keys(prefix) {
      const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`);
      return ((await (await openExisting())?.getAllKeys(recordTable, range)) ?? []) as string[];
    },
    async erase() {
      const database = await opened?.catch(() => undefined);
      database?.close();
      opened = undefined;
      await deleteDB(databaseName);
    },
    close,
  };
}

export function createMemoryStorage(): SealedStorage {
  const records = new Map<string, string>();
  return {
    kind: 'memory',
    get: (key) => {
      const record = records.get(key);
      return Promise.resolve(record === undefined ? undefined : JSON.parse(record));
    },
    set: (key, value) => Promise.resolve(void records.set(key, JSON.stringify(value))),
    delete: (key) => Promise.resolve(void records.delete(key)),
    keys: (prefix) => Promise.resolve([...records.keys()].filter((key) => key.startsWith(prefix)).sort()),
    erase: () => Promise.resolve(records.clear()),
    close: () => undefined,
  };
}
