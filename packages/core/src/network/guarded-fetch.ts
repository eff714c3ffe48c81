/**
 * The only door out, and the only file that names `fetch`: a request leaves only for a place that is allowed for its
 * purpose, without cookies, and never follows a redirect (R10). Fails closed, with a code. Decides nothing about lists.
 */
import { BmError } from '../errors.ts';
import { featureOfPath, type GatedFeature, requireFeature } from '../whitelist/features.ts';
import { redirectDecision } from './redirect.ts';
import { isLocalhost, parseUrl, refuse, refuseUserInfo } from './web-url.ts';

/**
 * What a request is for. `api`: the client-server API. `token`: BundesMessenger's server token, before a homeserver is
 * approved. `discovery`: `.well-known` of the listed server name. `media`: an API request that may be sent on once to a
 * media origin. `auth`: the OAuth 2.0 issuer. `list`: the signed list. `wasm`: the SDK's own static file.
 */
export type RequestPurpose = 'api' | 'token' | 'discovery' | 'media' | 'auth' | 'list' | 'wasm';

/** Everything that may be contacted at this moment. Read anew for each request. */
export interface AllowedOrigins {
  /** The approved base URL; none until the whitelist has approved one. */
  readonly baseUrl?: string;
  /** Exactly this URL may be asked for the server token, while the homeserver is being checked. */
  readonly tokenUrl?: string;
  /** Exactly this URL may be asked for discovery, and its neighbour `support`. */
  readonly wellKnownUrl?: string;
  readonly listUrl?: string;
  /** OAuth 2.0 issuers: their origins count. */
  readonly issuers?: readonly string[];
  readonly mediaOrigins?: readonly string[];
  /** Absolute URL of the wasm file, which lies beside the page. */
  readonly wasmUrl?: string;
  /** Development mode: plain http, to localhost only. */
  readonly insecureLocalhost?: boolean;
}

export interface GuardedFetchOptions {
  readonly allowed: () => AllowedOrigins;
  /** @default the platform's own, taken when the guarded fetch is created */
  readonly fetch?: typeof globalThis.fetch;
  /** Sent to the homeserver only. Never replace a header that the request has itself. */
  readonly requestHeaders?: Readonly<Record<string, string>>;
  /** What the integrator's code has switched on of R13. @default nothing */
  readonly features?: ReadonlySet<GatedFeature>;
}

/** Callable like `fetch`. Without a purpose, the place decides which one it is; `media` has to be named. */
export type GuardedFetch = (
  input: string | URL | Request,
  init?: RequestInit,
  purpose?: RequestPurpose,
) => Promise<Response>;

const exact = (listed: string | undefined, url: URL): boolean =>
  listed !== undefined && url.href === new URL(listed).href;

const isDiscovery = ({ wellKnownUrl }: AllowedOrigins, url: URL): boolean =>
  exact(wellKnownUrl, url) || (wellKnownUrl !== undefined && exact(new URL('support', wellKnownUrl).href, url));

/** Throws the code of the first rule that keeps `url` from lying under the base URL. */
function checkUnder(baseUrl: string | undefined, url: URL): void {
  if (baseUrl === undefined) return refuse('WL_NOT_LISTED', 'no homeserver is approved');
  const base = new URL(baseUrl);
  if (url.hostname !== base.hostname) refuse('WL_HOST', 'the request leads to another host');
  if (url.protocol !== base.protocol) refuse('WL_SCHEME', 'the request has another scheme');
  if (url.port !== base.port) refuse('WL_PORT', 'the request leads to another port');
  const directory = base.pathname.endsWith('/') ? base.pathname : `${base.pathname}/`;
  if (!url.pathname.startsWith(directory)) refuse('WL_PATH', 'the request leads to another path');
}

const isIssuerOrigin = (allowed: AllowedOrigins, url: URL): boolean =>
  (allowed.issuers ?? []).some((issuer) => new URL(issuer).origin === url.origin);

/** The purpose of a request that names none: code that calls the global fetch of a sealed realm. */
function purposeOf(allowed: AllowedOrigins, url: URL): RequestPurpose {
  if (exact(allowed.wasmUrl, url)) return 'wasm';
  if (isDiscovery(allowed, url)) return 'discovery';
  const atHomeserver = allowed.baseUrl !== undefined && url.origin === new URL(allowed.baseUrl).origin;
  return !atHomeserver && isIssuerOrigin(allowed, url) ? 'auth' : 'api';
}

