import { base64url, exportJWK, exportSPKI } from 'jose';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { BmError } from '../errors.ts';
import type { GuardedFetch } from '../network/guarded-fetch.ts';
import { acceptToken, importTokenKeys, requestServerToken, type TokenKeys } from './server-token.ts';
import { serverTokenUrl } from './server-token-url.ts';

const baseUrl = 'https://matrix.a.example:8448/gw/';
const host = 'matrix.a.example';
const nowS = 1_800_000_000;
const nowMs = nowS * 1000;

const makeKey = (bits: number, hash = 'SHA-512') =>
  crypto.subtle.generateKey(
    { name: 'RSA-PSS', modulusLength: bits, publicExponent: new Uint8Array([1, 0, 1]), hash },
    true,
    ['sign', 'verify'],
  );
type KeyPair = Awaited<ReturnType<typeof makeKey>>;
let own: KeyPair;
let second: KeyPair;
let foreign: KeyPair;
let keys: TokenKeys;

const encode = (part: unknown): string => base64url.encode(typeof part === 'string' ? part : JSON.stringify(part));
async function sign(claims: unknown, header: unknown = { alg: 'PS512' }, key = own, saltLength = 64): Promise<string> {
  const content = `${encode(header)}.${encode(claims)}`;
  const bytes = new TextEncoder().encode(content);
  const signature = await crypto.subtle.sign({ name: 'RSA-PSS', saltLength }, key.privateKey, bytes);
  return `${content}.${base64url.encode(new Uint8Array(signature))}`;
}
const claims = (changes: object = {}): object => ({ sub: host, exp: nowS + 1000, ...changes });
const codeOf = (result: Promise<unknown>): Promise<unknown> =>
  result.then(
    (value) => value,
    (error: unknown) => (error instanceof BmError && error.message ? error.code : error),
  );
const accept = (...tokens: string[]): Promise<unknown> => codeOf(acceptToken(tokens, keys, baseUrl, nowMs));
const pem = (pair: KeyPair): Promise<string> => exportSPKI(pair.publicKey);

beforeAll(async () => {
  [own, second, foreign] = await Promise.all([makeKey(2048), makeKey(2048), makeKey(2048)]);
  keys = await importTokenKeys({ keys: [await pem(own), JSON.stringify(await exportJWK(second.publicKey))] });
});
afterEach(() => vi.unstubAllGlobals());

describe('the keys', () => {
  it('are PEM or JWK, and short ones are told', async () => {
    expect(keys.keys).toHaveLength(2);
    expect(keys.hasShortKey).toBe(true);
    expect((await importTokenKeys({ keys: [await pem(await makeKey(3072))] })).hasShortKey).toBe(false);
  });

  it.each([2992, 3000, 3072])('with %s bits are short below 3,000', async (bits) => {
    const pair = await makeKey(bits);
    expect((await importTokenKeys({ keys: [await pem(own), await pem(pair)] })).hasShortKey).toBe(true);
    expect((await importTokenKeys({ keys: [await pem(pair)] })).hasShortKey).toBe(bits < 3000);
  });

  it('are refused as a whole if one of them is weak', async () => {
    const weak = await pem(await makeKey(1536));
    expect(await codeOf(importTokenKeys({ keys: [await pem(own), weak] }))).toBe('WL_TOKEN_WEAK_KEY');
    expect(await codeOf(importTokenKeys({ keys: [weak, await pem(own)] }))).toBe('WL_TOKEN_WEAK_KEY');
    const bare = await pem(await makeKey(2040));
    expect(await codeOf(importTokenKeys({ keys: [bare] }))).toBe('WL_TOKEN_WEAK_KEY');
  });

  it('are needed', async () => {
    expect(await codeOf(importTokenKeys({ keys: [] }))).toBe('WL_TOKEN_NO_KEYS');
  });

  it('need a secure context', async () => {
    const key = await pem(own);
    vi.stubGlobal('crypto', {});
    expect(await codeOf(importTokenKeys({ keys: [key] }))).toBe('WL_INSECURE_CONTEXT');
    expect(await codeOf(importTokenKeys({ keys: [] }))).toBe('WL_TOKEN_NO_KEYS');
  });

  it('are named if they are broken', async () => {
    const { publicKey } = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
      'sign',
      'verify',
    ]);
    const bad = [
      await exportSPKI(publicKey),
      '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----',
      '{"kty":"RSA"}',
      'x',
    ];
    for (const key of bad) {
      await expect(importTokenKeys({ keys: [await pem(own), key] })).rejects.toMatchObject({
        code: 'WL_CONFIG',
        field: 'whitelist.serverToken.keys[1]',
      });
    }
  });

  it('may be surrounded by white space', async () => {
    expect((await importTokenKeys({ keys: [`\n ${await pem(own)}\n`] })).keys).toHaveLength(1);
  });
});

