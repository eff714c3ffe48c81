/** Loads what lies beyond the rows of a timeline, in both directions, and asks for each snapshot once. */
import type { Room, Timeline, TimelineView } from '@bundesmessenger/store';

export type Direction = 'backwards' | 'forwards';

/** Rows asked for at once by somebody who goes on in the same direction: each page costs server, host and page the same. */
const nextPageRows = 90;
/** The same on the way back to the newest. */
const wayBackRows = 300;

export class Paging {
  #room: Room | undefined;
  #view: TimelineView = { type: 'live' };
  #asked: { readonly at: Timeline; readonly direction: Direction } | undefined;
  /** What the host was told last. It takes everybody to begin at the newest. */
  #readsAbove = false;

  follow(room: Room | undefined, view: TimelineView): void {
    this.tell(false);
    this.#room = room;
    this.#view = view;
    this.#asked = undefined;
  }

  /** Tells the host whether somebody reads above the newest: then a gap of the sync does not show those in place of it. */
  tell(readsAbove: boolean): void {
    if (readsAbove === this.#readsAbove || this.#view.type === 'focused') return;
    this.#readsAbove = readsAbove;
    void this.#paginate(readsAbove ? 'backwards' : 'forwards', 0);
  }

  /** Where the snapshot says that it is loading, or that it could not: in which direction. */
  get direction(): Direction {
    return this.#asked?.direction ?? 'backwards';
  }

  /** What changes nothing is not asked again by itself. @param again the user asks */
  load(timeline: Timeline | undefined, direction: Direction, again = false): void {
    if (timeline?.status !== 'ready' || (direction === 'backwards' ? timeline.atStart : timeline.atEnd)) return;
    const known = timeline === this.#asked?.at && direction === this.#asked.direction;
    if (!again && (known || timeline.paginationError)) return;
    const goesOn = direction === this.#asked?.direction;
    this.#asked = { at: timeline, direction };
    void this.#paginate(direction, goesOn ? nextPageRows : undefined);
  }

  /** Newer rows were let go of on the way up; the host has them still. @param current the newest snapshot */
  async toNewest(current: () => Timeline | undefined): Promise<void> {
    for (let before: Timeline | undefined; ;) {
      const timeline = current();
      if (!timeline || timeline.atEnd || timeline === before) return;
      before = timeline;
      this.#asked = { at: timeline, direction: 'forwards' };
      await this.#paginate('forwards', wayBackRows);
    }
  }

  async #paginate(direction: Direction, limit?: number): Promise<void> {
    const view = this.#view;
    const options = {
      ...(direction === 'forwards' && { direction }),
      ...(view.type !== 'live' && { view }),
    };
    await this.#room?.paginate(limit, options).catch(shownInSnapshot);
  }
}

/** Failures of loading are part of the next snapshot. */
function shownInSnapshot(): void {}
