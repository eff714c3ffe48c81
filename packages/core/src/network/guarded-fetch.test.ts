import { describe, expect, it, vi } from 'vitest';
import { BmError } from '../errors.ts';
import { type AllowedOrigins, createGuardedFetch, type RequestPurpose } from './guarded-fetch.ts';

const allowed: AllowedOrigins = {
  baseUrl: 'https://matrix.a.example/gw/',
  tokenUrl: 'https://matrix.a.example/gw/_bum/client/v1/verify',
  wellKnownUrl: 'https://a.example/.well-known/matrix/client',
  listUrl: 'https://liste.example/list?x=1',
  issuers: ['https://sso.example/realms/x'],
  mediaOrigins: ['https://media.example'],
  wasmUrl: 'http://portal.example:8080/bm/crypto.wasm',
};
const api = 'https://matrix.a.example/gw/_matrix/client/versions';
const media = 'https://matrix.a.example/gw/_matrix/client/v1/media/download/a.example/x';

type Platform = (url: string, init: RequestInit) => Response | Promise<Response>;
function guard(platform: Platform = () => new Response('ok'), options: object = {}, origins = allowed) {
  const fetch = vi.fn(async (url: unknown, init?: RequestInit) => platform(String(url), init ?? {}));
  return { fetch, guarded: createGuardedFetch({ allowed: () => origins, fetch: fetch as never, ...options }) };
}
const sentBy = (
  fetch: ReturnType<typeof guard>['fetch'],
  index = 0,
): RequestInit & { headers: Headers; duplex?: string } => fetch.mock.calls[index]?.[1] as never;
const codeOf = (request: Promise<unknown>): Promise<unknown> =>
  request.then(
    () => 'sent',
    (error: unknown) => (error instanceof BmError && error.message ? error.code : error),
  );
const redirectTo = (location: string | undefined, status = 307): Response =>
  new Response('secret', { status, ...(location !== undefined && { headers: { location } }) });

describe('a request leaves', () => {
  it.each<[string, RequestPurpose | undefined]>([
    [api, undefined],
    [api, 'api'],
    [media, 'media'],
    ['https://matrix.a.example/gw/_bum/client/v1/verify', 'token'],
    ['https://a.example/.well-known/matrix/client', 'discovery'],
    ['https://a.example/.well-known/matrix/support', 'discovery'],
    ['https://a.example/.well-known/matrix/client', undefined],
    ['https://liste.example/list?x=1', 'list'],
    ['https://sso.example/token?a=b', 'auth'],
    ['https://sso.example/token', undefined],
    ['http://portal.example:8080/bm/crypto.wasm', 'wasm'],
    ['http://portal.example:8080/bm/crypto.wasm', undefined],
  ])('for %s (%s)', async (url, purpose) => {
    const { fetch, guarded } = guard();
    expect(await (await guarded(url, {}, purpose)).text()).toBe('ok');
    expect(fetch.mock.calls.map(([sent]) => sent)).toEqual([url]);
  });

  it.each([new URL(api), new Request(api)])('also if the URL is an object', async (input) => {
    const { fetch, guarded } = guard();
    await guarded(input);
    expect(fetch.mock.calls[0]?.[0]).toBe(api);
  });

  it('for any path under a base URL without final slash', async () => {
    const { guarded } = guard(undefined, {}, { baseUrl: 'https://matrix.a.example/gw' });
    expect(await codeOf(guarded('https://matrix.a.example/gw/_matrix'))).toBe('sent');
    expect(await codeOf(guarded('https://matrix.a.example/gwx/_matrix'))).toBe('WL_PATH');
  });

  it('without TLS to localhost, in development mode', async () => {
    const local = { baseUrl: 'http://localhost:8008/' };
    const { guarded } = guard(undefined, {}, { ...local, insecureLocalhost: true });
    expect(await codeOf(guarded('http://localhost:8008/_matrix'))).toBe('sent');
    expect(await codeOf(guarded('http://localhost:8009/_matrix'))).toBe('WL_PORT');
    expect(await codeOf(guarded('https://localhost:8008/_matrix'))).toBe('WL_SCHEME');
    expect(await codeOf(guarded('http://a.example/'))).toBe('WL_SCHEME');
    expect(await codeOf(guard(undefined, {}, local).guarded('http://localhost:8008/_matrix'))).toBe('WL_SCHEME');
  });
});

