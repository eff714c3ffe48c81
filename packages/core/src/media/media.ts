/** Files at the homeserver, through the door: sent encrypted only, taken from listed servers only, checked before use. */
import { BmError } from '../errors.ts';
import type { GuardedFetch } from '../network/guarded-fetch.ts';
import { errorFromAnswer } from '../network/matrix-error.ts';
import { checkMxc, urlAt } from '../network/mxc.ts';
import type { ListedServers } from '../whitelist/listed-servers.ts';
import { createContentScanner, mediaUrl, type ContentScannerOptions, type WantedMedia } from './content-scanner.ts';
import { decryptFile, encryptFile, type FileSecrets, type UploadedFile } from './encrypted-file.ts';
import { imageTypeOf, safeTypeOf } from './file-type.ts';

/** A file at a homeserver. */
export interface MediaSource {
  /** mxc URI. Hostile until it is checked here. */
  readonly url: string;
  /** Of an encrypted one. */
  readonly secrets?: FileSecrets;
}

export interface Media {
  /** @throws {BmError} FILE_TOO_LARGE before anything is sent, OFFLINE, … */
  upload(bytes: Blob, signal?: AbortSignal): Promise<UploadedFile>;
  /**
   * The file, decrypted and proven, with a type that is safe to be shown.
   * @throws {BmError} MEDIA_UNAVAILABLE, MEDIA_CORRUPT, WL_MXC, WL_SERVER_NAME, OFFLINE, …; where a content scanner stands
   * before the files also MEDIA_INFECTED, MEDIA_TYPE_FORBIDDEN, MEDIA_UNSCANNED
   */
  download(source: MediaSource, signal?: AbortSignal): Promise<Blob>;
  /**
   * A small square picture of somebody or of a room, which are not encrypted.
   * @throws {BmError} MEDIA_UNAVAILABLE also for what is no picture, WL_MXC, WL_SERVER_NAME, OFFLINE, …
   */
  avatar(url: string, sizePx: number, signal?: AbortSignal): Promise<Blob>;
  /** Largest file the server takes, in bytes; `undefined` where it does not say. @throws {BmError} OFFLINE, … */
  uploadLimit(): Promise<number | undefined>;
}

export interface MediaOptions {
  readonly fetch: GuardedFetch;
  /** @throws {BmError} NOT_LOGGED_IN */
  readonly requireLogin: () => { readonly accessToken: string; readonly baseUrl: string };
  readonly request: (request: { method: 'GET'; path: string }) => Promise<Readonly<Record<string, unknown>>>;
  readonly servers: () => ListedServers;
  readonly federation: 'internal' | 'federated';
  readonly scanning: ContentScannerOptions['scanning'];
  readonly seal: ContentScannerOptions['seal'];
}

/** How long the server's limit holds before it is asked for again. */
const limitHoldsMs = 3_600_000;
/** More than any server of BundesMessenger takes; a server must not be able to fill the memory. */
const maxDownloadBytes = 500 << 20;
/** A slow line may take this long for each megabyte before an upload counts as hanging. */
const msPerMegabyte = 30_000;
const baseTimeoutMs = 60_000;

