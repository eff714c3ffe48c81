/**
 * Records at rest: each one AES-GCM encrypted in an IndexedDB of its own, under a key that the browser does not
 * export. Where there is no IndexedDB (Node, some private modes) they live in memory. Nothing is created by reading.
 */
import { BmError } from '../errors.ts';
import { eraseDatabase } from './erase-database.ts';
import {
  databaseNameOf,
  exists,
  keyTable,
  recordTable,
  resultOf,
  seal,
  unseal,
  type SealedRecord,
} from './sealed-record.ts';

export interface SealedStorage {
  readonly kind: 'persistent' | 'memory';
  /** `undefined` where there is no such record, or none that can be read. */
  get<T>(key: string): Promise<T | undefined>;
  /** Somebody is logged in: from now on there is something to keep, until it is erased. @throws {BmError} STORE_FULL, STORE_LOST */
  create(): Promise<void>;
  /**
   * JSON values only. Resolves when the record is on disk. What is not created, or erased, takes none: whoever writes late
   * must not leave anything behind after a log-out.
   * @param options `expendable`: it can be had again; whatever else is to be written may take its room
   * @throws {BmError} STORE_FULL, STORE_LOST
   */
  set(key: string, value: unknown, options?: { readonly expendable?: boolean }): Promise<void>;
  delete(key: string): Promise<void>;
  /** Keys that begin with `prefix`, in order. */
  keys(prefix: string): Promise<readonly string[]>;
  /** Leaves nothing behind: records and key are gone, and the database as soon as nobody has it open. Never rejects. */
  erase(): Promise<void>;
  close(): void;
}

/**
 * Pauses before the databases are looked for again, in milliseconds. Of a browser that was killed some process may hold them
 * for a moment longer: taken for a browser that keeps nothing, it would ask its user to log in anew.
 */
const pausesMs = [50, 250, 1_000];

/** @param sessionName see `SessionOptions` */
export async function openSealedStorage(sessionName: string): Promise<SealedStorage> {
  if (!globalThis.indexedDB || !globalThis.crypto?.subtle) return createMemoryStorage();
  const databaseName = databaseNameOf(sessionName);
  for (const pauseMs of [...pausesMs, undefined]) {
    try {
      return createPersistentStorage(databaseName, await exists(databaseName));
    } catch (error) {
      const mayPass = error instanceof DOMException && error.name === 'UnknownError';
      if (!mayPass || pauseMs === undefined) break;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
  return createMemoryStorage(); // some private modes have an indexedDB that refuses to work
}

/** @param isThere whether there is such a database already, so that the first look at it needs no other */
function createPersistentStorage(databaseName: string, isThere: boolean): SealedStorage {
  let opened: Promise<IDBDatabase> | undefined;
  const close = (): void => {
    void opened?.then((database) => database.close()).catch(() => undefined);
    opened = undefined;
  };
  const connect = async (mayCreate: boolean): Promise<IDBDatabase> => {
    const opening = indexedDB.open(databaseName, 1);
    opening.onupgradeneeded = () => {
      // It is gone since it was looked for: it must not come back empty.
      if (!mayCreate) return opening.transaction?.abort();
      opening.result.createObjectStore(recordTable);
      opening.result.createObjectStore(keyTable);
    };
    const database = await resultOf(opening);
    database.onversionchange = close; // another context deletes the database: let it
    database.onclose = close; // the browser took it away, as when site data is cleared
    return database;
  };
  const open = (mayCreate: boolean): Promise<IDBDatabase> => {
    if (opened) return opened;
    const opening = connect(mayCreate);
    opened = opening;
    // The next one tries it anew.
    opening.catch(() => {
      if (opened === opening) opened = undefined;
    });
    return opening;
  };
  /** Looking must not create anything. */
  const openExisting = async (): Promise<IDBDatabase | undefined> => {
    const mayOpen = opened !== undefined || isThere || (await exists(databaseName));
    isThere = false; // from now on others may have deleted it
    if (!mayOpen) return undefined;
    try {
      return await open(false);
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') return undefined;
      throw error;
    }
  };
  const writing = async (write: () => Promise<void>): Promise<void> => {
    try {
      await write();
    } catch (error) {
      const full = error instanceof DOMException && error.name === 'QuotaExceededError';
      throw full
        ? new BmError('STORE_FULL', 'the storage is full')
        : new BmError('STORE_LOST', 'the storage cannot be written');
    }
  };
  const tableOf = (database: IDBDatabase, name: string): IDBObjectStore => database.transaction(name).objectStore(name);
  const keyOf = async (database: IDBDatabase): Promise<CryptoKey> => {
    const known: CryptoKey | undefined = await resultOf(tableOf(database, keyTable).get(0));
    if (known) return known;
    const made = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
    // Two first writes at once must not end with two keys: the first one stored wins.
    const transaction = database.transaction(keyTable, 'readwrite');
    const table = transaction.objectStore(keyTable);
    const other: CryptoKey | undefined = await resultOf(table.get(0));
    if (!other) table.put(made, 0);
    await doneWith(transaction);
    return other ?? made;
  };

  return {
    kind: 'persistent',
    async get<T>(key: string) {
      const database = await openExisting();
      if (!database) return undefined;
      const sealed: SealedRecord | undefined = await resultOf(tableOf(database, recordTable).get(key));
      return sealed && unseal<T>(await keyOf(database), sealed);
    },
    create: () => writing(async () => void (await keyOf(await open(true)))),
    set: (key, value) =>
      writing(async () => {
        const database = await openExisting();
        if (!database) throw new BmError('STORE_LOST', 'the storage is gone');
        const sealed = await seal(await keyOf(database), value);
        const transaction = database.transaction(recordTable, 'readwrite', { durability: 'strict' });
        transaction.objectStore(recordTable).put(sealed, key);
        await doneWith(transaction);
      }),
    async delete(key) {
      const transaction = (await openExisting())?.transaction(recordTable, 'readwrite');
      if (!transaction) return;
      transaction.objectStore(recordTable).delete(key);
      await doneWith(transaction);
    },
    async keys(prefix) {
      const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`);
      const database = await openExisting();
      return database ? ((await resultOf(tableOf(database, recordTable).getAllKeys(range))) as string[]) : [];
    },
    async erase() {
      const database = await opened?.catch(() => undefined);
      opened = undefined;
      isThere = false;
      // First of all what it holds, and its key: another context may have it open.
      if (database) await empty(database).catch(() => undefined); // it may be closed already
      database?.close();
      await eraseDatabase(databaseName);
    },
    close,
  };
}

async function empty(database: IDBDatabase): Promise<void> {
  const tables = [recordTable, keyTable];
  const transaction = database.transaction(tables, 'readwrite', { durability: 'strict' });
  for (const table of tables) transaction.objectStore(table).clear();
  await doneWith(transaction);
}

/** @throws the `DOMException` that ended it */
function doneWith(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });
}

export function createMemoryStorage(): SealedStorage {
  const records = new Map<string, string>();
  return {
    kind: 'memory',
    get: (key) => {
      const record = records.get(key);
      return Promise.resolve(record === undefined ? undefined : JSON.parse(record));
    },
    create: () => Promise.resolve(),
    set: (key, value) => Promise.resolve(void records.set(key, JSON.stringify(value))),
    delete: (key) => Promise.resolve(void records.delete(key)),
    keys: (prefix) => Promise.resolve([...records.keys()].filter((key) => key.startsWith(prefix)).sort()),
    erase: () => Promise.resolve(records.clear()),
    close: () => undefined,
  };
}
