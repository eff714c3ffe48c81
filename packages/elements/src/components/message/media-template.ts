/** Files of messages: pictures in a box of known size, sound and film that can be played safely, everything else to save. */
import type { MediaContent, MediaFile, SendState } from '@bundesmessenger/store';
import { html, nothing, svg, type TemplateResult } from 'lit';
import { CircleX, Download, File as FileIcon, FileX, Film, Image as ImageIcon, Mic, Music, Play } from 'lucide';
import { cssValues } from '../../internal/css-values.ts';
import { icon, type IconNode } from '../../internal/icon.ts';
import { fileFailure, isPicture, isPlayable, type FileState } from '../../internal/media-files.ts';
import { picture } from '../../internal/picture.ts';
import { clockDuration, fileSize, percentage } from '../../internal/sizes.ts';
import { tabIndex, type Message, type MessageView } from './message-view.ts';

/** The box of a picture, in CSS pixels at the usual font size. HE-059 */
const maxInlinePx = 360;
const maxBlockPx = 320;
const minPx = 72;
/** Where the sender does not say how large the picture is. */
const unknownSize = { widthPx: 4, heightPx: 3 };
/** From this size on a picture is shown by its thumbnail. */
export const largeBytes = 200_000;
/** Bars of a voice message. */
const barCount = 40;

export function mediaContent(item: Message, content: MediaContent, view: MessageView): TemplateResult {
  const { file, msgtype } = content;
  if (!file) return unavailable(content, view);
  const isImage = (msgtype === 'm.image' || msgtype === 'm.sticker') && isPicture(file.mimetype);
  if (isImage) return imageContent(item, content, file, view);
  const state = view.media.stateOf(file.mediaId);
  if (state.status === 'playing') return player(content, file, state.url, view);
  return fileCard(item, content, file, view);
}

function unavailable(content: MediaContent, { language }: MessageView): TemplateResult {
  return html`<p class="substitute">
    ${icon(FileX)}<span><bdi>${content.filename}</bdi><br />${language.term('mediaUnavailable')}</span>
  </p>`;
}

/** What a picture is called. Not by its caption: that stands below it, and would be read twice. */
export function pictureName(
  { sender }: Message,
  { filename }: MediaContent,
  { language }: Pick<MessageView, 'language'>,
): string {
  return language.term('imageOf', sender.displayName, filename);
}

function imageContent(item: Message, content: MediaContent, file: MediaFile, view: MessageView): TemplateResult {
  const { language } = view;
  const isLarge = (file.sizeBytes ?? Infinity) > largeBytes;
  const variant = file.thumbnail !== undefined && isLarge ? 'thumbnail' : 'file';
  const state = view.media.stateOf(file.mediaId);
  const kinds = [content.msgtype === 'm.sticker' && 'sticker', state.status === 'failed' && 'refused'];
  return html`<div class=${['picture', ...kinds].filter(Boolean).join(' ')} ${cssValues(boxSize(file))}>
    <button type="button" part="image" tabindex=${tabIndex(view)} @click=${() => view.deeds.openImage(item)}>
      <img
        alt=${language.term('openImage', pictureName(item, content, view))}
        draggable="false"
        ${picture({ media: view.media, mediaId: file.mediaId, variant })}
      />
      <span class="no-preview">${icon(ImageIcon)}<span>${fileFailure(language, state, 'noPreview')}</span></span>
    </button>
    ${uploadState(item, view)}
  </div>`;
}

/** The size on the page, known before anything is loaded, so that nothing jumps. */
function boxSize({ widthPx, heightPx }: MediaFile): Readonly<Record<string, string>> {
  const { widthPx: width, heightPx: height } =
    widthPx && heightPx && widthPx > 0 && heightPx > 0 ? { widthPx, heightPx } : unknownSize;
  const known = width !== unknownSize.widthPx || height !== unknownSize.heightPx;
  const scale = Math.min(maxInlinePx / width, maxBlockPx / height, known ? 1 : Infinity);
  const within = (px: number, max: number): number => Math.round(Math.min(max, Math.max(minPx, px)));
  const [inline, block] = [within(width * scale, maxInlinePx), within(height * scale, maxBlockPx)];
  return { '--_inline': `${inline / 16}rem`, '--_ratio': `${inline} / ${block}` };
}

