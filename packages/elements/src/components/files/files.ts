/** `<bm-files>`: what was sent in a room as a file, newest first. Looks further back when it is asked to. */
import type { Room, Timeline, TimelineItem } from '@bundesmessenger/store';
import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import { repeat } from 'lit/directives/repeat.js';
import { CircleAlert, Download, Files, MessageSquareText } from 'lucide';
import { clockDuration, fileSize } from '../../internal/sizes.ts';
import { icon } from '../../internal/icon.ts';
import { LaterElement } from '../../internal/later-element.ts';
import { fullTime, listTime, pointInTime } from '../../internal/dates.ts';
import { isPicture, MediaFiles } from '../../internal/media-files.ts';
import { picture } from '../../internal/picture.ts';
import { ReadableController } from '../../internal/readable-controller.ts';
import { skeletonRows } from '../../internal/skeleton-rows.ts';
import { fileIcon, largeBytes } from '../message/media-template.ts';
import type { Message } from '../message/message-view.ts';
import { filesStyles } from './files.styles.ts';

type FileMessage = Message & { readonly content: Extract<Message['content'], { readonly filename: string }> };

/** Files that are looked for by itself when the room has been opened: more than a view. */
const firstFiles = 15;
/** Files that are looked for with each press of the button below. */
const moreFiles = 60;
const view = { type: 'files' } as const;

/**
 * @summary The files of a room: search further back, save them, and go to the message that each came with.
 *
 * @event bm-event-open - A message is to be shown in its room.
 * @csspart list - The rows.
 * @csspart file - One row.
 */
export class BmFiles extends LaterElement {
  static override styles = filesStyles;
  static override properties: PropertyDeclarations = {
    ...LaterElement.properties,
    roomId: { attribute: 'room-id' },
  };

  /** The room whose files are shown. */
  declare roomId: string | undefined;

