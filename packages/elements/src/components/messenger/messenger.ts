/** `<bm-messenger>`: what is shown inside a session: the login, else rooms beside the open room. */
import type { Deployment, EncryptionState, RoomList, SessionState, VerificationState } from '@bundesmessenger/store';
import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { ArrowLeft, MessagesSquare } from 'lucide';
import { forwardedSlot } from '../../internal/forwarded-slot.ts';
import type { BmEventDetails, BmEventMap } from '../../internal/events.ts';
import { icon } from '../../internal/icon.ts';
import { ReadableController } from '../../internal/readable-controller.ts';
import { StoreElement } from '../../internal/store-element.ts';
import { whenIdle } from '../../internal/when-idle.ts';
import type { BmLogin } from '../login/login.ts';
import { isRecoveryMandatory, recoveryPrompt } from '../recovery/recovery-prompt.ts';
import type { BmRecovery } from '../recovery/recovery.ts';
import { roomIdOfRow } from '../room-list/room-row.ts';
import { messengerStyles } from './messenger.styles.ts';

// Not on the way to the list, so in files of their own.
const registerLogin = (): Promise<unknown> => import('../login/login.define.ts');
const registerBanner = (): Promise<unknown> => import('../connection-banner/connection-banner.define.ts');
const registerAccount = (): Promise<unknown> => import('../account/account.define.ts');
const registerRoom = (): Promise<unknown> => import('../room/room.define.ts');
const registerMaintenance = (): Promise<unknown> => import('../maintenance/maintenance.define.ts');
const registerRecovery = (): Promise<unknown> => import('../recovery/recovery.define.ts');
const registerVerification = (): Promise<unknown> => import('../verification/verification.define.ts');
const registerRoomDetails = (): Promise<unknown> => import('../room-settings/room-details.define.ts');

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
 * @csspart room-header - The head of the open room.
 * @csspart timeline - The messages of the open room (`<bm-timeline>`).
 * @csspart composer - The text field of the open room (`<bm-composer>`).
 * @csspart message - See `<bm-timeline>`.
 * @csspart bubble - See `<bm-timeline>`.
 * @csspart bubble-own - See `<bm-timeline>`.
 * @csspart back - The way back to the rooms, in one column.
 * @csspart recovery - What keeps the user's keys safe (`<bm-recovery>`): above the rooms, or before them where it is mandatory.
 * @cssstate in-room - A room is open: where it is narrow, the rooms are hidden.
 * @cssproperty --bm-list-width - Width of the column of rooms.
 */
export class BmMessenger extends StoreElement {
  static override styles = messengerStyles;
  static override properties: PropertyDeclarations = {
    ...StoreElement.properties,
    roomId: { attribute: 'room-id' },
    homeserver: {},
    headingLevel: { type: Number, attribute: 'heading-level' },
    accessibilityUrl: { attribute: 'accessibility-url' },
    tokenProvider: { attribute: false },
    detailsOf: { state: true },
    roomStandsBy: { state: true },
  };

  /** The open room. */
  declare roomId: string | undefined;
  /** Matrix server name, shown at the login. */
  declare homeserver: string | undefined;
  /** Level of the titles in the headings of the page. @default 2 */
  declare headingLevel: number;
  /** The page's declaration of accessibility, for the links of login and account. */
  declare accessibilityUrl: string | undefined;
  /** See `<bm-login>`. */
  declare tokenProvider: BmLogin['tokenProvider'];
  /** The room whose settings, members or files are shown. */
  declare private detailsOf: BmEventDetails['bm-room-details'] | undefined;
  /** Whether an empty room stands by, unseen but laid out, with all its fonts: to open one is to fill it. */
  declare private roomStandsBy: boolean;

  /** Of the list it makes no more than the place. */
  protected override readonly firstRendering = 'atOnce';
  readonly #session = new ReadableController<SessionState>(this, (state) => this.#onSession(state));
  /** Until the list is there. */
  readonly #rooms = new ReadableController<RoomList>(this);
  readonly #deployment = new ReadableController<Deployment>(this);
  readonly #encryption = new ReadableController<EncryptionState>(this);
  readonly #verification = new ReadableController<VerificationState>(this);
  #focusNext = false;
  #hadFocus = false;
  #wasBlocked = false;
  /** Stays once it was needed: its dialog ends with an answer to nothing. */
  #showsRecovery = false;

  constructor() {
    super();
    this.headingLevel = 2;
    this.roomStandsBy = false;
  }

  /** The login's first field, the open room, or the list. */
  override focus(options?: FocusOptions): void {
    const blocking = this.#wasBlocked ? this.#find('bm-recovery') : undefined;
    const target =
      blocking ??
      (this.roomId ? this.#find('bm-room') : undefined) ??
      this.#find('bm-room-list') ??
      this.#find('bm-login');
    if (!target) return;
    void customElements
      .whenDefined(target.localName)
      .then(() => target.updateComplete)
      .then(() => target.focus(options));
  }

  #find<Tag extends keyof HTMLElementTagNameMap>(tag: Tag): HTMLElementTagNameMap[Tag] | null {
    return this.renderRoot.querySelector(tag);
  }

