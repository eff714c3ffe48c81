/** The text field of a composer: grows with its text, steers the list of mentions, takes emojis where the caret is. */
import { html, nothing, type TemplateResult } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import { Smile } from 'lucide';
import { icon } from '../../internal/icon.ts';
import type { Language } from '../../internal/language.ts';
import { EmojiPopup } from '../emoji-picker/emoji-popup.ts';
import type { MentionList } from './mention-list.ts';

/** How the text became another: by the user's keys, by what the user chose, or by the element. */
export type TextChange = 'typed' | 'inserted' | 'set';

export interface TextFieldOptions {
  readonly language: Language;
  readonly mentions: MentionList;
  readonly changed: (how: TextChange) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onPaste: (event: ClipboardEvent) => void;
}

export interface TextFieldState {
  readonly label: string;
  readonly placeholder: string;
  readonly isInvalid: boolean;
  /** Ids of what says more about it. */
  readonly describedBy: string;
}

export class TextField {
  readonly #options: TextFieldOptions;
  readonly #emojis = new EmojiPopup({ pick: (emoji) => this.#insertEmoji(emoji) });
  readonly #input = createRef<HTMLTextAreaElement>();
  readonly #grower = createRef<HTMLElement>();

  constructor(options: TextFieldOptions) {
    this.#options = options;
  }

  get text(): string {
    return this.#input.value?.value ?? '';
  }

  set text(text: string) {
    if (this.#input.value) this.#input.value.value = text;
    this.#grow('set');
  }

  get beforeCaret(): string {
    return this.text.slice(0, this.#input.value?.selectionStart);
  }

  focus(options?: FocusOptions): void {
    this.#input.value?.focus(options);
  }

  caretToEnd(): void {
    this.#input.value?.setSelectionRange(this.text.length, this.text.length);
  }

  /** Puts `text` in place of the last `length` characters before the caret. */
  complete(text: string, length: number): void {
    const at = this.#input.value?.selectionStart ?? 0;
    this.#replace(text, at - length, at);
  }

  #insertEmoji(emoji: string): void {
    const input = this.#input.value;
    if (!input) return;
    this.#replace(emoji, input.selectionStart, input.selectionEnd);
    this.focus();
  }

  #replace(text: string, from: number, to: number): void {
    this.#input.value?.setRangeText(text, from, to, 'end');
    this.#grow('inserted');
  }

  /** No update of the element for a key stroke: only of the copy that gives the field its height. */
  #grow(how: TextChange): void {
    if (this.#grower.value) this.#grower.value.dataset['text'] = this.text;
    this.#options.changed(how);
  }

  render({ label, placeholder, isInvalid, describedBy }: TextFieldState): TemplateResult {
    const { language, mentions, onKeyDown, onPaste } = this.#options;
    const { isOpen } = mentions;
    return html`<div class="field-box" part="field">
      <div class="grower" ${ref(this.#grower)}>
        <textarea
          part="input"
          rows="1"
          role=${isOpen ? 'combobox' : nothing}
          aria-autocomplete=${isOpen ? 'list' : nothing}
          aria-expanded=${isOpen ? 'true' : nothing}
          aria-controls=${isOpen ? 'mentions' : nothing}
          aria-activedescendant=${mentions.activeId ?? nothing}
          aria-label=${label}
          placeholder=${placeholder}
          aria-invalid=${isInvalid ? 'true' : 'false'}
          aria-describedby=${describedBy || nothing}
          enterkeyhint="send"
          autocapitalize="sentences"
          @keydown=${onKeyDown}
          @input=${() => this.#grow('typed')}
          @paste=${onPaste}
          @blur=${() => mentions.close()}
          ${ref(this.#input)}
        ></textarea>
      </div>
      <button
        class="icon-button emoji"
        type="button"
        aria-label=${language.term('emoji')}
        title=${language.term('emoji')}
        @click=${(event: Event) => void this.#emojis.open(event.currentTarget as Element)}
      >
        ${icon(Smile)}
      </button>
    </div>`;
  }

  /** Has to be part of every render of the host: over all else. */
  renderEmojis(): TemplateResult {
    return this.#emojis.render();
  }
}
