/** The pinned messages of a room (`m.room.pinned_events`), in the order somebody gave them. */
import type { JsonObject } from '@bundesmessenger/core';
import { writable, type Readable } from '@bundesmessenger/core/readable';
import { coalesce } from '../protocol/coalesce.ts';
import { initialSnapshots } from '../protocol/topics.ts';
import type { RoomEvents } from './room-events.source.ts';
import { createRowVersions } from './row-versions.ts';
import { isSameTimeline } from './same-timeline.ts';
import type { Timeline } from './timeline.ts';

/** Pins that are shown; Element shows as many. */
const maxPinned = 100;

/** All of them, also beyond those that are shown. @param content of `m.room.pinned_events` */
export function pinnedEventIds({ pinned }: JsonObject): readonly string[] {
  const ids = Array.isArray(pinned) ? pinned.filter((id): id is string => typeof id === 'string') : [];
  return [...new Set(ids)];
}

export function createPinnedSource(
  open: () => { readonly events: RoomEvents; readonly release: () => void },
  isComplete: () => boolean,
): Readable<Timeline> {
  const pinned = writable<Timeline>(initialSnapshots.timeline, () => {
    const { events, release } = open();
    const versions = createRowVersions([]);
    const update = coalesce(() => {
      const room = events.room();
      if (!room) return pinned.set({ ...initialSnapshots.timeline, status: isComplete() ? 'unknownRoom' : 'loading' });
      const ids = pinnedEventIds(room.state('m.room.pinned_events')?.content ?? {}).slice(-maxPinned);
      for (const id of ids) events.lookFor(id);
      const rows = ids.flatMap((id) => events.rowAnywhere(id) ?? []);
      const isLoading = ids.some((id) => events.isLookedFor(id));
      const status = isLoading ? 'loading' : 'ready';
      const next: Timeline = { status, atStart: true, atEnd: true, items: versions.next(rows) };
      if (!isSameTimeline(pinned.get(), next)) pinned.set(next);
    });
    const stop = events.onChange(update);
    update();
    return () => {
      stop();
      release();
      pinned.set(initialSnapshots.timeline);
    };
  });
  return pinned;
}