function fileCard(item: Message, content: MediaContent, file: MediaFile, view: MessageView): TemplateResult {
  const { language, media, deeds } = view;
  const { filename, voice } = content;
  const state = media.stateOf(file.mediaId);
  const { status } = state;
  const playable = isPlayable(file.mimetype) && status !== 'unplayable' && item.send.status === 'sent';
  const name = voice ? language.term('contentKind', 'voice') : filename;
  const details = [
    file.durationMs !== undefined && file.durationMs > 0 ? clockDuration(file.durationMs) : '',
    file.sizeBytes !== undefined && file.sizeBytes >= 0 ? fileSize(file.sizeBytes, language.locale) : '',
  ].filter(Boolean);
  const busy = status === 'loading';
  return html`<div class="file" part="file">
    ${
      playable
        ? html`<button
            class="icon-button play"
            type="button"
            tabindex=${tabIndex(view)}
            aria-label=${language.term('play', name)}
            title=${language.term('play', name)}
            aria-disabled=${busy ? 'true' : 'false'}
            @click=${() => deeds.play(content, file)}
          >
            ${busy ? html`<span class="spinner"></span>` : icon(Play)}
          </button>`
        : html`<span class="file-icon">${icon(fileIcon(content))}</span>`
    }
    <span class="file-text">
      <bdi class="file-name">${name}</bdi>
      ${voice ? waveform(voice.waveform) : nothing}
      <span class="file-details">${details.join(' · ')}</span>
    </span>
    ${
      item.send.status === 'sent'
        ? html`<button
            class="icon-button"
            type="button"
            part="download"
            tabindex=${tabIndex(view)}
            aria-label=${language.term('download', filename)}
            title=${language.term('downloadShort')}
            aria-disabled=${busy ? 'true' : 'false'}
            @click=${() => busy || deeds.download(content, file)}
          >
            ${busy && !playable ? html`<span class="spinner"></span>` : icon(Download)}
          </button>`
        : nothing
    }
    ${fileProblem(state, view)}${uploadState(item, view)}
  </div>`;
}

function fileProblem(state: FileState, { language }: MessageView): unknown {
  if (state.status !== 'failed' && state.status !== 'unplayable') return nothing;
  const text = state.status === 'failed' ? fileFailure(language, state, 'downloadFailed') : language.term('playFailed');
  return html`<p class="file-problem">${text}</p>`;
}

function uploadState({ send, key }: Message, view: MessageView): unknown {
  if (!isUploading(send)) return nothing;
  const { language } = view;
  const label = language.term('uploading', Math.round(send.progress * 100));
  const share = percentage(send.progress, language.locale);
  return html`<div class="upload">
    ${
      // How much of a file is on its way is seldom known: until something is, the bar only moves.
      send.progress === 0
        ? html`<progress aria-label=${label}></progress>`
        : html`<progress max="1" .value=${send.progress} aria-label=${label} aria-valuetext=${share}></progress>
            <span aria-hidden="true">${share}</span>`
    }
    <button
      class="icon-button"
      type="button"
      tabindex=${tabIndex(view)}
      aria-label=${language.term('cancelUpload')}
      title=${language.term('cancelUpload')}
      @click=${() => view.deeds.discard(key)}
    >
      ${icon(CircleX)}
    </button>
  </div>`;
}

function isUploading(send: SendState): send is SendState & { readonly progress: number } {
  return send.status === 'sending' && send.progress !== undefined;
}

export function fileIcon({ msgtype, voice }: MediaContent): IconNode {
  if (voice) return Mic;
  if (msgtype === 'm.audio') return Music;
  if (msgtype === 'm.video') return Film;
  return msgtype === 'm.file' ? FileIcon : ImageIcon;
}

function player(content: MediaContent, file: MediaFile, url: string, view: MessageView): TemplateResult {
  const failed = (): void => view.media.cannotPlay(file.mediaId);
  const tab = tabIndex(view);
  const name = content.voice ? view.language.term('contentKind', 'voice') : content.filename;
  return content.msgtype === 'm.video'
    ? html`<video
        class="player"
        controls
        autoplay
        playsinline
        tabindex=${tab}
        aria-label=${name}
        src=${url}
        @error=${failed}
      ></video>`
    : html`<audio
        class="player"
        controls
        autoplay
        tabindex=${tab}
        aria-label=${name}
        src=${url}
        @error=${failed}
      ></audio>`;
}

function waveform(loudness: readonly number[]): TemplateResult {
  const bars = Array.from({ length: barCount }, (_, at) => {
    const value = loudness[Math.floor((at / barCount) * loudness.length)] ?? 0;
    const height = 2 + 18 * Math.max(0, Math.min(1, value));
    return `M${at * 4 + 1.5} ${(22 - height) / 2}v${height}`;
  });
  return html`<svg class="waveform" viewBox="0 0 ${barCount * 4} 22" aria-hidden="true">
    ${svg`<path d=${bars.join('')}></path>`}
  </svg>`;
}