describe('a request does not leave', () => {
  it.each<[string, RequestPurpose | undefined, string]>([
    ['https://evil.example/', undefined, 'WL_HOST'],
    ['https://evil.example/', 'api', 'WL_HOST'],
    ['https://evil.example/_matrix/client/v1/media/download/a/b', 'media', 'WL_HOST'],
    ['https://media.example/x', 'media', 'WL_HOST'],
    ['https://matrix.a.example.evil.example/gw/', 'api', 'WL_HOST'],
    ['https://matrix.a.example:8448/gw/x', 'api', 'WL_PORT'],
    ['http://matrix.a.example/gw/x', 'api', 'WL_SCHEME'],
    ['ftp://matrix.a.example/gw/x', 'api', 'WL_SCHEME'],
    ['file:///etc/passwd', undefined, 'WL_SCHEME'],
    ['data:text/plain,x', undefined, 'WL_SCHEME'],
    ['blob:https://matrix.a.example/x', undefined, 'WL_SCHEME'],
    ['https://matrix.a.example/_matrix/client/versions', 'api', 'WL_PATH'],
    ['https://matrix.a.example/gw', 'api', 'WL_PATH'],
    ['https://matrix.a.example/gw/../x', 'api', 'WL_PATH'],
    ['https://matrix.a.example/gw/%2e%2e/x', 'api', 'WL_PATH'],
    ['https://x@matrix.a.example/gw/x', 'api', 'WL_USERINFO'],
    ['https://matrix.a.example/gw/x#y', 'api', 'WL_URL_INVALID'],
    ['https://matrix.a.example/gw/\tx', 'api', 'WL_URL_INVALID'],
    ['/_matrix/client/versions', undefined, 'WL_URL_INVALID'],
    ['//matrix.a.example/gw/', undefined, 'WL_URL_INVALID'],
    ['', undefined, 'WL_URL_INVALID'],
    ['https://sso.example/token', 'api', 'WL_HOST'],
    [api, 'auth', 'WL_ISSUER'],
    ['https://evil.example/token', 'auth', 'WL_ISSUER'],
    ['http://sso.example/token', 'auth', 'WL_SCHEME'],
    [api, 'token', 'WL_HOST'],
    ['https://matrix.a.example/gw/_bum/client/v1/verify?x', 'token', 'WL_HOST'],
    [api, 'discovery', 'WL_HOST'],
    ['https://a.example/.well-known/matrix/client?x', 'discovery', 'WL_HOST'],
    ['https://a.example/.well-known/matrix/server', 'discovery', 'WL_HOST'],
    ['https://a.example/.well-known/matrix/support/x', 'discovery', 'WL_HOST'],
    ['https://b.example/.well-known/matrix/support', 'discovery', 'WL_HOST'],
    ['https://a.example/.well-known/matrix/server', undefined, 'WL_HOST'],
    [api, 'list', 'WL_HOST'],
    ['https://liste.example/list', 'list', 'WL_HOST'],
    ['https://liste.example/list?x=1', undefined, 'WL_HOST'],
    [api, 'wasm', 'WL_HOST'],
    ['http://portal.example:8080/bm/other.wasm', undefined, 'WL_SCHEME'],
    ['http://portal.example:8080/bm/crypto.wasm?x', 'wasm', 'WL_HOST'],
    ['https://matrix.a.example/gw/_matrix/client/v3/pushers/set', undefined, 'WL_FEATURE_OFF'],
    ['https://matrix.a.example/gw/_matrix/client/v1/media/preview_url?url=x', 'media', 'WL_FEATURE_OFF'],
  ])('for %s (%s): %s', async (url, purpose, code) => {
    const { fetch, guarded } = guard();
    expect(await codeOf(guarded(url, {}, purpose))).toBe(code);
    expect(fetch).not.toHaveBeenCalled();
  });

  it.each<RequestPurpose>(['api', 'media', 'token', 'discovery', 'auth', 'list', 'wasm'])(
    'for %s if nothing is allowed',
    async (purpose) => {
      const { fetch, guarded } = guard(undefined, {}, {});
      const code = { api: 'WL_NOT_LISTED', media: 'WL_NOT_LISTED', auth: 'WL_ISSUER' }[purpose as string] ?? 'WL_HOST';
      expect(await codeOf(guarded(api, {}, purpose))).toBe(code);
      expect(fetch).not.toHaveBeenCalled();
    },
  );

  it('without a purpose, if nothing is allowed', async () => {
    const { guarded } = guard(undefined, {}, {});
    expect(await codeOf(guarded(api))).toBe('WL_NOT_LISTED');
  });

  it('for a purpose that there is not', async () => {
    const { fetch, guarded } = guard();
    expect(await codeOf(guarded(api, {}, 'telemetry' as RequestPurpose))).toBe('WL_HOST');
    expect(fetch).not.toHaveBeenCalled();
  });

  it('to the origin of the homeserver outside of its path, even if that is the origin of an issuer', async () => {
    const { guarded } = guard(undefined, {}, { ...allowed, issuers: ['https://matrix.a.example/'] });
    expect(await codeOf(guarded('https://matrix.a.example/token'))).toBe('WL_PATH');
    expect(await codeOf(guarded('https://matrix.a.example/token', {}, 'auth'))).toBe('sent');
  });

  it('to localhost by another scheme than http, in development mode', async () => {
    const { guarded } = guard(undefined, {}, { issuers: ['ftp://localhost/'], insecureLocalhost: true });
    expect(await codeOf(guarded('ftp://localhost/x', {}, 'auth'))).toBe('WL_SCHEME');
  });

  it('once what is allowed has changed', async () => {
    let origins: AllowedOrigins = allowed;
    const guarded = createGuardedFetch({ allowed: () => origins, fetch: (async () => new Response('')) as never });
    expect(await codeOf(guarded(api))).toBe('sent');
    origins = {};
    expect(await codeOf(guarded(api))).toBe('WL_NOT_LISTED');
  });

  it('if it was aborted before', async () => {
    const { fetch, guarded } = guard();
    const error = await codeOf(guarded(api, { signal: AbortSignal.abort() }));
    expect(error).toMatchObject({ name: 'AbortError' });
    expect(fetch).not.toHaveBeenCalled();
  });

  it('unless the integrator switched its feature on', async () => {
    const { guarded } = guard(undefined, { features: new Set(['pushers']) });
    expect(await codeOf(guarded('https://matrix.a.example/gw/_matrix/client/v3/pushers/set'))).toBe('sent');
  });
});

