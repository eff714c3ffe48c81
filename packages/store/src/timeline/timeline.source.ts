/** One timeline of a room while somebody listens: loads, follows the sync, moves its window, gives snapshots. */
import { BmError, toBmError, type ErrorCode } from '@bundesmessenger/core';
import { writable, type Readable } from '@bundesmessenger/core/readable';
import { coalesce } from '../protocol/coalesce.ts';
import { initialSnapshots } from '../protocol/topics.ts';
import { previewOf, type EventItem } from './project-item.ts';
import { projectTimeline } from './project-timeline.ts';
import type { RoomEvents } from './room-events.source.ts';
import { createRowVersions } from './row-versions.ts';
import { isSameTimeline } from './same-timeline.ts';
import type { Direction, TimelineLoader } from './timeline-loader.source.ts';
import { cutWindow, movedWindow, type Cut, type LoadedEvents, type Window } from './timeline-window.ts';
import { maxItems, type Timeline, type TimelineItem } from './timeline.ts';

export interface TimelineSource {
  readonly timeline: Readable<Timeline>;
  /** Whether somebody looks at it. */
  isFollowed(): boolean;
  /**
   * Loads more events; resolves when they are in the snapshot. Without any, `limit` 0, it says where somebody reads:
   * backwards, above the newest. @throws {BmError} ROOM_UNKNOWN and what the server says
   */
  paginate(direction: Direction, limit: number): Promise<void>;
}

export interface TimelineSourceOptions {
  /** Shared by the room's timelines; let go when the returned function is called. */
  readonly openEvents: () => { readonly events: RoomEvents; readonly release: () => void };
  readonly createLoader: (events: RoomEvents) => TimelineLoader;
  /** Whether every room of the account is known: one that is not among them does not exist. */
  readonly isComplete: () => boolean;
  readonly threadId?: string;
  /** Shows only rows that are looked for, wherever in the room they stand. @default those of the thread, else in none */
  readonly finds?: (row: EventItem) => boolean;
  /** The event that the timeline is around. */
  readonly focusedId?: string;
  /** What an earlier start has shown. */
  readonly stored?: () => Timeline | undefined;
}

/** Pages that one call may load in search of something to show. */
const maxPages = 5;
/** How much larger a page is than one in which little was to be shown, as among many edits. */
const pageGrowth = 4;
/** Synapse gives no more events at once. */
const maxPageLimit = 1_000;
/** Pages without a single new event, after which a server is not asked again: it would be asked for ever. */
const maxEmptyPages = 3;
/** Dividers and the marker have rows, too. */
const maxEventRows = maxItems - 50;
/**
 * What is kept is painted before the room is opened, in milliseconds: that takes many times as long, and both would be slower
 * side by side.
 */
const openAfterMs = 50;
const whole: Window = { oldest: undefined, newest: 'end' };

