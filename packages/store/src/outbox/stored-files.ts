/** The bytes of files that wait in the outbox, kept with the other records so that they survive the host. */
import type { OutboxStorage } from './transport.ts';

export interface StoredFiles {
  /** From now on `load` gives these bytes. */
  keep(key: string, bytes: Blob): void;
  /** Resolves when what was kept would survive. @throws {BmError} STORE_FULL, STORE_LOST */
  save(key: string): Promise<void>;
  load(key: string): Promise<Blob | undefined>;
  delete(key: string): Promise<void>;
  /** Deletes what a host left that ended before the event was noted. */
  deleteOthers(keys: ReadonlySet<string>): Promise<void>;
  /** Forgets what is in memory. */
  clear(): void;
}

const prefix = 'outbox-file:';
/** Size of one record: small enough to be encrypted and copied without being noticed, in bytes. */
const recordBytes = 1 << 20;

export function createStoredFiles(storage: OutboxStorage): StoredFiles {
  const inMemory = new Map<string, Blob>();
  const recordKey = (key: string, at: number): string => `${prefix}${key}:${String(at).padStart(6, '0')}`;
  return {
    keep: (key, bytes) => void inMemory.set(key, bytes),
    async save(key) {
      const bytes = inMemory.get(key);
      if (!bytes) return;
      const count = Math.ceil(bytes.size / recordBytes);
      for (let at = 0; at < count; at++) {
        const part = await bytes.slice(at * recordBytes, (at + 1) * recordBytes).arrayBuffer();
        await storage.set(recordKey(key, at), toBase64(new Uint8Array(part)));
      }
      // Written last: without it the file is not complete.
      await storage.set(recordKey(key, count), { end: true, type: bytes.type });
    },
    async load(key) {
      const known = inMemory.get(key);
      if (known) return known;
      const parts: Uint8Array<ArrayBuffer>[] = [];
      for (const recordId of await storage.keys(`${prefix}${key}:`)) {
        const record = await storage.get<string | { type: string }>(recordId);
        if (typeof record === 'string') parts.push(fromBase64(record));
        else if (record) return new Blob(parts, { type: record.type });
      }
      return undefined;
    },
    async delete(key) {
      inMemory.delete(key);
      for (const recordId of await storage.keys(`${prefix}${key}:`)) await storage.delete(recordId);
    },
    async deleteOthers(keys) {
      for (const recordId of await storage.keys(prefix)) {
        const key = recordId.slice(prefix.length, recordId.lastIndexOf(':'));
        if (!keys.has(key) && !inMemory.has(key)) await storage.delete(recordId);
      }
    },
    clear: () => inMemory.clear(),
  };
}

/** Arguments of one call; engines allow at least this many. */
const callArguments = 0x8000;

function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += callArguments) {
    text += String.fromCharCode(...bytes.subarray(at, at + callArguments));
  }
  return btoa(text);
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
