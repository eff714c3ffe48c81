/** `<bm-launcher>`: a button that opens the chat slotted into it, over the page or inside a box. */
import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import { MessageCircle, X } from 'lucide';
import { BmElement } from '../../internal/bm-element.ts';
import type { BmEventMap } from '../../internal/events.ts';
import { icon } from '../../internal/icon.ts';
import { BmChat } from '../chat/chat.ts';
import { launcherStyles } from './launcher.styles.ts';

/**
 * ```html
 * <bm-launcher><bm-chat homeserver="…" base-url="…"></bm-chat></bm-launcher>
 * ```
 * The chat stores nothing and requests nothing until it is opened for the first time. Closed again it only hides, so that
 * the number of unread chats stays true. Escape closes what is innermost, at last the chat; the focus returns to the button.
 *
 * @summary A button in the corner of the window, or of a box, that opens the chat.
 *
 * @slot - The `<bm-chat>`.
 * @csspart launcher - The button that opens the chat.
 * @csspart badge - The number of unread chats on it.
 * @csspart panel - What the chat is shown in.
 * @csspart close - The button that closes it.
 * @cssproperty --bm-launcher-inline-size - Width of the floating chat, where the window has room for it.
 * @cssproperty --bm-launcher-block-size - Its height.
 * @cssstate open - The chat is shown.
 * @cssstate unread - There are unread chats.
 */
export class BmLauncher extends BmElement {
  static override styles = launcherStyles;
  static override properties: PropertyDeclarations = {
    ...BmElement.properties,
    open: { type: Boolean, reflect: true },
    embedded: { type: Boolean, reflect: true },
    unread: { state: true },
  };

  /** Whether the chat is shown. */
  declare open: boolean;
  /** Fills the box around it and never leaves it, in place of floating over the page. */
  declare embedded: boolean;
  /** Rooms with unread messages. */
  declare private unread: number;

  readonly #button = createRef<HTMLButtonElement>();

  constructor() {
    super();
    this.open = false;
    this.embedded = false;
    this.unread = 0;
    // The chat may be rendered before this element is.
    this.addEventListener('bm-open', this.#onChatOpen);
  }

  /** The button, or the open chat. */
  override focus(options?: FocusOptions): void {
    if (this.open) void this.#chat?.focus(options);
    else this.#button.value?.focus(options);
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    this.setState('open', this.open);
    this.setState('unread', this.unread > 0);
    if (!changed.has('open')) return;
    // A log-in on another page of the site goes on where this one is opened, not before.
    if (this.open && this.#chat) this.#chat.open = true;
    if (changed.get('open') !== undefined && this.#hadFocus) this.focus();
    this.#hadFocus = false;
  }

  protected override render(): TemplateResult {
    const { open, unread } = this;
    const label = unread > 0 ? `${this.term('openChat')}, ${this.term('unreadRooms', unread)}` : this.term('openChat');
    return html`<button
        class="launcher"
        part="launcher"
        type="button"
        ?hidden=${open}
        aria-haspopup="dialog"
        aria-expanded=${open}
        aria-label=${label}
        title=${label}
        @click=${this.#onOpen}
        ${ref(this.#button)}
      >
        ${icon(MessageCircle)}${unread > 0 ? html`<span class="badge" part="badge">${shortCount(unread)}</span>` : nothing}
      </button>
      <div
        class="panel"
        part="panel"
        role="dialog"
        aria-label=${this.term('chat')}
        ?hidden=${!open}
        @keydown=${this.#onKeyDown}
        @bm-unread=${this.#onUnread}
        @bm-logout=${this.#onLogout}
      >
        <div class="bar">
          <button
            class="icon-button"
            part="close"
            type="button"
            aria-label=${this.term('close')}
            title=${this.term('close')}
            @click=${this.#onClose}
          >
            ${icon(X)}
          </button>
        </div>
        <slot></slot>
      </div>`;
  }

  /** The focus was in what goes away with the next update. */
  #hadFocus = false;

  get #chat(): BmChat | undefined {
    return [...this.children].find((child) => child instanceof BmChat);
  }

  readonly #onOpen = (): void => {
    this.#hadFocus = true;
    this.open = true;
  };

  readonly #onClose = (): void => {
    this.#hadFocus = true;
    this.open = false;
  };

  readonly #onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing) return;
    // A dialog of the chat takes Escape for itself.
    const inner = event.composedPath().some((target) => target instanceof HTMLDialogElement && target.open);
    if (!inner) this.#onClose();
  };

  /** The page is back from where its user logs in, and the chat goes on by itself: with the user watching. */
  readonly #onChatOpen = (): void => {
    if (/[?#&]state=bm\./.test(location.href)) this.open = true;
  };

  readonly #onUnread = ({ detail }: BmEventMap['bm-unread']): void => void (this.unread = detail.rooms);
  readonly #onLogout = (): void => void (this.unread = 0);
}

/** Two digits at most have room. */
function shortCount(count: number): string {
  return count > 99 ? '99+' : String(count);
}

declare global {
  interface HTMLElementTagNameMap {
    'bm-launcher': BmLauncher;
  }
}
