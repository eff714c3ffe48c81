/**
 * Which events of a room a timeline has loaded and which of them it shows: a window of bounded size that moves over them.
 * Pure. Everything here is about order; what an event means is the index's.
 */
import type { ClientEvent } from '@bundesmessenger/core/types';

/** Where events beyond the loaded ones are to be had. */
export type Beyond =
  /** For `/messages` (of a thread: `/relations`). */
  | { readonly token: string }
  /** Nowhere: this is the first event of the room. */
  | 'start'
  /** By `/context` of the outermost event. */
  | 'unknown';

export interface LoadedEvents {
  /** Without a gap, oldest first. */
  readonly events: readonly ClientEvent[];
  readonly before: Beyond;
  /** `live`: new events come by themselves. `unknown`: `/context` of the last event tells the token. */
  readonly after: { readonly token: string } | 'live' | 'unknown';
}

/** The events that are shown: from the one named `oldest` to the one named `newest`. */
export interface Window {
  /** `undefined`: as far back as fits. */
  readonly oldest: string | undefined;
  /** `end`: follows what is loaded. */
  readonly newest: string | 'end';
}

export interface Cut {
  /** Ids of events with a row, oldest first. */
  readonly shown: readonly string[];
  /** All ids from the first to the last shown, those without a row among them. */
  readonly eventIds: readonly string[];
  /** Events with a row that are loaded, but lie outside. */
  readonly hiddenBefore: number;
  readonly hiddenAfter: number;
}

/** @param hasRow whether an event makes a row @param maxRows most rows that are shown */
export function cutWindow(
  eventIds: readonly string[],
  { oldest, newest }: Window,
  hasRow: (eventId: string) => boolean,
  maxRows: number,
): Cut {
  const rows = eventIds.filter(hasRow);
  /** How many rows stand before an event, also where it has none any more, as what turns out to be an edit. */
  const rowsBefore = (eventId: string): number | undefined => {
    const [row, at] = [rows.indexOf(eventId), eventIds.indexOf(eventId)];
    if (row >= 0) return row;
    return at < 0 ? undefined : eventIds.slice(0, at).filter(hasRow).length;
  };
  const last = newest === 'end' ? undefined : rowsBefore(newest);
  const end = last === undefined ? rows.length : last + (rows[last] === newest ? 1 : 0);
  const first = (oldest === undefined ? undefined : rowsBefore(oldest)) ?? 0;
  const start = Math.max(first, end - maxRows);
  const shown = rows.slice(start, end);
  const from = start === 0 ? 0 : eventIds.indexOf(shown[0]!);
  const to = end === rows.length ? eventIds.length : eventIds.indexOf(shown.at(-1)!) + 1;
  return { shown, eventIds: eventIds.slice(from, to), hiddenBefore: start, hiddenAfter: rows.length - end };
}

/** The window after more rows were asked for at one side. What does not fit leaves at the other. */
export function movedWindow(
  rows: readonly string[],
  cut: Cut,
  direction: 'backwards' | 'forwards',
  count: number,
  maxRows: number,
): Window {
  const start = cut.hiddenBefore;
  const end = rows.length - cut.hiddenAfter;
  if (direction === 'backwards') {
    const first = Math.max(0, start - count);
    const last = Math.min(end, first + maxRows);
    return { oldest: rows[first], newest: last === rows.length ? 'end' : rows[last - 1]! };
  }
  const last = Math.min(rows.length, end + count);
  const first = Math.max(start, last - maxRows);
  return { oldest: rows[first], newest: last === rows.length ? 'end' : rows[last - 1]! };
}

/** Puts older events before what is loaded; events that are known keep their place. @param page newest first */
export function withOlder(loaded: LoadedEvents, page: readonly ClientEvent[], before: Beyond): LoadedEvents {
  const known = new Set(loaded.events.map((event) => event.event_id));
  const older = page.filter((event) => !known.has(event.event_id)).toReversed();
  return { ...loaded, events: [...older, ...loaded.events], before };
}

/** Puts newer events behind what is loaded. @param page oldest first */
export function withNewer(
  loaded: LoadedEvents,
  page: readonly ClientEvent[],
  after: LoadedEvents['after'],
): LoadedEvents {
  const known = new Set(loaded.events.map((event) => event.event_id));
  const newer = page.filter((event) => !known.has(event.event_id));
  return { ...loaded, events: [...loaded.events, ...newer], after };
}