export function createTimelineSource(options: TimelineSourceOptions): TimelineSource {
  const { threadId, finds } = options;
  const showsRoom = threadId === undefined && !finds;
  let isFollowed = false;
  /** Opens the room although what is kept of it has just been painted. */
  let openNow = (): void => undefined;
  let events: RoomEvents | undefined;
  let loader: TimelineLoader | undefined;
  let loaded: LoadedEvents | undefined;
  let window = whole;
  let opening: Promise<void> | undefined;
  /** Counts them: what was asked for before the last one belongs to what is gone. */
  let openings = 0;
  /** Whether the server is about to tell of events that it has left out among those that are loaded. */
  let wasPartial = false;
  let versions = createRowVersions([]);
  /** One after the other: both move the window. */
  const paginating = new Map<Direction, Promise<void>>();
  /** Whether somebody has said that she reads above the newest. */
  let readsAbove = false;
  /** Whether the last page that was asked for was an older one: who asks again reads on. */
  let readsBack = false;
  let readingAhead: Promise<void> | undefined;
  let paginationError: ErrorCode | undefined;

  const timeline = writable<Timeline>(initialSnapshots.timeline, () => {
    isFollowed = true;
    const stored = options.stored?.();
    versions = createRowVersions(stored?.items ?? []);
    timeline.set(stored ? { ...stored, stale: true } : initialSnapshots.timeline);
    let end = (): void => clearTimeout(timer);
    const begin = (): void => {
      end();
      openNow = () => undefined;
      end = follow();
    };
    const timer = stored && setTimeout(begin, openAfterMs);
    if (stored) openNow = begin;
    else begin();
    return () => {
      isFollowed = false;
      readsAbove = false;
      openNow = () => undefined;
      end();
      // Nobody needs the rows of a room that is closed, and sources are remembered.
      versions = createRowVersions([]);
      timeline.set(initialSnapshots.timeline);
    };
  });

  const follow = (): (() => void) => {
    const opened = options.openEvents();
    events = opened.events;
    loader = options.createLoader(events);
    const stop = events.onChange(update);
    update();
    return () => {
      stop();
      events = undefined;
      loader = undefined;
      loaded = undefined;
      opening = undefined;
      paginating.clear();
      readingAhead = undefined;
      readsBack = false;
      window = whole;
      paginationError = undefined;
      opened.release();
    };
  };

  const update = coalesce(() => {
    const room = events?.room();
    if (!events || !loader) return;
    if (!room) {
      loaded = undefined;
      if (options.isComplete()) timeline.set({ ...initialSnapshots.timeline, status: 'unknownRoom' });
      else if (!timeline.get().stale) timeline.set(initialSnapshots.timeline);
      else showOwn(); // a start without a network
      return;
    }
    if (room.membership === 'invite' || room.membership === 'knock') {
      timeline.set({ ...initialSnapshots.timeline, status: 'ready', atStart: true }); // nothing of it may be read yet
      return;
    }
    if (wasPartial && !room.isPartial) {
      loaded = undefined;
      window = whole;
    }
    wasPartial = room.isPartial;
    loaded &&= loader.follow(loaded, room.live, isReadingBack(loaded));
    if (!loaded) open();
    else project();
  });

  /** Whether the newest are out of sight, or older ones are just asked for: who is there must not lose her place. */
  const isReadingBack = (at: LoadedEvents): boolean =>
    at.events.length > 0 &&
    (readsAbove || window.newest !== 'end' || paginating.has('backwards') || readingAhead !== undefined);

  /** What is there at first appears together, when it is decrypted: else rows would pop up one by one in any order. */
  const open = (): void => {
    const [current, by] = [events, loader];
    const live = current?.room()?.live;
    // Before the sync has brought anything of the room there is nothing to begin with.
    if (!current || !by || !live || (live.events.length === 0 && live.before === 'unknown')) return;
    opening ??= (async () => {
      openings++;
      if (paginationError !== undefined) {
        const { paginationError: _failed, ...shown } = timeline.get();
        timeline.set({ ...shown, status: 'paginating' });
      }
      try {
        const found = await by.open(live);
        await current.load(found.events);
        if (current !== events) return;
        loaded = found;
        paginationError = undefined;
      } catch (error) {
        if (current !== events) return;
        paginationError = toBmError(error).code;
        timeline.set({ ...timeline.get(), status: 'ready', paginationError });
      } finally {
        if (current === events) opening = undefined;
      }
      if (loaded) update();
    })();
  };

  const ids = (): readonly string[] => loaded?.events.map((event) => event.event_id) ?? [];
  const rowOf = (eventId: string): EventItem | undefined => {
    if (!finds) return events?.rowOf(eventId, threadId);
    const row = events?.rowAnywhere(eventId);
    return row && finds(row) ? row : undefined;
  };
  const hasRow = (eventId: string): boolean => rowOf(eventId) !== undefined;
  const cut = (): Cut => cutWindow(ids(), window, hasRow, maxEventRows);

  /** What the user sends waits neither for the server nor for the decryption of what others have sent. */
  const showOwn = (): void => {
    const { items, ...shown } = timeline.get();
    if (!shown.stale || !shown.atEnd) return;
    const own = (events?.local.eventIds() ?? []).flatMap((eventId) => rowOf(eventId) ?? []);
    const keys = new Set(own.map(({ key }) => key));
    const others = items.filter((item) => !keys.has(item.key) && hasArrived(item));
    if (own.length === 0 && others.length === items.length) return;
    timeline.set({ ...shown, items: versions.next([...others, ...own.map((row) => withQuote(row, others))]) });
  };

  const show = (next: Timeline): void => {
    if (!isSameTimeline(timeline.get(), next)) timeline.set(next);
  };

  /** The row of the event that is focused, else of the next one that has a row, else of the one before. */
  const around = (loadedIds: readonly string[]): string | undefined => {
    const at = options.focusedId === undefined ? -1 : loadedIds.indexOf(options.focusedId);
    if (at < 0) return undefined;
    const eventId = loadedIds.slice(at).find(hasRow) ?? loadedIds.slice(0, at).findLast(hasRow);
    return eventId === undefined ? undefined : rowOf(eventId)?.key;
  };

  const project = (): void => {
    if (!events || !loaded) return;
    events.local.settle();
    const { items: before, stale } = timeline.get();
    if ((before.length === 0 || stale) && !events.isReadable(loaded.events)) return showOwn();
    const { eventIds, hiddenBefore, hiddenAfter } = cut();
    const atEnd = hiddenAfter === 0 && loaded.after === 'live';
    const fullyRead = events.fullyRead();
    const items = projectTimeline({
      eventIds: atEnd ? [...eventIds, ...events.local.eventIds()] : eventIds,
      rowOf,
      readers: events.readersOf(threadId),
      fullyRead: showsRoom ? fullyRead : undefined,
      dayOf,
    });
    const loadedIds = ids();
    const readUpTo =
      showsRoom &&
      fullyRead !== undefined &&
      loadedIds.indexOf(fullyRead) < Math.max(0, loadedIds.indexOf(eventIds[0] ?? ''));
    const target = around(loadedIds);
    show({
      status: paginating.size > 0 ? 'paginating' : 'ready',
      atStart: hiddenBefore === 0 && loaded.before === 'start',
      atEnd,
      ...(paginationError !== undefined && { paginationError }),
      ...(readUpTo && { readUpTo: fullyRead }),
      ...(target !== undefined && { around: target }),
      ...(finds && loaded.events[0] && { searchedTo: loaded.events[0].origin_server_ts }),
      items: versions.next(items),
    });
  };

  const loadMore = async (direction: Direction, limit: number, most = maxPages): Promise<void> => {
    const openedAs = openings;
    const by = loader;
    const rowsBefore = ids().filter(hasRow).length;
    let emptyPages = 0;
    let pageLimit = limit;
    for (let pages = 0; pages < most && events && loader && loaded; pages++) {
      const before: LoadedEvents = loaded;
      const next: LoadedEvents = await loader.page(before, direction, pageLimit);
      pageLimit = Math.min(pageLimit * pageGrowth, maxPageLimit);
      await events?.load(next.events);
      if (loader !== by || openings !== openedAs) return; // nobody looks any more, or it was begun anew
      // The sync may have brought something meanwhile: it joins with what it finds.
      if (loaded !== before && events?.room())
        loaded = loader?.follow(next, events.room()!.live, isReadingBack(before)) ?? next;
      else loaded = next;
      emptyPages = next.events.length === before.events.length ? emptyPages + 1 : 0;
      if (emptyPages === maxEmptyPages) loaded = { ...loaded, ...(direction === 'backwards' && { before: 'start' }) };
      const rows = ids().filter(hasRow).length - rowsBefore;
      if (finds) project(); // a search takes long: what it has found is shown
      if (rows >= limit / 2 || next[direction === 'backwards' ? 'before' : 'after'] === edge[direction]) break;
      if (emptyPages === maxEmptyPages) break;
    }
  };

  const more = async (direction: Direction, limit: number): Promise<void> => {
    const by = loader;
    await readingAhead;
    if (loader !== by || !loaded) return;
    const before = cut();
    const followsSync = loaded.after === 'live';
    const hidden = direction === 'backwards' ? before.hiddenBefore : before.hiddenAfter;
    if (hidden < limit) await loadMore(direction, limit - hidden);
    if (loader !== by || !loaded) return;
    const rows = ids().filter(hasRow);
    const [first, last] = [before.shown[0], before.shown.at(-1)];
    const start = Math.max(0, first === undefined ? 0 : rows.indexOf(first));
    // What came meanwhile belongs to a window that was at the end. Behind a gap it is asked for, like any other page.
    const followed = (window.newest === 'end' && followsSync) || last === undefined;
    const end = followed ? rows.length : rows.lastIndexOf(last) + 1;
    const now = { ...before, hiddenBefore: start, hiddenAfter: rows.length - end };
    window = movedWindow(rows, now, direction, limit, maxEventRows);
  };

  /** One page, while what was asked for is shown: who reads on finds it there. What fails is tried again when it is asked for. */
  const readAhead = (limit: number): void => {
    const missing = limit - cut().hiddenBefore;
    if (!events || !loaded || missing <= 0) return;
    const ahead = loadMore('backwards', missing, 1)
      .catch(() => undefined)
      .finally(() => {
        if (readingAhead === ahead) readingAhead = undefined;
      });
    readingAhead = ahead;
  };

  return {
    timeline,
    isFollowed: () => isFollowed,
    async paginate(direction, limit) {
      if (limit === 0) {
        readsAbove = isFollowed && direction === 'backwards';
        return;
      }
      openNow();
      // What could not be opened, as without a network, is opened by whoever asks for more of it.
      if (!loaded && events?.room()) {
        open();
        await opening;
      }
      if (!events?.room() || !loaded)
        throw new BmError(
          paginationError ?? 'ROOM_UNKNOWN',
          'nobody looks at this timeline, or there is nothing of it',
        );
      const known = paginating.get(direction);
      if (known) return known;
      const before = [...paginating.values()];
      const by = loader;
      /** Who has come since the last listener went has not asked for this. */
      const isWanted = (): boolean => loader === by;
      const asked = (async () => {
        await Promise.allSettled(before); // also without any, so that the snapshot says that it loads
        if (!isWanted()) return;
        try {
          await more(direction, limit);
          if (!isWanted()) return;
          paginationError = undefined;
          if (readsBack && direction === 'backwards') readAhead(limit);
          readsBack = direction === 'backwards';
        } catch (error) {
          const failed = toBmError(error);
          if (isWanted()) paginationError = failed.code;
          throw failed;
        } finally {
          if (isWanted()) {
            paginating.delete(direction);
            project();
          }
        }
      })();
      paginating.set(direction, asked);
      project();
      await asked;
    },
  };
}

