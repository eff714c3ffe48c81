/** Gives rows their versions. Compares only what was made anew: of 300 rows one changes at a time. */
import { orderedMembers } from '../protocol/versions.ts';
import type { ProjectedItem } from './project-item.ts';
import type { TimelineItem } from './timeline.ts';

export interface RowVersions {
  /** Each item as a row: the one shown before where nothing changed, else with a version that no row had. */
  next(items: readonly ProjectedItem[]): readonly TimelineItem[];
}

/**
 * Of all rows that this host has made. No version is ever given twice, in no timeline and by no later host, which begins with a
 * later time: a page may still show what an earlier watch has left.
 */
let lastVersion = Date.now();

/** @param rows what is shown so far */
export function createRowVersions(rows: readonly TimelineItem[]): RowVersions {
  let known = new Map<string, { readonly item?: ProjectedItem; readonly row: TimelineItem }>(
    rows.map((row) => [row.key, { row }]),
  );
  // Kept by an earlier host whose clock was ahead.
  lastVersion = Math.max(lastVersion, ...rows.map(({ version }) => version));
  const rowOf = (item: ProjectedItem): TimelineItem => {
    const before = known.get(item.key);
    const isSame =
      before && (before.item === item || sameContent({ ...item, version: before.row.version }, before.row));
    return isSame ? before.row : ({ ...item, version: ++lastVersion } as TimelineItem);
  };
  return {
    next(items) {
      const next = items.map((item) => ({ item, row: rowOf(item) }));
      known = new Map(next.map((entry) => [entry.item.key, entry]));
      return next.map(({ row }) => row);
    },
  };
}

/** Rows are plain data, made by one function, but members may come in another order. */
function sameContent(a: object, b: object): boolean {
  return JSON.stringify(a, orderedMembers) === JSON.stringify(b, orderedMembers);
}
