/**
 * A menu over everything else, as the ARIA Authoring Practices describe it: opens on its first item, arrows and first letters
 * move, Escape returns.
 */
import { html, nothing, css, type LitElement, type ReactiveController, type TemplateResult } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import { repeat } from 'lit/directives/repeat.js';
import { icon, type IconNode } from './icon.ts';
import { showPopup } from './popup.ts';

export interface PopupMenuItem {
  readonly label: string;
  readonly symbol: IconNode;
  readonly danger?: boolean;
  readonly run: () => void;
}

export class PopupMenu implements ReactiveController {
  readonly #host: LitElement;
  readonly #menu = createRef<HTMLElement>();
  #label = '';
  #items: (() => readonly PopupMenuItem[]) | undefined;
  #anchor: Element | undefined;
  /** What was placed beside the anchor last. */
  #placed = '';

  constructor(host: LitElement) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#items = undefined;
  }

  /** What can be chosen changes while a menu is open, as when a message has been sent meanwhile. */
  hostUpdated(): void {
    const menu = this.#menu.value;
    if (!menu?.matches(':popover-open') || this.#labels === this.#placed) return;
    this.#placed = this.#labels;
    if (!this.#anchor?.isConnected || this.#placed === '') return menu.hidePopover();
    showPopup(menu, this.#anchor);
    if (!menu.matches(':focus-within')) this.#rows[0]?.focus();
  }

  /** What the menu is open for; `undefined` while it is closed. */
  get anchor(): Element | undefined {
    return this.#items && this.#anchor;
  }

  /** @param items asked anew with every render of the host; a menu without any closes */
  async open(anchor: Element, label: string, items: () => readonly PopupMenuItem[]): Promise<void> {
    this.#anchor = anchor;
    this.#label = label;
    this.#items = items().length > 0 ? items : undefined;
    this.#host.requestUpdate();
    await this.#host.updateComplete;
    const menu = this.#menu.value;
    if (!menu || !this.#items) return;
    this.#placed = this.#labels;
    showPopup(menu, anchor);
    this.#rows[0]?.focus();
  }

  /** Has to be part of every render of the host. */
  render(): TemplateResult {
    return html`<div
      class="popup-menu"
      popover="auto"
      role="menu"
      aria-label=${this.#label}
      @toggle=${this.#onToggle}
      @keydown=${this.#onKeyDown}
      ${ref(this.#menu)}
    >
      ${repeat(
        this.#items?.() ?? [],
        // The focus stays on what it is on.
        ({ label }) => label,
        (item) =>
          html`<button
            type="button"
            role="menuitem"
            tabindex="-1"
            class=${item.danger ? 'danger' : nothing}
            @click=${() => this.#choose(item)}
          >
            ${icon(item.symbol)}<span>${item.label}</span>
          </button>`,
      )}
    </div>`;
  }

  get #labels(): string {
    return (this.#items?.() ?? []).map(({ label }) => label).join('\n');
  }

  get #rows(): HTMLElement[] {
    return [...(this.#menu.value?.querySelectorAll<HTMLElement>('[role="menuitem"]') ?? [])];
  }

  #choose(item: PopupMenuItem): void {
    // First back to what opened it: a dialog that opens now will return the focus there.
    this.#menu.value?.hidePopover();
    item.run();
  }

  readonly #onToggle = (event: ToggleEvent): void => {
    if (event.newState === 'open') return;
    this.#items = undefined;
    this.#host.requestUpdate();
  };

  readonly #onKeyDown = (event: KeyboardEvent): void => {
    const rows = this.#rows;
    const at = rows.indexOf(event.target as HTMLElement);
    const target = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (event.key === 'Tab' || event.key === 'Escape') this.#menu.value?.hidePopover();
    else if (target !== undefined) rows.at(target % rows.length)?.focus();
    else if (!focusByLetter(event, [...rows.slice(at + 1), ...rows.slice(0, at + 1)])) return;
    event.preventDefault();
    event.stopPropagation();
  };
}

/** @returns whether the key is a letter with which one of the rows begins: the first of those has the focus then */
function focusByLetter({ key, altKey, ctrlKey, metaKey }: KeyboardEvent, rows: readonly HTMLElement[]): boolean {
  if (key.length !== 1 || key === ' ' || altKey || ctrlKey || metaKey) return false;
  const letter = key.toLowerCase();
  const row = rows.find(({ textContent }) => textContent?.trim().toLowerCase().startsWith(letter));
  row?.focus();
  return row !== undefined;
}

export const popupMenuStyles = css`
  .popup-menu {
    min-inline-size: 13rem;
    padding: var(--_space);
  }
  .popup-menu:popover-open {
    display: grid;
  }
  .popup-menu > button {
    display: flex;
    align-items: center;
    gap: calc(3 * var(--_space));
    min-block-size: 2.5rem;
    padding: calc(1.5 * var(--_space)) calc(3 * var(--_space));
    border: 0;
    border-radius: var(--_radius);
    background: transparent;
    text-align: inherit;
  }
  .popup-menu > button:is(:hover, :focus-visible) {
    background: var(--_hover);
  }
  .popup-menu > button:focus-visible {
    outline-offset: -2px;
  }
  .popup-menu > .danger {
    color: var(--_danger);
  }
  @media (pointer: coarse) {
    .popup-menu > button {
      min-block-size: 2.75rem;
    }
  }
`;