  get #hasFocus(): boolean {
    return Boolean(this.shadowRoot?.activeElement);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    this.#hadFocus = this.#hasFocus;
    // First: a list that is there already is not announced again.
    if (changed.has('store')) {
      this.#session.follow(this.store?.session);
      this.#rooms.follow(this.store?.rooms);
      this.#deployment.follow(this.store?.deployment);
      this.#encryption.follow(this.store?.encryption.state);
      this.#verification.follow(this.store?.encryption.verification);
    }
    const list = this.#rooms.value?.status ?? 'loading';
    const session = this.#session.value;
    if (session?.status === 'loggedIn' && session.sync.status === 'offline') void registerBanner();
    if (list !== 'loading') {
      this.#rooms.follow(undefined);
      // Whoever sees the list opens a room next.
      whenIdle(async () => {
        await Promise.all([registerBanner(), registerAccount(), registerRoom()]);
        this.roomStandsBy = true;
        (await import('../room/room-prefetch.ts')).prefetchRooms(this);
      });
    }
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    this.setState('in-room', this.roomId !== undefined);
    const isBlocked = this.#session.value?.status === 'loggedIn' && isRecoveryMandatory(this.#encryption.value);
    if (isBlocked !== this.#wasBlocked) {
      this.#wasBlocked = isBlocked;
      // What had the focus is gone.
      if (this.matches(':focus-within')) this.#focusNext = true;
    }
    // As when the session ends elsewhere.
    if (!this.#focusNext && (!this.#hadFocus || this.#hasFocus)) return;
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
    // Who comes back sees where the rooms will be at once; who has to log in sees it for a moment.
    const status = this.#session.value?.status ?? 'starting';
    if (status !== 'loggedIn' && status !== 'starting') {
      void registerLogin();
      return html`<bm-login
        part="login"
        .store=${this.store}
        .homeserver=${this.homeserver}
        .headingLevel=${this.headingLevel}
        .accessibilityUrl=${this.accessibilityUrl}
        .tokenProvider=${this.tokenProvider}
        >${forwardedSlot(this, 'notice')}</bm-login
      >`;
    }
    if (isRecoveryMandatory(this.#encryption.value)) {
      return html`${this.#recoveryElement('page')}${this.#verificationDialog()}`;
    }
    return html`<div
      class="layout ${this.roomId ? 'in-room' : ''}"
      @pointerdown=${this.#onPress}
      @bm-room-open=${this.#onOpen}
      @bm-room-close=${this.#onClose}
      @bm-room-details=${this.#onDetails}
      @bm-recovery-open=${this.#onRecoveryOpen}
    >
      <bm-connection-banner .store=${this.store}></bm-connection-banner>
      <div class="rooms" part="rooms">
        ${this.#recoveryNotice()}
        <bm-room-list part="room-list" .store=${this.store} .selected=${this.roomId} .headingLevel=${this.headingLevel}
          >${forwardedSlot(this, 'empty')}</bm-room-list
        >
        <bm-account .store=${this.store} .accessibilityUrl=${this.accessibilityUrl}></bm-account>
      </div>
      <div class="open">
        ${this.roomId || this.roomStandsBy ? this.#openRoom(this.roomId) : nothing}
        ${this.roomId ? nothing : this.#nothingOpen()}
      </div>
      ${this.#roomDetails()}${this.#verificationDialog()}
    </div>`;
  }

  #recoveryNotice(): TemplateResult | typeof nothing {
    const state = this.#encryption.value;
    const restores = state && state.status !== 'loading' ? state.restoring : undefined;
    this.#showsRecovery ||= restores !== undefined || recoveryPrompt(state) !== undefined;
    return this.#showsRecovery ? this.#recoveryElement('notice') : nothing;
  }

  #recoveryElement(mode: BmRecovery['mode']): TemplateResult {
    void registerRecovery();
    return html`<bm-recovery
      part="recovery"
      .store=${this.store}
      .mode=${mode}
      @close=${() => this.focus()}
    ></bm-recovery>`;
  }

  #verificationDialog(): TemplateResult | typeof nothing {
    if ((this.#verification.value?.status ?? 'none') === 'none') return nothing;
    void registerVerification();
    return html`<bm-verification .store=${this.store}></bm-verification>`;
  }

  #roomDetails(): TemplateResult | typeof nothing {
    if (this.detailsOf === undefined) return nothing;
    void registerRoomDetails();
    return html`<bm-room-details
      .store=${this.store}
      .roomId=${this.detailsOf.roomId}
      .tab=${this.detailsOf.tab}
      @close=${() => (this.detailsOf = undefined)}
    ></bm-room-details>`;
  }

  #openRoom(roomId: string | undefined): TemplateResult {
    void registerRoom();
    return html`<bm-room
      part="room"
      exportparts="header: room-header, timeline, composer, message, bubble, bubble-own"
      .store=${this.store}
      .roomId=${roomId}
      class=${roomId ? '' : 'stands-by'}
      .headingLevel=${this.headingLevel}
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
    if (state.status === 'loggedOut') {
      this.roomId = undefined;
      this.detailsOf = undefined;
    }
  }

  readonly #onOpen = (event: CustomEvent<{ readonly roomId: string }>): void => {
    this.#focusNext = true;
    this.roomId = event.detail.roomId;
    this.requestUpdate();
  };

  readonly #onPress = (event: Event): void => {
    const roomId = roomIdOfRow(event);
    if (roomId && this.roomStandsBy) this.#find('bm-room')?.expect(roomId);
  };

  readonly #onClose = (event: CustomEvent<{ readonly roomId: string }>): void => {
    if (event.detail.roomId !== this.roomId) return;
    this.#focusNext = true;
    this.roomId = undefined;
  };

  readonly #onDetails = ({ detail }: BmEventMap['bm-room-details']): void => {
    this.detailsOf = detail;
  };

  readonly #onRecoveryOpen = async (): Promise<void> => {
    this.#showsRecovery = true;
    this.requestUpdate();
    await Promise.all([registerRecovery(), this.updateComplete]);
    await this.#find('bm-recovery')?.open();
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
