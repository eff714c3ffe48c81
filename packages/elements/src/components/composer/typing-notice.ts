/** Tells the others that the user is writing, as rarely as they need it. */
import type { Room } from '@bundesmessenger/store';

/** The notice ends by itself after half a minute; this is often enough to keep it up. */
const repeatMs = 10_000;

export class TypingNotice {
  #room: Room | undefined;
  #toldAt: number | undefined;

  follow(room: Room | undefined): void {
    this.stop();
    this.#room = room;
  }

  typed(now = Date.now()): void {
    if (this.#toldAt !== undefined && now - this.#toldAt < repeatMs) return;
    this.#toldAt = now;
    this.#tell(true);
  }

  stop(): void {
    if (this.#toldAt === undefined) return;
    this.#toldAt = undefined;
    this.#tell(false);
  }

  #tell(typing: boolean): void {
    // Nobody has to know that it did not get through.
    this.#room?.setTyping(typing).catch(() => undefined);
  }
}
