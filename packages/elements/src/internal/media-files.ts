/**
 * Files of messages in the page: pictures as object URLs within a bound, sound and film once they are asked for.
 * Nothing here is opened as a document: what is not a picture by its bytes is saved, or played in a media element.
 */
import { toErrorData, type ErrorCode } from '@bundesmessenger/store';
import type { ReactiveController } from 'lit';
import { AccountEnd, type StoreHost } from './account-end.ts';
import type { Language } from './language.ts';

/** By their bytes, as the host has found out. Everything else comes as `application/octet-stream`. */
const pictureTypes: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);
/** What a media element may be given. None of them can hold a script. */
const playableTypes: ReadonlySet<string> = new Set([
  'audio/aac',
  'audio/flac',
  'audio/mp4',
  'audio/mpeg',
  'audio/ogg',
  'audio/wav',
  'audio/webm',
  'video/mp4',
  'video/ogg',
  'video/webm',
]);
/** Pictures whose URLs are kept. Each holds its bytes in memory. */
const maxPictures = 80;
/** How long a saved file's URL lives, in milliseconds: the browser reads it after the click. */
const saveMs = 60_000;

/** `thumbnail`: a smaller picture of the file, where there is one. */
export type MediaVariant = 'file' | 'thumbnail';
export type LoadFile = (mediaId: string, variant: MediaVariant) => Promise<Blob>;

export type FileState =
  | { readonly status: 'idle' | 'loading' }
  | { readonly status: 'failed'; readonly code: ErrorCode }
  /** A URL for a media element. */
  | { readonly status: 'playing'; readonly url: string }
  /** The media element could not play it. */
  | { readonly status: 'unplayable' };

const idle: FileState = { status: 'idle' };

/** Why a file is not here, where more can be said of it than that. @param otherwise what else is said */
export function fileFailure(language: Language, state: FileState, otherwise: 'downloadFailed' | 'noPreview'): string {
  return state.status === 'failed' && isAboutFile(state.code)
    ? language.term('error', state.code)
    : language.term(otherwise);
}

/** Whether it is the file that nobody gets, and not the way to it that is interrupted. */
function isAboutFile(code: ErrorCode): boolean {
  return code.startsWith('MEDIA_');
}

/** @param mimetype as the sender says: only for the choice of the element */
export function isPlayable(mimetype: string | undefined): boolean {
  return playableTypes.has(baseType(mimetype));
}

/** Whether the sender says it is a picture that can be shown. @param mimetype unknown counts as yes: the bytes decide */
export function isPicture(mimetype: string | undefined): boolean {
  return mimetype === undefined || pictureTypes.has(baseType(mimetype));
}

function baseType(mimetype = ''): string {
  return mimetype.split(';')[0]?.trim().toLowerCase() ?? '';
}

export class MediaFiles implements ReactiveController {
  readonly #host: StoreHost;
  #load: LoadFile | undefined;
  readonly #pictures = new Map<string, Promise<string>>();
  readonly #states = new Map<string, FileState>();
  #ended = false;
  /** Counts resets: what was asked for before the last one is for nobody. */
  #life = 0;

