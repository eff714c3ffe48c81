/** `<bm-files>`: what was sent in a room as a file, newest first. Looks further back when it is asked to. */
import type { TimelineItem } from '@bundesmessenger/store';
import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { Download, Files, MessageSquareText } from 'lucide';
import { clockDuration, fileSize } from '../../internal/sizes.ts';
import { FoundRows } from '../../internal/found-rows.ts';
import { icon } from '../../internal/icon.ts';
import { LaterElement } from '../../internal/later-element.ts';
import { fullTime, listTime, pointInTime } from '../../internal/dates.ts';
import { fileFailure, isPicture, MediaFiles } from '../../internal/media-files.ts';
import { picture } from '../../internal/picture.ts';
import { fileIcon, largeBytes } from '../message/media-template.ts';
import type { Message } from '../message/message-view.ts';
import { filesStyles } from './files.styles.ts';

type FileMessage = Message & { readonly content: Extract<Message['content'], { readonly filename: string }> };

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

  readonly #media = new MediaFiles(this);
  readonly #found = new FoundRows(this, this.language, {
    symbol: Files,
    isRow: isFile,
    words: () => ({
      title: this.term('filesTitle'),
      searching: this.term('filesLoading'),
      count: (files) => this.term('files', files),
      none: this.term('noFiles'),
      noneYet: this.term('noFilesYet'),
      older: this.term('olderFiles'),
      newer: this.term('newerFiles'),
    }),
    row: (row) => this.#row(row),
  });

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('store') && !changed.has('roomId')) return;
    const room = this.store && this.roomId ? this.store.room(this.roomId) : undefined;
    this.#media.reset(room && ((mediaId, variant) => room.download(mediaId, variant)));
    this.#found.follow(room, { type: 'files' }, room?.files);
  }

  protected override render(): TemplateResult {
    return this.#found.render();
  }

  #row(row: FileMessage): TemplateResult {
    const { content, sender, originServerTs, eventId } = row;
    const { filename, file } = content;
    const name = content.voice ? this.term('contentKind', 'voice') : filename;
    const state = this.#media.stateOf(file?.mediaId);
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
        ${
          state.status === 'failed'
            ? html`<p class="field-error" role="alert">${fileFailure(this.language, state, 'downloadFailed')}</p>`
            : nothing
        }
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

  #show(eventId: string): void {
    if (this.roomId) this.emit('bm-event-open', { roomId: this.roomId, eventId });
  }
}

function isFile(item: TimelineItem): item is FileMessage {
  return item.kind === 'message' && 'filename' in item.content;
}

declare global {
  interface HTMLElementTagNameMap {
    'bm-files': BmFiles;
  }
}
