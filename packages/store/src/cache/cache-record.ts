/** A record of the snapshot cache as it lies in the sealed storage. */

export interface CacheRecord {
  readonly schema: number;
  readonly userId: string;
  /** Milliseconds since 1970. */
  readonly savedTs: number;
  readonly value: object;
}

export const cachePrefix = 'cache:';
/** What a start paints first. */
export const roomListName = 'rooms';
/** Grows with every change of a stored snapshot's shape: what an older version wrote is no cache. */
export const schema = 1;

/** Records outlive versions of this code. */
export function isCacheRecord(record: CacheRecord | undefined): record is CacheRecord {
  return (
    record?.schema === schema &&
    typeof record.userId === 'string' &&
    Number.isSafeInteger(record.savedTs) &&
    typeof record.value === 'object' &&
    record.value !== null
  );
}
