/** Which rows of a long list are in the page: a bounded window that follows the scroll position. Pure. */

/** Rows of the first window, as the store sends them by default. */
export const firstWindowRows = 30;
/** Rows of a window further down: three screens, so that it moves seldom. */
const windowRows = 60;
/** A window begins at a multiple of this, so that small movements ask for the same one. */
const stepRows = 20;
/** With fewer rows than this left above or below what is visible the window moves. */
const marginRows = 5;

export interface ListWindow {
  /** Rows before the window. */
  readonly offset: number;
  readonly limit: number;
}

export const firstWindow: ListWindow = { offset: 0, limit: firstWindowRows };

/** @param firstVisible index of the first row that is visible, of `total` */
export function moveWindow(current: ListWindow, firstVisible: number, visibleRows: number, total: number): ListWindow {
  const lastVisible = Math.min(firstVisible + visibleRows, total);
  const above = current.offset === 0 || firstVisible >= current.offset + marginRows;
  const below = current.offset + current.limit >= total || lastVisible <= current.offset + current.limit - marginRows;
  if (above && below) return current;
  const offset = Math.max(0, Math.floor((firstVisible - stepRows) / stepRows) * stepRows);
  return offset === 0 && lastVisible <= firstWindowRows - marginRows ? firstWindow : { offset, limit: windowRows };
}
