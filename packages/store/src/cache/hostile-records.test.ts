/** Records that an earlier or later version, or a broken disk, has left: read as what they are meant to be, or not at all. */
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import {
  alwaysSoon,
  always,
  hostileJson,
  mutationsOf,
  pollution,
  type Json,
} from '../../../core/src/sync/testing/hostile-json.ts';
import { createDrafts } from '../drafts/drafts.source.ts';
import { editedBy, readRecord, unsentReferences } from '../outbox/outgoing.ts';
import { roomList, roomSummary } from '../testing/fixtures.ts';
import type { Draft } from '../timeline/timeline-topics.ts';
import { readRememberedList } from './remembered-list.ts';
import { createSnapshotCache } from './snapshot-cache.ts';

const readSealedRecord = vi.hoisted(() => vi.fn());
vi.mock('@bundesmessenger/core/sealed-record', () => ({ readSealedRecord }));

const records = (template: Json) => fc.oneof(mutationsOf(template), hostileJson);
const roomId = '!room:hs.example';
const userId = '@erika:hs.example';

describe('a draft that is read', () => {
  it('is text of bounded length with whom it mentions, or nothing', async () => {
    const draft = {
      body: 'Guten Tag',
      mentions: [{ userId, name: 'Erika' }],
      replyTo: '$a',
      editOf: '$b',
      before: { body: 'begun', replyTo: '$c' },
    };
    await alwaysSoon(records(draft), async (stored) => {
      const storage = { get: async <T>() => stored as T, set: async () => undefined, delete: async () => undefined };
      const shown: (Draft | null)[] = [];
      createDrafts(storage)
        .of(roomId)
        .subscribe((value) => shown.push(value));
      await Promise.resolve();
      await Promise.resolve();
      const last = shown.at(-1);
      for (const one of [last, last?.before]) {
        if (!one) continue;
        expect(structuredClone(one)).toEqual(one);
        expect(one.body.length).toBeLessThanOrEqual(32_768);
        expect(
          (one.mentions ?? []).every(
            (mention) => typeof mention.userId === 'string' && typeof mention.name === 'string',
          ),
        ).toBe(true);
        expect(['string', 'undefined']).toContain(typeof one.replyTo);
      }
      expect(pollution()).toEqual([]);
    });
  });
});

describe('a message that waits in the outbox', () => {
  it('is one that can be sent, or is left where it is', () => {
    const waiting = {
      transactionId: 'key',
      roomId,
      outgoing: {
        kind: 'event',
        eventType: 'm.room.message',
        content: { msgtype: 'm.text', body: 'x', 'm.relates_to': { 'm.in_reply_to': { event_id: '~other' } } },
      },
      queuedTs: 5,
      sequence: 5,
    };
    always(records(waiting), (stored) => {
      const read = readRecord(stored);
      if (!read) return;
      expect([typeof read.transactionId, typeof read.roomId, typeof read.sequence]).toEqual([
        'string',
        'string',
        'number',
      ]);
      expect(unsentReferences(read.outgoing).every((key) => typeof key === 'string')).toBe(true);
      expect(['string', 'undefined']).toContain(typeof editedBy(read.outgoing));
    });
  });
});

describe('what an earlier session has shown', () => {
  const { unread } = roomList([]);
  const list = { total: 1, unread, rooms: [{ summary: roomSummary({ roomId }), searchText: 'bauantrag' }] };
  const record = { schema: 1, userId, savedTs: 5, value: list } as unknown as Json;

  it('is a list or nothing for the page', async () => {
    await alwaysSoon(records(record), async (stored) => {
      readSealedRecord.mockResolvedValue(stored);
      const remembered = await readRememberedList();
      if (remembered) expect(Array.isArray(remembered.list.items)).toBe(true);
    });
  });

  it('is what is whole, for the host', async () => {
    await alwaysSoon(fc.array(records(record), { maxLength: 3 }), async (stored) => {
      const storage = {
        get: async <T>(key: string) => stored[Number(key.split(':')[1])] as T,
        set: async () => undefined,
        delete: async () => undefined,
        keys: async () => stored.map((_, at) => `cache:${at}`),
      };
      const cache = createSnapshotCache(storage);
      await cache.load(userId, '0').all;
      for (const name of ['0', '1', '2']) expect(['object', 'undefined']).toContain(typeof cache.get(name));
      cache.end();
    });
  });
});
