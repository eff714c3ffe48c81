/** The pinned messages of a room under its head: one at a time, newest first, each a way to where it was said. */
import type { Timeline } from '@bundesmessenger/store';
import { css, html, nothing, type LitElement, type TemplateResult } from 'lit';
import { ChevronDown, Pin } from 'lucide';
import { icon } from '../../internal/icon.ts';
import type { Language } from '../../internal/language.ts';
import type { Bubble } from '../message/message-view.ts';
import { messagePreview } from '../message/preview.ts';
import { isBubble } from '../timeline/rows.ts';

export class PinnedBar {
  readonly #host: LitElement;
  readonly #language: Language;
  readonly #onShow: (eventId: string) => void;
  /** Counted from the newest. */
  #at = 0;

  constructor(host: LitElement, language: Language, onShow: (eventId: string) => void) {
    this.#host = host;
    this.#language = language;
    this.#onShow = onShow;
  }

  /** Begins with the newest, as for another room. */
  reset(): void {
    this.#at = 0;
  }

  render(pinned: Timeline | undefined): TemplateResult | typeof nothing {
    const items = (pinned?.items ?? []).filter((item): item is Bubble => isBubble(item)).toReversed();
    const at = Math.min(this.#at, items.length - 1);
    const shown = items[at];
    if (!shown) return nothing;
    const language = this.#language;
    return html`<aside class="pinned" part="pinned" aria-label=${language.term('pinned')}>
      <button
        type="button"
        class="pinned-message"
        title=${language.term('showPinned')}
        @click=${() => this.#show(shown)}
      >
        ${icon(Pin)}
        <span class="pinned-text">
          <span class="pinned-title"
            >${language.term('pinned')}${
              items.length > 1 ? html` · ${language.term('pinnedPosition', at + 1, items.length)}` : nothing
            }</span
          >
          <span class="pinned-body"><bdi>${shown.sender.displayName}</bdi>: <bdi>${this.#textOf(shown)}</bdi></span>
        </span>
      </button>
      ${
        items.length > 1
          ? html`<button
              type="button"
              class="icon-button"
              aria-label=${language.term('nextPinned')}
              title=${language.term('nextPinned')}
              @click=${() => this.#next(items.length)}
            >
              ${icon(ChevronDown)}
            </button>`
          : nothing
      }
    </aside>`;
  }

  #textOf(item: Bubble): string {
    const language = this.#language;
    return item.kind === 'message' ? messagePreview(item, language) : language.term('contentKind', item.kind);
  }

  #show({ eventId }: Bubble): void {
    if (eventId) this.#onShow(eventId);
  }

  #next(count: number): void {
    this.#at = (this.#at + 1) % count;
    this.#host.requestUpdate();
  }
}

export const pinnedBarStyles = css`
  .pinned {
    flex: none;
    display: flex;
    align-items: center;
    border-block-end: 1px solid var(--_border);
    background: var(--_surface);
  }
  .pinned-message {
    flex: 1;
    min-inline-size: 0;
    display: flex;
    align-items: center;
    gap: calc(3 * var(--_space));
    min-block-size: 3rem;
    padding: calc(1 * var(--_space)) calc(4 * var(--_space));
    border: 0;
    background: transparent;
    text-align: inherit;
  }
  .pinned-message:hover {
    background: var(--_hover);
  }
  .pinned-message:focus-visible {
    outline-offset: -3px;
  }
  .pinned-message > .icon {
    inline-size: 1.125rem;
    block-size: 1.125rem;
    color: var(--_action);
  }
  .pinned-text {
    min-inline-size: 0;
    display: grid;
    line-height: 1.35;
  }
  .pinned-title {
    color: var(--_action);
    font-size: var(--_small);
    font-weight: 600;
  }
  .pinned-body {
    overflow: hidden;
    font-size: var(--_small);
    text-overflow: ellipsis;
    white-space: nowrap;
  }
`;
