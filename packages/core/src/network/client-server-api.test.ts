import { describe, expect, it, vi } from 'vitest';
import { BmError } from '../errors.ts';
import { requestApi, type ApiRequest } from './client-server-api.ts';

const baseUrl = 'https://matrix.server.example/';
const get: ApiRequest = { method: 'GET', path: '/_matrix/client/v3/login' };

type Fetch = typeof globalThis.fetch;
const answering = (body: BodyInit | null, init?: ResponseInit) => vi.fn<Fetch>(async () => new Response(body, init));
/** Never answers, but ends with its signal as the platform's fetch does. */
const silent = () =>
  vi.fn<Fetch>(
    (_, init) =>
      new Promise((_resolve, reject) => {
        const signal = init!.signal!;
        const end = (): void => reject(signal.reason as Error);
        if (signal.aborted) end();
        else signal.addEventListener('abort', end);
      }),
  );
/** Answers the head, then breaks off. */
const breakingOff = (bytes: string) =>
  answering(
    new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(bytes));
      },
      pull(controller) {
        controller.error(new TypeError('terminated'));
      },
    }),
  );
const errorOf = async (fetch: Fetch, request: Partial<ApiRequest> = {}): Promise<BmError> => {
  const error: unknown = await requestApi(fetch, baseUrl, { ...get, ...request }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof BmError && error.message)) throw new Error('no BmError', { cause: error });
  return error;
};

describe('a request', () => {
  const asked = async (request: Partial<ApiRequest>, base = baseUrl) => {
    const fetch = answering('{}');
    await requestApi(fetch, base, { ...get, ...request });
    const [url, init] = fetch.mock.calls[0]!;
    return { url, init: init!, headers: new Headers(init!.headers) };
  };

  it.each(['https://a.example', 'https://a.example/'])('goes to the path under %s', async (base) => {
    expect((await asked({}, base)).url).toBe('https://a.example/_matrix/client/v3/login');
  });

  it('keeps the path of the base URL', async () => {
    expect((await asked({}, 'https://a.example/matrix/')).url).toBe('https://a.example/matrix/_matrix/client/v3/login');
  });

  it('carries its body as JSON', async () => {
    const { init, headers } = await asked({ method: 'POST', body: { a: 1 } });
    expect([init.body, headers.get('Content-Type')]).toEqual(['{"a":1}', 'application/json']);
  });

  it('carries neither body nor content type where there is none', async () => {
    const { init, headers } = await asked({});
    expect([init.body, headers.has('Content-Type')]).toEqual([undefined, false]);
  });

  it('carries the token in its header and nowhere else', async () => {
    const { url, headers } = await asked({ accessToken: 'syt_x' });
    expect([headers.get('Authorization'), String(url).includes('syt_x')]).toEqual(['Bearer syt_x', false]);
  });

  it('carries no Authorization without a token', async () => {
    expect((await asked({})).headers.has('Authorization')).toBe(false);
  });
});

describe('an answer', () => {
  it('is the object the server sent', async () => {
    await expect(requestApi(answering('{"flows":[]}'), baseUrl, get)).resolves.toEqual({ flows: [] });
  });

  it.each([
    ['HTML', '<!doctype html><title>Anmelden</title>'],
    ['cut JSON', '{"user_id":"@eri'],
    ['an array', '[{}]'],
    ['null', 'null'],
    ['a string', '"x"'],
    ['a number', '5'],
    ['nothing', ''],
  ])('that is %s is BAD_RESPONSE', async (_, body) => {
    expect((await errorOf(answering(body))).code).toBe('BAD_RESPONSE');
  });

  it('that breaks off is OFFLINE', async () => {
    expect((await errorOf(breakingOff('{"a":'))).code).toBe('OFFLINE');
  });

  it('with HTML and 502 is SERVER_ERROR', async () => {
    expect((await errorOf(answering('<h1>Bad Gateway</h1>', { status: 502 }))).code).toBe('SERVER_ERROR');
  });

  it('with a Matrix error keeps its code', async () => {
    const fetch = answering('{"errcode":"M_FORBIDDEN","error":"x"}', { status: 403 });
    expect(await errorOf(fetch)).toMatchObject({ code: 'FORBIDDEN', errcode: 'M_FORBIDDEN' });
  });

  it('with Retry-After says how long to wait', async () => {
    const fetch = answering('<h1>502</h1>', { status: 502, headers: { 'Retry-After': '30' } });
    expect(await errorOf(fetch)).toMatchObject({ code: 'SERVER_ERROR', retryAfterMs: 30_000 });
  });

  it.each([
    ['200', 200, '<title>syt_secret</title>'],
    ['400', 400, '{"errcode":"M_BAD_JSON","error":"syt_secret"}'],
    ['500', 500, 'syt_secret'],
  ])('with %s leaves no server text in the message', async (_, status, body) => {
    expect(JSON.stringify((await errorOf(answering(body, { status }))).toData())).not.toContain('secret');
  });
});

describe('no answer', () => {
  it('is OFFLINE where the network fails', async () => {
    const fetch = vi.fn<Fetch>(() => Promise.reject(new TypeError('failed: https://x.example/?token=syt_secret')));
    expect(await errorOf(fetch)).toMatchObject({ code: 'OFFLINE', message: expect.not.stringContaining('secret') });
  });

  it('is OFFLINE after the time that was given', async () => {
    expect((await errorOf(silent(), { timeoutMs: 1 })).code).toBe('OFFLINE');
  });

  it('is waited for twenty seconds unless told otherwise', async () => {
    const timeout = vi.spyOn(AbortSignal, 'timeout');
    await requestApi(answering('{}'), baseUrl, get);
    const waited = timeout.mock.calls;
    timeout.mockRestore();
    expect(waited).toEqual([[20_000]]);
  });

  it('is OFFLINE where the caller gives up', async () => {
    const caller = new AbortController();
    const outcome = errorOf(silent(), { signal: caller.signal });
    caller.abort();
    expect((await outcome).code).toBe('OFFLINE');
  });

  it('is OFFLINE where the caller had given up before', async () => {
    expect((await errorOf(silent(), { signal: AbortSignal.abort() })).code).toBe('OFFLINE');
  });

  it('is the refusal itself where the door refuses', async () => {
    const refusal = new BmError('WL_NOT_LISTED', 'x');
    expect(await errorOf(vi.fn<Fetch>(() => Promise.reject(refusal)))).toBe(refusal);
  });
});
