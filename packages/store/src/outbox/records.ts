/** What waits, at rest: one record for each event, written in the order of its changes, with the bytes of files beside it. */
import { readRecord, type QueuedEvent } from './outgoing.ts';
import { createStoredFiles, type StoredFiles } from './stored-files.ts';
import type { OutboxStorage } from './transport.ts';

export interface Records {
  readonly files: Pick<StoredFiles, 'keep' | 'load' | 'clear'>;
  /** Never fails: a full disk must not stop a message that the network takes. */
  write(event: QueuedEvent): Promise<void>;
  /** The bytes that were kept for the event. */
  writeFile(key: string): Promise<void>;
  delete(event: QueuedEvent): Promise<void>;
  /** What an earlier host left, oldest first. A record that cannot be read is left where it is. */
  load(): Promise<readonly QueuedEvent[]>;
  /** Resolves when everything that was to be written so far is. */
  settled(): Promise<void>;
  /** Deletes files that no event waits for, nor any record that could not be read. */
  deleteFilesBut(keys: ReadonlySet<string>): Promise<void>;
}

const prefix = 'outbox:';

export function createRecords(storage: OutboxStorage): Records {
  const files = createStoredFiles(storage);
  /** The last write of each record: writes of one record keep their order, so that a late one cannot revive it. */
  const writes = new Map<string, Promise<void>>();
  const inOrder = (key: string, write: () => Promise<void>): Promise<void> => {
    const next = (writes.get(key) ?? Promise.resolve()).then(write).catch(() => undefined);
    writes.set(key, next);
    void next.then(() => writes.get(key) === next && writes.delete(key));
    return next;
  };
  return {
    files,
    write: (event) => inOrder(event.transactionId, () => storage.set(prefix + event.transactionId, event)),
    writeFile: (key) => inOrder(key, () => files.save(key)),
    delete: ({ transactionId: key, hasFile }) =>
      inOrder(key, async () => {
        await storage.delete(prefix + key);
        if (hasFile) await files.delete(key);
      }),
    async load() {
      try {
        const keys = await storage.keys(prefix);
        const records = await Promise.all(keys.map((key) => storage.get(key)));
        return records
          .flatMap((record) => readRecord(record) ?? [])
          .sort((a, b) => a.sequence - b.sequence || a.queuedTs - b.queuedTs);
      } catch {
        return []; // a storage that fails must not keep new messages from being sent
      }
    },
    settled: () => Promise.all(writes.values()).then(() => undefined),
    async deleteFilesBut(keys) {
      try {
        const records = await storage.keys(prefix);
        await files.deleteOthers(new Set([...keys, ...records.map((record) => record.slice(prefix.length))]));
      } catch {
        // with the next start
      }
    },
  };
}
