/** What stands in place of the composer in a room that has a successor: the way there, or why it is closed. */
import { toErrorData, type ErrorCode, type RoomSummary, type Store } from '@bundesmessenger/store';
import { css, html, nothing, type LitElement, type TemplateResult } from 'lit';
import { ArrowRight, Ban, CircleAlert } from 'lucide';
import { emit } from '../../internal/events.ts';
import { icon } from '../../internal/icon.ts';
import type { Language } from '../../internal/language.ts';

export class ReplacedBar {
  readonly #host: LitElement & { readonly store: Store | undefined };
  readonly #language: Language;
  #error: ErrorCode | undefined;

  constructor(host: LitElement & { readonly store: Store | undefined }, language: Language) {
    this.#host = host;
    this.#language = language;
  }

  /** Forgets what went wrong, as for another room. */
  reset(): void {
    this.#error = undefined;
  }

  render(room: RoomSummary & { readonly replacedBy: string }): TemplateResult {
    const language = this.#language;
    const { barred, replacedBy } = room;
    return html`<section class="replaced ${barred ? 'is-barred' : ''}" part="replaced">
      <p>${language.term('roomReplaced')}</p>
      ${
        barred
          ? html`<p class="reason">${icon(Ban)}<span>${language.term('error', barred.code)}</span></p>`
          : html`<button class="button primary small" type="button" @click=${() => this.#open(replacedBy)}>
              ${icon(ArrowRight)}${language.term('openSuccessor')}
            </button>`
      }
      ${
        this.#error
          ? html`<p class="reason fault" role="alert">
              ${icon(CircleAlert)}<span>${language.term('error', this.#error)}</span>
            </p>`
          : nothing
      }
    </section>`;
  }

  async #open(roomId: string): Promise<void> {
    this.#error = undefined;
    try {
      await this.#host.store?.join(roomId);
      emit(this.#host, 'bm-room-open', { roomId });
    } catch (error) {
      this.#error = toErrorData(error).code;
    }
    this.#host.requestUpdate();
  }
}

export const replacedBarStyles = css`
  .replaced {
    flex: none;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: calc(2 * var(--_space)) calc(4 * var(--_space));
    padding: calc(3 * var(--_space)) calc(4 * var(--_space));
    border-block-start: 1px solid var(--_border);
    background: var(--_surface);
  }
  .replaced .reason {
    display: flex;
    align-items: center;
    gap: calc(2 * var(--_space));
    color: var(--_text-muted);
  }
  .replaced .fault {
    color: var(--_danger);
  }
`;
