/** Files that will go with the next message: chosen, pasted or dropped; shown with a way to take each out again. */
import type { Deployment } from '@bundesmessenger/store';
import { css, html, nothing, type LitElement, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { File as FileIcon, X } from 'lucide';
import { icon } from '../../internal/icon.ts';
import type { Language } from '../../internal/language.ts';
import { isPicture } from '../../internal/media-files.ts';
import { picture, type PictureSource } from '../../internal/picture.ts';
import { fileSize } from '../../internal/sizes.ts';

/** More at once nobody means to send. */
const maxFiles = 20;

interface Attachment {
  readonly id: string;
  readonly file: File;
}

export class Attachments implements PictureSource {
  readonly #host: LitElement;
  readonly #language: Language;
  readonly #deployment: () => Deployment | undefined;
  #items: readonly Attachment[] = [];
  /** Why not all of those that were added last are here. */
  #refused: 'tooMany' | { readonly tooLarge: string } | undefined;
  readonly #urls = new Map<string, string>();
  #count = 0;

  /** @param deployment says what the server takes, and whether it looks inside */
  constructor(host: LitElement, language: Language, deployment: () => Deployment | undefined) {
    this.#host = host;
    this.#language = language;
    this.#deployment = deployment;
  }

  get #maxBytes(): number | undefined {
    return this.#deployment()?.limits?.uploadBytes;
  }

  get isEmpty(): boolean {
    return this.#items.length === 0;
  }

  add(files: Iterable<File>): void {
    this.#refused = undefined;
    const max = this.#maxBytes ?? Infinity;
    for (const file of files) {
      if (file.size > max) this.#refused = { tooLarge: file.name };
      else if (this.#items.length >= maxFiles) this.#refused = 'tooMany';
      else this.#hold(file);
    }
    this.#host.requestUpdate();
  }

  /** Takes files that were handed on and came back, however many there are by now. */
  giveBack(files: readonly File[]): void {
    for (const file of files) this.#hold(file);
    this.#host.requestUpdate();
  }

  #hold(file: File): void {
    this.#items = [...this.#items, { id: String(this.#count++), file }];
  }

  /** Hands the files on, and forgets them. */
  take(): readonly File[] {
    const files = this.#items.map(({ file }) => file);
    this.clear();
    return files;
  }

  clear(): void {
    for (const url of this.#urls.values()) URL.revokeObjectURL(url);
    this.#urls.clear();
    this.#items = [];
    this.#refused = undefined;
    this.#host.requestUpdate();
  }

  picture(id: string): Promise<string> {
    const file = this.#items.find((item) => item.id === id)?.file;
    if (!file) return Promise.reject(new TypeError('gone'));
    const url = this.#urls.get(id) ?? URL.createObjectURL(file);
    this.#urls.set(id, url);
    return Promise.resolve(url);
  }

  render(): unknown {
    const language = this.#language;
    const refusal = this.#refusal();
    return [
      refusal === undefined ? nothing : html`<p class="field-error" role="alert">${refusal}</p>`,
      // A region that comes with its text is not announced.
      html`<p class="visually-hidden" role="status">
        ${this.isEmpty ? nothing : language.term('attachments', this.#items.length)}
      </p>`,
      this.isEmpty
        ? nothing
        : html`<ul
            class="attachments"
            part="attachments"
            aria-label=${language.term('attachments', this.#items.length)}
          >
            ${repeat(
              this.#items,
              ({ id }) => id,
              (item) => this.#row(item),
            )}
          </ul>`,
      !this.isEmpty && this.#deployment()?.contentScanner
        ? html`<p class="hint">${language.term('scannerHint')}</p>`
        : nothing,
    ];
  }

  #refusal(): string | undefined {
    const [language, refused, max] = [this.#language, this.#refused, this.#maxBytes];
    if (refused === 'tooMany') return language.term('attachmentsTooMany', maxFiles);
    return refused && max !== undefined
      ? language.term('attachmentTooLarge', refused.tooLarge, fileSize(max, language.locale))
      : undefined;
  }

  #row({ id, file }: Attachment): TemplateResult {
    const language = this.#language;
    const label = language.term('removeAttachment', file.name);
    return html`<li>
      ${
        isPicture(file.type || 'unknown')
          ? html`<img alt="" ${picture({ media: this, mediaId: id, variant: 'file' })} />`
          : html`<span class="file-icon">${icon(FileIcon)}</span>`
      }
      <span class="file-text"
        ><bdi class="file-name">${file.name}</bdi
        ><span class="file-details">${fileSize(file.size, language.locale)}</span></span
      >
      <button type="button" class="icon-button" aria-label=${label} title=${label} @click=${() => this.#remove(id)}>
        ${icon(X)}
      </button>
    </li>`;
  }

  #remove(id: string): void {
    this.#items = this.#items.filter((item) => item.id !== id);
    this.#refused = undefined;
    const url = this.#urls.get(id);
    if (url) URL.revokeObjectURL(url);
    this.#urls.delete(id);
    this.#host.requestUpdate();
    // The button that had the focus is gone.
    this.#host.focus();
  }
}

export const attachmentStyles = css`
  .attachments ~ .hint {
    padding-block-end: calc(2 * var(--_space));
  }
  .attachments {
    display: flex;
    flex-wrap: wrap;
    gap: calc(2 * var(--_space));
    max-block-size: 9rem;
    padding-block-end: calc(2 * var(--_space));
    overflow-y: auto;
  }
  .attachments li {
    display: flex;
    align-items: center;
    gap: calc(2.5 * var(--_space));
    max-inline-size: min(18rem, 100%);
    padding: calc(1.5 * var(--_space));
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
  }
  .attachments :is(img, .file-icon) {
    flex: none;
    display: grid;
    place-items: center;
    inline-size: 2.75rem;
    block-size: 2.75rem;
    border-radius: calc(var(--_radius) * 0.6);
    background: var(--_hover);
    object-fit: cover;
  }
  .attachments .file-text {
    min-inline-size: 0;
    display: grid;
    line-height: 1.3;
  }
  .attachments .file-name {
    overflow: hidden;
    font-size: var(--_small);
    font-weight: 600;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .attachments .file-details {
    color: var(--_text-muted);
    font-size: var(--_small);
  }
  .attachments .icon-button {
    min-inline-size: 2rem;
    min-block-size: 2rem;
  }
  .attachments .icon-button .icon {
    inline-size: 1rem;
    block-size: 1rem;
  }
`;
