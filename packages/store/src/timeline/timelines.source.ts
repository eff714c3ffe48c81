/** The timelines of all rooms: which of them are open, and what those of one room share. */

import type { Readable } from '@bundesmessenger/core/readable';
import { timelineToStore } from '../cache/cached-timelines.ts';
import { createPinnedSource } from './pinned.source.ts';
import { createRoomEvents, fillsView, type RoomEvents, type RoomEventsOptions } from './room-events.source.ts';
import { createFocusedLoader, createLiveLoader, createThreadLoader } from './timeline-loader.source.ts';
import { createTimelineSource, type TimelineSource } from './timeline.source.ts';
import type { TimelineView } from './timeline-commands.ts';
import type { Timeline } from './timeline.ts';

export interface TimelinesOptions extends RoomEventsOptions {
  /** What an earlier start has shown of the room. */
  readonly stored?: (roomId: string) => Timeline | undefined;
}

export interface Timelines {
  of(roomId: string, view?: TimelineView): TimelineSource;
  pinned(roomId: string): Readable<Timeline>;
  /** See the command. */
  prefetch(roomId: string): Promise<Timeline | null>;
  /** Somebody has logged out: forgets what nobody looks at. */
  clear(): void;
  /** What an open room knows of its events; nothing is opened by asking. */
  eventsOf(roomId: string): RoomEvents | undefined;
  /** Opens the room's events for as long as something is done with them. */
  open(roomId: string): { readonly events: RoomEvents; readonly release: () => void };
}

/** Timelines that are remembered, beside those that somebody looks at: each is one row of a page's history. */
const maxSources = 100;
/** Timelines that are prefetched and not looked at yet: twice as many rooms as a page has prefetched at once. */
const maxPrefetched = 40;
/** Longer than this nobody waits for what may be prefetched, in milliseconds: a key may be missing, or the encryption ending. */
const prefetchWithinMs = 2_000;

export function createTimelines(options: TimelinesOptions): Timelines {
  const sources = new Map<string, TimelineSource>();
  const pinned = new Map<string, Readable<Timeline>>();
  const opened = new Map<string, { readonly events: RoomEvents; users: number }>();
  /** What was prefetched, until somebody looks at the room. */
  const prefetched = new Map<string, Timeline>();

  const open: Timelines['open'] = (roomId) => {
    const entry = opened.get(roomId) ?? { events: createRoomEvents(options, roomId), users: 0 };
    opened.set(roomId, entry);
    entry.users++;
    let released = false;
    return {
      events: entry.events,
      release() {
        if (released) return;
        released = true;
        if (--entry.users > 0) return;
        opened.delete(roomId);
        entry.events.stop();
      },
    };
  };
  const forgetOldest = (): void => {
    const oldest = [...sources].find(([, source]) => !source.isFollowed());
    if (oldest) sources.delete(oldest[0]);
  };
  const isComplete = (): boolean => options.rooms.coverage.get() === 'all';
  const takeStored = (roomId: string): Timeline | undefined => {
    const known = prefetched.get(roomId) ?? options.stored?.(roomId);
    prefetched.delete(roomId);
    return known;
  };
  const isReadable = (roomId: string): boolean => {
    const room = options.rooms.get(roomId);
    const isFilled = fillsView(room) || room?.live.before === 'start';
    return room?.membership === 'join' && options.encryption.get() !== undefined && isFilled;
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
      const timer = setTimeout(() => end(false), prefetchWithinMs);
      const stops = [options.rooms.onChange(look), options.encryption.subscribe(() => queueMicrotask(look))];
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
      const end = (shown?: Timeline): void => {
        clearTimeout(timer);
        stop();
        resolve(shown && timelineToStore(shown));
      };
      const timer = setTimeout(end, prefetchWithinMs);
      const stop = timeline.subscribe((shown) => {
        if (shown.status !== 'loading') end(shown);
      });
    });
  const create = (roomId: string, view: TimelineView): TimelineSource => {
    const shared = { openEvents: () => open(roomId), isComplete };
    switch (view.type) {
      case 'live':
        return createTimelineSource({
          ...shared,
          createLoader: createLiveLoader,
          stored: () => takeStored(roomId),
        });
      case 'focused':
        return createTimelineSource({
          ...shared,
          focusedId: view.eventId,
          createLoader: (events) => createFocusedLoader(events, view.eventId),
        });
      case 'thread':
        return createTimelineSource({
          ...shared,
          threadId: view.threadId,
          createLoader: (events) => createThreadLoader(events, view.threadId),
        });
    }
  };

  const of: Timelines['of'] = (roomId, view = { type: 'live' }) => {
    const key = [roomId, ...Object.values(view)].join(' ');
    const known = sources.get(key);
    if (known) return known;
    if (sources.size >= maxSources) forgetOldest();
    const source = create(roomId, view);
    sources.set(key, source);
    return source;
  };

  return {
    open,
    of,
    eventsOf: (roomId) => opened.get(roomId)?.events,
    async prefetch(roomId) {
      const isOpen = (): boolean => opened.has(roomId);
      // Open in another page.
      if (isOpen()) return timelineToStore(of(roomId).timeline.get()) ?? null;
      const userId = options.userId.get();
      const kept = options.stored?.(roomId);
      const isHere = isReadable(roomId) || (!kept && (await becomesReadable(roomId)));
      const known = (isHere ? await project(roomId) : undefined) ?? kept;
      // Who has logged out meanwhile leaves nothing for who logs in next.
      if (!known || isOpen() || options.userId.get() !== userId) return null;
      prefetched.delete(roomId);
      prefetched.set(roomId, known);
      const [oldest = roomId] = prefetched.keys();
      if (prefetched.size > maxPrefetched) prefetched.delete(oldest);
      return { ...known, stale: true };
    },
    clear() {
      prefetched.clear();
      for (const [key, source] of sources) if (!source.isFollowed()) sources.delete(key);
    },
    pinned(roomId) {
      const known = pinned.get(roomId);
      if (known) return known;
      const source = createPinnedSource(() => open(roomId), isComplete);
      pinned.set(roomId, source);
      return source;
    },
  };
}
