/**
 * What a start shows before the server has answered: snapshots of the last session, in the sealed storage of the login.
 * They are written late and seldom, are the first to go when the storage is full, and end with the login.
 */
import { toErrorData } from '@bundesmessenger/core/errors';
import { cachePrefix, isCacheRecord, schema, type CacheRecord } from './cache-record.ts';

/** The session's storage, as far as the cache needs it. */
export interface CacheStorage {
  get<T>(key: string): Promise<T | undefined>;
  /** @throws {BmError} STORE_FULL, STORE_LOST */
  set(key: string, value: unknown, options: { readonly expendable: true }): Promise<void>;
  delete(key: string): Promise<void>;
  keys(prefix: string): Promise<readonly string[]>;
}

export interface SnapshotCache {
  /**
   * Reads what the user's last session left: the record of this name before the others. Each promise resolves when `get`
   * knows it, and never rejects.
   */
  load(userId: string, firstName: string): { readonly first: Promise<void>; readonly all: Promise<void> };
  /** What is stored under a name, once loaded. */
  get<T>(name: string): T | undefined;
  /** A snapshot has changed: `read` is called when it is time to write; `undefined` writes nothing. */
  keep(name: string, read: () => object | undefined): void;
  /** Writes nothing more and forgets what it holds: the login has ended. What is stored goes with the storage. */
  end(): void;
  /** Removes the records that are so. */
  forget(is: (value: object, name: string) => boolean): Promise<void>;
  /** Removes all records, so that there is room for what matters more. Nothing is written until the next `load`. */
  drop(): Promise<void>;
}

interface Found {
  readonly name: string;
  readonly record: CacheRecord | undefined;
}

/** A burst of events is written once. */
const writeAfterMs = 1_000;
/** Largest record in UTF-16 units: some 200 list rows, or 100 long messages. */
const maxRecordLength = 128 * 1024;
/** Records besides the list: as many rooms as somebody visits in a day. */
const maxRecords = 24;

export function createSnapshotCache(storage: CacheStorage, now: () => number = Date.now): SnapshotCache {
  /** Records by name, those used last at the end. */
  const loaded = new Map<string, object>();
  const waiting = new Map<string, () => object | undefined>();
  /** Those of them whose time has come. What changes while they are written has a time of its own. */
  const due = new Map<string, () => object | undefined>();
  /** What is stored, as short as it takes to see that nothing has changed. */
  const written = new Map<string, string>();
  let owner: string | undefined;
  /** The record that is read first, and never makes room for others. */
  let first: string | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let writing = Promise.resolve();

  const stopWriting = (): void => {
    owner = undefined;
    clearTimeout(timer);
    timer = undefined;
    waiting.clear();
    due.clear();
  };
  const writeSoon = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined;
      writing = writing.then(writeAll);
    }, writeAfterMs);
  };
  const writeAll = async (): Promise<void> => {
    for (const [name, read] of waiting) due.set(name, read);
    waiting.clear();
    for (const [name, read] of due) {
      due.delete(name);
      if (owner === undefined) return;
      await writeOne(name, read, owner);
    }
  };
  const writeOne = async (name: string, read: () => object | undefined, userId: string): Promise<void> => {
    const value = read();
    const text = value && JSON.stringify(value);
    if (!value || text === undefined || text.length > maxRecordLength || written.get(name) === fingerprint(text))
      return;
    try {
      const record: CacheRecord = { schema, userId, savedTs: now(), value };
      await storage.set(cachePrefix + name, record, { expendable: true });
      if (owner !== userId) return;
      written.delete(name);
      written.set(name, fingerprint(text));
      loaded.set(name, value);
      await forgetOldest();
    } catch (error) {
      if (toErrorData(error).code === 'STORE_FULL') await drop();
      else stopWriting(); // the storage was taken away: others notice what matters
    }
  };
  const remove = async (names: readonly string[]): Promise<void> => {
    for (const name of names) {
      written.delete(name);
      loaded.delete(name);
      await storage.delete(cachePrefix + name);
    }
  };
  const forgetOldest = (): Promise<void> =>
    remove([...written.keys()].filter((name) => name !== first).slice(0, -maxRecords));

  const read = async (key: string, userId: string): Promise<Found> => {
    const record = await storage.get<CacheRecord>(key);
    return {
      name: key.slice(cachePrefix.length),
      record: owner === userId && isCacheRecord(record) && record.userId === userId ? record : undefined,
    };
  };
  const accept = ({ name, record }: Found): void => {
    if (!record || owner !== record.userId) return;
    loaded.set(name, record.value);
    written.set(name, fingerprint(JSON.stringify(record.value)));
  };

  const drop = async (): Promise<void> => {
    stopWriting();
    loaded.clear();
    written.clear();
    try {
      for (const key of await storage.keys(cachePrefix)) await storage.delete(key);
    } catch {
      // nothing can be removed from a storage that is gone
    }
  };

  return {
    load(userId, firstName) {
      stopWriting();
      loaded.clear();
      written.clear();
      owner = userId;
      first = firstName;
      const firstRead = read(cachePrefix + firstName, userId).then(accept);
      const all = firstRead
        .then(() => storage.keys(cachePrefix))
        .then((keys) =>
          Promise.all(keys.filter((key) => key !== cachePrefix + firstName).map((key) => read(key, userId))),
        )
        .then((found) => found.sort((a, b) => savedTsOf(a) - savedTsOf(b)).forEach(accept));
      // A storage that cannot be read holds no cache.
      return { first: firstRead.catch(() => undefined), all: all.catch(() => undefined) };
    },
    get: <T>(name: string) => loaded.get(name) as T | undefined,
    keep(name, read) {
      if (owner === undefined) return;
      waiting.set(name, read);
      writeSoon();
    },
    forget: (is) =>
      (writing = writing
        .then(writeAll) // what waits to be written would come after
        .then(() => remove([...loaded.keys()].filter((name) => is(loaded.get(name)!, name))))
        .catch(() => undefined)), // gone with the storage
    end() {
      stopWriting();
      loaded.clear();
      written.clear();
    },
    drop,
  };
}

function savedTsOf({ record }: Found): number {
  return record?.savedTs ?? 0;
}

/** FNV-1a with 32 bits, and the length: equal texts give equal ones. One that is missed costs a row that is one change old. */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return `${text.length} ${hash >>> 0}`;
}
