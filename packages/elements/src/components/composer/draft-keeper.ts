/** Keeps what is begun in step with the room's draft: what is typed here goes there, what others type comes here. */
import type { Draft, Readable, Room } from '@bundesmessenger/store';

/** Between two writes while somebody types, in milliseconds: short enough to lose no word when the browser dies. */
const writeMs = 150;

export interface DraftKeeperOptions {
  /** What the field holds now. */
  readonly read: () => Draft | null;
  /** Another page has written, or the draft has just been loaded. */
  readonly show: (draft: Draft | null) => void;
}

export class DraftKeeper {
  readonly #options: DraftKeeperOptions;
  #room: Room | undefined;
  #threadId: string | undefined;
  #stop: (() => void) | undefined;
  /** As it was written last, or heard. */
  #known = 'null';
  #timer: ReturnType<typeof setTimeout> | undefined;
  #writing = 0;

  constructor(options: DraftKeeperOptions) {
    this.#options = options;
  }

  follow(room: Room | undefined, threadId: string | undefined): void {
    this.end();
    this.#room = room;
    this.#threadId = threadId;
    this.#known = 'null';
    const draft: Readable<Draft | null> | undefined = room?.draft(threadId);
    this.#stop = draft?.subscribe((value) => this.#hear(value));
  }

  /** Writes what is not written yet and listens no more. */
  end(): void {
    this.flush();
    this.#stop?.();
    this.#stop = undefined;
    this.#room = undefined;
  }

  /** Nobody is logged in: what was not written yet is not written any more. */
  forget(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#known = 'null';
  }

  /** The field has changed. */
  changed(): void {
    this.#timer ??= setTimeout(() => this.flush(), writeMs);
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const draft = this.#options.read();
    const text = JSON.stringify(draft);
    if (!this.#room || text === this.#known) return;
    this.#known = text;
    this.#writing++;
    const written = (): void => void this.#writing--;
    // What cannot be stored is in the field still, and is tried again with the next key.
    void this.#room.setDraft(draft, this.#threadId).then(written, written);
  }

  #hear(draft: Draft | null): void {
    const text = JSON.stringify(draft);
    // What comes back from here is older than what is in the field.
    if (text === this.#known || this.#writing > 0 || this.#timer !== undefined) return;
    this.#known = text;
    this.#options.show(draft);
  }
}
