/** The latest receipts of a room, by user. */
import { isCount, isEventId, isIdentifier, isUserId, objectIn } from '../sync/hostile-events.ts';
import type { JsonObject } from '../sync/client-event.ts';
import type { Receipt } from './rooms.ts';

/** Users whose receipts are kept in one room; who was heard of longest ago goes first. */
const maxUsers = 1_000;

const receiptTypes = ['m.read', 'm.read.private'] as const;
type ReceiptType = (typeof receiptTypes)[number];

export interface RoomReceipts {
  /** @param content of an `m.receipt` event */
  add(content: JsonObject): void;
  of(userId: string): readonly Receipt[];
  readonly users: readonly string[];
}

/** @param userId the own user, who is never let go */
export function createRoomReceipts(userId: string): RoomReceipts {
  const byUser = new Map<string, ReadonlyMap<string, Receipt>>();

  const set = (user: string, type: ReceiptType, receipt: Receipt): void => {
    const known = byUser.get(user);
    byUser.delete(user); // so that the users stand in the order in which they were heard of
    byUser.set(user, new Map([...(known ?? []), [`${type} ${receipt.threadId ?? ''}`, receipt]]));
    if (byUser.size <= maxUsers) return;
    for (const oldest of byUser.keys()) {
      if (oldest === userId) continue;
      byUser.delete(oldest);
      return;
    }
  };

  return {
    add(content) {
      for (const [eventId, byType] of Object.entries(content)) {
        if (!isEventId(eventId)) continue;
        for (const type of receiptTypes) {
          for (const [user, data] of Object.entries(objectIn(objectIn(byType)[type]))) {
            const { ts, thread_id } = objectIn(data);
            if (!isUserId(user) || !isCount(ts) || (thread_id !== undefined && !isIdentifier(thread_id))) continue;
            set(user, type, { eventId, ts, ...(thread_id !== undefined && { threadId: thread_id }) });
          }
        }
      }
    },
    of: (user) => [...(byUser.get(user)?.values() ?? [])],
    get users() {
      return [...byUser.keys()];
    },
  };
}
