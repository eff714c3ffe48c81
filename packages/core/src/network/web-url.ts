/**
 * Reads a URL text as the platform does and refuses texts that two parsers could read differently (R1 to R3).
 * Knows nothing of any list: which hosts are allowed is decided by its callers.
 */
import { BmError, type WhitelistCode } from '../errors.ts';

/** R1. */
export const maxBaseUrlCharacters = 2048;

/** White space of any script, control characters and the back slash, which special schemes read as a slash. */
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const ambiguousCharacters = /[\s\u0000-\u001f\u007f-\u009f\\]/;
/** The schemes for which the platform's parser finds a host even without two slashes. */
const specialScheme = /^(?:https?|wss?|ftp):\/*/i;
const schemeWithAuthority = /^[a-z][a-z0-9+.-]*:\/\//i;

export const refuse = (code: WhitelistCode, message: string): never => {
  throw new BmError(code, message);
};

/** User info, host and port as written, before the parser has normalised them; empty where there is no authority. */
export function writtenAuthority(text: string): string {
  const start = specialScheme.exec(text)?.[0] ?? schemeWithAuthority.exec(text)?.[0];
  return start === undefined ? '' : text.slice(start.length).replace(/[/?#].*$/s, '');
}

/** The host as written: no user info, no port. */
export const writtenHost = (text: string): string => writtenAuthority(text).replace(/.*@/, '').replace(/:\d*$/, '');

/** R1 for any absolute URL: only a plain text without ambiguous characters is parsed. */
export function parseUrl(text: unknown, maxCharacters = Number.POSITIVE_INFINITY): URL {
  if (typeof text !== 'string') return refuse('WL_URL_INVALID', 'the URL is not a string');
  if (text.length > maxCharacters) return refuse('WL_URL_INVALID', 'the URL is too long');
  if (ambiguousCharacters.test(text)) {
    return refuse('WL_URL_INVALID', 'the URL holds a forbidden character');
  }
  if (writtenAuthority(text).includes('%')) {
    return refuse('WL_URL_INVALID', 'the URL holds a percent sign');
  }
  // `URL.parse` would be shorter but is missing in browsers of 2023.
  return URL.canParse(text) ? new URL(text) : refuse('WL_URL_INVALID', 'not an absolute URL');
}

/** R3, first half. The written text counts, because the parser drops an empty user info. */
export function refuseUserInfo(text: string): void {
  if (writtenAuthority(text).includes('@')) refuse('WL_USERINFO', 'the URL holds user info');
}

/** R3, second half: a base URL has neither query nor fragment, not even empty ones. */
export function refuseQueryAndFragment(text: string): void {
  if (/[?#]/.test(text)) refuse('WL_URL_INVALID', 'the URL has a query or fragment');
}

const ipv4Host = /^\d+\.\d+\.\d+\.\d+$/;

/** After parsing, every spelling of an address (octal, hexadecimal, full-width …) has one of two forms. */
export const isIpLiteral = (hostname: string): boolean => hostname.startsWith('[') || ipv4Host.test(hostname);

/** The hosts that development mode may reach without TLS (R2). */
export const isLocalhost = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]';

/** R1 to R4 for a URL that somebody configures, where "listed" is what is just being decided. */
export function parseConfiguredUrl(text: unknown, insecureLocalhost: boolean): URL {
  const url = parseUrl(text, maxBaseUrlCharacters);
  const local = insecureLocalhost && isLocalhost(url.hostname);
  if (url.protocol !== 'https:' && !(local && url.protocol === 'http:')) refuse('WL_SCHEME', 'the scheme is not https');
  refuseUserInfo(text as string);
  refuseQueryAndFragment(text as string);
  if (isIpLiteral(url.hostname) && !(local && writtenHost(text as string) === url.hostname)) {
    refuse('WL_IP_LITERAL', 'the host is an IP address');
  }
  return url;
}