  constructor(host: StoreHost) {
    this.#host = host;
    host.addController(this);
    new AccountEnd(host, () => this.reset(this.#load));
  }

  hostConnected(): void {
    this.#ended = false;
  }

  hostDisconnected(): void {
    this.#ended = true;
    this.reset(this.#load);
  }

  /** Forgets everything, as for another room or when nobody is logged in any more. */
  reset(load: LoadFile | undefined): void {
    this.#load = load;
    this.#life++;
    for (const url of this.#pictures.values()) void url.then(URL.revokeObjectURL, ignore);
    this.#pictures.clear();
    for (const state of this.#states.values()) if (state.status === 'playing') URL.revokeObjectURL(state.url);
    this.#states.clear();
  }

  stateOf(mediaId: string | undefined): FileState {
    return (mediaId !== undefined && this.#states.get(mediaId)) || idle;
  }

  /** @throws where it cannot be loaded or is no picture */
  picture(mediaId: string, variant: MediaVariant): Promise<string> {
    const key = `${variant} ${mediaId}`;
    const known = this.#pictures.get(key);
    // The one used last is let go of last.
    this.#pictures.delete(key);
    const url = known ?? this.#loadPicture(mediaId, variant);
    this.#pictures.set(key, url);
    if (!known) {
      url.catch(() => this.#pictures.get(key) === url && this.#pictures.delete(key));
      for (const [oldest, old] of this.#pictures) {
        if (this.#pictures.size <= maxPictures) break;
        this.#pictures.delete(oldest);
        void old.then(URL.revokeObjectURL, ignore);
      }
    }
    return url;
  }

  async #loadPicture(mediaId: string, variant: MediaVariant): Promise<string> {
    const life = this.#life;
    const blob = await this.#loadFile(mediaId, variant).catch((error: unknown) => {
      const { code } = toErrorData(error);
      if (isAboutFile(code) && life === this.#life) this.#set(mediaId, { status: 'failed', code });
      throw error;
    });
    if (this.stateOf(mediaId).status === 'failed' && life === this.#life) this.#set(mediaId, idle);
    if (!pictureTypes.has(blob.type)) throw new TypeError('not a picture');
    return URL.createObjectURL(moves(blob) ? await firstFrame(blob) : blob);
  }

  /** Saves a file under its name. Its state tells how far it is. */
  async save(mediaId: string, filename: string): Promise<void> {
    const blob = await this.#fetch(mediaId);
    if (!blob) return;
    this.#set(mediaId, idle);
    // Never with the type the sender says: a browser could open it.
    const url = URL.createObjectURL(new Blob([blob], { type: 'application/octet-stream' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = filename;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), saveMs);
  }

  /** Loads a file for a media element. */
  async play(mediaId: string, mimetype: string | undefined): Promise<void> {
    if (!isPlayable(mimetype)) return this.#set(mediaId, { status: 'unplayable' });
    const blob = await this.#fetch(mediaId);
    if (!blob || this.#ended) return;
    this.#set(mediaId, {
      status: 'playing',
      url: URL.createObjectURL(new Blob([blob], { type: baseType(mimetype) })),
    });
  }

  /** The media element says that it cannot play the file. */
  cannotPlay(mediaId: string): void {
    const state = this.stateOf(mediaId);
    if (state.status === 'playing') URL.revokeObjectURL(state.url);
    this.#set(mediaId, { status: 'unplayable' });
  }

  async #fetch(mediaId: string): Promise<Blob | undefined> {
    if (this.stateOf(mediaId).status === 'loading') return undefined;
    this.#set(mediaId, { status: 'loading' });
    const life = this.#life;
    const isWanted = (): boolean => life === this.#life;
    try {
      const file = await this.#loadFile(mediaId, 'file');
      return isWanted() ? file : undefined;
    } catch (error) {
      if (isWanted()) this.#set(mediaId, { status: 'failed', code: toErrorData(error).code });
      return undefined;
    }
  }

  #loadFile(mediaId: string, variant: MediaVariant): Promise<Blob> {
    if (!this.#load) throw new TypeError('no room');
    return this.#load(mediaId, variant);
  }

  #set(mediaId: string, state: FileState): void {
    if (this.#ended) return;
    this.#states.set(mediaId, state);
    this.#host.requestUpdate();
  }
}

function ignore(): void {}

function moves({ type }: Blob): boolean {
  return type !== 'image/png' && type !== 'image/jpeg' && matchMedia('(prefers-reduced-motion: reduce)').matches;
}

/** Who wants no motion sees a picture that stands still. */
async function firstFrame(blob: Blob): Promise<Blob> {
  const bitmap = await createImageBitmap(blob);
  const canvas = document.createElement('canvas');
  canvas.width = bitmap.width;
  canvas.height = bitmap.height;
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
  bitmap.close();
  return new Promise((resolve) => canvas.toBlob((still) => resolve(still ?? blob), 'image/png'));
}
