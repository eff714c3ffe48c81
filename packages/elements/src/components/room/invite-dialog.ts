/** The dialog of `<bm-room>` that invites one person. */
import { toErrorData, type Room } from '@bundesmessenger/store';
import { html, nothing, type LitElement, type TemplateResult } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import { CircleAlert } from 'lucide';
import { icon } from '../../internal/icon.ts';
import type { Language } from '../../internal/language.ts';
import { firstInvalidUserId } from '../new-room/user-ids.ts';

export class InviteDialog {
  readonly #host: LitElement;
  readonly #language: Language;
  readonly #dialog = createRef<HTMLDialogElement>();
  readonly #input = createRef<HTMLInputElement>();
  #room: Room | undefined;
  /** Put into words when it is rendered: words may have to be fetched. */
  #fault: (() => string) | undefined;
  #invited: string | undefined;

  constructor(host: LitElement, language: Language) {
    this.#host = host;
    this.#language = language;
  }

  open(room: Room | undefined): void {
    this.#room = room;
    this.#invited = undefined;
    if (this.#input.value) this.#input.value.value = '';
    this.#show(undefined);
    this.#dialog.value?.showModal();
  }

  render(): TemplateResult {
    const language = this.#language;
    const fault = this.#fault?.() ?? '';
    return html`<p class="visually-hidden" role="status">
        ${this.#invited === undefined ? nothing : language.term('invited', this.#invited)}
      </p>
      <dialog part="dialog" aria-labelledby="invite-title" ${ref(this.#dialog)}>
        <form novalidate @submit=${this.#onSubmit}>
          <h3 id="invite-title">${language.term('invite')}</h3>
          <div class="field">
            <label for="invitee">${language.term('userId')}</label>
            <span class="hint" id="invitee-hint">@max.muster:behoerde.example</span>
            <input
              class="input"
              id="invitee"
              autocomplete="off"
              autocapitalize="none"
              spellcheck="false"
              autofocus
              aria-invalid=${fault ? 'true' : 'false'}
              aria-describedby=${fault ? 'invitee-hint invitee-fault' : 'invitee-hint'}
              ${ref(this.#input)}
            />
            ${
              fault
                ? html`<p class="field-error" id="invitee-fault">${icon(CircleAlert)}<span>${fault}</span></p>`
                : nothing
            }
          </div>
          <div class="actions">
            <button class="button" type="button" @click=${() => this.#dialog.value?.close()}>
              ${language.term('cancel')}
            </button>
            <button class="button primary" type="submit">${language.term('invite')}</button>
          </div>
        </form>
      </dialog>`;
  }

  readonly #onSubmit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const userId = this.#input.value?.value.trim() ?? '';
    if (firstInvalidUserId([userId])) {
      this.#show(() => this.#language.term('invalidUserId', userId));
    } else {
      try {
        await this.#room?.invite(userId);
        this.#dialog.value?.close();
        this.#invited = userId;
        this.#host.requestUpdate();
        return;
      } catch (error) {
        const { code } = toErrorData(error);
        this.#show(() => this.#language.term('error', code));
      }
    }
    await this.#host.updateComplete;
    this.#input.value?.focus();
  };

  #show(fault: (() => string) | undefined): void {
    this.#fault = fault;
    this.#host.requestUpdate();
  }
}
