/** One GET whose answer is small and soon there, or a reason why not. For answers that decide about trust. */
import { BmError } from '../errors.ts';
import type { GuardedFetch, RequestPurpose } from './guarded-fetch.ts';

/** Time limit for the whole answer, body included, in milliseconds. Source: R21. */
const answerLimitMs = 10_000;

/** Calls back once after `delayMs`; the returned function prevents that. */
export type SetTimer = (callback: () => void, delayMs: number) => () => void;

export const platformTimer: SetTimer = (callback, delayMs) => {
  const timer = setTimeout(callback, delayMs);
  return () => clearTimeout(timer);
};

export type BoundedAnswer =
  | { readonly status: 'answered'; readonly body: string }
  /** `httpStatus`: another one than 200; nothing of it is read. */
  | { readonly status: 'failed'; readonly why: 'network' | 'redirect' | 'time' | 'httpStatus' | 'size' | 'encoding' };

export interface BoundedGetOptions {
  readonly fetch: GuardedFetch;
  readonly purpose: RequestPurpose;
  readonly maxBytes: number;
  readonly setTimer?: SetTimer;
  readonly signal?: AbortSignal;
}

/** Refusals of the whitelist and an abort of the caller's are thrown; everything the other side can cause is returned. */
export async function boundedGet(url: string, options: BoundedGetOptions): Promise<BoundedAnswer> {
  const { fetch, purpose, maxBytes, setTimer = platformTimer, signal } = options;
  signal?.throwIfAborted();
  const limit = new AbortController();
  let expire: (answer: BoundedAnswer) => void;
  // Raced instead of only aborted: limit and abort hold even if something below ignores the signal.
  const expired = new Promise<BoundedAnswer>((resolve) => (expire = resolve));
  const stopTimer = setTimer(() => expire({ status: 'failed', why: 'time' }), answerLimitMs);
  const answer = async (): Promise<BoundedAnswer> => {
    try {
      const combined = signal ? AbortSignal.any([signal, limit.signal]) : limit.signal;
      const response = await fetch(url, { headers: { Accept: 'application/json' }, signal: combined }, purpose);
      if (response.status === 200) return await readBody(response, maxBytes);
      void response.body?.cancel().catch(() => undefined);
      return { status: 'failed', why: 'httpStatus' };
    } catch (error) {
      if (error instanceof BmError && error.code === 'WL_REDIRECT') return { status: 'failed', why: 'redirect' };
      if (error instanceof BmError && error.code !== 'OFFLINE') throw error;
      return { status: 'failed', why: 'network' };
    }
  };
  const aborted = new Promise<never>((_, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason as Error), { signal: limit.signal });
  });
  try {
    return await Promise.race([answer(), expired, aborted]);
  } finally {
    stopTimer();
    limit.abort(); // ends a transfer that nobody waits for any more, and the listener above
  }
}

/** Stops at the limit, however much the server would send, and whatever `Content-Length` says. */
async function readBody(response: Response, maxBytes: number): Promise<BoundedAnswer> {
  if (!response.body) return { status: 'answered', body: '' };
  const reader = response.body.getReader();
  const stop = (why: 'size' | 'encoding'): BoundedAnswer => {
    void reader.cancel().catch(() => undefined);
    return { status: 'failed', why };
  };
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let bytes = 0;
  let body = '';
  for (;;) {
    const { done, value } = await reader.read();
    bytes += value?.byteLength ?? 0;
    if (bytes > maxBytes) return stop('size');
    try {
      if (done) return { status: 'answered', body: body + decoder.decode() };
      body += decoder.decode(value, { stream: true });
    } catch {
      return stop('encoding');
    }
  }
}
