/** The ways by which files come into a composer: the browser's file picker, the clipboard, and drag and drop. */
import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import { Paperclip } from 'lucide';
import { icon } from '../../internal/icon.ts';
import type { Language } from '../../internal/language.ts';

export class FileInput {
  readonly #host: ReactiveControllerHost;
  readonly #language: Language;
  readonly #add: (files: readonly File[]) => void;
  readonly #input = createRef<HTMLInputElement>();
  /** Whether files are held over the element. */
  #isOver = false;

  constructor(host: ReactiveControllerHost, language: Language, add: (files: readonly File[]) => void) {
    this.#host = host;
    this.#language = language;
    this.#add = add;
  }

  /** Opens the file picker. */
  pick(): void {
    this.#input.value?.click();
  }

  /** Has to be part of every render of the host, in the element that hears the events below. */
  render(): TemplateResult {
    return html`<input type="file" multiple hidden @change=${this.#onPicked} ${ref(this.#input)} />
      ${this.#isOver ? html`<p class="drop">${icon(Paperclip)}${this.#language.term('dropFiles')}</p>` : nothing}`;
  }

  readonly #onPicked = (): void => {
    const input = this.#input.value;
    if (!input?.files) return;
    this.#add([...input.files]);
    input.value = '';
  };

  readonly onPaste = (event: ClipboardEvent): void => {
    const files = [...(event.clipboardData?.files ?? [])];
    // What an office program copies is both; its text is what is wanted.
    if (files.length === 0 || event.clipboardData?.types.includes('text/plain')) return;
    event.preventDefault();
    this.#add(files);
  };

  readonly onDragOver = (event: DragEvent): void => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    this.#setOver(true);
  };

  readonly onDragLeave = (): void => this.#setOver(false);

  readonly onDrop = (event: DragEvent): void => {
    this.#setOver(false);
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    this.#add(files);
  };

  #setOver(isOver: boolean): void {
    if (isOver === this.#isOver) return;
    this.#isOver = isOver;
    this.#host.requestUpdate();
  }
}
