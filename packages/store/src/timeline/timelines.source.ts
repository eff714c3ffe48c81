/** The timelines of all rooms: which of them are open, and what those of one room share. */

import type { Readable } from '@bundesmessenger/core/readable';
import { timelineToStore } from '../cache/cached-timelines.ts';
import { createPinnedSource } from './pinned.source.ts';
import { createPrefetching } from './prefetch.source.ts';
import { createRoomEvents, type RoomEvents, type RoomEventsOptions } from './room-events.source.ts';
import { createFocusedLoader, createLiveLoader, createThreadLoader } from './timeline-loader.source.ts';
import { messageMatcher } from '../search/message-matcher.ts';
import type { EventItem } from './project-item.ts';
import { createTimelineSource, type TimelineSource } from './timeline.source.ts';
import type { TimelineView } from './timeline-commands.ts';
import type { Timeline } from './timeline.ts';

export interface TimelinesOptions extends RoomEventsOptions {
  /** What an earlier start has shown of the room. */
  readonly stored?: (roomId: string) => Timeline | undefined;
}

export interface Timelines {
  /** @param reader whose place it is in: see `HostConnection` */
  of(roomId: string, view?: TimelineView, reader?: string): TimelineSource;
  /** A new one each time: who shares it is the caller's to say. */
  pinned(roomId: string): Readable<Timeline>;
  /** See the command. */
  prefetch(roomId: string): Promise<Timeline | null>;
  /** The user ignores other people than before: what was prefetched may show them. */
  forgetPrefetched(): void;
  /** Somebody has logged out: forgets what nobody looks at. */
  clear(): void;
  /** What an open room knows of its events; nothing is opened by asking. */
  eventsOf(roomId: string): RoomEvents | undefined;
  /** Opens the room's events for as long as something is done with them. */
  open(roomId: string): { readonly events: RoomEvents; readonly release: () => void };
}

/** Timelines that are remembered, beside those that somebody looks at: each is one row of a page's history. */
const maxSources = 100;

export function createTimelines(options: TimelinesOptions): Timelines {
  const sources = new Map<string, TimelineSource>();
  const opened = new Map<string, { readonly events: RoomEvents; users: number }>();

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
  const create = (roomId: string, view: TimelineView): TimelineSource => {
    const shared = { openEvents: () => open(roomId), isComplete };
    switch (view.type) {
      case 'live': {
        const source: TimelineSource = createTimelineSource({
          ...shared,
          createLoader: createLiveLoader,
          stored: () => shown(roomId, source) ?? prefetching.take(roomId),
        });
        return source;
      }
      case 'focused':
        return createTimelineSource({
          ...shared,
          focusedId: view.eventId,
          createLoader: (events) => createFocusedLoader(events, view.eventId),
        });
      case 'files':
        return createTimelineSource({ ...shared, createLoader: createLiveLoader, finds: isFile });
      case 'search':
        return createTimelineSource({
          ...shared,
          createLoader: createLiveLoader,
          finds: messageMatcher(view.search),
        });
      case 'thread':
        return createTimelineSource({
          ...shared,
          threadId: view.threadId,
          createLoader: (events) => createThreadLoader(events, view.threadId),
        });
    }
  };

  /** The newest messages of the room as somebody sees them, but for who begins to look just now. */
  const shown = (roomId: string, beginning?: TimelineSource): Timeline | undefined => {
    for (const [key, source] of sources) {
      if (source === beginning || !source.isFollowed() || !key.startsWith(keyOf(roomId, { type: 'live' }))) continue;
      const known = timelineToStore(source.timeline.get());
      if (known) return known;
    }
    return undefined;
  };

  const of: Timelines['of'] = (roomId, view = { type: 'live' }, reader = '') => {
    const key = keyOf(roomId, view) + reader;
    const known = sources.get(key);
    if (known) return known;
    if (sources.size >= maxSources) forgetOldest();
    const source = create(roomId, view);
    sources.set(key, source);
    return source;
  };

  const prefetching = createPrefetching(options, {
    isOpen: (roomId) => opened.has(roomId),
    shown,
    isComplete,
  });

  return {
    open,
    of,
    eventsOf: (roomId) => opened.get(roomId)?.events,
    prefetch: prefetching.prefetch,
    forgetPrefetched: prefetching.clear,
    clear() {
      prefetching.clear();
      for (const [key, source] of sources) if (!source.isFollowed()) sources.delete(key);
    },
    pinned: (roomId) => createPinnedSource(() => open(roomId), isComplete),
  };
}

function isFile(row: EventItem): boolean {
  return row.kind === 'message' && 'file' in row.content && row.content.msgtype !== 'm.sticker';
}

/** What the timelines of all readers of one view begin with. */
function keyOf(roomId: string, view: TimelineView): string {
  return JSON.stringify([roomId, ...Object.values(view)]);
}
