/** The dialog of `<bm-room>` that asks before the room is left. */
import { toErrorData, type ErrorCode, type Room } from '@bundesmessenger/store';
import { html, nothing, type LitElement, type TemplateResult } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import { CircleAlert } from 'lucide';
import { emit } from '../../internal/events.ts';
import { icon } from '../../internal/icon.ts';
import type { Language } from '../../internal/language.ts';

export class LeaveDialog {
  readonly #host: LitElement;
  readonly #language: Language;
  readonly #dialog = createRef<HTMLDialogElement>();
  #room: Room | undefined;
  #name = '';
  #error: ErrorCode | undefined;

  constructor(host: LitElement, language: Language) {
    this.#host = host;
    this.#language = language;
  }

  open(room: Room | undefined, name: string): void {
    this.#room = room;
    this.#name = name;
    this.#error = undefined;
    this.#host.requestUpdate();
    this.#dialog.value?.showModal();
  }

  render(): TemplateResult {
    const language = this.#language;
    return html`<dialog part="dialog" aria-labelledby="leave-title" aria-describedby="leave-text" ${ref(this.#dialog)}>
      <form @submit=${this.#onSubmit}>
        <h3 id="leave-title">${language.term('leaveQuestion', this.#name)}</h3>
        <p id="leave-text">${language.term('leaveText')}</p>
        <div role="alert">
          ${
            this.#error
              ? html`<p class="field-error">${icon(CircleAlert)}<span>${language.term('error', this.#error)}</span></p>`
              : nothing
          }
        </div>
        <div class="actions">
          <button class="button" type="button" autofocus @click=${() => this.#dialog.value?.close()}>
            ${language.term('cancel')}
          </button>
          <button class="button danger" type="submit">${language.term('leave')}</button>
        </div>
      </form>
    </dialog>`;
  }

  readonly #onSubmit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const room = this.#room;
    if (!room) return;
    try {
      await room.leave();
      this.#dialog.value?.close();
      emit(this.#host, 'bm-room-close', { roomId: room.roomId });
    } catch (error) {
      this.#error = toErrorData(error).code;
      this.#host.requestUpdate();
    }
  };
}