describe('what is sent', () => {
  it('is without cookies, cache, referrer or redirect, whatever the caller says', async () => {
    const { fetch, guarded } = guard();
    await guarded(api, {
      redirect: 'follow',
      credentials: 'include',
      cache: 'force-cache',
      mode: 'no-cors',
      referrer: 'https://portal.example/geheim',
      referrerPolicy: 'unsafe-url',
      integrity: 'sha256-x',
      window: null,
    });
    expect(fetch.mock.calls[0]?.[1]).toEqual({
      method: 'GET',
      headers: new Headers(),
      mode: 'cors',
      redirect: 'manual',
      referrerPolicy: 'no-referrer',
      credentials: 'omit',
      cache: 'no-store',
    });
  });

  it('is method, headers, body, signal and keepalive of the caller', async () => {
    const { fetch, guarded } = guard();
    const { signal } = new AbortController();
    await guarded(api, { method: 'PUT', body: '{}', headers: { Authorization: 'Bearer t' }, signal, keepalive: true });
    const { headers, ...sent } = sentBy(fetch);
    expect(sent).toMatchObject({ method: 'PUT', body: '{}', signal, keepalive: true });
    expect(sent).not.toHaveProperty('duplex');
    await guarded(new Request(api), { keepalive: false });
    expect(sentBy(fetch, 1)).not.toHaveProperty('body');
    expect(sentBy(fetch, 1)).not.toHaveProperty('keepalive');
    expect([...headers]).toEqual([['authorization', 'Bearer t']]);
  });

  it('is what a Request holds, unless init says otherwise', async () => {
    const { fetch, guarded } = guard();
    const request = new Request(api, { method: 'POST', body: 'x', headers: { 'X-A': 'a' } });
    await guarded(request);
    expect(sentBy(fetch)).toMatchObject({ method: 'POST', body: request.body, duplex: 'half', signal: request.signal });
    expect([...sentBy(fetch).headers]).toContainEqual(['x-a', 'a']);
    await guarded(new Request(api, { method: 'POST', body: 'x' }), { method: 'PUT', body: 'y' });
    expect(sentBy(fetch, 1)).toMatchObject({ method: 'PUT', body: 'y' });
  });

  it('to the homeserver holds the configured headers, which never replace others', async () => {
    const options = { requestHeaders: { 'X-Gateway': 'g', 'X-A': 'configured' } };
    for (const [url, purpose] of [
      [api, 'api'],
      [media, 'media'],
      [allowed.tokenUrl, 'token'],
    ] as const) {
      const { fetch, guarded } = guard(undefined, options);
      await guarded(url as string, { headers: { 'X-A': 'own' } }, purpose);
      expect(Object.fromEntries(sentBy(fetch).headers)).toEqual({ 'x-gateway': 'g', 'x-a': 'own' });
    }
  });

  it('elsewhere holds neither the configured headers nor, but for the issuer, the access token (CVE-2024-47779, CVE-2024-47771)', async () => {
    const headers = { Authorization: 'Bearer t', Cookie: 'c' };
    const sent: Record<string, unknown> = {};
    for (const [url, purpose] of [
      [allowed.tokenUrl, 'token'],
      [allowed.wellKnownUrl, 'discovery'],
      [allowed.listUrl, 'list'],
      [allowed.wasmUrl, 'wasm'],
      ['https://sso.example/token', 'auth'],
      [api, 'api'],
    ] as const) {
      const { fetch, guarded } = guard(
        undefined,
        purpose === 'api' || purpose === 'token' ? {} : { requestHeaders: { 'X-G': 'g' } },
      );
      await guarded(url as string, { headers }, purpose);
      sent[purpose] = Object.fromEntries(sentBy(fetch).headers);
    }
    const token = { authorization: 'Bearer t' };
    expect(sent).toEqual({ token: {}, discovery: {}, list: {}, wasm: {}, auth: token, api: token });
  });

  it('for the wasm file may be cached and be behind the login of the page', async () => {
    const { fetch, guarded } = guard();
    await guarded(allowed.wasmUrl as string);
    expect(sentBy(fetch)).toMatchObject({ credentials: 'same-origin', cache: 'default', redirect: 'manual' });
  });
});

