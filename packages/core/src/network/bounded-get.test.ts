import { getEventListeners } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { BmError } from '../errors.ts';
import { type BoundedAnswer, boundedGet, platformTimer } from './bounded-get.ts';
import type { GuardedFetch } from './guarded-fetch.ts';

const url = 'https://a.example/x';
const get = (fetch: GuardedFetch, options: object = {}): Promise<BoundedAnswer> =>
  boundedGet(url, { fetch, purpose: 'list', maxBytes: 10, ...options });
const stream = (chunks: readonly (string | Uint8Array)[], onCancel = vi.fn()) => {
  const left = chunks.map((chunk) => (typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk));
  const body = new ReadableStream({
    pull(controller) {
      const next = left.shift();
      if (next) controller.enqueue(next);
      else controller.close();
    },
    cancel: onCancel,
  });
  return { response: new Response(body), left, onCancel };
};

describe('a bounded GET', () => {
  it('asks once, for its purpose', async () => {
    const fetch = vi.fn(async () => new Response('body'));
    expect(await get(fetch)).toEqual({ status: 'answered', body: 'body' });
    expect(fetch.mock.calls).toEqual([
      [url, expect.objectContaining({ headers: { Accept: 'application/json' } }), 'list'],
    ]);
  });

  it.each([204, 302, 404, 500])('reads nothing of an answer with status %s', async (status) => {
    const { response, onCancel } = stream(['a', 'b']);
    const answer = status === 204 ? new Response(null, { status }) : new Response(response.body, { status });
    expect(await get(async () => answer)).toEqual({ status: 'failed', why: 'httpStatus' });
    if (status !== 204) expect(onCancel).toHaveBeenCalled();
  });

  it('takes exactly as many bytes as allowed', async () => {
    expect(await get(async () => stream(['12345', '67890']).response)).toMatchObject({ body: '1234567890' });
    expect(await get(async () => stream(['ääää', 'ä']).response)).toMatchObject({ body: 'äääää' });
    expect(await get(async () => stream(['ääää', 'ää']).response)).toEqual({ status: 'failed', why: 'size' });
  });

  it('stops reading at the limit and ends the transfer, whatever Content-Length says', async () => {
    const { response, left, onCancel } = stream(Array<string>(1000).fill('123456'));
    Object.defineProperty(response, 'headers', { value: new Headers({ 'Content-Length': '1' }) });
    expect(await get(async () => response)).toEqual({ status: 'failed', why: 'size' });
    expect(onCancel).toHaveBeenCalled();
    expect(left.length).toBeGreaterThan(990);
  });

  it('reads a letter that two chunks share', async () => {
    const [one, two] = [new Uint8Array([0xc3]), new Uint8Array([0xa4])];
    expect(await get(async () => stream([one, two]).response)).toMatchObject({ body: 'ä' });
  });

  it.each([[[new Uint8Array([0xff])]], [['a', new Uint8Array([0xc3])]]])(
    'refuses what is not UTF-8 (%#)',
    async (chunks) => {
      const { response, onCancel } = stream([...chunks, 'x', 'y', 'z']);
      expect(await get(async () => response)).toEqual({ status: 'failed', why: 'encoding' });
      expect(onCancel).toHaveBeenCalled();
    },
  );

  it('reads an answer without body as an empty one', async () => {
    expect(await get(async () => new Response(null))).toEqual({ status: 'answered', body: '' });
  });

  it.each([
    [new BmError('OFFLINE', ''), 'network'],
    [new BmError('WL_REDIRECT', ''), 'redirect'],
    [new TypeError('broken'), 'network'],
  ])('returns what the other side can cause: %s', async (error, why) => {
    expect(await get(() => Promise.reject(error))).toEqual({ status: 'failed', why });
  });

  it('returns a transfer that breaks off as a network failure', async () => {
    const body = new ReadableStream({ start: (controller) => controller.error(new TypeError('cut')) });
    expect(await get(async () => new Response(body))).toEqual({ status: 'failed', why: 'network' });
  });

  it('throws refusals of the whitelist', async () => {
    const refusal = new BmError('WL_HOST', 'x');
    await expect(get(() => Promise.reject(refusal))).rejects.toBe(refusal);
  });

  it('throws an abort of the caller', async () => {
    const abort = new AbortController();
    const reason = new Error('stopped');
    const fetch: GuardedFetch = (_, init) =>
      new Promise((__, reject) => init?.signal?.addEventListener('abort', () => reject(init.signal?.reason as Error)));
    const answer = get(fetch, { signal: abort.signal });
    abort.abort(reason);
    await expect(answer).rejects.toBe(reason);
  });
});

describe('an abort', () => {
  it('reaches the transfer', async () => {
    const abort = new AbortController();
    const signals: (AbortSignal | null | undefined)[] = [];
    const answer = get((_, init) => new Promise(() => signals.push(init?.signal)), { signal: abort.signal });
    abort.abort(new Error('stopped'));
    expect(signals[0]?.reason).toBe(abort.signal.reason);
    await expect(answer).rejects.toBe(abort.signal.reason);
  });

  it('is no longer listened for once there is an answer', async () => {
    const { signal } = new AbortController();
    await get(async () => new Response('x'), { signal });
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('counts even if the transfer ignores it', async () => {
    const abort = new AbortController();
    const answer = get(() => new Promise(() => undefined), { signal: abort.signal });
    abort.abort(new Error('stopped'));
    await expect(answer).rejects.toThrow('stopped');
  });

  it('before the request leaves no request', async () => {
    const fetch = vi.fn(() => new Promise<Response>(() => undefined));
    await expect(get(fetch, { signal: AbortSignal.abort(new Error('stopped')) })).rejects.toThrow('stopped');
    expect(fetch).not.toHaveBeenCalled();
  });
});

describe('the time limit', () => {
  it('is 10 seconds and counts for the head', async () => {
    vi.useFakeTimers();
    const signals: (AbortSignal | null | undefined)[] = [];
    const answer = get((_, init) => new Promise(() => signals.push(init?.signal)));
    await vi.advanceTimersByTimeAsync(9_999);
    expect(signals[0]?.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(await answer).toEqual({ status: 'failed', why: 'time' });
    expect(signals[0]?.aborted).toBe(true);
    vi.useRealTimers();
  });

  it('counts for a body that drips', async () => {
    let expire = (): void => undefined;
    const body = new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array([0x61])) });
    const setTimer = (callback: () => void, delayMs: number): (() => void) => {
      expect(delayMs).toBe(10_000);
      expire = callback;
      return () => undefined;
    };
    const answer = get(async () => new Response(body), { setTimer });
    await new Promise((resolve) => setTimeout(resolve));
    expire();
    expect(await answer).toEqual({ status: 'failed', why: 'time' });
  });

  it('is lifted with the answer, good or bad', async () => {
    const stop = vi.fn();
    const setTimer = (): (() => void) => stop;
    await get(async () => new Response('x'), { setTimer });
    await get(() => Promise.reject(new BmError('WL_HOST', 'x')), { setTimer }).catch(() => undefined);
    expect(stop).toHaveBeenCalledTimes(2);
  });

  it('uses the timer of the platform', () => {
    vi.useFakeTimers();
    const callback = vi.fn();
    platformTimer(callback, 5);
    platformTimer(callback, 5)();
    vi.advanceTimersByTime(5);
    expect(callback).toHaveBeenCalledTimes(1);
    vi.useRealTimers();
  });
});
