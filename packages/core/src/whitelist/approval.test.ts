import { base64url, exportSPKI } from 'jose';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { BmError } from '../errors.ts';
import { createGuardedFetch, type GuardedFetch } from '../network/guarded-fetch.ts';
import { allowInsecureLocalhost, type SessionOptions } from '../types.ts';
import { createApproval, type Approval } from './index.ts';
import type { ApprovalRecord } from './approval-record.ts';
import { baseUrlOf } from './listed-servers.ts';

const baseUrl = 'https://matrix.a.example/';
const tokenUrl = `${baseUrl}_bum/client/v1/verify`;
const listUrl = 'https://liste.example/list';
const startMs = 1_800_000_000_000;
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const servers = [
  { serverName: 'a.example', baseUrl: 'https://matrix.a.example' },
  { serverName: 'b.example', baseUrl: 'https://matrix.b.example' },
];

const rsa = { name: 'RSA-PSS', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-512' };
const ec = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
let tokenPair: Awaited<ReturnType<typeof generateRsa>>;
let listPair: CryptoKeyPair;
let tokenKey: string;
let listKey: JsonWebKey;
const generateRsa = () => crypto.subtle.generateKey(rsa, true, ['sign', 'verify']);

beforeAll(async () => {
  tokenPair = await generateRsa();
  tokenKey = await exportSPKI(tokenPair.publicKey);
  listPair = await crypto.subtle.generateKey(ec, true, ['sign', 'verify']);
  listKey = { ...(await crypto.subtle.exportKey('jwk', listPair.publicKey)), kid: 'es' } as JsonWebKey;
});

const encode = (value: object): string => base64url.encode(JSON.stringify(value));
async function sign(header: object, claims: object, algorithm: object, key: CryptoKey): Promise<string> {
  const content = `${encode(header)}.${encode(claims)}`;
  const bytes = await crypto.subtle.sign(algorithm as never, key, new TextEncoder().encode(content));
  return `${content}.${base64url.encode(new Uint8Array(bytes))}`;
}
const makeToken = (expiresAtMs: number, sub = 'matrix.a.example'): Promise<string> =>
  sign({ alg: 'PS512' }, { sub, exp: expiresAtMs / 1000 }, { name: 'RSA-PSS', saltLength: 64 }, tokenPair.privateKey);
const makeList = (changes: object = {}): Promise<string> => {
  const nowS = startMs / 1000;
  const entries = servers.map(({ serverName, baseUrl: base_url }) => ({ server_name: serverName, base_url }));
  const times = { iat: nowS - 100, nbf: nowS - 100, exp: nowS + 7 * 86_400 };
  const claims = { iss: 'urn:i', aud: 'urn:a', serial: 1, servers: entries, ...times, ...changes };
  return sign({ alg: 'ES256', kid: 'es', typ: 'server-list+jwt' }, claims, ec, listPair.privateKey);
};

/** A clock, timers, storage and network of its own. */
function world() {
  let nowMs = startMs;
  const timers = new Map<object, { readonly atMs: number; readonly callback: () => void }>();
  const answers = new Map<string, () => Response | Promise<Response>>();
  const asked: string[] = [];
  let stored: ApprovalRecord | undefined;
  const all = {
    asked,
    answers,
    timers,
    now: () => nowMs,
    setTimer(callback: () => void, delayMs: number): () => void {
      const timer = {};
      timers.set(timer, { atMs: nowMs + delayMs, callback });
      return () => timers.delete(timer);
    },
    /** Delay of the next timer. */
    nextMs: () => Math.min(...[...timers.values()].map(({ atMs }) => atMs)) - nowMs,
    setClock: (ms: number) => void (nowMs = ms),
    /** Moves to the next timer and lets its check end. */
    async next(approval: Approval) {
      const [timer, { atMs, callback }] = [...timers].sort(([, one], [, other]) => one.atMs - other.atMs)[0]!;
      timers.delete(timer);
      nowMs = atMs;
      callback();
      await approval.check().catch(() => undefined);
    },
    text: (url: string, body: string, status = 200) => void answers.set(url, () => new Response(body, { status })),
    stored: () => stored,
    cache: {
      load: async (): Promise<unknown> => structuredClone(stored),
      save: async (record: ApprovalRecord) => void (stored = structuredClone(record)),
    },
    approve(options: object = {}, rest: object = {}): Approval {
      let guarded: GuardedFetch;
      const given = { homeserver: 'a.example', whitelist: { servers, ...options }, ...rest } as SessionOptions;
      const approval = createApproval(given, { fetch: (...request) => guarded(...request), ...all });
      const fetch = async (url: unknown): Promise<Response> => {
        asked.push(String(url));
        const answer = answers.get(String(url));
        if (!answer) throw new TypeError('no network');
        return answer();
      };
      guarded = createGuardedFetch({ allowed: approval.allowed, fetch: fetch as never });
      return approval;
    },
  };
  return all;
}
const outcome = (check: Promise<unknown>): Promise<unknown> =>
  check.then(
    (value) => value,
    (error: unknown) => (error instanceof BmError && error.message ? error.code : error),
  );
/** What is told to administrators, of an approval that counts. */
const warnings = (approval: Approval): unknown => {
  const state = approval.state.get();
  return state.status === 'approved' && state.warnings.map(({ code, message }) => message && code);
};
const withToken = (changes: object = {}): object => ({ serverToken: { keys: [tokenKey], ...changes } });
const withList = (): object => ({ signedList: { url: listUrl, issuer: 'urn:i', audience: 'urn:a', keys: [listKey] } });

describe('with a list alone', () => {
  it('a listed homeserver is approved for good, without a request', async () => {
    const { approve, asked, timers } = world();
    const approval = approve();
    expect(approval.state.get()).toEqual({ status: 'unchecked' });
    expect(approval.allowed()).not.toHaveProperty('baseUrl');
    const result = approval.check();
    expect(approval.state.get()).toEqual({ status: 'checking' });
    expect(await result).toEqual({ baseUrl, validUntilMs: Number.POSITIVE_INFINITY });
    expect(approval.state.get()).toEqual({
      status: 'approved',
      baseUrl,
      validUntilMs: Number.POSITIVE_INFINITY,
      warnings: [],
    });
    approval.start();
    expect([asked, timers.size]).toEqual([[], 0]);
    expect(baseUrlOf(approval.servers(), 'b.example')).toBe('https://matrix.b.example/');
  });

  it.each([
    ['https://matrix.a.example:443', { baseUrl, validUntilMs: Number.POSITIVE_INFINITY }],
    ['https://evil.example', 'WL_HOST'],
    ['https://matrix.a.example:8448', 'WL_PORT'],
    ['http://matrix.a.example', 'WL_SCHEME'],
    ['https://matrix.b.example', 'WL_DELEGATION'],
    ['', 'WL_URL_INVALID'],
  ])('a session or page that names %s gets %j', async (candidate, expected) => {
    const { approve, asked } = world();
    const approval = approve();
    expect(await outcome(approval.check(candidate))).toEqual(expected);
    expect(asked).toEqual([]);
    if (typeof expected === 'string') {
      expect(approval.state.get()).toMatchObject({ status: 'refused', error: { code: expected } });
      expect(approval.allowed()).not.toHaveProperty('baseUrl');
    }
  });

  it('a homeserver that is not listed is refused', async () => {
    const { approve } = world();
    const approval = approve({}, { homeserver: 'c.example' });
    expect(await outcome(approval.check())).toBe('WL_SERVER_NAME');
    expect(await outcome(approve({}, { homeserver: 'c.example' }).check(baseUrl))).toBe('WL_SERVER_NAME');
    expect(approval.allowed()).not.toHaveProperty('wellKnownUrl');
  });

  it('an approved session that is led elsewhere ends', async () => {
    const { approve } = world();
    const approval = approve();
    await approval.check();
    expect(await outcome(approval.check('https://evil.example'))).toBe('WL_HOST');
    expect(approval.allowed()).not.toHaveProperty('baseUrl');
  });

  it('what may be contacted is what the configuration says', async () => {
    const { approve } = world();
    const places = { mediaOrigins: ['https://media.example'], issuers: ['https://sso.example/'] };
    const approval = approve(places);
    const before = { ...places, insecureLocalhost: false, wellKnownUrl: 'https://a.example/.well-known/matrix/client' };
    expect(approval.allowed()).toEqual(before);
    await approval.check();
    expect(approval.allowed()).toEqual({ ...before, baseUrl });
    expect(approve().allowed()).toMatchObject({ mediaOrigins: [], issuers: [] });
    const local = { servers: [{ serverName: 'localhost:1', baseUrl: 'http://localhost:1' }] };
    expect(approve(local, { homeserver: 'localhost:1', [allowInsecureLocalhost]: true }).allowed()).toMatchObject({
      insecureLocalhost: true,
      wellKnownUrl: 'http://localhost:1/.well-known/matrix/client',
    });
  });

  it('the options are frozen, and wrong ones refuse to start', () => {
    const { approve } = world();
    expect(() => approve({ servers: [] })).toThrow(expect.objectContaining({ code: 'WL_CONFIG' }));
  });
});

describe('with a server token', () => {
  it('a success counts until the next check is due, or the token ends', async () => {
    const { approve, text, asked, stored } = world();
    const token = await makeToken(startMs + 30 * dayMs);
    text(tokenUrl, JSON.stringify([token]));
    const approval = approve(withToken());
    expect(await approval.check()).toEqual({ baseUrl, validUntilMs: startMs + 12 * hourMs });
    expect(approval.state.get()).toHaveProperty('status', 'approved');
    expect(warnings(approval)).toEqual(['WL_TOKEN_SHORT_KEY']);
    expect(asked).toEqual([tokenUrl]);
    expect(stored()).toEqual({ token: { token, checkedAtMs: startMs } });
    text(tokenUrl, JSON.stringify([await makeToken(startMs + hourMs)]));
    expect(await approve(withToken({ recheckHours: 2 })).check()).toEqual({
      baseUrl,
      validUntilMs: startMs + hourMs + minuteMs,
    });
    expect(await approve(withToken({ recheckHours: 0.5 })).check()).toEqual({
      baseUrl,
      validUntilMs: startMs + hourMs / 2,
    });
  });

  it('only the URL of the token may be asked meanwhile, and not afterwards', async () => {
    const { approve, answers } = world();
    const approval = approve(withToken());
    const during: unknown[] = [];
    answers.set(tokenUrl, async () => {
      during.push(approval.allowed());
      return new Response(JSON.stringify([await makeToken(startMs + dayMs)]));
    });
    await approval.check();
    expect(during).toEqual([expect.objectContaining({ tokenUrl })]);
    expect(during[0]).not.toHaveProperty('baseUrl');
    expect(approval.allowed()).not.toHaveProperty('tokenUrl');
    expect(approval.allowed()).toHaveProperty('baseUrl', baseUrl);
  });

  it.each([
    ['<html>', 'WL_TOKEN_BAD_RESPONSE'],
    ['["x"]', 'WL_TOKEN_BAD_SIGNATURE'],
  ])('a definite no refuses at once, and forgets an earlier success', async (body, code) => {
    const { approve, text, stored, timers } = world();
    text(tokenUrl, JSON.stringify([await makeToken(startMs + dayMs)]));
    const approval = approve(withToken());
    await approval.check();
    approval.start();
    expect(timers.size).toBe(1);
    text(tokenUrl, body);
    expect(await outcome(approval.check())).toBe(code);
    expect(approval.state.get()).toMatchObject({ status: 'refused', error: { code } });
    expect(approval.allowed()).not.toHaveProperty('baseUrl');
    expect(stored()?.token).toBeUndefined();
    expect(timers.size).toBe(0);
  });

  it.each([
    ['WL_TOKEN_WRONG_HOST', () => makeToken(startMs + dayMs, 'other.example')],
    ['WL_TOKEN_EXPIRED', () => makeToken(startMs - dayMs)],
  ])('%s is a definite no', async (code, token) => {
    const { approve, text } = world();
    text(tokenUrl, JSON.stringify([await token()]));
    const approval = approve(withToken());
    expect(await outcome(approval.check())).toBe(code);
    expect(approval.state.get().status).toBe('refused');
  });

  it.each([[404], [500], [302]])('an answer with status %s is none', async (status) => {
    const { approve, text } = world();
    text(tokenUrl, '[]', status);
    const approval = approve(withToken());
    expect(await outcome(approval.check())).toBe('WL_TOKEN_FETCH_FAILED');
    expect(approval.state.get()).toMatchObject({ status: 'unanswered', error: { code: 'WL_TOKEN_FETCH_FAILED' } });
  });

  it('a homeserver that is not listed is not even asked', async () => {
    const { approve, asked } = world();
    expect(await outcome(approve(withToken(), { homeserver: 'c.example' }).check('https://c.example'))).toBe(
      'WL_NOT_LISTED',
    );
    expect(await outcome(approve(withToken()).check('https://evil.example'))).toBe('WL_NOT_LISTED');
    expect(asked).toEqual([]);
  });

  it('no key refuses without a request', async () => {
    const { approve, asked } = world();
    expect(await outcome(approve({ serverToken: { keys: [] } }).check())).toBe('WL_TOKEN_NO_KEYS');
    expect(asked).toEqual([]);
  });

  describe('in mode any', () => {
    it('a listed homeserver needs no token', async () => {
      const { approve, asked } = world();
      expect(await approve(withToken({ mode: 'any' })).check()).toEqual({
        baseUrl,
        validUntilMs: Number.POSITIVE_INFINITY,
      });
      expect(asked).toEqual([]);
    });

    it('a homeserver with a token needs no list', async () => {
      const { approve, text } = world();
      text(
        'https://matrix.c.example/_bum/client/v1/verify',
        JSON.stringify([await makeToken(startMs + dayMs, 'matrix.c.example')]),
      );
      const approval = approve(withToken({ mode: 'any' }), { homeserver: 'c.example' });
      expect(approval.allowed()).toHaveProperty('wellKnownUrl', 'https://c.example/.well-known/matrix/client');
      expect(await approval.check('https://matrix.c.example')).toEqual({
        baseUrl: 'https://matrix.c.example/',
        validUntilMs: startMs + 12 * hourMs,
      });
      expect(await approval.check()).toHaveProperty('baseUrl', 'https://matrix.c.example/');
    });

    it.each([
      [undefined, 'WL_NOT_LISTED'],
      ['http://c.example', 'WL_SCHEME'],
      ['https://1.2.3.4', 'WL_IP_LITERAL'],
      ['https://x@c.example', 'WL_USERINFO'],
      ['https://c.example', 'WL_TOKEN_FETCH_FAILED'],
    ])('without list and token %s is refused', async (candidate, code) => {
      const { approve } = world();
      expect(await outcome(approve(withToken({ mode: 'any' }), { homeserver: 'c.example' }).check(candidate))).toBe(
        code,
      );
    });
  });
});

describe('while nobody answers', () => {
  async function approved(expiresInMs = 30 * dayMs) {
    const here = world();
    here.text(tokenUrl, JSON.stringify([await makeToken(startMs + expiresInMs)]));
    const approval = here.approve(withToken());
    await approval.check();
    here.answers.clear();
    return { ...here, approval };
  }

  it('an earlier success counts until its end', async () => {
    const { approval, setClock } = await approved();
    setClock(startMs + 11 * hourMs);
    expect(await approval.check()).toEqual({ baseUrl, validUntilMs: startMs + 12 * hourMs });
    expect(warnings(approval)).toEqual(['WL_TOKEN_SHORT_KEY', 'WL_TOKEN_FETCH_FAILED']);
    setClock(startMs + 12 * hourMs - 1);
    expect(approval.allowed()).toHaveProperty('baseUrl');
    setClock(startMs + 12 * hourMs);
    expect(approval.allowed()).not.toHaveProperty('baseUrl');
    expect(await outcome(approval.check())).toBe('WL_TOKEN_FETCH_FAILED');
    expect(approval.state.get()).toMatchObject({ status: 'unanswered' });
  });

  it('an earlier success counts no longer than its token', async () => {
    const { approval, setClock } = await approved(hourMs);
    setClock(startMs + hourMs + minuteMs);
    expect(approval.allowed()).not.toHaveProperty('baseUrl');
    expect(await outcome(approval.check())).toBe('WL_TOKEN_FETCH_FAILED');
  });

  it('a new start is possible from the cache, without a request', async () => {
    const { approve, setClock, asked } = await approved();
    setClock(startMs + hourMs);
    const next = approve(withToken());
    asked.length = 0;
    expect(await next.restore()).toEqual({ baseUrl, validUntilMs: startMs + 12 * hourMs });
    expect(warnings(next)).toEqual(['WL_TOKEN_SHORT_KEY']);
    expect(await next.restore('https://evil.example')).toBeUndefined();
    expect(asked).toEqual([]);
    setClock(startMs + 12 * hourMs);
    const late = approve(withToken());
    expect(await late.restore()).toBeUndefined();
    expect(late.state.get()).toEqual({ status: 'unchecked' });
  });

  it('a cached token counts only with the configured keys and for its host', async () => {
    const { approve, text, cache, stored } = await approved();
    const otherKey = await exportSPKI((await generateRsa()).publicKey);
    expect(await approve({ serverToken: { keys: [otherKey] } }).restore()).toBeUndefined();
    expect(await approve(withToken(), { homeserver: 'b.example' }).restore()).toBeUndefined();
    await cache.save({ token: { token: 'x', checkedAtMs: startMs } });
    expect(await approve(withToken()).restore()).toBeUndefined();
    text(tokenUrl, 'ignored');
    expect(stored()?.token?.token).toBe('x');
  });

  it.each([
    [-10 * 365 * dayMs, 'back by ten years'],
    [-minuteMs - 1, 'back by more than a minute'],
    [10 * 365 * dayMs, 'forward by ten years'],
  ])('a clock set by %d ms (%s) ends the success', async (byMs) => {
    const { approval, approve, setClock } = await approved();
    setClock(startMs + byMs);
    expect(approval.allowed()).not.toHaveProperty('baseUrl');
    expect(await outcome(approval.check())).toBe('WL_TOKEN_FETCH_FAILED');
    expect(await approve(withToken()).restore()).toBeUndefined();
  });

  it('a clock that steps back by a minute does not', async () => {
    const { approval, approve, setClock } = await approved();
    setClock(startMs - minuteMs);
    expect(approval.allowed()).toHaveProperty('baseUrl');
    expect(await approve(withToken()).restore()).toHaveProperty('baseUrl');
  });
});

describe('a started approval', () => {
  it('asks every 12 hours, and stops with `stop`', async () => {
    const { approve, text, nextMs, timers, asked, next } = world();
    text(tokenUrl, JSON.stringify([await makeToken(startMs + 30 * dayMs)]));
    const approval = approve(withToken());
    await approval.check();
    approval.start();
    approval.start();
    expect([timers.size, nextMs()]).toEqual([1, 12 * hourMs]);
    await next(approval);
    expect(asked).toHaveLength(2);
    expect([timers.size, nextMs()]).toEqual([1, 12 * hourMs]);
    await approval.check();
    expect(timers.size).toBe(1);
    approval.stop();
    await approval.check();
    expect(timers.size).toBe(0);
  });

  it('asks by itself when its time has come', async () => {
    const { approve, text, timers, asked } = world();
    text(tokenUrl, JSON.stringify([await makeToken(startMs + 30 * dayMs)]));
    const approval = approve(withToken());
    await approval.check();
    approval.start();
    for (const { callback } of timers.values()) callback();
    await vi.waitFor(() => expect(asked).toHaveLength(2));
    await approval.check();
  });

  it('is not put off by a second start', async () => {
    const { approve, text, nextMs, setClock } = world();
    text(tokenUrl, JSON.stringify([await makeToken(startMs + 30 * dayMs)]));
    const approval = approve(withToken());
    await approval.check();
    approval.start();
    setClock(startMs + hourMs);
    approval.start();
    expect(nextMs()).toBe(11 * hourMs);
  });

  it('stays approved while it asks again', async () => {
    const { approve, text } = world();
    text(tokenUrl, JSON.stringify([await makeToken(startMs + 30 * dayMs)]));
    const approval = approve(withToken());
    await approval.check();
    const again = approval.check();
    expect(approval.state.get().status).toBe('approved');
    await again;
  });

  it('asks at once if it was not asked in this run', async () => {
    const { approve, text, nextMs, next, asked, cache } = world();
    const token = await makeToken(startMs + 30 * dayMs);
    await cache.save({ token: { token, checkedAtMs: startMs } });
    text(tokenUrl, JSON.stringify([token]));
    const restored = approve(withToken());
    await restored.restore();
    restored.start();
    expect(nextMs()).toBe(0);
    await next(restored);
    expect(asked).toEqual([tokenUrl]);
    const fresh = world();
    fresh.approve(withToken()).start();
    expect(fresh.nextMs()).toBe(0);
  });

  it('asks when the success ends, if that is sooner', async () => {
    const { approve, text, nextMs } = world();
    text(tokenUrl, JSON.stringify([await makeToken(startMs + hourMs)]));
    const approval = approve(withToken());
    await approval.check();
    approval.start();
    expect(nextMs()).toBe(hourMs + minuteMs);
  });

  it('asks again after 1, 2, 4, 8 and then each 15 minutes while nobody answers', async () => {
    const { approve, text, answers, nextMs, next } = world();
    const approval = approve(withToken());
    approval.start();
    const pauses: number[] = [];
    for (let attempt = 0; attempt < 6; attempt++) {
      await next(approval);
      pauses.push(nextMs() / minuteMs);
    }
    expect(pauses).toEqual([1, 2, 4, 8, 15, 15]);
    text(tokenUrl, JSON.stringify([await makeToken(startMs + 30 * dayMs)]));
    await next(approval);
    expect(nextMs()).toBe(12 * hourMs);
    answers.clear();
    await next(approval);
    expect(approval.state.get().status).toBe('unanswered');
    expect(nextMs()).toBe(minuteMs);
  });

  it('asks more often while an earlier success has to do', async () => {
    const { approve, text, answers, nextMs, next, setClock } = world();
    text(tokenUrl, JSON.stringify([await makeToken(startMs + 30 * dayMs)]));
    const approval = approve(withToken());
    await approval.check();
    answers.clear();
    approval.start();
    setClock(startMs + hourMs);
    await approval.check();
    expect(nextMs()).toBe(minuteMs);
    await next(approval);
    expect(approval.state.get()).toMatchObject({ status: 'approved' });
    expect(nextMs()).toBe(2 * minuteMs);
  });

  it('does not start after a definite no', async () => {
    const { approve, timers } = world();
    const approval = approve(withToken(), { homeserver: 'c.example' });
    await outcome(approval.check());
    approval.start();
    expect(timers.size).toBe(0);
  });

  it('sleeps no longer than a platform timer can', async () => {
    const { approve, text, nextMs } = world();
    text(tokenUrl, JSON.stringify([await makeToken(startMs + 300 * dayMs)]));
    const approval = approve(withToken({ recheckHours: 720 }));
    await approval.check();
    approval.start();
    expect(nextMs()).toBe(2 ** 31 - 1);
  });

  it('approves nobody once it has stopped, even if the answer is here', async () => {
    const { approve, text, cache } = world();
    text(tokenUrl, JSON.stringify([await makeToken(startMs + dayMs)]));
    const approval = approve(withToken());
    const { save } = cache;
    cache.save = async (record) => {
      approval.stop();
      await save(record);
    };
    expect(await outcome(approval.check())).toMatchObject({ name: 'AbortError' });
    expect(approval.state.get()).toEqual({ status: 'unchecked' });
  });

  it('ends requests with `stop`, and may be checked again', async () => {
    const { approve, answers, text, timers } = world();
    const approval = approve(withToken());
    answers.set(tokenUrl, () => new Promise(() => undefined));
    const pending = outcome(approval.check());
    await vi.waitFor(() => expect(timers.size).toBe(1));
    approval.stop();
    expect(await pending).toMatchObject({ name: 'AbortError' });
    expect(approval.state.get()).toEqual({ status: 'unchecked' });
    expect(timers.size).toBe(0);
    text(tokenUrl, JSON.stringify([await makeToken(startMs + dayMs)]));
    expect(await approval.check()).toHaveProperty('baseUrl', baseUrl);
    approval.stop();
    expect(approval.state.get().status).toBe('approved');
  });
});

describe('two checks at once', () => {
  it('ask once if they ask for the same', async () => {
    const { approve, text, asked } = world();
    text(tokenUrl, JSON.stringify([await makeToken(startMs + dayMs)]));
    const approval = approve(withToken());
    const [one, two] = [approval.check(), approval.check()];
    expect(one).toBe(two);
    await one;
    expect(asked).toHaveLength(1);
    await approval.check();
    expect(asked).toHaveLength(2);
  });

  it('run one after the other if they do not, and the last one counts', async () => {
    const { approve, text } = world();
    text(tokenUrl, JSON.stringify([await makeToken(startMs + dayMs)]));
    const approval = approve(withToken());
    const [one, two] = [approval.check(), approval.check('https://evil.example')];
    expect(await one).toHaveProperty('baseUrl', baseUrl);
    expect(await outcome(two)).toBe('WL_NOT_LISTED');
    expect(approval.state.get().status).toBe('refused');
  });

  it('are told apart when the first has ended', async () => {
    const { approve, text } = world();
    text(tokenUrl, JSON.stringify([await makeToken(startMs + dayMs)]));
    const approval = approve(withToken());
    const [one, two] = [approval.check(), approval.check('https://matrix.a.example/')];
    await one;
    expect(approval.check('https://matrix.a.example/')).toBe(two);
    await two;
  });
});

describe('a failure that nobody foresaw', () => {
  it('lets nothing pass', async () => {
    const { approve, text } = world();
    text(listUrl, await makeList());
    const digest = vi.spyOn(crypto.subtle, 'digest').mockRejectedValue(new Error('geheim'));
    const approval = approve(withList());
    expect(await outcome(approval.check())).toBe('UNEXPECTED');
    expect(approval.state.get()).toMatchObject({
      status: 'refused',
      error: { message: expect.not.stringMatching(/geheim/) },
    });
    digest.mockRestore();
  });
});

describe('with a signed list', () => {
  const entryC = { server_name: 'c.example', base_url: 'https://matrix.c.example' };

  it('its servers count instead of the built-in ones', async () => {
    const { approve, text, stored, asked } = world();
    const list = await makeList({ servers: [entryC] });
    text(listUrl, list);
    const approval = approve(withList(), { homeserver: 'c.example' });
    expect(approval.allowed()).toHaveProperty('listUrl', listUrl);
    const end = startMs + 7 * dayMs + minuteMs;
    expect(await approval.check()).toEqual({ baseUrl: 'https://matrix.c.example/', validUntilMs: end });
    expect(baseUrlOf(approval.servers(), 'a.example')).toBeUndefined();
    expect(warnings(approval)).toEqual([]);
    expect(asked).toEqual([listUrl]);
    expect(stored()).toMatchObject({ list, newestList: { serial: 1 } });
  });

  it('that no longer names the server ends the session', async () => {
    const { approve, text, next } = world();
    text(listUrl, await makeList());
    const approval = approve(withList());
    await approval.check();
    approval.start();
    text(listUrl, await makeList({ serial: 2, servers: [entryC] }));
    await next(approval);
    expect(approval.state.get()).toMatchObject({ status: 'refused', error: { code: 'WL_HOST' } });
  });

  it('that is not reachable counts from the cache until it runs out', async () => {
    const { approve, text, answers, setClock, asked } = world();
    text(listUrl, await makeList({ servers: [entryC] }));
    await approve(withList(), { homeserver: 'c.example' }).check();
    answers.clear();
    setClock(startMs + 6 * dayMs);
    const next = approve(withList(), { homeserver: 'c.example' });
    asked.length = 0;
    expect(await next.restore()).toHaveProperty('baseUrl', 'https://matrix.c.example/');
    expect(asked).toEqual([]);
    expect(await next.check()).toHaveProperty('validUntilMs', startMs + 7 * dayMs + minuteMs);
    expect(warnings(next)).toEqual(['WL_LIST_FETCH']);
    setClock(startMs + 7 * dayMs + minuteMs);
    expect(next.allowed()).not.toHaveProperty('baseUrl');
    expect(await outcome(next.check())).toBe('WL_LIST_EXPIRED');
    expect(next.state.get()).toMatchObject({ status: 'unanswered', error: { code: 'WL_LIST_EXPIRED' } });
    expect(await next.restore()).toBeUndefined();
    expect(await outcome(approve(withList()).check())).toBe('WL_LIST_EXPIRED');
  });

  it('that has run out at its source is a definite no', async () => {
    const { approve, text, setClock } = world();
    text(listUrl, await makeList());
    setClock(startMs + 8 * dayMs);
    const approval = approve(withList());
    expect(await outcome(approval.check())).toBe('WL_LIST_EXPIRED');
    expect(approval.state.get().status).toBe('refused');
  });

  it.each([
    [-10, 'WL_LIST_CLOCK'],
    [10, 'WL_LIST_EXPIRED'],
  ])('a clock that is wrong by %d years is told', async (years, code) => {
    const { approve, text, setClock } = world();
    text(listUrl, await makeList());
    await approve(withList()).check();
    setClock(startMs + years * 365 * dayMs);
    expect(await outcome(approve(withList()).check())).toBe(code);
  });

  it.each([
    ['nobody gives', undefined, 200, 'WL_LIST_FETCH'],
    ['is not there', '', 404, 'WL_LIST_FETCH'],
    ['is redirected', '', 302, 'WL_REDIRECT'],
    ['is junk', '{"servers":[]}', 200, 'WL_LIST_FORMAT'],
    ['is too large', 'x'.repeat(262_145), 200, 'WL_LIST_SIZE'],
  ])('that %s leaves the built-in servers', async (_, body, status, code) => {
    const { approve, text } = world();
    if (body !== undefined) text(listUrl, body, status);
    const approval = approve(withList());
    expect(await approval.check()).toEqual({ baseUrl, validUntilMs: Number.POSITIVE_INFINITY });
    expect(warnings(approval)).toEqual([code]);
    expect(await outcome(approve(withList(), { homeserver: 'c.example' }).check())).toBe('WL_SERVER_NAME');
  });

  it('that is not UTF-8 leaves the built-in servers', async () => {
    const { approve, answers } = world();
    answers.set(listUrl, () => new Response(new Uint8Array([0xff])));
    const approval = approve(withList());
    await approval.check();
    expect(warnings(approval)).toEqual(['WL_LIST_FORMAT']);
  });

  it('in the cache that was replaced leaves the built-in servers', async () => {
    const { approve, cache } = world();
    await cache.save({ list: '{"servers":[{"base_url":"https://evil.example"}]}' });
    const approval = approve(withList());
    expect(await approval.check()).toHaveProperty('baseUrl', baseUrl);
    expect(warnings(approval)).toEqual(['WL_LIST_FORMAT']);
    expect(await outcome(approval.check('https://evil.example'))).toBe('WL_HOST');
  });

  it('that is older than the cached one does not count, the cached one does', async () => {
    const { approve, text } = world();
    text(listUrl, await makeList({ serial: 5, servers: [entryC] }));
    await approve(withList(), { homeserver: 'c.example' }).check();
    text(listUrl, await makeList({ serial: 4 }));
    const approval = approve(withList(), { homeserver: 'c.example' });
    expect(await approval.check()).toHaveProperty('baseUrl', 'https://matrix.c.example/');
    expect(warnings(approval)).toEqual(['WL_LIST_ROLLBACK']);
  });

  it('that was never given leaves the built-in servers for a start without network', async () => {
    const { approve } = world();
    const approval = approve(withList());
    expect(await approval.restore()).toHaveProperty('baseUrl', baseUrl);
    // Nobody was asked.
    expect(warnings(approval)).toEqual([]);
  });

  it('is asked for every 12 hours, more often while it has a problem', async () => {
    const { approve, text, answers, nextMs, next } = world();
    text(listUrl, await makeList());
    const approval = approve(withList());
    await approval.check();
    approval.start();
    expect(nextMs()).toBe(12 * hourMs);
    answers.clear();
    await next(approval);
    expect(approval.state.get().status).toBe('approved');
    expect(nextMs()).toBe(minuteMs);
  });

  it('and a server token both have to agree, and the shorter one counts', async () => {
    const { approve, text } = world();
    text(listUrl, await makeList({ exp: (startMs + hourMs) / 1000 }));
    text(tokenUrl, JSON.stringify([await makeToken(startMs + dayMs)]));
    const both = { ...withList(), ...withToken() };
    expect(await approve(both).check()).toEqual({ baseUrl, validUntilMs: startMs + hourMs + minuteMs });
    expect(await outcome(approve(both, { homeserver: 'c.example' }).check())).toBe('WL_NOT_LISTED');
  });

  it('may not be asked elsewhere by the configuration of another code', async () => {
    const { approve } = world();
    const refusal = new BmError('WL_HOST', 'x');
    const given = { homeserver: 'a.example', whitelist: { servers, ...withList() } } as SessionOptions;
    const approval = createApproval(given, { fetch: () => Promise.reject(refusal) });
    expect(await outcome(approval.check())).toBe('WL_HOST');
    expect(approve()).toBeDefined();
  });

  it('fails closed if something breaks that no code is for', async () => {
    const given = { homeserver: 'a.example', whitelist: { servers, ...withToken() } } as SessionOptions;
    const broken = { ...world(), fetch: async () => ({}) as Response };
    const now = () => {
      throw new RangeError('broken clock');
    };
    const approval = createApproval(given, { ...broken, now });
    expect(await outcome(approval.check())).toMatch(/UNEXPECTED|WL_TOKEN_FETCH_FAILED/);
    expect(approval.state.get().status).not.toBe('approved');
  });
});
