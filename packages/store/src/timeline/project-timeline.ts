/** The rows of a timeline in their order: events, days between them, where the user has read to, and who else has. Pure. */

import type { EventItem, ProjectedItem } from './project-item.ts';
import { maxNames, type Sender } from './timeline.ts';

export interface TimelineInput {
  /** Oldest first, those without a row among them; what is on its way to the server comes last. */
  readonly eventIds: readonly string[];
  /** The row of an event; the same object as long as nothing about it has changed. */
  readonly rowOf: (eventId: string) => EventItem | undefined;
  /** Users by the event that they have read up to. */
  readonly readers: ReadonlyMap<string, readonly Sender[]>;
  /** Event the logged-in user has read up to (`m.fully_read`). */
  readonly fullyRead: string | undefined;
  /** The day a time falls on, ISO 8601. */
  readonly dayOf: (timestampMs: number) => string;
}

/** Rows that nobody has read up to are the objects that `rowOf` gave. */
export function projectTimeline(input: TimelineInput): readonly ProjectedItem[] {
  const { eventIds, rowOf, fullyRead } = input;
  const rows: EventItem[] = [];
  const readBy = new Map<string, Sender[]>();
  let markerAfter: string | undefined;
  const used = new Set<string>();
  for (const eventId of eventIds) {
    const row = rowOf(eventId);
    // An own event may come by sync before the answer to its request: it is the same row as its echo.
    if (row && !used.has(row.key)) {
      rows.push(row);
      used.add(row.key);
    }
    const last = rows.at(-1);
    if (!last) continue;
    const readers = input.readers.get(eventId);
    if (readers) readBy.set(last.key, [...(readBy.get(last.key) ?? []), ...readers]);
    if (eventId === fullyRead) markerAfter = last.key;
  }
  const marked = rows.map((row) => withReaders(row, readBy.get(row.key)));
  return withMarker(withDateDividers(marked, input.dayOf), markerAfter);
}

function withReaders(row: EventItem, readers: readonly Sender[] | undefined): EventItem {
  if (!readers) return row;
  return { ...row, readBy: readers.slice(-maxNames).toReversed(), readByCount: readers.length };
}

function withDateDividers(rows: readonly EventItem[], dayOf: TimelineInput['dayOf']): ProjectedItem[] {
  const result: ProjectedItem[] = [];
  const used = new Set<string>();
  let previous: string | undefined;
  for (const row of rows) {
    const day = dayOf(row.originServerTs);
    // Server clocks may run backwards between events: a day is announced once, where it first appears.
    if (day !== previous && !used.has(day)) {
      result.push({ kind: 'dateDivider', key: `day ${day}`, day });
      used.add(day);
    }
    previous = day;
    result.push(row);
  }
  return result;
}

/** Only above something that somebody else said: nobody has to read what she wrote. */
function withMarker(items: ProjectedItem[], markerAfter: string | undefined): readonly ProjectedItem[] {
  const at = markerAfter === undefined ? -1 : items.findIndex(({ key }) => key === markerAfter);
  if (at < 0 || !items.slice(at + 1).some((item) => 'own' in item && !item.own)) return items;
  return [...items.slice(0, at + 1), { kind: 'readMarker', key: 'read marker' }, ...items.slice(at + 1)];
}
