/** The dialog of `<bm-room>` that leads to a day. */
import { toErrorData, type Room } from '@bundesmessenger/store';
import { html, nothing, type LitElement, type TemplateResult } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import { CircleAlert } from 'lucide';
import { icon } from '../../internal/icon.ts';
import type { Language } from '../../internal/language.ts';

export class DateDialog {
  readonly #host: LitElement;
  readonly #language: Language;
  readonly #onFound: (eventId: string) => void;
  readonly #dialog = createRef<HTMLDialogElement>();
  readonly #input = createRef<HTMLInputElement>();
  #room: Room | undefined;
  #fault = '';

  constructor(host: LitElement, language: Language, onFound: (eventId: string) => void) {
    this.#host = host;
    this.#language = language;
    this.#onFound = onFound;
  }

  open(room: Room | undefined): void {
    this.#room = room;
    const today = new Date();
    const two = (value: number): string => String(value).padStart(2, '0');
    const input = this.#input.value;
    if (input) input.max = `${today.getFullYear()}-${two(today.getMonth() + 1)}-${two(today.getDate())}`;
    this.#show('');
    this.#dialog.value?.showModal();
  }

  render(): TemplateResult {
    const language = this.#language;
    const fault = this.#fault;
    return html`<dialog part="dialog" aria-labelledby="date-title" ${ref(this.#dialog)}>
      <form novalidate @submit=${this.#onSubmit}>
        <h3 id="date-title">${language.term('jumpToDate')}</h3>
        <div class="field">
          <label for="date">${language.term('jumpToDateLabel')}</label>
          <input
            class="input"
            id="date"
            type="date"
            autofocus
            aria-invalid=${fault ? 'true' : 'false'}
            aria-describedby=${fault ? 'date-fault' : nothing}
            ${ref(this.#input)}
          />
          ${
            fault ? html`<p class="field-error" id="date-fault">${icon(CircleAlert)}<span>${fault}</span></p>` : nothing
          }
        </div>
        <div class="actions">
          <button class="button" type="button" @click=${() => this.#dialog.value?.close()}>
            ${language.term('cancel')}
          </button>
          <button class="button primary" type="submit">${language.term('jumpToDateGo')}</button>
        </div>
      </form>
    </dialog>`;
  }

  readonly #onSubmit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const input = this.#input.value;
    if (!input?.value) {
      input?.focus();
      return;
    }
    try {
      // The day begins where the user is, not in Greenwich.
      const found = await this.#room?.jumpToDate(new Date(`${input.value}T00:00`).getTime());
      this.#dialog.value?.close();
      if (found) this.#onFound(found.eventId);
    } catch (error) {
      const { code } = toErrorData(error);
      const language = this.#language;
      this.#show(code === 'EVENT_UNKNOWN' ? language.term('jumpToDateNone') : language.term('error', code));
      input.focus();
    }
  };

  #show(fault: string): void {
    this.#fault = fault;
    this.#host.requestUpdate();
  }
}
