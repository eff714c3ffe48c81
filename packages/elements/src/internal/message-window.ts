/**
 * A bounded window of real DOM rows with its own scroll anchoring: what the user reads never moves by itself, and
 * who is at the end stays at the end. `overflow-anchor` must be `none` on the scroller: two anchors fight.
 * Rules that measuring gave: restore after each update and in a ResizeObserver (both before paint), never pick a new
 * anchor in answer to an own scroll, nor one that floats (the name of a day goes up with each page), keep the focused row in
 * the DOM. Long, because window and anchor move each other.
 */
import type { LitElement, ReactiveController } from 'lit';
import { afterPaint } from './after-paint.ts';

/** Rows in the DOM at most, in a view as high as there is none. */
const maxRows = 160;
/** Rows in the DOM at least: the browser scrolls ahead of the page, and at the last row there is the wheel goes nowhere. */
const leastRows = 46;
/** Two views of the lowest rows there are. Most are higher: with more the page grows and gains nothing. */
const pxPerRow = 16;
/** Rows of the first update, and how many are added after each further frame: all at once would be a long task. */
const rowsPerFrame = 14;
/** The same where up to {@link maxRows} others go in the same update, as in a jump. */
const rowsInPlaceOfOthers = 10;
/**
 * How far the window moves at once, between two frames: with fewer it moves more often, and each time costs the same again.
 * Measured on two slow cores: with 10 rows 11 % of the frames are dropped while scrolling back, with 20 it is 3 %.
 */
const rowsPerMove = 20;
/** Where the window stands around the view: this share of the rows out of view lies where the user scrolls to. */
const aheadShare = 0.75;
/** It moves there when, of the rows out of view, so many are left ahead, or behind. Rows behind come back as the user turns. */
const [aheadMargin, behindMargin] = [0.5, 0.1];
/** This near to the end counts as at the end. */
const endTolerancePx = 24;
/** More rows are wanted when less than this is left above or below: about one screen. */
const nearEdgePx = 600;
/** So many views are wanted ahead of somebody who scrolls: more than go by while a server answers. */
const viewsAhead = 5;
/** Where a row that was jumped to stands: this share of the view below its upper edge. */
const jumpShare = 0.25;

interface Keyed {
  readonly key: string;
  /** Whether it may come to stand elsewhere, between other rows. */
  readonly floats: boolean;
}

/** Indices of the first and the last row in view. */
interface View {
  readonly first: number;
  readonly last: number;
}

export interface MessageWindowOptions {
  readonly scroller: () => HTMLElement | null | undefined;
  /** Its children carry `data-key`, in the order of the rows. */
  readonly list: () => HTMLElement | null | undefined;
  /** Whether the last row is the newest there is: only then does the end of the list stay in view. */
  readonly isLive: () => boolean;
  /** The first row of all is near. Called again and again while that is so. */
  readonly onNearStart: () => void;
  /** The last row of all is near. */
  readonly onNearEnd: () => void;
  /** The user has scrolled. */
  readonly onScroll: () => void;
}

interface Anchor {
  readonly key: string;
  /** Of the row's upper edge below the scroller's. */
  readonly topPx: number;
}

