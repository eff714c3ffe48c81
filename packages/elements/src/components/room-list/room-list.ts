/**
 * `<bm-room-list>`: invites and rooms, to be searched and filtered. Long, because search, filters and window are one query; finder,
 * rows and window have files of their own.
 */
import {
  toErrorData,
  type ErrorCode,
  type Readable,
  type RoomList,
  type RoomSummary,
  type Store,
} from '@bundesmessenger/store';
import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import { CircleAlert, MessagesSquare, Plus, Search } from 'lucide';
import { afterPaint } from '../../internal/after-paint.ts';
import { AvatarPictures } from '../../internal/avatar-pictures.ts';
import { icon } from '../../internal/icon.ts';
import { ReadableController } from '../../internal/readable-controller.ts';
import { nextTaskOfFrame } from '../../internal/next-task.ts';
import { rovingTarget } from '../../internal/roving.ts';
import { ShownUntilNext } from '../../internal/shown-until-next.ts';
import { skeletonRows } from '../../internal/skeleton-rows.ts';
import { StoreElement } from '../../internal/store-element.ts';
import type * as ListTimes from './list-times.ts';
import { firstWindow, firstWindowRows, moveWindow, type ListWindow } from './list-window.ts';
import { roomFinder, type QuickFilter } from './room-finder.ts';
import { inviteTemplate, roomTemplate } from './room-row.ts';
import { roomListStyles } from './room-list.styles.ts';

/** Search and filters are worth their place from this many rooms on. */
const findableFrom = 8;
/** Rows made in the first task, and in each one more on a slow computer: all of a window at once would be a long one. */
const rowsPerTask = 8;
/** Milliseconds that the rows of a task may take: half of a long task's 50 (W3C Long Tasks). The rest is layout and paint. */
const rowsBudgetMs = 20;
/** Invites shown at once; whoever answers one sees the next. */
const maxInvites = 20;

const registerNewRoom = (): Promise<unknown> => import('../new-room/new-room.define.ts');

/**
 * However many rooms the account has, a bounded number of rows is in the page.
 *
 * @summary Invites first, then rooms with the newest on top. One tab stop for the rooms; arrows, Home and End move.
 *
 * @event bm-room-open - A room was chosen or made; `detail.roomId` names it.
 * @event bm-unread - The number of rooms with unread messages has changed.
 * @slot empty - Instead of the text that is shown where there are no rooms.
 * @csspart header - Title and button.
 * @csspart new-room - The button that opens the dialog for a new room.
 * @csspart search - The field that searches rooms.
 * @csspart filter - One of the filters.
 * @csspart invite - One invite.
 * @csspart room - One room.
 * @csspart badge - The number of unread messages.
 * @csspart avatar - The initials of a room.
 * @cssstate loading - Nothing is known of the rooms yet.
 * @cssstate empty - There are no rooms and no invites.
 * @cssproperty --bm-color-surface - Background of the list.
 * @cssproperty --bm-color-selected - Background of the open room.
 */
export class BmRoomList extends StoreElement {
  static override styles = roomListStyles;
  static override properties: PropertyDeclarations = {
    ...StoreElement.properties,
    selected: {},
    headingLevel: { type: Number, attribute: 'heading-level' },
    activeId: { state: true },
    filter: { state: true },
    space: { state: true },
    search: { state: true },
    rows: { state: true },
    error: { state: true },
  };

  /** Id of the room that is open. */
  declare selected: string | undefined;
  /** Level of the title in the headings of the page. @default 2 */
  declare headingLevel: number;
  /** The room with the roving tab stop. */
  declare private activeId: string | undefined;
  declare private filter: QuickFilter | undefined;
  /** Id of the space whose rooms are shown. */
  declare private space: string | undefined;
  declare private search: string;
  /** The rows in the page, of all that match. */
  declare private rows: ListWindow;
  declare private error: ErrorCode | undefined;

