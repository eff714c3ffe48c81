/** Tells what is new in a timeline from what was loaded: only messages of others that came after the known ones. */
import type { Timeline, TimelineItem } from '@bundesmessenger/store';

type Message = Extract<TimelineItem, { kind: 'message' }>;

export interface Arrivals {
  readonly incoming: readonly Message[];
  /** Own messages that the user has just sent. */
  readonly sentNow: number;
  /** Own messages that have just failed. */
  readonly failedNow: number;
}

const none: Arrivals = { incoming: [], sentNow: 0, failedNow: 0 };

export class Incoming {
  #known: Set<string> | undefined;
  /** Whether the newest row there is was among the known ones: only then is what stands below it new. */
  #wasAtEnd = true;
  #failed = new Set<string>();
  /** Came live, but its key is still under way. */
  #waiting = new Set<string>();

  reset(): void {
    this.#known = undefined;
    this.#failed.clear();
    this.#waiting.clear();
  }

  /** @param timeline the next snapshot of the same room */
  next(timeline: Timeline): Arrivals {
    if (timeline.status === 'loading' || timeline.status === 'unknownRoom') return none;
    const { items } = timeline;
    const known = this.#known;
    const [wasFailed, wasAtEnd] = [this.#failed, this.#wasAtEnd];
    this.#wasAtEnd = timeline.atEnd;
    this.#failed = new Set(items.filter(isFailed).map(({ key }) => key));
    if (!known) {
      this.#known = new Set(items.filter(isSettled).map(({ key }) => key));
      return none;
    }
    // What stands above the newest known item is history that was loaded.
    const newestKnown = items.findLastIndex(({ key }) => known.has(key));
    const isLive = (item: TimelineItem, at: number): boolean =>
      (at > newestKnown && (wasAtEnd || isOwn(item))) || this.#waiting.has(item.key);
    const fresh = items.filter(
      (item, at): item is Message => item.kind === 'message' && !known.has(item.key) && isLive(item, at),
    );
    this.#waiting = new Set(items.filter((item, at) => !isSettled(item) && isLive(item, at)).map(({ key }) => key));
    for (const item of items) if (isSettled(item)) known.add(item.key);
    return {
      incoming: fresh.filter(({ own }) => !own),
      sentNow: fresh.filter(({ own, send }) => own && send.status === 'sending').length,
      failedNow: [...this.#failed].filter((key) => !wasFailed.has(key)).length,
    };
  }
}

function isOwn(item: TimelineItem): boolean {
  return 'own' in item && item.own;
}

function isFailed(item: TimelineItem): boolean {
  return item.kind === 'message' && item.send.status === 'failed';
}

/** A message whose key is under way is not known yet: it is announced when it can be read. */
function isSettled(item: TimelineItem): boolean {
  return !(item.kind === 'undecryptable' && item.cause === 'waitingForKeys');
}
