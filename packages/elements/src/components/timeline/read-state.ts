/** Tells the room how far the user has read: at once for the others, and for the mark above what is unread when she leaves. */
import { toErrorData, type ErrorCode, type Room } from '@bundesmessenger/store';

/** Failures that pass by themselves: what was read is told again. */
const passing: ReadonlySet<ErrorCode> = new Set([
  'OFFLINE',
  'SERVER_ERROR',
  'BAD_RESPONSE',
  'RATE_LIMITED',
  'DISCONNECTED',
]);
/** At the earliest after so many milliseconds: each update of the timeline asks for it. */
const pauseMs = 5_000;

export class ReadState {
  #room: Room | undefined;
  #threadId: string | undefined;
  #lastRead: string | undefined;
  /** From when on the last one is told again. Milliseconds since 1970. */
  #againAt = Infinity;
  #marked: string | undefined;

  /** What is shown from now on. What was shown before counts as left. */
  follow(room: Room | undefined, threadId: string | undefined): void {
    this.leave();
    this.#room = room;
    this.#threadId = threadId;
    this.#lastRead = undefined;
    this.#marked = undefined;
  }

  /** The user has seen everything up to this event. */
  seen(eventId: string | undefined, now = Date.now()): void {
    const room = this.#room;
    if (!room || !eventId || (eventId === this.#lastRead && now < this.#againAt)) return;
    this.#lastRead = eventId;
    this.#againAt = Infinity;
    const threadId = this.#threadId;
    void room.markRead(eventId, threadId === undefined ? undefined : { threadId }).catch((error: unknown) => {
      const isLast = room === this.#room && eventId === this.#lastRead;
      if (isLast && passing.has(toErrorData(error).code)) this.#againAt = now + pauseMs;
    });
  }

  /** The mark moves only now: while she is here it shows where she began. */
  leave(): void {
    const eventId = this.#lastRead;
    if (!this.#room || !eventId || eventId === this.#marked || this.#threadId !== undefined) return;
    this.#marked = eventId;
    void this.#room.setFullyRead(eventId).catch(movedNextTime);
  }
}

/** Nothing the user has to know. */
function movedNextTime(): void {}
