/** `<bm-image-viewer>`: the pictures of a timeline, one at a time over the whole window. Loaded when one is opened. */
import type { MediaContent, TimelineItem } from '@bundesmessenger/store';
import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import { keyed } from 'lit/directives/keyed.js';
import { ChevronLeft, ChevronRight, Download, Image as ImageIcon, X, ZoomIn, ZoomOut } from 'lucide';
import { BmElement } from '../../internal/bm-element.ts';
import { fullTime } from '../../internal/dates.ts';
import { icon } from '../../internal/icon.ts';
import { fileFailure, isPicture, type MediaFiles } from '../../internal/media-files.ts';
import { picture } from '../../internal/picture.ts';
import { pictureName } from '../message/media-template.ts';
import type { Message } from '../message/message-view.ts';
import { imageViewerStyles } from './image-viewer.styles.ts';

type Picture = Message & { readonly content: MediaContent & { readonly file: NonNullable<MediaContent['file']> } };

/**
 * @summary A dialog with one picture. Left and right lead to the other pictures, Escape closes.
 *
 * @event close - It was closed.
 * @csspart image - The picture.
 */
export class BmImageViewer extends BmElement {
  static override styles = imageViewerStyles;
  static override properties: PropertyDeclarations = {
    ...BmElement.properties,
    items: { attribute: false },
    current: { attribute: false },
    media: { attribute: false },
    large: { state: true },
  };

  /** Rows of a timeline; its pictures are shown. */
  declare items: readonly TimelineItem[];
  /** Key of the row whose picture is shown. */
  declare current: string | undefined;
  declare media: MediaFiles | undefined;
  /** Shown in its own size instead of that of the window. */
  declare private large: boolean;

  readonly #dialog = createRef<HTMLDialogElement>();

  constructor() {
    super();
    this.items = [];
    this.large = false;
  }

  protected override willUpdate(): void {
    // The picture was deleted. Taken away while it is open, a dialog would neither say so nor give the focus back.
    if (!this.#pictures.some(({ key }) => key === this.current)) this.#dialog.value?.close();
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const dialog = this.#dialog.value;
    if (dialog && !dialog.open) dialog.showModal();
  }

  protected override render(): TemplateResult | typeof nothing {
    const pictures = this.#pictures;
    const at = pictures.findIndex(({ key }) => key === this.current);
    const shown = pictures[at];
    const { media } = this;
    if (!shown || !media) return nothing;
    const { content, sender, originServerTs } = shown;
    const name = pictureName(shown, content, { language: this.language });
    return html`<dialog
      aria-label=${this.term('imageViewer')}
      @close=${this.#onClose}
      @click=${this.#onClick}
      @keydown=${this.#onKeyDown}
      ${ref(this.#dialog)}
    >
      <header>
        <div class="who">
          <bdi class="sender">${sender.displayName}</bdi>
          <span class="details"
            >${fullTime(originServerTs, this.language.locale)} · <bdi>${content.filename}</bdi></span
          >
        </div>
        ${
          pictures.length > 1
            ? html`<span class="position" role="status">${this.term('imagePosition', at + 1, pictures.length)}</span>`
            : nothing
        }
        ${this.#button(this.large ? 'zoomOut' : 'zoomIn', icon(this.large ? ZoomOut : ZoomIn), () => (this.large = !this.large))}
        <button
          class="icon-button"
          type="button"
          aria-label=${this.term('download', content.filename)}
          title=${this.term('downloadShort')}
          @click=${() => void media.save(content.file.mediaId, content.filename)}
        >
          ${icon(Download)}
        </button>
        ${this.#button('close', icon(X), () => this.#dialog.value?.close())}
      </header>
      <div class=${this.large ? 'stage large' : 'stage'} tabindex=${this.large ? 0 : nothing}>
        ${keyed(
          shown.key,
          html`<img
              part="image"
              alt=${name}
              ${picture({ media, mediaId: content.file.mediaId, variant: 'file' })}
            /><span class="spinner"></span>
            <p class="no-preview">
              ${icon(ImageIcon)}<span
                >${fileFailure(this.language, media.stateOf(content.file.mediaId), 'downloadFailed')}</span
              >
            </p>`,
        )}
      </div>
      ${content.captioned ? html`<p class="caption"><bdi>${content.body}</bdi></p>` : nothing}
      ${at > 0 ? html`<div class="side back">${this.#button('previousImage', icon(ChevronLeft), () => this.#go(-1))}</div>` : nothing}
      ${
        at < pictures.length - 1
          ? html`<div class="side on">${this.#button('nextImage', icon(ChevronRight), () => this.#go(1))}</div>`
          : nothing
      }
    </dialog>`;
  }

  #button(
    label: 'close' | 'zoomIn' | 'zoomOut' | 'previousImage' | 'nextImage',
    symbol: unknown,
    run: () => void,
  ): TemplateResult {
    return html`<button
      class="icon-button"
      type="button"
      aria-label=${this.term(label)}
      title=${this.term(label)}
      @click=${run}
    >
      ${symbol}
    </button>`;
  }

  get #pictures(): readonly Picture[] {
    return this.items.filter(isShownPicture);
  }

  #go(step: number): void {
    const pictures = this.#pictures;
    const next = pictures[pictures.findIndex(({ key }) => key === this.current) + step];
    if (!next) return;
    this.large = false;
    this.current = next.key;
  }

  readonly #onClose = (): void => {
    this.dispatchEvent(new Event('close'));
  };

  /** Beside the picture. */
  readonly #onClick = (event: MouseEvent): void => {
    if ((event.target as Element).matches('dialog, .stage')) this.#dialog.value?.close();
  };

  readonly #onKeyDown = (event: KeyboardEvent): void => {
    const forward = getComputedStyle(this).direction === 'rtl' ? -1 : 1;
    const step = { ArrowRight: forward, ArrowLeft: -forward }[event.key];
    if (step === undefined || this.large) return;
    event.preventDefault();
    this.#go(step);
  };
}

function isShownPicture(item: TimelineItem): item is Picture {
  if (item.kind !== 'message') return false;
  const { content } = item;
  return content.msgtype === 'm.image' && content.file !== undefined && isPicture(content.file.mimetype);
}

declare global {
  interface HTMLElementTagNameMap {
    'bm-image-viewer': BmImageViewer;
  }
}