  protected override readonly firstRendering = 'inFrame';
  /** The list as it is without filter and search, for what does not depend on them. */
  readonly #pictures = new AvatarPictures(this);
  readonly #all = new ReadableController<RoomList>(this, ({ unread }) => this.#announceUnread(unread.rooms));
  readonly #rooms = new ShownUntilNext<RoomList>(
    this,
    ({ status }) => status !== 'loading' || this.store?.session.get().status === 'loggedOut',
  );
  readonly #invites = new ReadableController<RoomList>(this);
  readonly #spaces = new ReadableController<RoomList>(this);
  #inviteList: Readable<RoomList> | undefined;
  #spaceList: Readable<RoomList> | undefined;
  #unread = 0;
  /** Whether there are so many invites that they would leave no place for rooms in the store's default window. */
  #isCrowded = false;
  #hadFocus = false;
  /** The focus was asked for before there were rooms. */
  #focusWaits = false;
  #times: Promise<void> | undefined;
  #dates: typeof ListTimes | undefined;
  /** How many rows may be in the page by now. */
  #made = rowsPerTask;
  /** Those of the newest task. */
  #batch = rowsPerTask;
  /** Milliseconds since the page began, when this rendering did. */
  #renderingSince = 0;

  constructor() {
    super();
    this.headingLevel = 2;
    this.search = '';
    this.rows = firstWindow;
  }

  /** Focuses the open room, else the first one, else the button for a new room: while the list loads, until it is there. */
  override focus(options?: FocusOptions): void {
    this.#focusWaits = this.#isLoading;
    const rows = this.renderRoot.querySelector<HTMLElement>('.room[tabindex="0"]');
    (rows ?? this.renderRoot.querySelector<HTMLElement>('button'))?.focus(options);
  }

  protected override willUpdate(changed: PropertyValues): void {
    const { store } = this;
    this.#hadFocus = Boolean(this.#focused);
    if (changed.has('store')) {
      this.#spaceList = store?.roomList({ filters: ['spaces'] });
      this.#all.follow(store?.rooms);
    }
    if (changed.has('store') || changed.has('search')) {
      const { search } = this;
      this.#inviteList = store?.roomList({
        filters: ['invites'],
        limit: maxInvites,
        ...(search !== '' && { search }),
      });
    }
    // Who comes back from a room comes back to its row.
    if (changed.has('selected')) this.activeId = this.selected ?? this.activeId;
    const all = this.#all.value;
    const wasCrowded = this.#isCrowded;
    this.#isCrowded = (all?.unread.invites ?? 0) > maxInvites;
    if (
      wasCrowded !== this.#isCrowded ||
      ['store', 'filter', 'space', 'search', 'rows'].some((name) => changed.has(name))
    ) {
      this.#rooms.follow(store && this.#list(store), changed.has('store'));
    }
    this.#invites.follow(all && all.unread.invites > 0 ? this.#inviteList : undefined);
    // What is not on the way to the list waits for it.
    this.#spaces.follow(all?.status === 'ready' ? this.#spaceList : undefined);
  }

  /** The rooms below the invites. The store's default window is there before any request. */
  #list(store: Store): Readable<RoomList> {
    const { filter, space, search, rows } = this;
    if (!filter && !space && search === '' && rows === firstWindow && !this.#isCrowded) return store.rooms;
    return store.roomList({
      without: ['invites'],
      ...(filter && { filters: [filter] }),
      ...(space && { space }),
      ...(search !== '' && { search }),
      ...rows,
    });
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const all = this.#all.value;
    this.setState('loading', this.#isLoading);
    this.setState('empty', all?.status === 'ready' && all.total === 0);
    // The room that rows above and below the window would take. By script: a strict page allows no style attributes.
    const rooms = this.renderRoot.querySelector<HTMLElement>('.rooms');
    const rows = rooms?.childElementCount ?? 0;
    const { offset = 0, total = 0 } = this.#rooms.value ?? {};
    if (this.#made < firstWindowRows && rows >= this.#made) {
      const rowMs = (performance.now() - this.#renderingSince) / this.#batch;
      void nextTaskOfFrame().then(() => this.#makeMore(Math.max(rowsPerTask, Math.floor(rowsBudgetMs / rowMs))));
    } else if (rows > 0) {
      // Also their files wait for the rows.
      this.#times ??= afterPaint().then(() => this.#showTimes());
    }
    const below = Math.max(0, total - offset - rows);
    // Not by custom properties: all that is inside inherits them, and would be styled anew with each.
    if (rooms) rooms.style.paddingBlock = `calc(${offset} * var(--_row)) calc(${below} * var(--_row))`;
    const isAwaited = this.#focusWaits && !this.#isLoading && this.#focused?.matches('[part="new-room"]');
    this.#focusWaits &&= this.#isLoading;
    // A room that was left or an invite that was declined takes the focus with its row.
    if ((this.#hadFocus && !this.#focused) || isAwaited) this.focus({ preventScroll: true });
  }

  protected override render(): TemplateResult {
    this.#renderingSince = performance.now();
    const list = this.#rooms.value;
    const all = list?.items.filter(({ membership }) => membership !== 'invite') ?? [];
    const invitesInList = (list?.items.length ?? 0) - all.length;
    const items = this.#made < firstWindowRows ? all.slice(0, this.#made) : all;
    const rest = { before: list?.offset ?? 0, total: (list?.total ?? 0) - invitesInList };
    const known = this.#invites.value?.items ?? list?.items.filter(({ membership }) => membership === 'invite') ?? [];
    // An invite is nothing that was read, and in no space and of no kind yet.
    const invites = !this.space && (!this.filter || this.filter === 'unread') ? known : [];
    return html`<section part="base" aria-label=${this.term('rooms')}>
      <header part="header">
        <div class="title" role="heading" aria-level=${this.headingLevel}>${this.term('rooms')}</div>
        <button class="button small" part="new-room" type="button" aria-haspopup="dialog" @click=${this.#openDialog}>
          ${icon(Plus)}${this.term('newRoom')}
        </button>
      </header>
      ${this.#isFindable() ? this.#finder() : nothing}
      <p class="visually-hidden" role="status">
        ${list && list.status !== 'loading' ? this.#found(rest.total + invites.length) : nothing}
      </p>
      <div class="scroller" @scroll=${this.#onScroll}>
        <div role="alert">
          ${
            this.error
              ? html`<p class="field-error">${icon(CircleAlert)}<span>${this.term('error', this.error)}</span></p>`
              : nothing
          }
        </div>
        ${invites.length > 0 && this.rows.offset === 0 ? this.#invitesTemplate(invites) : nothing}
        ${items.length > 0 ? this.#roomsTemplate(items, rest) : invites.length > 0 ? nothing : this.#placeholder(list)}
      </div>
      <bm-new-room .store=${this.store}></bm-new-room>
    </section>`;
  }

  async #showTimes(): Promise<void> {
    const dates = await import('./list-times.ts');
    await dates.prepareListTimes(this.store, this.language.locale);
    this.#dates = dates;
    new dates.NextDay(this);
    this.requestUpdate();
  }

  /** With the times that the first rows were made without, unless they wait for the host. */
  protected override async getUpdateComplete(): Promise<boolean> {
    const isComplete = await super.getUpdateComplete();
    if (this.#dates || !this.#times || this.store?.session.get().status === 'starting') return isComplete;
    await this.#times;
    return super.getUpdateComplete();
  }

  #makeMore(rows: number): void {
    this.#batch = rows;
    this.#made += rows;
    this.requestUpdate();
  }

  #isFindable(): boolean {
    const total = this.#all.value?.total ?? 0;
    return total >= findableFrom || this.filter !== undefined || this.space !== undefined || this.search !== '';
  }

  #finder(): TemplateResult {
    const { search, space, filter } = this;
    return roomFinder(this.language, {
      search,
      space,
      spaces: this.#spaces.value?.items ?? [],
      filter,
      onSearch: this.#onSearch,
      onSpace: this.#onSpace,
      onFilter: this.#onFilter,
    });
  }

  #invitesTemplate(invites: readonly RoomSummary[]): TemplateResult {
    return html`<div class="group">
      <div class="group-title" role="heading" aria-level=${this.headingLevel + 1} id="invites">
        ${this.term('invites')}
      </div>
      <ul aria-labelledby="invites">
        ${repeat(
          invites,
          ({ roomId }) => roomId,
          (room) =>
            inviteTemplate(room, this.language, {
              accept: () => this.#answer(room.roomId, true),
              decline: () => this.#answer(room.roomId, false),
            }),
        )}
      </ul>
    </div>`;
  }

  #roomsTemplate(rooms: readonly RoomSummary[], { before, total }: { before: number; total: number }): TemplateResult {
    const active = rooms.some(({ roomId }) => roomId === this.activeId) ? this.activeId : rooms[0]?.roomId;
    const dates = this.#dates;
    const today = dates?.today();
    return html`<ul
      class="rooms"
      aria-label=${this.term('rooms')}
      @keydown=${this.#onKeyDown}
      @focusin=${this.#onFocusIn}
    >
      ${repeat(
        rooms,
        ({ roomId }) => roomId,
        (room, at) => {
          const isActive = room.roomId === active;
          const isSelected = room.roomId === this.selected;
          const position = before + at + 1;
          return guard([room, isActive, isSelected, position, total, today, dates, this.language.lang()], () =>
            roomTemplate(room, this.language, {
              isActive,
              isSelected,
              position,
              total,
              dates,
              pictures: this.#pictures,
              open: () => this.#open(room.roomId),
            }),
          );
        },
      )}
    </ul>`;
  }

  get #focused(): Element | null | undefined {
    return this.shadowRoot?.activeElement;
  }

  get #isLoading(): boolean {
    return this.#all.value?.status === 'loading';
  }

  get #isNarrowed(): boolean {
    return this.filter !== undefined || this.space !== undefined || this.search !== '';
  }

  /** What a search or filter has left, for who does not see the list. */
  #found(count: number): string {
    if (!this.#isNarrowed) return '';
    return count > 0 ? this.term('roomsFound', count) : this.term('noRoomsFound');
  }

  #placeholder(list: RoomList | undefined): TemplateResult {
    if (list && list.status !== 'loading' && this.#isNarrowed) {
      return html`<div class="empty">
        <span class="emblem">${icon(Search)}</span>
        <p class="title">${this.term('noRoomsFound')}</p>
        <button class="button small" type="button" @click=${this.#showAll}>${this.term('showAllRooms')}</button>
      </div>`;
    }
    if (list?.status === 'ready') {
      return html`<slot name="empty"
        ><div class="empty">
          <span class="emblem">${icon(MessagesSquare)}</span>
          <p class="title">${this.term('noRooms')}</p>
          <p>${this.term('noRoomsHint')}</p>
        </div></slot
      >`;
    }
    return skeletonRows(6, this.term('roomListLoading'));
  }

  get #scroller(): Element | null {
    return this.renderRoot.querySelector('.scroller');
  }

  readonly #openDialog = async (): Promise<void> => {
    await registerNewRoom();
    await this.renderRoot.querySelector('bm-new-room')?.open();
  };

  readonly #showAll = (): void => {
    this.filter = undefined;
    this.space = undefined;
    this.search = '';
    this.#toTop();
    // The button that had the focus goes.
    this.renderRoot.querySelector<HTMLElement>('input[type="search"]')?.focus();
  };

  readonly #onSearch = (search: string): void => {
    this.search = search;
    this.#toTop();
  };

  readonly #onSpace = (space: string | undefined): void => {
    this.space = space;
    this.#toTop();
  };

  readonly #onFilter = (filter: QuickFilter | undefined): void => {
    this.filter = filter;
    this.#toTop();
  };

  #toTop(): void {
    this.rows = firstWindow;
    this.#scroller?.scrollTo({ top: 0 });
  }

  readonly #onScroll = (): void => {
    const scroller = this.#scroller;
    const list = this.renderRoot.querySelector<HTMLElement>('.rooms');
    const row = list?.querySelector<HTMLElement>('li');
    if (!scroller || !list || !row || row.offsetHeight === 0) return;
    const firstVisible = Math.max(0, Math.floor((scroller.scrollTop - list.offsetTop) / row.offsetHeight));
    const visibleRows = Math.ceil(scroller.clientHeight / row.offsetHeight);
    this.rows = moveWindow(this.rows, firstVisible, visibleRows, this.#rooms.value?.total ?? 0);
  };

  #announceUnread(rooms: number): void {
    if (rooms === this.#unread) return;
    this.#unread = rooms;
    this.emit('bm-unread', { rooms });
  }

  #open(roomId: string): void {
    this.emit('bm-room-open', { roomId });
  }

  async #answer(roomId: string, accept: boolean): Promise<void> {
    this.error = undefined;
    try {
      if (accept) {
        await this.store?.join(roomId);
        this.#open(roomId);
      } else {
        await this.store?.room(roomId).leave();
        this.focus();
      }
    } catch (error) {
      this.error = toErrorData(error).code;
    }
  }

  readonly #onFocusIn = (event: FocusEvent): void => {
    this.activeId = (event.target as Element).closest<HTMLElement>('[data-room]')?.dataset['room'];
  };

  readonly #onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const rows = [...this.renderRoot.querySelectorAll<HTMLElement>('.room')];
    const at = rows.findIndex((row) => row.dataset['room'] === this.activeId);
    const target = rovingTarget(event.key, at, rows.length);
    if (target === undefined) return;
    event.preventDefault();
    rows[target]?.focus();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'bm-room-list': BmRoomList;
  }
}
