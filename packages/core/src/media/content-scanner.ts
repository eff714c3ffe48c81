/**
 * The operator's content scanner: files come through it instead of from the media repository, so that none comes past it
 * unchecked (Matrix Content Scanner API, which BundesMessenger deploys). It looks inside encrypted files, so each of them
 * brings its key along: docs/decisions/files-are-scanned-by-the-operator.md.
 */
import type { SealedText } from '../encryption/seal-for.ts';
import { BmError, type ErrorCode } from '../errors.ts';
import { mediaDownloadUrl, mediaThumbnailUrl, urlAt, type Mxc } from '../network/mxc.ts';
import { isObject, member } from '../whitelist/strict-json.ts';
import type { UploadedFile } from './encrypted-file.ts';

export type ContentScanning = 'auto' | 'required' | 'off';

/** What is wanted of a file: all of it, or a small square picture of an unencrypted one. */
export interface WantedMedia {
  readonly mxc: Mxc;
  /** Of an encrypted one. */
  readonly file?: UploadedFile;
  readonly thumbnailPx?: number;
}

export interface ContentScanner {
  /** Whether files go through it. @throws {BmError} OFFLINE, MEDIA_UNSCANNED: nobody knows, and nothing may be taken */
  isUsed(): Promise<boolean>;
  /**
   * What the media repository has, once it is found clean.
   * @throws {BmError} MEDIA_INFECTED, MEDIA_TYPE_FORBIDDEN, MEDIA_UNSCANNED, MEDIA_UNAVAILABLE, OFFLINE
   */
  take(wanted: WantedMedia, signal: AbortSignal | undefined): Promise<Response>;
}

export interface ContentScannerOptions {
  readonly scanning: ContentScanning;
  readonly baseUrl: () => string;
  /** In the user's name: the scanner passes the access token on to the media repository. @throws {BmError} OFFLINE */
  readonly ask: (url: string, init: RequestInit, signal?: AbortSignal) => Promise<Response>;
  readonly seal: (publicKey: string, text: string) => Promise<SealedText>;
}

export const contentScannerPath = '_matrix/media_proxy/unstable/';

/** How long the answer holds that there is none, and a key, in milliseconds: an operator may set one up, and change its key. */
const answerHoldsMs = 3_600_000;
/** Files of which the verdict is remembered. More than anybody looks at; a room must not be able to fill the memory. */
const maxVerdicts = 1_000;

/** What the scanner says of a file in `reason`. Asking again would change nothing. */
const verdicts: ReadonlyMap<unknown, ErrorCode> = new Map([
  ['MCS_MEDIA_NOT_CLEAN', 'MEDIA_INFECTED'],
  ['MCS_MIME_TYPE_FORBIDDEN', 'MEDIA_TYPE_FORBIDDEN'],
]);
/** The key is another one by now. Documented is the first; versions 1.0 to 1.4 answer with the second. */
const otherKey: readonly unknown[] = ['MCS_BAD_DECRYPTION', 'MCS_MEDIA_FAILED_TO_DECRYPT'];

/** `none`: files are taken from the media repository. */
type Answer = { readonly status: 'none' } | { readonly status: 'scans'; readonly publicKey: string };

export function createContentScanner({ scanning, baseUrl, ask, seal }: ContentScannerOptions): ContentScanner {
  let known: { readonly answer: Promise<Answer>; readonly untilMs: number } | undefined;
  const refused = new Map<string, ErrorCode>();
  const urlOf = (route: string): string => urlAt(baseUrl(), contentScannerPath + route);

  const whether = (): Promise<Answer> => {
    if (known && known.untilMs > Date.now()) return known.answer;
    const asked = { answer: askForKey(ask, urlOf('public_key'), scanning), untilMs: Date.now() + answerHoldsMs };
    asked.answer.catch(() => known === asked && (known = undefined));
    return (known = asked).answer;
  };

  /** @throws {BmError} MEDIA_UNSCANNED also where the scanner has gone meanwhile */
  const request = async (wanted: WantedMedia, signal: AbortSignal | undefined): Promise<Response> => {
    const { file } = wanted;
    if (!file) return ask(mediaUrl(baseUrl(), wanted, contentScannerPath), { method: 'GET' }, signal);
    const answer = await whether();
    if (answer.status === 'none') throw unscanned('there is no scanner');
    const sealed = await seal(answer.publicKey, JSON.stringify({ file })).catch(() => {
      throw unscanned('the key of the scanner is none');
    });
    const headers = { 'Content-Type': 'application/json' };
    const body = JSON.stringify({ encrypted_body: sealed });
    return ask(urlOf('download_encrypted'), { method: 'POST', headers, body }, signal);
  };

  return {
    isUsed: async () => scanning !== 'off' && (await whether()).status === 'scans',
    async take(wanted, signal) {
      // Not by its address alone: another event may name the same one with other keys.
      const id = JSON.stringify(wanted);
      const verdict = refused.get(id);
      if (verdict) throw refusal(verdict);
      let answer = await request(wanted, signal);
      let reason = await reasonOf(answer);
      if (otherKey.includes(reason)) {
        known = undefined;
        answer = await request(wanted, signal);
        reason = await reasonOf(answer);
      }
      if (answer.ok) return answer;
      const code = verdicts.get(reason);
      if (code) {
        if (refused.size >= maxVerdicts) refused.clear();
        refused.set(id, code);
        throw refusal(code);
      }
      if (answer.status === 404) throw new BmError('MEDIA_UNAVAILABLE', 'the server does not have this file');
      throw unscanned(`the scanner answered ${answer.status}`);
    },
  };
}

/** @throws {BmError} OFFLINE, MEDIA_UNSCANNED */
async function askForKey(ask: ContentScannerOptions['ask'], url: string, scanning: ContentScanning): Promise<Answer> {
  const answer = await ask(url, { method: 'GET' });
  const body: unknown = await answer.json().catch(() => undefined);
  const publicKey = member(body, 'public_key');
  if (answer.ok && typeof publicKey === 'string') return { status: 'scans', publicKey };
  // What a homeserver says of a path that it does not know. A gateway whose scanner is down says something else.
  if (answer.status === 404 && scanning === 'auto') return { status: 'none' };
  throw unscanned('no scanner answers');
}

/** @param path of what serves it @default the media repository of the homeserver */
export function mediaUrl(baseUrl: string, { mxc, thumbnailPx }: WantedMedia, path?: string): string {
  return thumbnailPx === undefined
    ? mediaDownloadUrl(baseUrl, mxc, path)
    : mediaThumbnailUrl(baseUrl, mxc, thumbnailPx, path);
}

async function reasonOf(answer: Response): Promise<unknown> {
  if (answer.ok) return undefined;
  const body: unknown = await answer.json().catch(() => undefined);
  return isObject(body) ? body.reason : undefined;
}

function refusal(code: ErrorCode): BmError {
  return new BmError(code, 'the content scanner lets nobody have this file');
}

function unscanned(why: string): BmError {
  return new BmError('MEDIA_UNSCANNED', why);
}