describe('an answer', () => {
  it.each([300, 301, 302, 303, 304, 307, 308, 399])(
    'with status %s is refused and its body not read',
    async (status) => {
      const response =
        status === 304 ? new Response(null, { status }) : redirectTo('https://matrix.a.example/gw/y', status);
      const { fetch, guarded } = guard(() => response);
      expect(await codeOf(guarded(api))).toBe('WL_REDIRECT');
      expect(fetch).toHaveBeenCalledTimes(1);
      expect(response.bodyUsed || response.body === null).toBe(true); // cancelled
    },
  );

  it('that hides a redirect, as browsers do, is refused (U5)', async () => {
    const response = Object.defineProperty(new Response(), 'type', { value: 'opaqueredirect' });
    expect(await codeOf(guard(() => response).guarded(api))).toBe('WL_REDIRECT');
  });

  it.each([
    ['redirected', true],
    ['url', 'https://evil.example/'],
    ['url', `${api}/`],
  ])('whose %s is %s is refused: a service worker may have followed', async (name, value) => {
    const response = Object.defineProperty(new Response('x'), name, { value });
    expect(await codeOf(guard(() => response).guarded(api))).toBe('WL_REDIRECT');
    expect(response.bodyUsed).toBe(true); // cancelled
  });

  it('from the URL that was asked is given on, whatever its status', async () => {
    for (const status of [200, 401, 404, 502]) {
      const response = Object.defineProperty(new Response('x', { status }), 'url', { value: api });
      expect(await guard(() => response).guarded(api)).toBe(response);
    }
  });

  it('that does not come is OFFLINE, without the reason, which could name a host', async () => {
    const { guarded } = guard(() => Promise.reject(new TypeError('getaddrinfo ENOTFOUND matrix.a.example')));
    await expect(guarded(api)).rejects.toMatchObject({
      code: 'OFFLINE',
      message: 'the server did not answer',
    });
  });

  it('that the caller aborts stays an abort', async () => {
    const abort = new AbortController();
    const reason = new DOMException('enough', 'AbortError');
    const { guarded } = guard(() => {
      abort.abort(reason);
      return Promise.reject(reason);
    });
    expect(await codeOf(guarded(api, { signal: abort.signal }))).toBe(reason);
    const other = new AbortController();
    expect(await codeOf(guard(() => Promise.reject(new Error())).guarded(api, { signal: other.signal }))).toBe(
      'OFFLINE',
    );
  });
});

