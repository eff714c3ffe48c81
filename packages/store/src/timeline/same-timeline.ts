/** Whether two snapshots of a timeline show the same: most of what a sync brings concerns other rooms, or no row. */
import type { Timeline } from './timeline.ts';

/** Rows that nothing has changed in are the same objects. */
export function isSameTimeline(a: Timeline, b: Timeline): boolean {
  const { items: rows, ...shown } = a;
  const { items: others, ...alsoShown } = b;
  return (
    rows.length === others.length &&
    rows.every((row, at) => row === others[at]) &&
    Object.keys({ ...shown, ...alsoShown }).every(
      (name) => shown[name as keyof typeof shown] === alsoShown[name as keyof typeof shown],
    )
  );
}
