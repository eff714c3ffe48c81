/** A network that does not exist: answers what a case says, and remembers who was asked for what. */
import type { Fixture } from './format.ts';

export interface RecordedRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
}

export interface Answer {
  readonly status: number;
  readonly body?: string;
  readonly location?: string;
  /** How long the answer takes, in virtual time. */
  readonly hangMs?: number;
  /** How long each byte of the body takes, in virtual time. */
  readonly dripMs?: number;
}

/** `undefined`: there is no such host. */
export type Respond = (request: RecordedRequest, index: number) => Answer | undefined;

let requests: RecordedRequest[] = [];
export const resetRequests = (): void => void (requests = []);
export const recordedRequests = (): readonly RecordedRequest[] => requests;

const record = (input: string | URL | Request, init: RequestInit = {}): RecordedRequest => {
  const url = input instanceof Request ? input.url : String(input);
  const request = { url, method: init.method ?? 'GET', headers: new Headers(init.headers) };
  requests.push(request);
  return request;
};

/** Whoever goes past the functions it is given is recorded, too, and gets nothing. */
export function refuseGlobalFetch(): void {
  globalThis.fetch = (input, init) => {
    record(input, init);
    return Promise.reject(new TypeError('no network'));
  };
}

/** Hosts that were asked although the fixture does not name them. */
export function foreignRequests({ servers, wildcards = [], media_origins = [], auth_issuers = [] }: Fixture): string[] {
  const text = JSON.stringify([servers, wildcards, media_origins, auth_issuers]);
  return requests
    .map(({ url }) => new URL(url).hostname)
    .filter((host) => !text.includes(`"${host}`) && !text.includes(`//${host}`));
}

/** Timers that fire when told to, in the order of their time. */
export function createVirtualTime(startMs: number) {
  let nowMs = startMs;
  const timers = new Set<{ readonly atMs: number; readonly callback: () => void }>();
  return {
    now: () => nowMs,
    setTimer(callback: () => void, delayMs: number): () => void {
      const timer = { atMs: nowMs + delayMs, callback };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    advance(byMs: number): void {
      const untilMs = nowMs + byMs;
      for (;;) {
        const [next] = [...timers].filter((timer) => timer.atMs <= untilMs).sort((one, other) => one.atMs - other.atMs);
        if (next === undefined) break;
        timers.delete(next);
        nowMs = next.atMs;
        next.callback();
      }
      nowMs = untilMs;
    },
  };
}
export type VirtualTime = ReturnType<typeof createVirtualTime>;

/** A body that comes byte by byte, and never ends. */
function drip(body: string, dripMs: number, time: VirtualTime): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(body || ' ');
  let sent = 0;
  return new ReadableStream<Uint8Array>({
    pull: (controller) =>
      new Promise((resolve) => {
        time.setTimer(() => {
          controller.enqueue(bytes.slice(sent % bytes.length, (sent % bytes.length) + 1));
          sent += 1;
          resolve();
        }, dripMs);
        setImmediate(() => time.advance(dripMs));
      }),
  });
}

/** A platform `fetch` that asks `respond`. */
export function createFetch(respond: Respond, time?: VirtualTime): typeof globalThis.fetch {
  return async (input, init) => {
    const request = record(input, init);
    const answer = respond(request, requests.length - 1);
    if (answer === undefined) throw new TypeError('fetch failed');
    const { status, body = '', location, hangMs, dripMs } = answer;
    if (hangMs !== undefined && time !== undefined) {
      await new Promise<void>((answered, aborted) => {
        time.setTimer(answered, hangMs);
        init?.signal?.addEventListener('abort', () => aborted(new DOMException('aborted', 'AbortError')));
        setImmediate(() => time.advance(hangMs));
      });
    }
    if (dripMs !== undefined && time !== undefined) return new Response(drip(body, dripMs, time), { status });
    const bodiless = [101, 204, 205, 304].includes(status);
    return new Response(bodiless ? null : body, { status, ...(location !== undefined && { headers: { location } }) });
  };
}