describe('a token counts', () => {
  it('if it is signed by a configured key for this host', async () => {
    const token = await sign(claims());
    expect(await accept(token)).toEqual({ token, expiresAtMs: (nowS + 1060) * 1000 });
    expect(await accept(await sign(claims(), { alg: 'PS512' }, second))).toHaveProperty('token');
    expect(
      await accept(await sign(claims({ iss: 'x', aud: 'y', nbf: nowS + 9 }), { alg: 'PS512', typ: 'x', kid: 1 })),
    ).toHaveProperty('token');
  });

  it('for 60 seconds longer than it says', async () => {
    expect(await accept(await sign(claims({ exp: nowS - 60 })))).toMatchObject({ expiresAtMs: nowMs });
    expect(await accept(await sign(claims({ exp: nowS - 59.5 })))).toMatchObject({ expiresAtMs: nowMs + 500 });
    expect(await accept(await sign(claims({ exp: nowS - 60.001 })))).toBe('WL_TOKEN_EXPIRED');
    expect(await accept(await sign(claims({ exp: -1 })))).toBe('WL_TOKEN_EXPIRED');
  });

  it('beside others that do not, and the longest one is taken', async () => {
    const [short, long] = [await sign(claims({ exp: nowS + 1 })), await sign(claims({ exp: nowS + 2 }))];
    const bad = await sign(claims(), { alg: 'PS512' }, foreign);
    expect(await accept(bad, short, long, await sign(claims({ exp: 1 })))).toMatchObject({ token: long });
    expect(await accept(long, short)).toMatchObject({ token: long });
  });
});

describe('a token does not count', () => {
  it.each<[unknown, string]>([
    [claims({ sub: 'MATRIX.a.example' }), 'WL_TOKEN_WRONG_HOST'],
    [claims({ sub: 'a.example' }), 'WL_TOKEN_WRONG_HOST'],
    [claims({ sub: 'matrix.a.example:8448' }), 'WL_TOKEN_WRONG_HOST'],
    [claims({ sub: 'https://matrix.a.example' }), 'WL_TOKEN_WRONG_HOST'],
    [claims({ sub: '*.a.example' }), 'WL_TOKEN_WRONG_HOST'],
    [claims({ sub: '' }), 'WL_TOKEN_WRONG_HOST'],
    [claims({ sub: 'other.example', exp: 1 }), 'WL_TOKEN_WRONG_HOST'],
    [claims({ exp: nowS - 61 }), 'WL_TOKEN_EXPIRED'],
    [claims({ sub: [host] }), 'WL_TOKEN_BAD_RESPONSE'],
    [claims({ sub: null }), 'WL_TOKEN_BAD_RESPONSE'],
    [claims({ sub: undefined }), 'WL_TOKEN_BAD_RESPONSE'],
    [claims({ exp: undefined }), 'WL_TOKEN_BAD_RESPONSE'],
    [claims({ exp: String(nowS + 1000) }), 'WL_TOKEN_BAD_RESPONSE'],
    [claims({ exp: null }), 'WL_TOKEN_BAD_RESPONSE'],
    [`{"sub":"${host}","exp":1e999}`, 'WL_TOKEN_BAD_RESPONSE'],
    [`{"sub":"${host}","exp":9e9,"exp":9e9}`, 'WL_TOKEN_BAD_RESPONSE'],
    [`{"sub":"${host}","exp":9e9,"__proto__":{}}`, 'WL_TOKEN_BAD_RESPONSE'],
    ['kein json', 'WL_TOKEN_BAD_RESPONSE'],
    ['', 'WL_TOKEN_BAD_RESPONSE'],
    ['[]', 'WL_TOKEN_BAD_RESPONSE'],
    ['null', 'WL_TOKEN_BAD_RESPONSE'],
  ])('with the claims %j: %s', async (payload, code) => {
    expect(await accept(await sign(payload))).toBe(code);
  });

  it.each<[unknown]>([
    [{ alg: 'PS256' }],
    [{ alg: 'PS384' }],
    [{ alg: 'RS512' }],
    [{ alg: 'ps512' }],
    [{ alg: 'none' }],
    [{ alg: ['PS512'] }],
    [{}],
    [{ alg: 'PS512', crit: ['exp'] }],
    [{ alg: 'PS512', crit: ['b64'], b64: true }],
    [{ alg: 'PS512', crit: [] }],
    [{ alg: 'PS512', crit: null }],
    ['{"alg":"none","alg":"PS512"}'],
    ['x'],
    ['null'],
  ])('with the header %j', async (header) => {
    expect(await accept(await sign(claims(), header))).toBe('WL_TOKEN_BAD_SIGNATURE');
  });

  it('without a signature of a configured key', async () => {
    const token = await sign(claims());
    const [header, payload, signature] = token.split('.') as [string, string, string];
    const evil = encode(claims({ sub: 'evil.example' }));
    for (const bad of [
      await sign(claims(), { alg: 'PS512' }, foreign),
      await sign(claims(), { alg: 'PS512' }, own, 32),
      `${header}.${payload}.`,
      `${header}.${payload}.${signature.slice(0, -4)}`,
      `${header}.${evil}.${signature}`,
      `${token}.x`,
      `${token}=`,
      ` ${token}`,
      '',
      'x',
    ]) {
      expect(await accept(bad)).toBe('WL_TOKEN_BAD_SIGNATURE');
    }
  });

  it('and the reason is that of the one that came furthest', async () => {
    const signature = await sign(claims(), { alg: 'PS512' }, foreign);
    const shape = await sign('x');
    const wrongHost = await sign(claims({ sub: 'x' }));
    const expired = await sign(claims({ exp: 1 }));
    expect(await accept(shape, signature)).toBe('WL_TOKEN_BAD_RESPONSE');
    expect(await accept(wrongHost, shape, signature)).toBe('WL_TOKEN_WRONG_HOST');
    expect(await accept(signature, expired, shape, wrongHost)).toBe('WL_TOKEN_EXPIRED');
    expect(await accept()).toBe('WL_TOKEN_BAD_SIGNATURE');
  });
});