  readonly #files = new ReadableController<Timeline>(this, (files) => this.#lookForFirst(files));
  readonly #media = new MediaFiles(this);
  readonly #list = createRef<HTMLUListElement>();
  #room: Room | undefined;
  /** Whether the first ones were looked for. */
  #begun = false;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('store') && !changed.has('roomId')) return;
    const room = this.store && this.roomId ? this.store.room(this.roomId) : undefined;
    this.#room = room;
    this.#begun = false;
    this.#media.reset(room && ((mediaId, variant) => room.download(mediaId, variant)));
    this.#files.follow(room?.files);
  }

  protected override render(): TemplateResult {
    const files = this.#files.value;
    const rows = files?.items.filter(isFile).toReversed() ?? [];
    if (!files || files.status === 'loading') return skeletonRows(5, this.term('filesLoading'));
    const searches = files.status === 'paginating';
    return html`<p class="visually-hidden" role="status">
        ${searches ? this.term('filesLoading') : this.term('files', rows.length)}
      </p>
      ${files.atEnd ? nothing : this.#button('newerFiles', searches, () => this.#paginate('forwards', moreFiles))}
      ${rows.length > 0 ? this.#rows(rows) : searches ? skeletonRows(5, '') : this.#nothingFound(files)}
      ${
        files.paginationError === undefined
          ? nothing
          : html`<p class="field-error">
              ${icon(CircleAlert)}<span>${this.term('error', files.paginationError)}</span>
            </p>`
      }
      ${files.atStart ? nothing : this.#button('olderFiles', searches, () => this.#older())}`;
  }

  #nothingFound({ atStart }: Timeline): TemplateResult {
    return html`<div class="empty">
      <span class="emblem">${icon(Files)}</span>
      <p class="title">${this.term(atStart ? 'noFiles' : 'noFilesYet')}</p>
    </div>`;
  }

  #rows(rows: readonly FileMessage[]): TemplateResult {
    return html`<ul part="list" aria-label=${this.term('filesTitle')} ${ref(this.#list)}>
      ${repeat(
        rows,
        ({ key }) => key,
        (row) => this.#row(row),
      )}
    </ul>`;
  }

  #row(row: FileMessage): TemplateResult {
    const { content, sender, originServerTs, eventId } = row;
    const { filename, file } = content;
    const name = content.voice ? this.term('contentKind', 'voice') : filename;
    const { status } = this.#media.stateOf(file?.mediaId);
    const details = [
      file?.durationMs !== undefined && file.durationMs > 0 ? clockDuration(file.durationMs) : '',
      file?.sizeBytes !== undefined && file.sizeBytes >= 0 ? fileSize(file.sizeBytes, this.language.locale) : '',
    ].filter(Boolean);
    return html`<li class="file" part="file" tabindex="-1">
      ${this.#picture(row)}
      <div class="what">
        <p class="name"><bdi>${name}</bdi></p>
        <p class="hint">
          <bdi>${sender.displayName}</bdi> ·
          <time
            datetime=${new Date(pointInTime(originServerTs)).toISOString()}
            title=${fullTime(originServerTs, this.language.locale)}
            >${listTime(originServerTs, this.language.locale)}</time
          >${details.map((detail) => html` · <span>${detail}</span>`)}
        </p>
        ${status === 'failed' ? html`<p class="field-error" role="alert">${this.term('downloadFailed')}</p>` : nothing}
      </div>
      <div class="deeds">
        ${
          eventId === undefined
            ? nothing
            : html`<button
                class="icon-button"
                type="button"
                aria-label=${this.term('showMessageOf', name)}
                title=${this.term('showMessage')}
                @click=${() => this.#show(eventId)}
              >
                ${icon(MessageSquareText)}
              </button>`
        }
        ${
          file === undefined || eventId === undefined
            ? nothing
            : html`<button
                class="icon-button"
                type="button"
                aria-label=${this.term('download', name)}
                title=${this.term('downloadShort')}
                aria-disabled=${status === 'loading' ? 'true' : 'false'}
                @click=${() => status !== 'loading' && void this.#media.save(file.mediaId, filename)}
              >
                ${status === 'loading' ? html`<span class="spinner"></span>` : icon(Download)}
              </button>`
        }
      </div>
    </li>`;
  }

  /** Small, and never more than a thumbnail or a small file is fetched for it. */
  #picture({ content }: FileMessage): TemplateResult {
    const { file, msgtype } = content;
    const isSmall = (file?.sizeBytes ?? Infinity) <= largeBytes;
    const showsPicture = file && msgtype === 'm.image' && isPicture(file.mimetype) && (file.thumbnail || isSmall);
    return html`<span class="sign">
      ${icon(fileIcon(content))}
      ${
        showsPicture
          ? html`<img
              alt=""
              draggable="false"
              ${picture({ media: this.#media, mediaId: file.mediaId, variant: file.thumbnail ? 'thumbnail' : 'file' })}
            />`
          : nothing
      }
    </span>`;
  }

  #button(word: 'olderFiles' | 'newerFiles', searches: boolean, act: () => void): TemplateResult {
    return html`<div class="more">
      <button
        class="button"
        type="button"
        aria-disabled=${searches ? 'true' : 'false'}
        @click=${() => searches || act()}
      >
        ${searches ? html`<span class="spinner"></span>` : nothing}${this.term(word)}
      </button>
    </div>`;
  }

  #lookForFirst({ status, atStart, items, paginationError }: Timeline): void {
    if (this.#begun || status !== 'ready') return;
    this.#begun = true;
    const isEnough = items.filter(isFile).length >= firstFiles;
    if (!atStart && !isEnough && paginationError === undefined) void this.#paginate('backwards', firstFiles);
  }

  /** Who goes on by the keyboard goes on with the first one that was found. */
  async #older(): Promise<void> {
    const last = this.#list.value?.lastElementChild;
    // The newest do not take the place of what is read when the sync leaves a gap.
    void this.#room?.paginate(0, { view }).catch(shownInSnapshot);
    await this.#paginate('backwards', moreFiles);
    await this.updateComplete;
    const found = last ? last.nextElementSibling : this.#list.value?.firstElementChild;
    if (found instanceof HTMLElement) found.focus();
  }

  async #paginate(direction: 'backwards' | 'forwards', limit: number): Promise<void> {
    await this.#room?.paginate(limit, { direction, view }).catch(shownInSnapshot);
  }

  #show(eventId: string): void {
    if (this.roomId) this.emit('bm-event-open', { roomId: this.roomId, eventId });
  }
}

function isFile(item: TimelineItem): item is FileMessage {
  return item.kind === 'message' && 'filename' in item.content;
}

/** Failures of loading are part of the next snapshot. */
function shownInSnapshot(): void {}

declare global {
  interface HTMLElementTagNameMap {
    'bm-files': BmFiles;
  }
}
