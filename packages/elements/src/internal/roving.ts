/** Which item the arrow keys lead to in a vertical list with one tab stop. Pure. */

/** Items that PageUp and PageDown pass. */
const pageItems = 10;

/** @returns `undefined` for keys that do not move */
export function rovingTarget(key: string, at: number, count: number): number | undefined {
  const target = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    PageDown: at + pageItems,
    PageUp: at - pageItems,
    Home: 0,
    End: count - 1,
  }[key];
  if (target === undefined || count === 0) return undefined;
  return Math.max(0, Math.min(count - 1, target));
}
