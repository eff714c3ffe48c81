/** Where an approval is kept: in memory until somebody logs in, with the login after that, and nowhere once it is erased. */
import type { ApprovalCache, ApprovalRecord } from '../whitelist/approval-record.ts';
import type { SealedStorage } from './sealed-storage.ts';

const recordKey = 'approval';

export interface LoginBoundCache extends ApprovalCache {
  /** Somebody is logged in: from now on the record lies beside the credentials. */
  keep(): Promise<void>;
  /** Before the storage is erased: nothing may be written after it. */
  letGo(): void;
}

/** @param storage asked for at each use, because the session opens it late */
export function createLoginBoundCache(storage: () => Pick<SealedStorage, 'get' | 'set'>): LoginBoundCache {
  let kept = false;
  let newest: ApprovalRecord | undefined;
  return {
    load: () => storage().get(recordKey),
    async save(record) {
      newest = record;
      if (kept) await storage().set(recordKey, record);
    },
    async keep() {
      kept = true;
      // A cache that cannot be written is no cache; the session runs without it.
      if (newest)
        await storage()
          .set(recordKey, newest)
          .catch(() => undefined);
    },
    letGo() {
      kept = false;
    },
  };
}