describe('media', () => {
  const twice =
    (second: () => Response): Platform =>
    (url) =>
      url === media ? redirectTo('https://media.example/x?sig=1') : second();

  it('may be sent on once, without any header of the first request', async () => {
    const { fetch, guarded } = guard(
      twice(() => new Response('image')),
      { requestHeaders: { 'X-Gateway': 'g' } },
    );
    const { signal } = new AbortController();
    const answer = await guarded(media, { headers: { Authorization: 'Bearer t', 'X-A': 'a' }, signal }, 'media');
    expect(await answer.text()).toBe('image');
    expect(fetch.mock.calls.map(([url]) => url)).toEqual([media, 'https://media.example/x?sig=1']);
    expect(sentBy(fetch, 1)).toEqual({
      ...sentBy(fetch, 1),
      method: 'GET',
      redirect: 'manual',
      credentials: 'omit',
      cache: 'no-store',
      signal,
    });
    expect([...sentBy(fetch, 1).headers]).toEqual([]);
    expect(sentBy(fetch, 1)).not.toHaveProperty('body');
  });

  it('is not sent on twice', async () => {
    const second = redirectTo('https://media.example/y');
    const { fetch, guarded } = guard(twice(() => second));
    expect(await codeOf(guarded(media, {}, 'media'))).toBe('WL_REDIRECT');
    expect(second.bodyUsed).toBe(true); // cancelled
    expect(fetch).toHaveBeenCalledTimes(2);
  });

  it('that turns up elsewhere is refused', async () => {
    const elsewhere = Object.defineProperty(new Response('x'), 'url', { value: 'https://evil.example/' });
    expect(await codeOf(guard(twice(() => elsewhere)).guarded(media, {}, 'media'))).toBe('WL_REDIRECT');
  });

  it.each<[string, string, RequestInit, RequestPurpose | undefined, AllowedOrigins]>([
    ['without the purpose', media, {}, undefined, allowed],
    ['with another method', media, { method: 'POST' }, 'media', allowed],
    ['from another path', api, {}, 'media', allowed],
    ['without listed media origins', media, {}, 'media', { baseUrl: allowed.baseUrl as string }],
  ])('is not sent on %s', async (_, url, init, purpose, origins) => {
    const { fetch, guarded } = guard(() => redirectTo('https://media.example/x'), {}, origins);
    expect(await codeOf(guarded(url, init, purpose))).toBe('WL_REDIRECT');
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  it('is sent on to localhost in development mode', async () => {
    const local = { ...allowed, mediaOrigins: ['http://localhost:1'] };
    const platform: Platform = (url) => (url === media ? redirectTo('http://localhost:1/x') : new Response('x'));
    expect(await codeOf(guard(platform, {}, local).guarded(media, {}, 'media'))).toBe('WL_REDIRECT');
    const { guarded } = guard(platform, {}, { ...local, insecureLocalhost: true });
    expect(await codeOf(guarded(media, {}, 'media'))).toBe('sent');
  });
});

describe('the platform', () => {
  it('gives its fetch when the guarded one is created, and not later', async () => {
    const before = vi.fn(async () => new Response('before'));
    const after = vi.fn(async () => new Response('after'));
    vi.stubGlobal('fetch', before);
    const guarded = createGuardedFetch({ allowed: () => allowed });
    vi.stubGlobal('fetch', after);
    expect(await (await guarded(api)).text()).toBe('before');
    expect(after).not.toHaveBeenCalled();
    vi.unstubAllGlobals();
  });
});