/** Throws unless `text` is a place that is allowed for the purpose. */
function checkPlace(allowed: AllowedOrigins, text: string, url: URL, purpose: RequestPurpose): void {
  refuseUserInfo(text);
  const local = allowed.insecureLocalhost === true && url.protocol === 'http:' && isLocalhost(url.hostname);
  // The page may itself be served without TLS during development, and its own file with it.
  if (purpose !== 'wasm' && url.protocol !== 'https:' && !local) refuse('WL_SCHEME', 'the request is not https');
  switch (purpose) {
    case 'api':
    case 'media':
      return checkUnder(allowed.baseUrl, url);
    case 'auth':
      return isIssuerOrigin(allowed, url) ? undefined : refuse('WL_ISSUER', 'the request leads to another issuer');
    case 'token':
      return exact(allowed.tokenUrl, url) ? undefined : refuse('WL_HOST', 'not the URL of the server token');
    case 'discovery':
      return isDiscovery(allowed, url) ? undefined : refuse('WL_HOST', 'not the URL of discovery');
    case 'list':
      return exact(allowed.listUrl, url) ? undefined : refuse('WL_HOST', 'not the URL of the signed list');
    case 'wasm':
      return exact(allowed.wasmUrl, url) ? undefined : refuse('WL_HOST', 'not the URL of the wasm file');
    default: // JavaScript can say anything
      return refuse('WL_HOST', 'not a purpose');
  }
}

/** Only these may carry the access token; everybody else must not even see that there is one. */
const authorized: readonly RequestPurpose[] = ['api', 'media', 'auth'];

/** The only members of a caller's `init` that count. All others are fixed below or left out. */
function requestInit(init: RequestInit, headers: Headers, isOwnFile: boolean): RequestInit & { method: string } {
  const { method = 'GET', body, signal, keepalive } = init;
  return {
    method,
    headers,
    ...(body !== undefined && body !== null && { body }),
    ...(signal && { signal }),
    ...(keepalive === true && { keepalive }),
    ...(body instanceof ReadableStream && { duplex: 'half' }),
    mode: 'cors',
    // `manual`, not `error`: with `error` browsers report a redirect exactly like a dead network. Nothing is followed either way.
    redirect: 'manual',
    referrerPolicy: 'no-referrer',
    // The wasm file is the page's own: it may lie behind the portal's login and in the browser's cache.
    credentials: isOwnFile ? 'same-origin' : 'omit',
    cache: isOwnFile ? 'default' : 'no-store',
  };
}

const isRedirect = (response: Response): boolean =>
  response.type === 'opaqueredirect' || (response.status >= 300 && response.status <= 399);

/** Nobody reads the body of a refused answer, not even to its end. */
const discard = (response: Response): void => void response.body?.cancel().catch(() => undefined);

export function createGuardedFetch(options: GuardedFetchOptions): GuardedFetch {
  const { allowed: currentlyAllowed, requestHeaders = {}, features = new Set() } = options;
  const platformFetch = options.fetch ?? globalThis.fetch.bind(globalThis);

  async function send(url: URL, init: RequestInit): Promise<Response> {
    let response: Response;
    try {
      response = await platformFetch(url.href, init);
    } catch (error) {
      // An abort is the caller's own doing and keeps its reason.
      if (init.signal?.aborted) throw error;
      throw new BmError('OFFLINE', 'the server did not answer');
    }
    // A service worker may follow a redirect for us or answer with something else: then the URL differs.
    if (response.redirected || (response.url !== '' && response.url !== url.href)) {
      discard(response);
      refuse('WL_REDIRECT', 'the answer comes from another URL');
    }
    return response;
  }

  return async (input, givenInit = {}, givenPurpose) => {
    const request = input instanceof Request ? input : undefined;
    const text = request?.url ?? String(input);
    // What `new Request(request, init)` does, member by member.
    const init: RequestInit = request
      ? { method: request.method, headers: request.headers, body: request.body, signal: request.signal, ...givenInit }
      : givenInit;
    init.signal?.throwIfAborted();
    const allowed = currentlyAllowed();
    const url = parseUrl(text);
    if (text.includes('#')) refuse('WL_URL_INVALID', 'the URL has a fragment');
    const purpose = givenPurpose ?? purposeOf(allowed, url);
    checkPlace(allowed, text, url, purpose);
    const feature = featureOfPath(url.pathname);
    if (feature !== undefined) requireFeature(feature, features);

    const headers = new Headers(init.headers);
    headers.delete('Cookie'); // browsers ignore it, Node would send it
    if (!authorized.includes(purpose)) headers.delete('Authorization');
    if (purpose === 'api' || purpose === 'media' || purpose === 'token') {
      for (const [name, value] of Object.entries(requestHeaders)) if (!headers.has(name)) headers.set(name, value);
    }
    const sent = requestInit(init, headers, purpose === 'wasm');
    const response = await send(url, sent);
    if (!isRedirect(response)) return response;

    discard(response);
    const decision = redirectDecision({
      forMedia: purpose === 'media',
      method: sent.method,
      requestUrl: url,
      status: response.status,
      location: response.headers.get('Location'),
      mediaOrigins: allowed.mediaOrigins ?? [],
      insecureLocalhost: allowed.insecureLocalhost === true,
    });
    if (decision.status !== 'followOnce') return refuse('WL_REDIRECT', 'the server redirects');
    const { signal } = sent;
    const media = await send(new URL(decision.url), requestInit({ ...(signal && { signal }) }, new Headers(), false));
    if (!isRedirect(media)) return media;
    discard(media);
    return refuse('WL_REDIRECT', 'the server redirects again');
  };
}
