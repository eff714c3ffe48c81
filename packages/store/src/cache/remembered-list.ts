/**
 * The room list of the last session, read by the page itself and shown until the host has one: a worker's start takes longer
 * than reading a record. The page reads nothing else, and never the credentials.
 */
import { readSealedRecord } from '@bundesmessenger/core/sealed-record';
import type { SessionOptions, Whitelist } from '@bundesmessenger/core/types';
import type { StoredRoomList } from '../rooms/rooms.source.ts';
import type { RoomList } from '../rooms/rooms.ts';
import { cachePrefix, isCacheRecord, roomListName, type CacheRecord } from './cache-record.ts';

export interface RememberedList {
  readonly userId: string;
  readonly list: RoomList;
}

/** @param sessionName see `SessionOptions` @returns nothing where there is none. Never rejects. */
export async function readRememberedList(sessionName = 'default'): Promise<RememberedList | undefined> {
  const record = await readSealedRecord<CacheRecord>(sessionName, cachePrefix + roomListName);
  try {
    return isCacheRecord(record) ? { userId: record.userId, list: toList(record.value) } : undefined;
  } catch {
    return undefined; // a value that is no list is no list
  }
}

/** Where only the host can say whether the homeserver is approved still, the page shows nothing before it. */
export function mayShow({ homeserver, whitelist }: SessionOptions, { userId }: RememberedList): boolean {
  // What is no whitelist the host refuses in words.
  const { servers, serverToken, signedList } = (whitelist as Partial<Whitelist> | undefined) ?? {};
  if (serverToken || signedList || !Array.isArray(servers)) return false;
  return userId.endsWith(`:${homeserver}`) && servers.some(({ serverName }) => serverName === homeserver);
}

function toList(stored: object): RoomList {
  const { total, unread, rooms } = stored as StoredRoomList;
  return { status: 'cached', complete: false, total, unread, offset: 0, items: rooms.map(({ summary }) => summary) };
}
