/** A small menu button as the ARIA Authoring Practices describe it: opens on its first item, arrows move, Escape returns. */
import { css, html, nothing, type LitElement, type ReactiveController, type TemplateResult } from 'lit';
import { icon, type IconNode } from './icon.ts';

export interface MenuItem {
  readonly label: string;
  readonly icon: IconNode;
  readonly danger?: boolean;
  readonly run: () => void;
}

export class Menu implements ReactiveController {
  readonly #host: LitElement;
  #open = false;

  constructor(host: LitElement) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#open = false;
  }

  render(label: string, symbol: IconNode, items: readonly MenuItem[]): TemplateResult {
    return html`<div class="menu" @focusout=${this.#onFocusOut} @keydown=${this.#onKeyDown}>
      <button
        type="button"
        class="icon-button"
        part="menu-button"
        aria-haspopup="menu"
        aria-expanded=${this.#open ? 'true' : 'false'}
        aria-label=${label}
        title=${label}
        @click=${() => this.#toggle(!this.#open)}
      >
        ${icon(symbol)}
      </button>
      ${
        this.#open
          ? html`<div class="menu-items" role="menu" aria-label=${label}>
              ${items.map(
                (item) =>
                  html`<button
                    type="button"
                    role="menuitem"
                    tabindex="-1"
                    class=${item.danger ? 'danger' : ''}
                    @click=${() => this.#choose(item)}
                  >
                    ${icon(item.icon)}<span>${item.label}</span>
                  </button>`,
              )}
            </div>`
          : nothing
      }
    </div>`;
  }

  get #button(): HTMLElement | null {
    return this.#host.renderRoot.querySelector('[aria-haspopup="menu"]');
  }

  get #items(): HTMLElement[] {
    return [...this.#host.renderRoot.querySelectorAll<HTMLElement>('[role="menuitem"]')];
  }

  #toggle(open: boolean): void {
    this.#open = open;
    this.#host.requestUpdate();
    if (open) void this.#host.updateComplete.then(() => this.#items[0]?.focus());
  }

  #close(): void {
    this.#button?.focus();
    this.#toggle(false);
  }

  #choose(item: MenuItem): void {
    // First back to the button: a dialog that opens now will return the focus there.
    this.#close();
    item.run();
  }

  readonly #onFocusOut = (event: FocusEvent): void => {
    const inside = event.currentTarget as HTMLElement;
    if (this.#open && !(event.relatedTarget instanceof Node && inside.contains(event.relatedTarget)))
      this.#toggle(false);
  };

  readonly #onKeyDown = (event: KeyboardEvent): void => {
    if (!this.#open) {
      if (event.key === 'ArrowDown') {
        event.preventDefault();
        this.#toggle(true);
      }
      return;
    }
    const items = this.#items;
    const at = items.indexOf(event.target as HTMLElement);
    const target = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (event.key === 'Escape') this.#close();
    else if (event.key === 'Tab') return;
    else if (target !== undefined) items.at(target % items.length)?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
}

export const menuStyles = css`
  .menu {
    position: relative;
    flex: none;
  }
  .menu-items {
    position: absolute;
    z-index: 2;
    inset-block-start: calc(100% + var(--_space));
    inset-inline-end: 0;
    display: grid;
    min-inline-size: 13rem;
    padding: var(--_space);
    border: 1px solid var(--_border);
    border-radius: var(--_radius-large);
    background: var(--_background);
    box-shadow: var(--_shadow);
  }
  .menu-items > button {
    display: flex;
    align-items: center;
    gap: calc(3 * var(--_space));
    min-block-size: 2.75rem;
    padding: calc(2 * var(--_space)) calc(3 * var(--_space));
    border: 0;
    border-radius: var(--_radius);
    background: transparent;
    text-align: start;
  }
  .menu-items > button:is(:hover, :focus-visible) {
    background: var(--_hover);
  }
  .menu-items > button:focus-visible {
    outline-offset: -2px;
  }
  .menu-items > .danger {
    color: var(--_danger);
  }
`;