describe('a homeserver', () => {
  const answer = (body: unknown, status = 200): GuardedFetch =>
    vi.fn(async () => new Response(typeof body === 'string' ? body : JSON.stringify(body), { status }));
  const ask = (fetch: GuardedFetch): Promise<unknown> =>
    codeOf(requestServerToken(baseUrl, keys, { fetch, nowMs: () => nowMs }));

  it('is asked at one URL, for this purpose', async () => {
    const token = await sign(claims());
    const fetch = answer([token]);
    expect(await ask(fetch)).toMatchObject({ token });
    const url = 'https://matrix.a.example:8448/gw/_bum/client/v1/verify';
    expect(vi.mocked(fetch).mock.calls).toEqual([[url, expect.anything(), 'token']]);
    expect(serverTokenUrl(baseUrl)).toBe(url);
    expect(serverTokenUrl('https://a.example')).toBe('https://a.example/_bum/client/v1/verify');
  });

  it('may give 64 tokens and no more', async () => {
    const token = await sign(claims());
    expect(await ask(answer([...Array<string>(63).fill('x'), token]))).toMatchObject({ token });
    expect(await ask(answer([token, ...Array<string>(64).fill('x')]))).toBe('WL_TOKEN_BAD_RESPONSE');
  });

  it.each<[unknown, number, string]>([
    ['', 200, 'WL_TOKEN_BAD_RESPONSE'],
    ['<html>', 200, 'WL_TOKEN_BAD_RESPONSE'],
    ['["x"', 200, 'WL_TOKEN_BAD_RESPONSE'],
    [{}, 200, 'WL_TOKEN_BAD_RESPONSE'],
    [{ length: 1, 0: 'x' }, 200, 'WL_TOKEN_BAD_RESPONSE'],
    ['"x"', 200, 'WL_TOKEN_BAD_RESPONSE'],
    [null, 200, 'WL_TOKEN_BAD_RESPONSE'],
    [[], 200, 'WL_TOKEN_BAD_RESPONSE'],
    [['x', 1], 200, 'WL_TOKEN_BAD_RESPONSE'],
    [[null], 200, 'WL_TOKEN_BAD_RESPONSE'],
    [['x'], 200, 'WL_TOKEN_BAD_SIGNATURE'],
    [[], 404, 'WL_TOKEN_FETCH_FAILED'],
    [[], 500, 'WL_TOKEN_FETCH_FAILED'],
    [['x'], 201, 'WL_TOKEN_FETCH_FAILED'],
  ])('that answers %j with status %s: %s', async (body, status, code) => {
    expect(await ask(answer(body, status))).toBe(code);
  });

  it('may answer 262,144 bytes and no more', async () => {
    const junk = 'x'.repeat(262_144 - 4);
    expect(await ask(answer([junk]))).toBe('WL_TOKEN_BAD_SIGNATURE');
    expect(await ask(answer([`${junk}x`]))).toBe('WL_TOKEN_BAD_RESPONSE');
  });

  it('that answers no UTF-8 gives a bad response', async () => {
    expect(await ask(async () => new Response(new Uint8Array([0xff])))).toBe('WL_TOKEN_BAD_RESPONSE');
  });

  it.each(['OFFLINE', 'WL_REDIRECT'] as const)('that gives no answer (%s) gives no token', async (code) => {
    expect(await ask(() => Promise.reject(new BmError(code, '')))).toBe('WL_TOKEN_FETCH_FAILED');
  });

  it('that hangs gives no token after the time limit', async () => {
    const setTimer = (callback: () => void): (() => void) => {
      callback();
      return () => undefined;
    };
    const request = { fetch: () => new Promise<Response>(() => undefined), nowMs: () => nowMs, setTimer };
    expect(await codeOf(requestServerToken(baseUrl, keys, request))).toBe('WL_TOKEN_FETCH_FAILED');
  });

  it('that may not be asked is refused with the code of the guarded fetch', async () => {
    expect(await ask(() => Promise.reject(new BmError('WL_HOST', 'x')))).toBe('WL_HOST');
  });
});
