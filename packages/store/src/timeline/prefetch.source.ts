/** Timelines that are made before somebody opens their rooms, of what is here already: kept until one of them is opened. */
import { timelineToStore } from '../cache/cached-timelines.ts';
import { createRoomEvents, fillsView } from './room-events.source.ts';
import { createLiveLoader } from './timeline-loader.source.ts';
import { createTimelineSource } from './timeline.source.ts';
import type { Timelines, TimelinesOptions } from './timelines.source.ts';
import type { Timeline } from './timeline.ts';

export interface Prefetching extends Pick<Timelines, 'prefetch' | 'clear'> {
  /** What was prefetched of the room, else what an earlier start has shown: for who opens it now. */
  take(roomId: string): Timeline | undefined;
}

interface OpenTimelines {
  readonly isOpen: (roomId: string) => boolean;
  /** The newest of what those who look at the room see. */
  readonly shown: (roomId: string) => Timeline | undefined;
  readonly isComplete: () => boolean;
}

/** Timelines that nobody has opened yet: twice as many rooms as a page has prefetched at once. */
const maxKept = 40;
/** Longer than this nobody waits for what may be prefetched, in milliseconds: a key may be missing, or the encryption ending. */
const withinMs = 2_000;

export function createPrefetching(
  options: TimelinesOptions,
  { isOpen, shown, isComplete }: OpenTimelines,
): Prefetching {
  const { rooms, encryption, userId, stored } = options;
  /** Those that were prefetched last at the end. */
  const kept = new Map<string, Timeline>();

  const isReadable = (roomId: string): boolean => {
    const room = rooms.get(roomId);
    const isFilled = fillsView(room) || room?.live.before === 'start';
    return room?.membership === 'join' && encryption.get() !== undefined && isFilled;
  };
  /** After a first list the sync goes on to bring messages. */
  const becomesReadable = (roomId: string): Promise<boolean> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (isReadable(roomId)) end(true);
      };
      const end = (is: boolean): void => {
        clearTimeout(timer);
        for (const stop of stops) stop();
        resolve(is);
      };
      const timer = setTimeout(() => end(false), withinMs);
      const stops = [rooms.onChange(look), encryption.subscribe(() => queueMicrotask(look))];
    });
  /**
   * The newest rows of a timeline of its own over what the sync has brought: nobody else sees it, and it ends with its first
   * snapshot.
   */
  const project = (roomId: string): Promise<Timeline | undefined> =>
    new Promise((resolve) => {
      const { timeline } = createTimelineSource({
        openEvents() {
          const events = createRoomEvents({ ...options, asksNothing: true }, roomId);
          return { events, release: () => events.stop() };
        },
        createLoader: createLiveLoader,
        isComplete,
      });
      const end = (snapshot?: Timeline): void => {
        clearTimeout(timer);
        stop();
        resolve(snapshot && timelineToStore(snapshot));
      };
      const timer = setTimeout(end, withinMs);
      const stop = timeline.subscribe((snapshot) => {
        if (snapshot.status !== 'loading') end(snapshot);
      });
    });
  const keep = (roomId: string, known: Timeline): void => {
    kept.delete(roomId);
    kept.set(roomId, known);
    const [oldest = roomId] = kept.keys();
    if (kept.size > maxKept) kept.delete(oldest);
  };

  return {
    async prefetch(roomId) {
      // Open in another page.
      if (isOpen(roomId)) return shown(roomId) ?? null;
      const user = userId.get();
      const before = stored?.(roomId);
      const isHere = isReadable(roomId) || (!before && (await becomesReadable(roomId)));
      const known = (isHere ? await project(roomId) : undefined) ?? before;
      // Who has logged out meanwhile leaves nothing for who logs in next.
      if (!known || isOpen(roomId) || userId.get() !== user) return null;
      keep(roomId, known);
      return { ...known, stale: true };
    },
    take(roomId) {
      const known = kept.get(roomId) ?? stored?.(roomId);
      kept.delete(roomId);
      return known;
    },
    clear: () => kept.clear(),
  };
}