export function createMedia({
  fetch,
  requireLogin,
  request,
  servers,
  federation,
  scanning,
  seal,
}: MediaOptions): Media {
  let limit: { readonly bytes: number | undefined; readonly until: number } | undefined;

  const uploadLimit = async (): Promise<number | undefined> => {
    if (limit && limit.until > Date.now()) return limit.bytes;
    const answer = await request({ method: 'GET', path: '/_matrix/client/v1/media/config' });
    const bytes = answer['m.upload.size'];
    limit = { bytes: Number.isSafeInteger(bytes) ? (bytes as number) : undefined, until: Date.now() + limitHoldsMs };
    return limit.bytes;
  };
  /** @throws {BmError} OFFLINE; an abort of the caller's keeps its reason */
  const ask = async (
    url: string,
    init: RequestInit,
    bytes: number,
    signal: AbortSignal | undefined,
    purpose: 'api' | 'media',
  ) => {
    const timeout = AbortSignal.timeout(baseTimeoutMs + Math.ceil(bytes / (1 << 20)) * msPerMegabyte);
    const { accessToken } = requireLogin();
    const headers = { ...(init.headers as Record<string, string>), Authorization: `Bearer ${accessToken}` };
    try {
      return await fetch(
        url,
        { ...init, headers, signal: signal ? AbortSignal.any([signal, timeout]) : timeout },
        purpose,
      );
    } catch (error) {
      if (signal?.aborted || error instanceof BmError) throw error;
      throw new BmError('OFFLINE', 'the homeserver does not answer');
    }
  };
  const baseUrl = (): string => requireLogin().baseUrl;
  const scanner = createContentScanner({
    scanning,
    baseUrl,
    seal,
    ask: (url, init, signal) => ask(url, init, 0, signal, 'api'),
  });
  const receive = async (wanted: WantedMedia, signal: AbortSignal | undefined): Promise<ArrayBuffer> => {
    if (await scanner.isUsed()) return readBounded(await scanner.take(wanted, signal), signal);
    const answer = await ask(mediaUrl(baseUrl(), wanted), { method: 'GET' }, 0, signal, 'media');
    if (answer.status === 404) {
      void answer.body?.cancel().catch(() => undefined);
      throw new BmError('MEDIA_UNAVAILABLE', 'the server does not have this file');
    }
    if (!answer.ok) throw errorFromAnswer(answer.status, await answer.json().catch(() => undefined));
    return readBounded(answer, signal);
  };

  return {
    uploadLimit,
    async upload(bytes, signal) {
      const allowed = await uploadLimit();
      if (allowed !== undefined && bytes.size > allowed) {
        throw new BmError('FILE_TOO_LARGE', `the server takes files of at most ${allowed} bytes`);
      }
      signal?.throwIfAborted();
      const { ciphertext, secrets } = await encryptFile(await bytes.arrayBuffer());
      const url = urlAt(baseUrl(), '_matrix/media/v3/upload');
      // No name and no type: both are in the encrypted event.
      const headers = { 'Content-Type': 'application/octet-stream' };
      const answer = await ask(
        url,
        { method: 'POST', headers, body: ciphertext },
        ciphertext.byteLength,
        signal,
        'api',
      );
      const json: unknown = await answer.json().catch(() => undefined);
      if (answer.status === 413) throw new BmError('FILE_TOO_LARGE', 'the server does not take a file of this size');
      if (!answer.ok) throw errorFromAnswer(answer.status, json);
      const { content_uri: uri } = (json ?? {}) as { content_uri?: unknown };
      if (typeof uri !== 'string') throw new BmError('BAD_RESPONSE', 'the answer has no content_uri');
      return { ...secrets, url: uri };
    },
    async download({ url, secrets }, signal) {
      const mxc = checkMxc(servers(), url, federation);
      const received = await receive({ mxc, ...(secrets && { file: { ...secrets, url } }) }, signal);
      const plain = secrets ? await decryptFile(received, secrets) : received;
      return new Blob([plain], { type: safeTypeOf(new Uint8Array(plain)) });
    },
    async avatar(url, sizePx, signal) {
      const mxc = checkMxc(servers(), url, federation);
      const received = await receive({ mxc, thumbnailPx: sizePx }, signal);
      const type = imageTypeOf(new Uint8Array(received));
      if (type === undefined) throw new BmError('MEDIA_UNAVAILABLE', 'the file is no picture');
      return new Blob([received], { type });
    },
  };
}

/** Stops at the limit, whatever `Content-Length` says. */
async function readBounded(answer: Response, signal: AbortSignal | undefined): Promise<ArrayBuffer> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  const reader = answer.body?.getReader();
  try {
    for (;;) {
      const chunk = await reader?.read();
      if (!chunk || chunk.done) break;
      bytes += chunk.value.byteLength;
      if (bytes > maxDownloadBytes) throw new BmError('MEDIA_UNAVAILABLE', 'the file is larger than can be shown');
      parts.push(chunk.value);
    }
  } catch (error) {
    void reader?.cancel().catch(() => undefined);
    if (signal?.aborted || error instanceof BmError) throw error;
    throw new BmError('OFFLINE', 'the answer was cut off');
  }
  return new Blob(parts).arrayBuffer();
}
