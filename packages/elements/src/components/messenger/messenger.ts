/** `<bm-messenger>`: what is shown inside a session: the login, else rooms beside the open room. */
import type { Deployment, SessionState } from '@bundesmessenger/store';
import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import { ArrowLeft, MessagesSquare } from 'lucide';
import { forwardedSlot } from '../../internal/forwarded-slot.ts';
import { icon } from '../../internal/icon.ts';
import { ReadableController } from '../../internal/readable-controller.ts';
import { StoreElement } from '../../internal/store-element.ts';
import { whenIdle } from '../../internal/when-idle.ts';
import type { BmLogin } from '../login/login.ts';
import type { BmRoomList } from '../room-list/room-list.ts';
import type { BmRoom } from '../room/room.ts';
import { messengerStyles } from './messenger.styles.ts';

// Not on the way to the list, so in files of their own.
const registerLogin = (): Promise<unknown> => import('../login/login.define.ts');
const registerRoom = (): Promise<unknown> => import('../room/room.define.ts');
const registerMaintenance = (): Promise<unknown> => import('../maintenance/maintenance.define.ts');

/**
 * Where the focus goes: to the room that was opened, back to its row on the way back.
 *
 * @summary The whole messenger inside a `<bm-session>`: two columns from 40rem of its own width, one column below.
 *
 * @event bm-room-open - A room was opened.
 * @event bm-room-close - The way back was taken, or the room was left.
 * @slot notice - See `<bm-login>`.
 * @slot empty - See `<bm-room-list>`.
 * @csspart login - The login (`<bm-login>`).
 * @csspart rooms - The column of rooms.
 * @csspart room-list - The rooms (`<bm-room-list>`).
 * @csspart room - The open room (`<bm-room>`).
 * @csspart back - The way back to the rooms, in one column.
 * @cssproperty --bm-list-width - Width of the column of rooms.
 */
export class BmMessenger extends StoreElement {
  static override styles = messengerStyles;
  static override properties: PropertyDeclarations = {
    ...StoreElement.properties,
    roomId: { attribute: 'room-id' },
    homeserver: {},
    headingLevel: { type: Number, attribute: 'heading-level' },
  };

  /** The open room. */
  declare roomId: string | undefined;
  /** Matrix server name, shown at the login. */
  declare homeserver: string | undefined;
  /** Level of the titles in the headings of the page. @default 2 */
  declare headingLevel: number;

  readonly #session = new ReadableController<SessionState>(this, (state) => this.#onSession(state));
  readonly #deployment = new ReadableController<Deployment>(this);
  readonly #login = createRef<BmLogin>();
  readonly #list = createRef<BmRoomList>();
  readonly #room = createRef<BmRoom>();
  #focusNext = false;

  constructor() {
    super();
    this.headingLevel = 2;
  }

  /** The login's first field, the open room, or the list. */
  override focus(options?: FocusOptions): void {
    const target = this.#room.value ?? this.#list.value ?? this.#login.value;
    if (!target) return;
    void customElements
      .whenDefined(target.localName)
      .then(() => target.updateComplete)
      .then(() => target.focus(options));
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('store')) return;
    this.#session.follow(this.store?.session);
    this.#deployment.follow(this.store?.deployment);
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (!this.#focusNext) return;
    this.#focusNext = false;
    this.focus();
  }

  protected override render(): TemplateResult {
    return html`${this.#maintenance()}${this.#content()}`;
  }

  #maintenance(): TemplateResult | typeof nothing {
    if (!this.#deployment.value?.maintenance) return nothing;
    void registerMaintenance();
    return html`<bm-maintenance .store=${this.store}></bm-maintenance>`;
  }

  #content(): TemplateResult {
    if (this.#session.value?.status !== 'loggedIn') {
      void registerLogin();
      return html`<bm-login
        part="login"
        .store=${this.store}
        .homeserver=${this.homeserver}
        .headingLevel=${this.headingLevel}
        ${ref(this.#login)}
        >${forwardedSlot(this, 'notice')}</bm-login
      >`;
    }
    return html`<div
      class="layout ${this.roomId ? 'in-room' : ''}"
      @bm-room-open=${this.#onOpen}
      @bm-room-close=${this.#onClose}
    >
      <bm-connection-banner .store=${this.store}></bm-connection-banner>
      <div class="rooms" part="rooms">
        <bm-room-list
          part="room-list"
          .store=${this.store}
          .selected=${this.roomId}
          .headingLevel=${this.headingLevel}
          ${ref(this.#list)}
          >${forwardedSlot(this, 'empty')}</bm-room-list
        >
        <bm-account .store=${this.store}></bm-account>
      </div>
      <div class="open">${this.roomId ? this.#openRoom(this.roomId) : this.#nothingOpen()}</div>
    </div>`;
  }

  #openRoom(roomId: string): TemplateResult {
    void registerRoom();
    return html`<bm-room
      part="room"
      exportparts="message, bubble, bubble-own"
      .store=${this.store}
      .roomId=${roomId}
      .headingLevel=${this.headingLevel}
      ${ref(this.#room)}
      ><button
        class="icon-button back"
        part="back"
        slot="header-start"
        type="button"
        aria-label=${this.term('backToRooms')}
        title=${this.term('backToRooms')}
        @click=${this.#onBack}
      >
        ${icon(ArrowLeft)}
      </button></bm-room
    >`;
  }

  #nothingOpen(): TemplateResult {
    return html`<div class="empty">
      <span class="emblem">${icon(MessagesSquare)}</span>
      <p class="title">${this.term('chooseRoom')}</p>
      <p>${this.term('chooseRoomHint')}</p>
    </div>`;
  }

  #onSession(state: SessionState): void {
    if (state.status === 'loggedOut') this.roomId = undefined;
    // Whoever sees the list opens a room next.
    if (state.status === 'loggedIn') whenIdle(registerRoom);
  }

  readonly #onOpen = (event: CustomEvent<{ readonly roomId: string }>): void => {
    this.#focusNext = true;
    this.roomId = event.detail.roomId;
    this.requestUpdate();
  };

  readonly #onClose = (event: CustomEvent<{ readonly roomId: string }>): void => {
    if (event.detail.roomId !== this.roomId) return;
    this.#focusNext = true;
    this.roomId = undefined;
  };

  readonly #onBack = (event: Event): void => {
    const { roomId } = this;
    if (roomId === undefined) return;
    (event.currentTarget as HTMLElement).dispatchEvent(
      new CustomEvent('bm-room-close', { detail: { roomId }, bubbles: true, composed: true }),
    );
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'bm-messenger': BmMessenger;
  }
}
