import type { SessionOptions } from '@bundesmessenger/core/types';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { StoredRoomList } from '../rooms/rooms.source.ts';
import { roomList, roomSummary } from '../testing/fixtures.ts';
import type { CacheRecord } from './cache-record.ts';
import { mayShow, readRememberedList } from './remembered-list.ts';

const readSealedRecord = vi.hoisted(() => vi.fn());
vi.mock('@bundesmessenger/core/sealed-record', () => ({ readSealedRecord }));

const userId = '@erika:server.example';
const room = roomSummary({ roomId: '!a', name: 'Bauamt' });
const { unread } = roomList([room]);
const value: StoredRoomList = {
  total: 7,
  unread,
  rooms: [{ summary: room, searchText: 'bauamt', bumpStamp: undefined }],
};
const record: CacheRecord = { schema: 1, userId, savedTs: 1, value };

beforeEach(() => void readSealedRecord.mockReset());

describe('the list of the last session', () => {
  it('is what its snapshot cache holds, and whose it is', async () => {
    readSealedRecord.mockResolvedValue(record);
    expect(await readRememberedList('second')).toEqual({
      userId,
      list: { status: 'cached', complete: false, total: 7, unread, offset: 0, items: [room] },
    });
    expect(readSealedRecord).toHaveBeenCalledWith('second', 'cache:rooms');
  });

  it('is of the session without a name where none is said', async () => {
    readSealedRecord.mockResolvedValue(undefined);
    expect(await readRememberedList()).toBeUndefined();
    expect(readSealedRecord).toHaveBeenCalledWith('default', 'cache:rooms');
  });

  it('is nothing where another version of the cache has written it', async () => {
    readSealedRecord.mockResolvedValue({ ...record, schema: 0 });
    expect(await readRememberedList()).toBeUndefined();
  });
});

it('is nothing where what is stored is no list', async () => {
  readSealedRecord.mockResolvedValue({ ...record, value: {} });
  expect(await readRememberedList()).toBeUndefined();
});

describe('a remembered list may be shown', () => {
  const server = { serverName: 'server.example', baseUrl: 'https://matrix.server.example' };
  const options: SessionOptions = { homeserver: 'server.example', whitelist: { servers: [server] } };
  const remembered = { userId, list: roomList([room]) };
  const shown = (changes: Partial<SessionOptions>, of = remembered): boolean => mayShow({ ...options, ...changes }, of);

  it('where the page’s own list names the homeserver', () => {
    expect(shown({})).toBe(true);
  });

  it('not of a user of another server', () => {
    expect(shown({}, { ...remembered, userId: '@erika:otherserver.example' })).toBe(false);
  });

  it('not where the list does not name the homeserver', () => {
    expect(shown({ whitelist: { servers: [{ ...server, serverName: 'other.example' }] } })).toBe(false);
  });

  it('not where there is no list', () => {
    expect(shown({ whitelist: undefined as never })).toBe(false);
    expect(shown({ whitelist: {} as never })).toBe(false);
  });

  it('not where a server token decides, which only the host verifies', () => {
    expect(shown({ whitelist: { servers: [server], serverToken: { keys: [] } } })).toBe(false);
  });

  it('not where a signed list decides', () => {
    const signedList = { url: 'https://list.example', issuer: 'x', audience: 'y', keys: [] };
    expect(shown({ whitelist: { servers: [server], signedList } })).toBe(false);
  });
});