/** Whether it is with the server: what is not may be taken back. */
function hasArrived(item: TimelineItem): boolean {
  return !('send' in item) || item.send.status === 'sent';
}

/** An answer with what it answers, where that is among rows that were kept: their events are not here. */
function withQuote(row: EventItem, kept: readonly TimelineItem[]): EventItem {
  if (!('replyTo' in row) || row.replyTo?.status !== 'loading') return row;
  const { eventId } = row.replyTo;
  const answered = kept.find((other) => 'eventId' in other && other.eventId === eventId);
  if (answered?.kind !== 'message') return row;
  const { sender, content } = answered;
  return { ...row, replyTo: { status: 'ready', eventId, sender, preview: previewOf(content) } };
}

/** What there is beyond the last event at either side, when there is none. */
const edge = { backwards: 'start', forwards: 'live' } as const;

const dayMs = 86_400_000;
/** As far as a `Date` goes (ECMAScript "Time Values"), less what the time zone may add, and the day itself. */
const lastDayMs = 8.64e15 - 2 * dayMs;

/** ISO 8601 day in the host's time zone as it is now: what `Intl` has made keeps the one that it was made in. */
function dayOf(timestampMs: number): string {
  // The specification bounds neither sign nor size of the time.
  const time = new Date(Math.abs(timestampMs) <= lastDayMs ? timestampMs : 0);
  const [day] = new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().split('T');
  return day!;
}
