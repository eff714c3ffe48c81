import { describe, expect, it } from 'vitest';
import { anna, ben } from '../sync/testing/events.ts';
import { RoomReceipts } from './room-receipts.ts';

const receipt = (eventId: string, userId: string, data: object = {}, type = 'm.read') => ({
  [eventId]: { [type]: { [userId]: { ts: 1, ...data } } },
});

describe('receipts', () => {
  it('are the latest of each user', () => {
    const receipts = new RoomReceipts(anna);
    receipts.add(receipt('$a', ben));
    receipts.add(receipt('$b', ben, { ts: 2 }));
    expect(receipts.of(ben)).toEqual([{ eventId: '$b', ts: 2 }]);
    expect(receipts.users).toEqual([ben]);
    expect(receipts.of(anna)).toEqual([]);
  });

  it('are kept apart by thread, and public from private', () => {
    const receipts = new RoomReceipts(anna);
    receipts.add(receipt('$a', anna));
    receipts.add(receipt('$b', anna, {}, 'm.read.private'));
    receipts.add(receipt('$c', anna, { thread_id: 'main' }));
    receipts.add(receipt('$d', anna, { thread_id: '$root' }));
    expect(receipts.of(anna)).toEqual([
      { eventId: '$a', ts: 1 },
      { eventId: '$b', ts: 1 },
      { eventId: '$c', ts: 1, threadId: 'main' },
      { eventId: '$d', ts: 1, threadId: '$root' },
    ]);
  });

  it.each([
    [{ $x: { 'm.read': [] } }],
    [{ $x: null }],
    [{ x: { 'm.read': { [ben]: { ts: 1 } } } }],
    [{ $x: { 'm.read': { ben: { ts: 1 } } } }],
    [{ $x: { 'm.read': { [ben]: { ts: 'x' } } } }],
    [{ $x: { 'm.read': { [ben]: { ts: 1, thread_id: {} } } } }],
    [{ $x: { 'm.fully_read': { [ben]: { ts: 1 } } } }],
  ])('are not made of %o', (content) => {
    const receipts = new RoomReceipts(anna);
    receipts.add(content);
    expect(receipts.users).toEqual([]);
  });

  it('let go who was heard of longest ago, but never the own user', () => {
    const receipts = new RoomReceipts(anna);
    receipts.add(receipt('$a', anna));
    for (let index = 0; index < 1_500; index++) receipts.add(receipt('$a', `@u${index}:x`));
    expect(receipts.users).toHaveLength(1_000);
    expect(receipts.users).toEqual(expect.arrayContaining([anna, '@u1499:x']));
    expect(receipts.users).not.toContain('@u0:x');
  });
});
