/** Asks before something that cannot be undone. The safe answer has the focus. */
import { toErrorData, type ErrorCode, type Room, type Sender, type Store } from '@bundesmessenger/store';
import { html, nothing, type LitElement, type TemplateResult } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import { CircleAlert } from 'lucide';
import { icon } from './icon.ts';
import type { Language } from './language.ts';

export interface Question {
  readonly title: string;
  readonly text: string;
  /** On the button that does it. */
  readonly confirm: string;
  readonly danger?: boolean;
  /** Rejects with a `BmError`: then the dialog stays and says why. */
  readonly run: () => Promise<unknown>;
  /** After it was done and the dialog is gone. */
  readonly done?: () => void;
}

export class ConfirmDialog {
  readonly #host: LitElement;
  readonly #language: Language;
  readonly #dialog = createRef<HTMLDialogElement>();
  #question: Question | undefined;
  #error: ErrorCode | undefined;
  /** Its dialog may have been closed, and another one asked, meanwhile. */
  #running: Question | undefined;

  constructor(host: LitElement, language: Language) {
    this.#host = host;
    this.#language = language;
  }

  async ask(question: Question): Promise<void> {
    this.#question = question;
    this.#error = undefined;
    this.#host.requestUpdate();
    await this.#host.updateComplete;
    this.#dialog.value?.showModal();
  }

  /** Has to be part of every render of the host. */
  render(): TemplateResult | typeof nothing {
    const question = this.#question;
    if (!question) return nothing;
    const language = this.#language;
    return html`<dialog
      part="dialog"
      aria-labelledby="confirm-title"
      aria-describedby="confirm-text"
      ${ref(this.#dialog)}
    >
      <form @submit=${this.#onSubmit}>
        <h3 id="confirm-title">${question.title}</h3>
        <p id="confirm-text">${question.text}</p>
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
          <button class=${question.danger ? 'button danger' : 'button primary'} type="submit">
            ${question.confirm}
          </button>
        </div>
      </form>
    </dialog>`;
  }

  readonly #onSubmit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const question = this.#question;
    if (!question || this.#running === question) return;
    this.#running = question;
    try {
      await question.run();
      if (this.#question === question) this.#dialog.value?.close();
      question.done?.();
    } catch (error) {
      if (this.#question !== question) return;
      this.#error = toErrorData(error).code;
      this.#host.requestUpdate();
    } finally {
      if (this.#running === question) this.#running = undefined;
    }
  };
}

/** Before a room is left, wherever that is offered. */
export function leaveQuestion(language: Language, room: Room, name: string, done: () => void): Question {
  return {
    title: language.term('leaveQuestion', name),
    text: language.term('leaveText'),
    confirm: language.term('leave'),
    danger: true,
    run: () => room.leave(),
    done,
  };
}

/** Before somebody is ignored, wherever that is offered. */
export function ignoreQuestion(
  language: Language,
  store: Store,
  { userId, displayName }: Pick<Sender, 'userId' | 'displayName'>,
  done: () => void,
): Question {
  return {
    title: language.term('ignoreQuestion', displayName),
    text: language.term('ignoreText'),
    confirm: language.term('ignoreConfirm'),
    danger: true,
    run: () => store.setIgnored(userId, true),
    done,
  };
}
