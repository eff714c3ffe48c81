/** `<bm-room-list>`: invites and rooms. */
import { toErrorData, type ErrorCode, type RoomList, type RoomSummary } from '@bundesmessenger/store';
import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { createRef, ref } from 'lit/directives/ref.js';
import { repeat } from 'lit/directives/repeat.js';
import { CircleAlert, MessagesSquare, Plus } from 'lucide';
import { icon } from '../../internal/icon.ts';
import { ReadableController } from '../../internal/readable-controller.ts';
import { rovingTarget } from '../../internal/roving.ts';
import { StoreElement } from '../../internal/store-element.ts';
import type { BmNewRoom } from '../new-room/new-room.ts';
import { inviteTemplate, roomTemplate } from './room-row.ts';
import { roomListStyles } from './room-list.styles.ts';

/**
 * @summary Invites first, then rooms with the newest on top. One tab stop for the rooms; arrows, Home and End move.
 *
 * @event bm-room-open - A room was chosen or made; `detail.roomId` names it.
 * @event bm-unread - The number of rooms with unread messages has changed.
 * @slot empty - Instead of the text that is shown where there are no rooms.
 * @csspart header - Title and button.
 * @csspart new-room - The button that opens the dialog for a new room.
 * @csspart invite - One invite.
 * @csspart room - One room.
 * @csspart badge - The number of unread messages.
 * @csspart avatar - The initials of a room.
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
    error: { state: true },
  };

  /** Id of the room that is open. */
  declare selected: string | undefined;
  /** Level of the title in the headings of the page. @default 2 */
  declare headingLevel: number;
  /** The room with the roving tab stop. */
  declare private activeId: string | undefined;
  declare private error: ErrorCode | undefined;

  readonly #rooms = new ReadableController<RoomList>(this);
  readonly #newRoom = createRef<BmNewRoom>();
  #unread = 0;

  constructor() {
    super();
    this.headingLevel = 2;
  }

  /** Focuses the open room, else the first one, else the button for a new room. */
  override focus(options?: FocusOptions): void {
    const rows = this.renderRoot.querySelector<HTMLElement>('.room[tabindex="0"]');
    (rows ?? this.renderRoot.querySelector<HTMLElement>('button'))?.focus(options);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('store')) this.#rooms.follow(this.store?.rooms);
    if (changed.has('selected')) this.activeId = this.selected;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const unread = this.#rooms.value?.items.filter(({ unreadCount }) => unreadCount > 0).length ?? 0;
    if (unread === this.#unread) return;
    this.#unread = unread;
    this.emit('bm-unread', { rooms: unread });
  }

  protected override render(): TemplateResult {
    const list = this.#rooms.value;
    const items = list?.items ?? [];
    const invites = items.filter(({ membership }) => membership === 'invite');
    const rooms = items.filter(({ membership }) => membership !== 'invite');
    return html`<section part="base" aria-label=${this.term('rooms')}>
      <header part="header">
        <div class="title" role="heading" aria-level=${this.headingLevel}>${this.term('rooms')}</div>
        <button class="button small" part="new-room" type="button" aria-haspopup="dialog" @click=${this.#openDialog}>
          ${icon(Plus)}${this.term('newRoom')}
        </button>
      </header>
      <div class="scroller">
        <div role="alert">
          ${
            this.error
              ? html`<p class="field-error">${icon(CircleAlert)}<span>${this.term('error', this.error)}</span></p>`
              : nothing
          }
        </div>
        ${invites.length > 0 ? this.#invites(invites) : nothing}
        ${rooms.length > 0 ? this.#roomsList(rooms) : invites.length === 0 ? this.#placeholder(list) : nothing}
      </div>
      <bm-new-room .store=${this.store} ${ref(this.#newRoom)}></bm-new-room>
    </section>`;
  }

  #invites(invites: readonly RoomSummary[]): TemplateResult {
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

  #roomsList(rooms: readonly RoomSummary[]): TemplateResult {
    const active = rooms.some(({ roomId }) => roomId === this.activeId) ? this.activeId : rooms[0]?.roomId;
    const today = new Date().toDateString();
    return html`<ul aria-label=${this.term('rooms')} @keydown=${this.#onKeyDown} @focusin=${this.#onFocusIn}>
      ${repeat(
        rooms,
        ({ roomId }) => roomId,
        (room) => {
          const isActive = room.roomId === active;
          const isSelected = room.roomId === this.selected;
          return guard([room.roomId, room.version, isActive, isSelected, today, this.language.lang()], () =>
            roomTemplate(room, this.language, { isActive, isSelected, open: () => this.#open(room.roomId) }),
          );
        },
      )}
    </ul>`;
  }

  #placeholder(list: RoomList | undefined): TemplateResult {
    if (list?.status === 'ready') {
      return html`<slot name="empty"
        ><div class="empty">
          <span class="emblem">${icon(MessagesSquare)}</span>
          <p class="title">${this.term('noRooms')}</p>
          <p>${this.term('noRoomsHint')}</p>
        </div></slot
      >`;
    }
    return html`<div class="loading" role="status">
      <p class="visually-hidden">${this.term('roomListLoading')}</p>
      ${[1, 2, 3, 4, 5, 6].map(
        () =>
          html`<div class="loading-row">
            <div class="skeleton round"></div>
            <div>
              <div class="skeleton"></div>
              <div class="skeleton short"></div>
            </div>
          </div>`,
      )}
    </div>`;
  }

  readonly #openDialog = (): void => this.#newRoom.value?.open();

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
