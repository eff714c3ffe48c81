/**
 * Rows that are looked for in a room, newest first: what `<bm-files>` and `<bm-search>` share. Looks back by itself until there is
 * something to see, then whenever it is asked to, and says how far it has looked.
 */
import type { Readable, Room, Timeline, TimelineItem, TimelineView } from '@bundesmessenger/store';
import { css, html, nothing, type LitElement, type TemplateResult } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import { repeat } from 'lit/directives/repeat.js';
import { CircleAlert } from 'lucide';
import { fullTime } from './dates.ts';
import { icon, type IconNode } from './icon.ts';
import type { Language } from './language.ts';
import { ReadableController } from './readable-controller.ts';
import { skeletonRows } from './skeleton-rows.ts';

/** Rows that are looked for by itself: more than a view. */
const firstRows = 15;
/** Rows that are looked for with each press of the button below. */
const moreRows = 60;

export interface FoundWords {
  /** Of the list, for screen readers. */
  readonly title: string;
  readonly searching: string;
  readonly count: (rows: number) => string;
  /** In the whole room. */
  readonly none: string;
  /** As far as was looked. */
  readonly noneYet: string;
  readonly older: string;
  readonly newer: string;
}

export interface FoundRowsOptions<Row extends TimelineItem> {
  readonly symbol: IconNode;
  readonly isRow: (item: TimelineItem) => item is Row;
  /** In the language as it is now. */
  readonly words: () => FoundWords;
  /** An `<li>` that takes the focus. */
  readonly row: (row: Row) => TemplateResult;
}

export class FoundRows<Row extends TimelineItem> {
  readonly #language: Language;
  readonly #host: LitElement;
  readonly #options: FoundRowsOptions<Row>;
  readonly #timeline: ReadableController<Timeline>;
  readonly #list = createRef<HTMLUListElement>();
  #room: Room | undefined;
  #view: TimelineView = { type: 'live' };
  /** Whether the first ones were looked for. */
  #begun = false;

  constructor(host: LitElement, language: Language, options: FoundRowsOptions<Row>) {
    this.#host = host;
    this.#language = language;
    this.#options = options;
    this.#timeline = new ReadableController<Timeline>(host, (timeline) => this.#lookForFirst(timeline));
  }

  follow(room: Room | undefined, view: TimelineView, found: Readable<Timeline> | undefined): void {
    this.#room = room;
    this.#view = view;
    this.#begun = false;
    this.#timeline.follow(found);
  }

  render(): TemplateResult {
    const words = this.#options.words();
    const timeline = this.#timeline.value;
    if (!timeline || timeline.status === 'loading') return skeletonRows(5, words.searching);
    const rows = timeline.items.filter(this.#options.isRow).toReversed();
    const searches = timeline.status === 'paginating';
    const { atEnd, atStart, paginationError, searchedTo } = timeline;
    return html`<p class="visually-hidden" role="status">${searches ? words.searching : words.count(rows.length)}</p>
      ${atEnd ? nothing : this.#button(words.newer, searches, () => void this.#paginate('forwards', moreRows))}
      ${rows.length > 0 ? this.#rows(rows, words) : searches ? skeletonRows(5, '') : this.#nothingFound(timeline, words)}
      ${
        paginationError === undefined
          ? nothing
          : html`<p class="field-error">
              ${icon(CircleAlert)}<span>${this.#language.term('error', paginationError)}</span>
            </p>`
      }
      ${
        atStart
          ? nothing
          : html`${
              searchedTo === undefined
                ? nothing
                : html`<p class="hint reach">
                    ${this.#language.term('searchedTo', fullTime(searchedTo, this.#language.locale))}
                  </p>`
            }${this.#button(words.older, searches, () => void this.#older())}`
      }`;
  }

  #nothingFound({ atStart }: Timeline, { none, noneYet }: FoundWords): TemplateResult {
    return html`<div class="empty">
      <span class="emblem">${icon(this.#options.symbol)}</span>
      <p class="title">${atStart ? none : noneYet}</p>
    </div>`;
  }

  #rows(rows: readonly Row[], { title }: FoundWords): TemplateResult {
    return html`<ul part="list" aria-label=${title} ${ref(this.#list)}>
      ${repeat(rows, ({ key }) => key, this.#options.row)}
    </ul>`;
  }

  #button(label: string, searches: boolean, act: () => void): TemplateResult {
    return html`<div class="more">
      <button
        class="button"
        type="button"
        aria-disabled=${searches ? 'true' : 'false'}
        @click=${() => searches || act()}
      >
        ${searches ? html`<span class="spinner"></span>` : nothing}${label}
      </button>
    </div>`;
  }

  #lookForFirst({ status, atStart, items, paginationError }: Timeline): void {
    if (this.#begun || status !== 'ready') return;
    this.#begun = true;
    const isEnough = items.filter(this.#options.isRow).length >= firstRows;
    if (!atStart && !isEnough && paginationError === undefined) void this.#paginate('backwards', firstRows);
  }

  /** Who goes on by the keyboard goes on with the first one that was found. */
  async #older(): Promise<void> {
    const last = this.#list.value?.lastElementChild;
    // The newest do not take the place of what is read when the sync leaves a gap.
    void this.#paginate('backwards', 0);
    await this.#paginate('backwards', moreRows);
    await this.#host.updateComplete;
    const found = last ? last.nextElementSibling : this.#list.value?.firstElementChild;
    if (found instanceof HTMLElement) found.focus();
  }

  async #paginate(direction: 'backwards' | 'forwards', limit: number): Promise<void> {
    await this.#room?.paginate(limit, { direction, view: this.#view }).catch(shownInSnapshot);
  }
}

/** Failures of loading are part of the next snapshot. */
function shownInSnapshot(): void {}

export const foundRowsStyles = css`
  .more {
    display: grid;
    justify-items: center;
    padding-block: calc(3 * var(--_space));
  }
  .reach {
    padding-block-start: calc(3 * var(--_space));
    text-align: center;
  }
`;
