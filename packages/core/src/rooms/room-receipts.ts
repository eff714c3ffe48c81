/** The latest receipts of a room, by user. */
import { isCount, isEventId, isIdentifier, isUserId, objectIn } from '../sync/hostile-events.ts';
import type { JsonObject } from '../sync/client-event.ts';
import type { Receipt } from './rooms.ts';

/** Users whose receipts are kept in one room; who was heard of longest ago goes first. */
const maxUsers = 1_000;

const receiptTypes = ['m.read', 'm.read.private'] as const;
type ReceiptType = (typeof receiptTypes)[number];

interface TypedReceipt {
  readonly type: ReceiptType;
  readonly receipt: Receipt;
}

export class RoomReceipts {
  readonly #userId: string;
  /** In the order in which the users were heard of. */
  readonly #byUser = new Map<string, readonly TypedReceipt[]>();

  /** @param userId the own user, who is never let go */
  constructor(userId: string) {
    this.#userId = userId;
  }

  /** @param content of an `m.receipt` event */
  add(content: JsonObject): void {
    for (const [eventId, byType] of Object.entries(content)) {
      if (!isEventId(eventId)) continue;
      for (const type of receiptTypes) {
        for (const [user, data] of Object.entries(objectIn(objectIn(byType)[type]))) {
          const { ts, thread_id } = objectIn(data);
          if (!isUserId(user) || !isCount(ts) || (thread_id !== undefined && !isIdentifier(thread_id))) continue;
          this.#set(user, type, { eventId, ts, ...(thread_id !== undefined && { threadId: thread_id }) });
        }
      }
    }
  }

  of(userId: string): readonly Receipt[] {
    return (this.#byUser.get(userId) ?? []).map(({ receipt }) => receipt);
  }

  get users(): readonly string[] {
    return [...this.#byUser.keys()];
  }

  #set(user: string, type: ReceiptType, receipt: Receipt): void {
    const others = (this.#byUser.get(user) ?? []).filter(
      (known) => known.type !== type || known.receipt.threadId !== receipt.threadId,
    );
    this.#byUser.delete(user);
    this.#byUser.set(user, [...others, { type, receipt }]);
    if (this.#byUser.size <= maxUsers) return;
    for (const oldest of this.#byUser.keys()) {
      if (oldest === this.#userId) continue;
      this.#byUser.delete(oldest);
      return;
    }
  }
}
