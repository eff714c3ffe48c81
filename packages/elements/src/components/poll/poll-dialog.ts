/** `<bm-poll-dialog>`: asks for question and answers of a new poll. Loaded when somebody wants to make one. */
import type { NewPoll } from '@bundesmessenger/store';
import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import { repeat } from 'lit/directives/repeat.js';
import { CircleAlert, Plus, X } from 'lucide';
import { BmElement } from '../../internal/bm-element.ts';
import { controls } from '../../internal/controls.styles.ts';
import { dialogs } from '../../internal/dialog.styles.ts';
import { fields } from '../../internal/field.styles.ts';
import { icon } from '../../internal/icon.ts';
import { tokens } from '../../internal/tokens.styles.ts';
import { pollDialogStyles } from './poll-dialog.styles.ts';

/** A choice needs two. */
const minAnswers = 2;
/** MSC3381. */
const maxAnswers = 20;
/** Of question and answers, in characters: more is no question any more. */
const maxLength = 340;

type Fault = 'question' | 'answers';

/**
 * @summary A dialog that makes a poll. It opens as soon as it is in the page.
 *
 * @event bm-poll-create - A poll was made; the detail can be sent as it is.
 * @event close - The dialog was closed, with or without a poll.
 */
export class BmPollDialog extends BmElement {
  static override styles = [tokens, controls, fields, dialogs, pollDialogStyles];
  static override properties: PropertyDeclarations = {
    ...BmElement.properties,
    answers: { state: true },
    fault: { state: true },
  };

  /** Names of the answers' fields. */
  declare private answers: readonly number[];
  declare private fault: Fault | undefined;

  readonly #dialog = createRef<HTMLDialogElement>();
  readonly #form = createRef<HTMLFormElement>();
  #next = minAnswers;

  constructor() {
    super();
    this.answers = [0, 1];
  }

  protected override firstUpdated(): void {
    this.#dialog.value?.showModal();
  }

  protected override render(): TemplateResult {
    const { fault } = this;
    return html`<dialog
      aria-labelledby="title"
      @close=${() => this.dispatchEvent(new Event('close'))}
      ${ref(this.#dialog)}
    >
      <form novalidate @submit=${this.#onSubmit} ${ref(this.#form)}>
        <h3 id="title">${this.term('newPoll')}</h3>
        <div class="field">
          <label for="question">${this.term('pollQuestion')}</label>
          <input
            class="input"
            id="question"
            name="question"
            autocomplete="off"
            maxlength=${maxLength}
            autofocus
            aria-invalid=${fault === 'question' ? 'true' : 'false'}
            aria-describedby=${fault === 'question' ? 'question-fault' : nothing}
          />
          ${fault === 'question' ? this.#fault('question-fault', 'pollQuestionMissing') : nothing}
        </div>
        <ul class="answers">
          ${repeat(
            this.answers,
            (answer) => answer,
            (answer, at) => this.#answer(answer, at),
          )}
        </ul>
        ${fault === 'answers' ? this.#fault('answers-fault', 'pollAnswersMissing') : nothing}
        ${
          this.answers.length < maxAnswers
            ? html`<button class="button small add" type="button" @click=${this.#onAdd}>
                ${icon(Plus)}${this.term('pollAddAnswer')}
              </button>`
            : nothing
        }
        <div class="choices">
          <label><input type="checkbox" name="multiple" /><span>${this.term('pollMultiple')}</span></label>
          <label
            ><input
              type="checkbox"
              name="undisclosed"
              aria-labelledby="undisclosed"
              aria-describedby="undisclosed-hint"
            /><span
              ><span id="undisclosed">${this.term('pollUndisclosed')}</span
              ><span class="hint" id="undisclosed-hint">${this.term('pollUndisclosedHint')}</span></span
            ></label
          >
        </div>
        <div class="actions">
          <button class="button" type="button" @click=${() => this.#dialog.value?.close()}>
            ${this.term('cancel')}
          </button>
          <button class="button primary" type="submit">${this.term('pollCreate')}</button>
        </div>
      </form>
    </dialog>`;
  }

  #answer(answer: number, at: number): TemplateResult {
    const id = `answer-${answer}`;
    const remove = this.term('pollRemoveAnswer', at + 1);
    return html`<li class="field">
      <label for=${id}>${this.term('pollAnswer', at + 1)}</label>
      <div class="row">
        <input
          class="input"
          id=${id}
          name=${id}
          autocomplete="off"
          maxlength=${maxLength}
          aria-invalid=${this.fault === 'answers' ? 'true' : 'false'}
          aria-describedby=${this.fault === 'answers' ? 'answers-fault' : nothing}
        />
        ${
          this.answers.length > minAnswers
            ? html`<button
                class="icon-button"
                type="button"
                aria-label=${remove}
                title=${remove}
                @click=${() => this.#remove(answer)}
              >
                ${icon(X)}
              </button>`
            : nothing
        }
      </div>
    </li>`;
  }

  #fault(id: string, text: 'pollQuestionMissing' | 'pollAnswersMissing'): TemplateResult {
    return html`<p class="field-error" id=${id}>${icon(CircleAlert)}<span>${this.term(text)}</span></p>`;
  }

  readonly #onAdd = async (): Promise<void> => {
    const added = this.#next++;
    this.answers = [...this.answers, added];
    await this.updateComplete;
    this.#field(`answer-${added}`)?.focus();
  };

  async #remove(answer: number): Promise<void> {
    const at = this.answers.indexOf(answer);
    this.answers = this.answers.filter((other) => other !== answer);
    await this.updateComplete;
    this.#field(`answer-${this.answers[Math.max(0, at - 1)] ?? 0}`)?.focus();
  }

  #field(name: string): HTMLInputElement | undefined {
    const field = this.#form.value?.elements.namedItem(name);
    return field instanceof HTMLInputElement ? field : undefined;
  }

  readonly #onSubmit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const text = (name: string): string => this.#field(name)?.value.trim() ?? '';
    const answers = [...new Set(this.answers.map((answer) => text(`answer-${answer}`)).filter(Boolean))];
    const body = text('question');
    this.fault = body ? (answers.length < minAnswers ? 'answers' : undefined) : 'question';
    if (this.fault) {
      await this.updateComplete;
      const empty = this.answers.find((answer) => !text(`answer-${answer}`)) ?? this.answers[0];
      this.#field(this.fault === 'question' ? 'question' : `answer-${empty}`)?.focus();
      return;
    }
    const poll: NewPoll = {
      msgtype: 'm.poll',
      body,
      answers,
      kind: this.#field('undisclosed')?.checked ? 'undisclosed' : 'disclosed',
      maxSelections: this.#field('multiple')?.checked ? answers.length : 1,
    };
    this.dispatchEvent(new CustomEvent('bm-poll-create', { detail: poll }));
    this.#dialog.value?.close();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'bm-poll-dialog': BmPollDialog;
  }
}
