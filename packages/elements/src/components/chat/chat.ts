/** `<bm-chat>`: the drop-in: a start panel, and once opened a session around the whole messenger. */
import type { Store, StoreOptions } from '@bundesmessenger/store';
import { html, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { MessageCircle, ShieldCheck } from 'lucide';
import { BmElement } from '../../internal/bm-element.ts';
import { forwardedSlot } from '../../internal/forwarded-slot.ts';
import { icon } from '../../internal/icon.ts';
import type { BmMessenger } from '../messenger/messenger.ts';
import type { SessionAttributes } from '../session/session-options.ts';
import { chatStyles } from './chat.styles.ts';

/**
 * Until it is opened it stores nothing and requests nothing. Taken out of the page it ends everything it started.
 *
 * @summary The whole chat in one element.
 *
 * @slot start - Instead of the text of the start panel.
 * @slot notice - See `<bm-login>`.
 * @slot empty - See `<bm-room-list>`.
 * @event bm-open - The chat was opened.
 * @event bm-sign-in - See `<bm-login>`.
 * @event bm-login - Somebody is logged in.
 * @event bm-logout - Nobody is logged in any more.
 * @event bm-room-open - A room was opened.
 * @event bm-room-close - The way back from a room was taken, or the room was left.
 * @event bm-unread - The number of rooms with unread messages has changed.
 * @csspart start - The start panel.
 * @csspart open - The button that opens the chat.
 * @csspart login - See `<bm-messenger>`, as the next six.
 * @csspart rooms - The column of rooms.
 * @csspart room-list - The rooms.
 * @csspart room - The open room.
 * @csspart room-header - The head of the open room.
 * @csspart timeline - The messages of the open room.
 * @csspart composer - The text field of the open room.
 * @csspart message - See `<bm-timeline>`.
 * @csspart bubble - See `<bm-timeline>`.
 * @csspart bubble-own - See `<bm-timeline>`.
 * @cssstate logged-in - Somebody is logged in.
 * @cssstate in-room - A room is open.
 * @cssstate unread - There are rooms with unread messages.
 * @cssproperty --bm-color-text - Text.
 * @cssproperty --bm-color-background - Background.
 * @cssproperty --bm-color-action - Buttons, links and own bubbles.
 * @cssproperty --bm-font-family - Font.
 * @cssproperty --bm-radius - Corners of controls.
 */
export class BmChat extends BmElement {
  static override styles = chatStyles;
  static override properties: PropertyDeclarations = {
    ...BmElement.properties,
    open: { type: Boolean, reflect: true },
    options: { attribute: false },
    store: { attribute: false },
    homeserver: {},
    baseUrl: { attribute: 'base-url' },
    issuer: {},
    workerUrl: { attribute: 'worker-url' },
    encryptionUrl: { attribute: 'encryption-url' },
    wasmUrl: { attribute: 'wasm-url' },
    placement: {},
    sessionName: { attribute: 'session-name' },
    contentScanner: { attribute: 'content-scanner' },
    headingLevel: { type: Number, attribute: 'heading-level' },
    accessibilityUrl: { attribute: 'accessibility-url' },
    tokenProvider: { attribute: false },
  };

  /** Whether the chat is open. Set it to open without a click. */
  declare open: boolean;
  /** See `<bm-session>`. */
  declare options: StoreOptions | undefined;
  /** See `<bm-session>`. */
  declare store: Store | undefined;
  /** Matrix server name. */
  declare homeserver: string | undefined;
  /** Base URL of its client-server API. */
  declare baseUrl: string | undefined;
  /** OAuth 2.0 issuer of the homeserver, as its metadata spells it, where it has one. */
  declare issuer: string | undefined;
  /** See `<bm-session>`. */
  declare workerUrl: string | undefined;
  /** See `<bm-session>`. */
  declare encryptionUrl: string | undefined;
  declare wasmUrl: string | undefined;
  /** See `<bm-session>`. */
  declare placement: SessionAttributes['placement'];
  /** See `<bm-session>`. */
  declare sessionName: string | undefined;
  /** See `<bm-session>`. */
  declare contentScanner: SessionAttributes['contentScanner'];
  /** Level of the titles in the headings of the page. @default 2 */
  declare headingLevel: number;
  /** See `<bm-messenger>`. */
  declare accessibilityUrl: string | undefined;
  /** See `<bm-login>`. */
  declare tokenProvider: BmMessenger['tokenProvider'];

  /** What is inside asks for the host: its worker starts while the rest is still rendered. */
  protected override readonly firstRendering = 'atOnce';

  constructor() {
    super();
    this.open = false;
    this.headingLevel = 2;
    this.addEventListener('bm-login', () => this.setState('logged-in', true));
    this.addEventListener('bm-logout', () => {
      for (const state of ['logged-in', 'in-room', 'unread']) this.setState(state, false);
    });
    this.addEventListener('bm-room-open', () => this.setState('in-room', true));
    this.addEventListener('bm-room-close', () => this.setState('in-room', false));
    this.addEventListener('bm-unread', ({ detail }) => this.setState('unread', detail.rooms > 0));
  }

  /** What is open in the chat, or the button that opens it. */
  override async focus(options?: FocusOptions): Promise<void> {
    await this.updateComplete;
    const messenger = this.renderRoot.querySelector('bm-messenger');
    await messenger?.updateComplete;
    (messenger ?? this.renderRoot.querySelector('button'))?.focus(options);
  }

  protected override willUpdate(): void {
    // The page is back from where its user logs in: the login goes on, as if the chat had stood open all the time.
    if (location.href.includes(`state=bm.${this.options?.name ?? this.sessionName ?? 'default'}.`)) {
      this.open = true;
      void import('../../internal/sign-in-answer.ts').then(({ keepSignInAnswer }) => keepSignInAnswer());
    }
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    if (changed.has('open') && this.open) this.emit('bm-open', undefined);
  }

  protected override render(): TemplateResult {
    return this.open ? this.#session() : this.#start();
  }

  #start(): TemplateResult {
    return html`<div class="start" part="start">
      <span class="emblem">${icon(ShieldCheck)}</span>
      <slot name="start">
        <div class="title" role="heading" aria-level=${this.headingLevel}>${this.term('startTitle')}</div>
        <p>${this.term('startText')}</p>
      </slot>
      <button class="button primary" part="open" type="button" @click=${this.#onOpen}>
        ${icon(MessageCircle)}${this.term('openChat')}
      </button>
    </div>`;
  }

  #session(): TemplateResult {
    return html`<bm-session
      .options=${this.options}
      .store=${this.store}
      .homeserver=${this.homeserver}
      .baseUrl=${this.baseUrl}
      .issuer=${this.issuer}
      .workerUrl=${this.workerUrl}
      .encryptionUrl=${this.encryptionUrl}
      .wasmUrl=${this.wasmUrl}
      .placement=${this.placement}
      .sessionName=${this.sessionName}
      .contentScanner=${this.contentScanner}
      ><bm-messenger
        exportparts="login, rooms, room-list, room, room-header, timeline, composer, message, bubble, bubble-own"
        .homeserver=${this.options?.homeserver ?? this.homeserver}
        .headingLevel=${this.headingLevel}
        .accessibilityUrl=${this.accessibilityUrl}
        .tokenProvider=${this.tokenProvider}
        >${forwardedSlot(this, 'notice')}${forwardedSlot(this, 'empty')}</bm-messenger
      ></bm-session
    >`;
  }

  readonly #onOpen = (): void => {
    this.open = true;
    // The button that had the focus is gone.
    void this.focus();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'bm-chat': BmChat;
  }
}
