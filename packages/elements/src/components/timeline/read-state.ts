/** Tells the room how far the user has read: at once for the others, and for the mark above what is unread when she leaves. */
import type { Room } from '@bundesmessenger/store';

export class ReadState {
  #room: Room | undefined;
  #threadId: string | undefined;
  #lastRead: string | undefined;
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
  seen(eventId: string | undefined): void {
    if (!this.#room || !eventId || eventId === this.#lastRead) return;
    this.#lastRead = eventId;
    const threadId = this.#threadId;
    void this.#room.markRead(eventId, threadId === undefined ? undefined : { threadId }).catch(triedAgain);
  }

  /** The mark moves only now: while she is here it shows where she began. */
  leave(): void {
    const eventId = this.#lastRead;
    if (!this.#room || !eventId || eventId === this.#marked || this.#threadId !== undefined) return;
    this.#marked = eventId;
    void this.#room.setFullyRead(eventId).catch(triedAgain);
  }
}

/** With the next message: nothing the user has to know. */
function triedAgain(): void {}
