/** R10: what to do with an HTTP redirect. Pure; the guarded fetch acts on it. */
import { isLocalhost, parseUrl, writtenAuthority } from './web-url.ts';

/** RFC 9110, section 15.4: the redirects that say where to go. */
const followable = new Set([301, 302, 303, 307, 308]);

/** Downloads and thumbnails (Matrix 1.11 and the path before it): all that may lead to another origin. */
const mediaPath = /\/_matrix\/(?:client\/v1\/media|media\/(?:v3|r0|v1))\/(?:download|thumbnail)\//;

export interface RedirectAnswer {
  /** Whether the caller asked for media; the request has to look like it, too. */
  readonly forMedia: boolean;
  readonly method: string;
  /** The URL that was asked for, as parsed. */
  readonly requestUrl: URL;
  readonly status: number;
  /** The `Location` header; browsers hide it. */
  readonly location: string | null;
  readonly mediaOrigins: readonly string[];
  readonly insecureLocalhost: boolean;
}

export type RedirectDecision =
  | { readonly status: 'noRedirect' }
  /** One more GET, without access token and without any header of the first request. */
  | { readonly status: 'followOnce'; readonly url: string }
  | { readonly status: 'refused' };

const isMediaRequest = (method: string, url: URL): boolean => method === 'GET' && mediaPath.test(url.pathname);

export function redirectDecision(answer: RedirectAnswer): RedirectDecision {
  const { forMedia, method, requestUrl, status, location, mediaOrigins, insecureLocalhost } = answer;
  if (status < 300 || status > 399) return { status: 'noRedirect' };
  if (!forMedia || !isMediaRequest(method, requestUrl)) return { status: 'refused' };
  if (!followable.has(status) || location === null) return { status: 'refused' };
  let target: URL;
  try {
    target = parseUrl(location);
  } catch {
    return { status: 'refused' }; // relative targets too: they are on the homeserver, not on a media origin
  }
  const secure = target.protocol === 'https:' || (insecureLocalhost && isLocalhost(target.hostname));
  const listed = secure && mediaOrigins.some((origin) => new URL(origin).origin === target.origin);
  const plain = !writtenAuthority(location).includes('@') && !location.includes('#');
  return listed && plain ? { status: 'followOnce', url: target.href } : { status: 'refused' };
}