export class MessageWindow implements ReactiveController {
  readonly #host: LitElement;
  readonly #options: MessageWindowOptions;
  readonly #resizes = new ResizeObserver(() => {
    if (this.#isUnplaced) return this.#place();
    const isOtherWidth = this.#onWidth();
    // A scroll of this very frame has no event yet. One that lower rows have brought about is none of the user's.
    if (!isOtherWidth && !this.#isPulledUp) this.#onScroll();
    this.#restore();
    // Lower rows show more of them: those that are missing come before the next paint.
    if (isOtherWidth && !this.#atEnd && this.#isTight) this.#move();
  });
  #scroller: HTMLElement | undefined;
  #keys: readonly string[] = [];
  /** What these rows stand between says nothing about a place. */
  #floating: ReadonlySet<string> = new Set();
  #start = 0;
  /** The rows in view, the one to hold first: if it is gone, the next is the anchor. */
  #anchors: readonly Anchor[] = [];
  #atEnd = true;
  #jumping = false;
  /**
   * Whether the first rows of a list are still to be laid out. The frame does that, before it shows them: in the task that has
   * made them it would be a long one.
   */
  #isUnplaced = true;
  /** Where the user scrolled last. */
  #towards: 'start' | 'end' = 'start';
  /** Rows that may be in the DOM by now. */
  #limit = rowsPerFrame;
  /** Whether the next update may move the window. Others come as they please, several before one frame. */
  #mayMove = false;
  #waitsForPaint = false;
  #asksAfterPaint = false;
  #ownScrollTop = 0;
  /** Of all rows together, when that scroll was made. */
  #ownHeightPx = 0;
  #widthPx = 0;

  constructor(host: LitElement, options: MessageWindowOptions) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  /** Whether the newest row is in view; then new ones come into view by themselves. */
  get atEnd(): boolean {
    return this.#atEnd;
  }

  /** The rows to render. To be called in each render, with all rows. @param kept a row that stays in the DOM */
  select<Row extends Keyed>(rows: readonly Row[], kept?: string): readonly Row[] {
    const before = this.#view;
    const aboveView = before && before.first - this.#start;
    const shown = new Set(this.#keys.slice(this.#start, this.#start + this.#limit));
    this.#keys = rows.map((row) => row.key);
    this.#floating = new Set(rows.filter(({ floats }) => floats).map(({ key }) => key));
    // Rows that have all to be made are made in slices, as at first.
    const isOther = shown.size > 0 && !this.#keys.some((key) => shown.has(key));
    if (isOther) this.#limit = rowsInPlaceOfOthers;
    this.#start = this.#nextStart(aboveView);
    this.#mayMove = false;
    const end = this.#start + this.#limit;
    if (rows.length <= this.#limit) return rows;
    const keptAt = kept === undefined ? -1 : this.#keys.indexOf(kept);
    const isOutside = keptAt >= 0 && (keptAt < this.#start || keptAt >= end);
    if (!isOutside) return rows.slice(this.#start, end);
    return rows.filter((_, at) => at === keptAt || (at > this.#start && at < end));
  }

  /** Forgets the place, as for another list: it will be shown from its end. */
  reset(): void {
    this.#anchors = [];
    this.#keys = [];
    this.#atEnd = true;
    this.#jumping = false;
    this.#isUnplaced = true;
    this.#towards = 'start';
    this.#limit = rowsPerFrame;
  }

  toEnd(): void {
    this.#atEnd = true;
    this.#host.requestUpdate();
  }

  /** Brings a row into the DOM, wherever it is in the list. */
  reveal(key: string): void {
    if (!this.#rowOf(key)) this.jump(key);
  }

  /** Brings a row into view. It stays where it then stands, whatever loads around it, until the user scrolls. */
  jump(key: string): void {
    this.#atEnd = false;
    this.#jumping = true;
    this.#anchors = [{ key, topPx: (this.#scroller?.clientHeight ?? 0) * jumpShare }];
    this.#host.requestUpdate();
  }

  /** Whether the row stands above the view, below it, or in it. @returns `undefined` for rows that are not in the DOM */
  placeOf(key: string): 'above' | 'inside' | 'below' | undefined {
    const row = this.#rowOf(key)?.getBoundingClientRect();
    const view = this.#scroller?.getBoundingClientRect();
    if (!row || !view) return undefined;
    if (row.bottom <= view.top) return 'above';
    return row.top >= view.bottom ? 'below' : 'inside';
  }

  hostUpdate(): void {
    // A scroll whose event is still under way must not be undone by this update; one of another list is over.
    if (this.#keys.length > 0) this.#onScroll();
    // Newer rows were let go of: what was the end is a place like any other now.
    if (this.#atEnd && this.#scroller && !this.#isUnplaced && !this.#options.isLive()) {
      this.#readPlace(this.#scroller);
    }
  }

  hostUpdated(): void {
    const scroller = this.#options.scroller() ?? undefined;
    if (scroller === this.#scroller) this.#observeAgain();
    else this.#observe(scroller);
    // Where nothing that has come can be shown, older rows are all the more wanted.
    if (this.#keys.length === 0) return this.#askAfterPaint();
    if (this.#isUnplaced) return this.#growNext();
    this.#restore();
    if (!this.#isGrown || (!this.#atEnd && this.#isTight)) this.#growNext();
  }

  hostDisconnected(): void {
    this.#observe(undefined);
  }

  #place(): void {
    if (this.#keys.length === 0) return;
    this.#isUnplaced = false;
    this.#onWidth();
    this.#restore();
  }

  /**
   * Once a frame, whoever asks, and when it is painted: rows beyond those it shows are made and laid out while the browser
   * has nothing to do, not in a frame somebody waits for.
   */
  #growNext(): void {
    if (this.#waitsForPaint) return;
    this.#waitsForPaint = true;
    void afterPaint().then(() => {
      this.#waitsForPaint = false;
      if (!this.#scroller || (this.#isGrown && !this.#isTight)) return;
      this.#limit = Math.min(this.#mostRows, this.#limit + rowsPerFrame);
      this.#move();
    });
  }

  #move(): void {
    this.#mayMove = true;
    this.#host.requestUpdate();
  }

  #observe(scroller: HTMLElement | undefined): void {
    this.#scroller?.removeEventListener('scroll', this.#onScroll);
    this.#resizes.disconnect();
    this.#scroller = scroller;
    if (!scroller) return;
    this.#ownScrollTop = scroller.scrollTop;
    scroller.addEventListener('scroll', this.#onScroll, { passive: true });
    this.#resizes.observe(scroller);
    const list = this.#options.list();
    if (list) this.#resizes.observe(list);
  }

  /** Other rows may be as high together as those before them once the browser has made them: that would be no change. */
  #observeAgain(): void {
    const list = this.#options.list();
    if (!list) return;
    this.#resizes.unobserve(list);
    this.#resizes.observe(list);
  }

  /** @param aboveView rows that the window had above those in view, which tell where it is among others now */
  #nextStart(aboveView: number | undefined): number {
    const last = Math.max(0, this.#keys.length - this.#limit);
    if (this.#atEnd || last === 0) return last;
    const view = this.#view;
    if (!view) return last;
    if (aboveView === undefined || aboveView < 0 || aboveView >= this.#limit) {
      return this.#within(this.#idealStart(view));
    }
    const start = this.#within(view.first - aboveView);
    return this.#mayMove ? this.#movedStart(view, start) : start;
  }

  #within(start: number): number {
    return Math.max(0, Math.min(this.#keys.length - this.#limit, Math.round(start)));
  }

  #outOfView(view: View): number {
    return this.#limit - (view.last + 1 - view.first);
  }

  /** Where somebody who was led here will scroll to nobody knows. */
  #idealStart(view: View): number {
    const above = this.#jumping ? 0.5 : this.#towards === 'start' ? aheadShare : 1 - aheadShare;
    return view.first - this.#outOfView(view) * above;
  }

  /** A step on the way to where it should be, or where it is, as long as there are rows enough around the view. */
  #movedStart(view: View, start: number): number {
    const end = start + this.#limit;
    const rowsOf = (share: number): number => Math.max(1, this.#outOfView(view) * share);
    const marginOf = (side: 'start' | 'end'): number =>
      rowsOf(side === this.#towards && !this.#jumping ? aheadMargin : behindMargin);
    const isTight =
      (start > 0 && view.first < start + marginOf('start')) ||
      (end < this.#keys.length && view.last >= end - marginOf('end'));
    if (!isTight) return start;
    return this.#within(Math.max(start - rowsPerMove, Math.min(start + rowsPerMove, this.#idealStart(view))));
  }

  get #isTight(): boolean {
    const view = this.#view;
    return view !== undefined && this.#movedStart(view, this.#start) !== this.#start;
  }

  get #mostRows(): number {
    return rowsFor(this.#scroller?.clientHeight ?? 0);
  }

  get #isGrown(): boolean {
    return this.#limit >= Math.min(this.#mostRows, this.#keys.length);
  }

  get #view(): View | undefined {
    const places = this.#anchors.map(({ key }) => this.#keys.indexOf(key)).filter((at) => at >= 0);
    return places.length === 0 ? undefined : { first: Math.min(...places), last: Math.max(...places) };
  }

  readonly #onScroll = (): void => {
    const scroller = this.#scroller;
    // Own scrolls are known by where they led to.
    if (!scroller || this.#isUnplaced || Math.abs(scroller.scrollTop - this.#ownScrollTop) < 1) return;
    this.#towards = scroller.scrollTop < this.#ownScrollTop ? 'start' : 'end';
    this.#ownScrollTop = scroller.scrollTop;
    const wasAtEnd = this.#atEnd;
    this.#readPlace(scroller);
    if (wasAtEnd !== this.#atEnd) this.#host.requestUpdate();
    if (this.#isTight) this.#growNext();
    this.#askForMore(scroller, scroller.clientHeight * viewsAhead);
    this.#options.onScroll();
  };

  /**
   * Whether the browser itself has scrolled up from the end: it takes a row that leaves the view for as high as it last
   * stood there, and when it has become higher since, all rows are lower together for a moment.
   */
  get #isPulledUp(): boolean {
    const scroller = this.#scroller;
    if (!scroller || !this.#atEnd || scroller.scrollHeight === this.#ownHeightPx) return false;
    const upPx = this.#ownScrollTop - scroller.scrollTop;
    return upPx > 0 && upPx < scroller.clientHeight / 2;
  }

  /** All rows get another height: what is read is held by its first whole row, not by one further down. @returns whether it is so */
  #onWidth(): boolean {
    const widthPx = this.#scroller?.clientWidth ?? 0;
    if (widthPx === this.#widthPx) return false;
    this.#widthPx = widthPx;
    if (this.#jumping) return true;
    const rank = ({ topPx }: Anchor): number => (topPx < 0 ? Number.MAX_VALUE : topPx);
    this.#anchors = this.#anchors.toSorted((left, right) => rank(left) - rank(right));
    return true;
  }

  /** Takes what is in view now as what has to stay there. */
  #readPlace(scroller: HTMLElement): void {
    this.#jumping = false;
    this.#atEnd =
      belowOf(scroller) <= endTolerancePx && this.#start + this.#limit >= this.#keys.length && this.#options.isLive();
    this.#pickAnchors(scroller);
  }

  #pickAnchors(scroller: HTMLElement): void {
    const known = new Set(this.#anchors.map(({ key }) => key));
    // What has just come into view may not have its height yet, and what stands half above it changes its height with
    // the width: rather hold what was in view already, and wholly.
    const rank = ({ key, topPx }: Anchor): number => {
      const isWhole = topPx >= 0 && topPx < scroller.clientHeight / 2;
      return (known.has(key) ? 0 : 2) + (isWhole ? 0 : 1);
    };
    this.#anchors = this.#inView(scroller).sort((left, right) => rank(left) - rank(right));
  }

  /** The rows in view and where they are, upper first: those that stay between their neighbours, where there are any. */
  #inView(scroller: HTMLElement): Anchor[] {
    const upper = scroller.getBoundingClientRect().top;
    const rows = this.#rows();
    const found: Anchor[] = [];
    for (let at = firstBelow(rows, upper); at < rows.length; at++) {
      const row = rows[at];
      const topPx = (row?.getBoundingClientRect().top ?? Infinity) - upper;
      if (topPx >= scroller.clientHeight) break;
      const key = row?.dataset['key'];
      if (key !== undefined) found.push({ key, topPx });
    }
    const lasting = found.filter(({ key }) => !this.#floating.has(key));
    return lasting.length > 0 ? lasting : found;
  }

  #restore(): void {
    const scroller = this.#scroller;
    if (!scroller || scroller.clientHeight === 0) return;
    if (this.#atEnd) {
      scroller.scrollTop = scroller.scrollHeight;
    } else {
      const upper = scroller.getBoundingClientRect().top;
      for (const anchor of this.#anchors) {
        const { key, topPx } = anchor;
        const row = this.#rowOf(key);
        if (!row) continue;
        const shift = row.getBoundingClientRect().top - upper - topPx;
        if (Math.abs(shift) > 0.1) scroller.scrollTop += shift;
        // A jump to near an edge cannot bring its row where it should stand: then it stays where it is.
        const isLeft = Math.abs(row.getBoundingClientRect().top - upper - topPx) > 1;
        if (this.#jumping && isLeft && this.#isGrown) this.#readPlace(scroller);
        // What came into view around the anchor is seen now, too.
        else this.#anchors = [anchor, ...this.#inView(scroller).filter((other) => other.key !== key)];
        break;
      }
    }
    this.#ownScrollTop = scroller.scrollTop;
    this.#ownHeightPx = scroller.scrollHeight;
    this.#askAfterPaint();
  }

  /** What lies beyond the rows keeps nobody from seeing those that are here. */
  #askAfterPaint(): void {
    if (this.#asksAfterPaint) return;
    this.#asksAfterPaint = true;
    void afterPaint().then(() => {
      this.#asksAfterPaint = false;
      if (this.#scroller) this.#askForMore(this.#scroller);
    });
  }

  /** @param aheadPx how much more is wanted where the user scrolls to; on the other side it is what is always wanted */
  #askForMore(scroller: HTMLElement, aheadPx = nearEdgePx): void {
    const rowPx = scroller.scrollHeight / Math.max(1, Math.min(this.#limit, this.#keys.length));
    const isNear = (side: 'start' | 'end', shownPx: number, hiddenRows: number): boolean =>
      shownPx + Math.max(0, hiddenRows) * rowPx < (side === this.#towards ? aheadPx : nearEdgePx);
    if (isNear('start', scroller.scrollTop, this.#start)) this.#options.onNearStart();
    if (isNear('end', belowOf(scroller), this.#keys.length - this.#limit - this.#start)) this.#options.onNearEnd();
  }

  #rows(): readonly HTMLElement[] {
    return [...(this.#options.list()?.children ?? [])] as HTMLElement[];
  }

  #rowOf(key: string): HTMLElement | undefined {
    return this.#rows().find((row) => row.dataset['key'] === key);
  }
}

/** How many rows a view of this height has in the DOM, once all of them are made. */
export function rowsFor(heightPx: number): number {
  return Math.min(maxRows, Math.max(leastRows, Math.ceil(heightPx / pxPerRow)));
}

function belowOf(scroller: HTMLElement): number {
  return scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop;
}

/** The index of the first row that ends visibly below `edge` (positions are rounded to device pixels); rows are in visual order. */
function firstBelow(rows: readonly HTMLElement[], edge: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const isAbove = (rows[middle]?.getBoundingClientRect().bottom ?? 0) <= edge + 1;
    if (isAbove) low = middle + 1;
    else high = middle;
  }
  return low;
}
