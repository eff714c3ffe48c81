import { base64url } from 'jose';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { BmError } from '../errors.ts';
import type { SignedListPolicy } from '../types.ts';
import { baseUrlOf } from './listed-servers.ts';
import { isGenuineButUntimely } from './current-servers.ts';
import { maxListBytes } from './limits.ts';
import { type SignedListContext, verifySignedList } from './signed-list.ts';

const nowS = 1_800_000_000;
const dayS = 24 * 60 * 60;
const ec = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const ed = { name: 'Ed25519' };

let own: CryptoKeyPair;
let edwards: CryptoKeyPair;
let foreign: CryptoKeyPair;
let policy: SignedListPolicy;

const encode = (part: unknown): string => base64url.encode(typeof part === 'string' ? part : JSON.stringify(part));
const goodHeader = { alg: 'ES256', kid: 'es', typ: 'server-list+jwt' };
const servers = [{ server_name: 'a.example', base_url: 'https://matrix.a.example' }];
const claims = (changes: object = {}): object => ({
  iss: 'urn:issuer',
  aud: 'urn:audience',
  iat: nowS - 10,
  nbf: nowS - 10,
  exp: nowS + dayS,
  serial: 5,
  servers,
  ...changes,
});
async function sign(
  payload: unknown = claims(),
  header: unknown = goodHeader,
  key = own,
  algorithm: object = ec,
): Promise<string> {
  const content = `${encode(header)}.${encode(payload)}`;
  const signature = await crypto.subtle.sign(algorithm as never, key.privateKey, new TextEncoder().encode(content));
  return `${content}.${base64url.encode(new Uint8Array(signature))}`;
}
const verify = (text: unknown, context: Partial<SignedListContext> = {}): Promise<unknown> =>
  verifySignedList(text, policy, { nowMs: nowS * 1000, ...context }).then(
    (list) => list,
    (error: unknown) => (error instanceof BmError && error.message ? error.code : error),
  );

beforeAll(async () => {
  const usages: KeyUsage[] = ['sign', 'verify'];
  own = await crypto.subtle.generateKey(ec, true, usages);
  foreign = await crypto.subtle.generateKey(ec, true, usages);
  edwards = (await crypto.subtle.generateKey(ed, true, usages)) as CryptoKeyPair;
  const jwk = async (pair: CryptoKeyPair, kid: string): Promise<JsonWebKey> =>
    ({ ...(await crypto.subtle.exportKey('jwk', pair.publicKey)), kid }) as JsonWebKey;
  const keys = [await jwk(own, 'es'), await jwk(edwards, 'ed')];
  policy = { url: 'https://liste.example/list', issuer: 'urn:issuer', audience: 'urn:audience', keys };
});
afterEach(() => vi.unstubAllGlobals());

describe('a signed list', () => {
  it('names servers, until it runs out', async () => {
    const text = await sign();
    const list = await verifySignedList(text, policy, { nowMs: nowS * 1000 });
    expect(baseUrlOf(list.servers, 'a.example')).toBe('https://matrix.a.example/');
    expect(list.servers.insecureLocalhost).toBe(false);
    expect(list.expiresAtMs).toBe((nowS + dayS + 60) * 1000);
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
    expect(list.newest).toEqual({ serial: 5, issuedAtS: nowS - 10, sha256: base64url.encode(digest) });
  });

  it('may be signed with Ed25519', async () => {
    expect(await verify(await sign(claims(), { ...goodHeader, alg: 'EdDSA', kid: 'ed' }, edwards, ed))).toHaveProperty(
      'servers',
    );
  });

  it.each<[string, object]>([
    ['several audiences', claims({ aud: ['urn:other', 'urn:audience'] })],
    ['serial 0', claims({ serial: 0 })],
    ['further claims', claims({ note: {}, jti: 'x' })],
    ['further members of a server', claims({ servers: [{ ...servers[0], note: 'x' }] })],
    ['a wildcard', claims({ servers: [{ server_name: '*.s.example', base_url: 'https://*.s.example' }] })],
    ['a lifetime of 30 days', claims({ exp: nowS - 10 + 30 * dayS })],
    ['times at the edge', claims({ iat: nowS + 60, nbf: nowS + 59, exp: nowS + dayS })],
    ['an end one second less than a minute ago', claims({ iat: nowS - dayS, exp: nowS - 59 })],
  ])('may hold %s', async (_, payload) => {
    expect(await verify(await sign(payload))).toHaveProperty('servers');
  });

  it('may name localhost in development mode only', async () => {
    const text = await sign(claims({ servers: [{ server_name: 'localhost', base_url: 'http://localhost:1' }] }));
    expect(await verify(text)).toBe('WL_LIST_FORMAT');
    expect(await verify(text, { insecureLocalhost: true })).toHaveProperty('servers.insecureLocalhost', true);
  });
});

describe('the text of a list', () => {
  it.each([null, undefined, 1, {}, [], new Uint8Array(3)])('is a string: %j', async (text) => {
    expect(await verify(text)).toBe('WL_LIST_FORMAT');
  });

  it('has at most 262,144 bytes', async () => {
    expect(await verify('x'.repeat(maxListBytes))).toBe('WL_LIST_FORMAT');
    expect(await verify('x'.repeat(maxListBytes + 1))).toBe('WL_LIST_SIZE');
    expect(await verify('ä'.repeat(maxListBytes / 2 + 1))).toBe('WL_LIST_SIZE');
  });

  it('is a compact JWS in strict base64url', async () => {
    const text = await sign();
    const [header, payload, signature] = text.split('.') as [string, string, string];
    const json = JSON.stringify({ payload, signatures: [{ protected: header, signature }] });
    for (const bad of ['', 'x', json, `${text}.`, `${text}=`, `${text}\n`, ` ${text}`, `${header}.${payload}`]) {
      expect(await verify(bad)).toBe('WL_LIST_FORMAT');
    }
  });
});

describe('the header of a list', () => {
  it.each<[unknown, string]>([
    ['x', 'WL_LIST_FORMAT'],
    ['[]', 'WL_LIST_FORMAT'],
    ['null', 'WL_LIST_FORMAT'],
    ['{"alg":"none","alg":"ES256","kid":"es","typ":"server-list+jwt"}', 'WL_LIST_FORMAT'],
    [{ ...goodHeader, alg: 'none' }, 'WL_LIST_ALG'],
    [{ ...goodHeader, alg: 'HS256' }, 'WL_LIST_ALG'],
    [{ ...goodHeader, alg: 'ES384' }, 'WL_LIST_ALG'],
    [{ ...goodHeader, alg: 'es256' }, 'WL_LIST_ALG'],
    [{ ...goodHeader, alg: ['ES256'] }, 'WL_LIST_ALG'],
    [{ ...goodHeader, alg: undefined }, 'WL_LIST_ALG'],
    [{ ...goodHeader, alg: 'none', kid: 'x' }, 'WL_LIST_ALG'],
    [{ ...goodHeader, alg: 'EdDSA' }, 'WL_LIST_ALG'],
    [{ ...goodHeader, kid: 'ed' }, 'WL_LIST_ALG'],
    [{ ...goodHeader, kid: undefined }, 'WL_LIST_KID'],
    [{ ...goodHeader, kid: 'old' }, 'WL_LIST_KID'],
    [{ ...goodHeader, kid: ['es'] }, 'WL_LIST_KID'],
    [{ ...goodHeader, kid: '../es' }, 'WL_LIST_KID'],
    [{ ...goodHeader, kid: 'x', typ: 'JWT' }, 'WL_LIST_KID'],
    [{ ...goodHeader, typ: 'JWT' }, 'WL_LIST_TYPE'],
    [{ ...goodHeader, typ: 'application/server-list+jwt' }, 'WL_LIST_TYPE'],
    [{ ...goodHeader, typ: 'SERVER-LIST+JWT' }, 'WL_LIST_TYPE'],
    [{ ...goodHeader, typ: undefined }, 'WL_LIST_TYPE'],
    [{ ...goodHeader, typ: 'JWT', jku: 'https://evil.example' }, 'WL_LIST_TYPE'],
    ...['jwk', 'jku', 'x5u', 'x5c', 'zip', 'b64', 'crit'].flatMap((name): [unknown, string][] => [
      [{ ...goodHeader, [name]: {} }, 'WL_LIST_HEADER'],
      [{ ...goodHeader, [name]: null }, 'WL_LIST_HEADER'],
    ]),
  ])('%j: %s', async (header, code) => {
    expect(await verify(await sign(claims(), header))).toBe(code);
  });

  it('may hold other members', async () => {
    expect(await verify(await sign(claims(), { ...goodHeader, cty: 'x', x5t: 'y' }))).toHaveProperty('servers');
  });
});

describe('the signature of a list', () => {
  it('is that of the pinned key', async () => {
    const [header, payload, signature] = (await sign()).split('.') as [string, string, string];
    const evil = encode(claims({ servers: [{ server_name: 'evil.example', base_url: 'https://evil.example' }] }));
    for (const bad of [
      await sign(claims(), goodHeader, foreign),
      `${header}.${payload}.`,
      `${header}.${payload}.${signature.slice(0, -2)}A`.replace(/.$/, 'A'),
      `${header}.${evil}.${signature}`,
      `${encode({ ...goodHeader, x: 1 })}.${payload}.${signature}`,
    ]) {
      expect(await verify(bad)).toMatch(/WL_LIST_(SIGNATURE|FORMAT)/);
      expect(await verify(bad)).not.toHaveProperty('servers');
    }
    expect(await verify(`${header}.${evil}.${signature}`)).toBe('WL_LIST_SIGNATURE');
    expect(await verify(`${header}.${payload}.`)).toBe('WL_LIST_SIGNATURE');
    expect(await verify(await sign(claims(), goodHeader, foreign))).toBe('WL_LIST_SIGNATURE');
  });

  it('is verified before anything of the payload counts', async () => {
    expect(await verify(await sign('kein json', goodHeader, foreign))).toBe('WL_LIST_SIGNATURE');
  });

  it('needs a secure context', async () => {
    const text = await sign();
    vi.stubGlobal('crypto', {});
    expect(await verify(text)).toBe('WL_INSECURE_CONTEXT');
  });

  it('needs keys that can be imported', async () => {
    const broken = { ...policy, keys: [{ kty: 'EC', crv: 'P-256', x: 'x', y: 'y', kid: 'es' } as JsonWebKey] };
    await expect(verifySignedList(await sign(), broken, { nowMs: nowS * 1000 })).rejects.toMatchObject({
      code: 'WL_CONFIG',
      field: 'whitelist.signedList.keys',
    });
  });

  it('with Ed25519 needs a browser that knows it', async () => {
    const text = await sign(claims(), { ...goodHeader, alg: 'EdDSA', kid: 'ed' }, edwards, ed);
    const importKey = vi.spyOn(crypto.subtle, 'importKey');
    importKey.mockRejectedValue(new DOMException('unknown', 'NotSupportedError'));
    expect(await verify(text)).toBe('UNSUPPORTED_BROWSER');
    importKey.mockRestore();
  });
});

describe('the payload of a list', () => {
  it.each<[unknown, string]>([
    ['kein json', 'WL_LIST_FORMAT'],
    ['', 'WL_LIST_FORMAT'],
    ['null', 'WL_LIST_FORMAT'],
    ['[]', 'WL_LIST_FORMAT'],
    [JSON.stringify(claims()).replace('{', '{"serial":5,'), 'WL_LIST_FORMAT'],
    [JSON.stringify(claims()).replace('{', '{"__proto__":{},'), 'WL_LIST_FORMAT'],
    [JSON.stringify(claims()).replace(/"exp":\d+/, '"exp":1e999'), 'WL_LIST_FORMAT'],
    [claims({ serial: '5' }), 'WL_LIST_FORMAT'],
    [claims({ serial: 5.5 }), 'WL_LIST_FORMAT'],
    [claims({ serial: -1 }), 'WL_LIST_FORMAT'],
    [claims({ serial: 2 ** 53 }), 'WL_LIST_FORMAT'],
    [claims({ serial: undefined }), 'WL_LIST_FORMAT'],
    [claims({ servers: undefined }), 'WL_LIST_FORMAT'],
    [claims({ servers: [] }), 'WL_LIST_FORMAT'],
    [claims({ servers: {} }), 'WL_LIST_FORMAT'],
    [claims({ servers: 'a.example' }), 'WL_LIST_FORMAT'],
    [claims({ servers: [null] }), 'WL_LIST_FORMAT'],
    [claims({ servers: ['a.example'] }), 'WL_LIST_FORMAT'],
    [claims({ servers: [{ server_name: 'a.example' }] }), 'WL_LIST_FORMAT'],
    [claims({ servers: [{ base_url: 'https://a.example' }] }), 'WL_LIST_FORMAT'],
    [claims({ servers: [{ server_name: 1, base_url: 'https://a.example' }] }), 'WL_LIST_FORMAT'],
    [claims({ servers: [...servers, { server_name: 'b.example', base_url: 'http://b.example' }] }), 'WL_LIST_FORMAT'],
    [claims({ servers: [{ server_name: 'b.example', base_url: 'https://x:y@b.example' }] }), 'WL_LIST_FORMAT'],
    [claims({ servers: [{ server_name: '*', base_url: 'https://*' }] }), 'WL_LIST_FORMAT'],
    [claims({ servers: [servers[0], servers[0]] }), 'WL_LIST_FORMAT'],
    [claims({ serial: 'x', iss: 'x' }), 'WL_LIST_FORMAT'],
    [claims({ iss: 'urn:other' }), 'WL_LIST_ISSUER'],
    [claims({ iss: ['urn:issuer'] }), 'WL_LIST_ISSUER'],
    [claims({ iss: undefined }), 'WL_LIST_ISSUER'],
    [claims({ iss: 'x', aud: 'x' }), 'WL_LIST_ISSUER'],
    [claims({ aud: 'urn:audience-test' }), 'WL_LIST_AUDIENCE'],
    [claims({ aud: ['urn:audience-test'] }), 'WL_LIST_AUDIENCE'],
    [claims({ aud: [] }), 'WL_LIST_AUDIENCE'],
    [claims({ aud: undefined }), 'WL_LIST_AUDIENCE'],
    [claims({ aud: 'x', exp: 'x' }), 'WL_LIST_AUDIENCE'],
    [claims({ exp: undefined }), 'WL_LIST_FORMAT'],
    [claims({ exp: nowS + 0.5 }), 'WL_LIST_FORMAT'],
    [claims({ exp: String(nowS + 1) }), 'WL_LIST_FORMAT'],
    [claims({ nbf: undefined }), 'WL_LIST_FORMAT'],
    [claims({ nbf: null }), 'WL_LIST_FORMAT'],
    [claims({ iat: undefined }), 'WL_LIST_FORMAT'],
    [claims({ iat: true }), 'WL_LIST_FORMAT'],
    [claims({ nbf: nowS + 60 }), 'WL_LIST_NOT_YET'],
    [claims({ iat: nowS + 61 }), 'WL_LIST_NOT_YET'],
    [claims({ nbf: nowS + 60, exp: 1 }), 'WL_LIST_NOT_YET'],
    [claims({ exp: nowS - 60 }), 'WL_LIST_EXPIRED'],
    [claims({ iat: 0, exp: nowS - 60 }), 'WL_LIST_EXPIRED'],
    [claims({ iat: nowS, exp: nowS + 30 * dayS + 1 }), 'WL_LIST_LIFETIME'],
  ])('case %#: %j is %s', async (payload, code) => {
    expect(await verify(await sign(payload))).toBe(code);
  });
});

describe('what is remembered of the newest list', () => {
  it('refuses a clock that is more than a minute behind it', async () => {
    const text = await sign(claims({ serial: 9 }));
    const newest = { serial: 5, issuedAtS: nowS + 60 };
    expect(await verify(text, { newest })).toHaveProperty('servers');
    expect(await verify(text, { newest: { ...newest, issuedAtS: nowS + 61 } })).toBe('WL_LIST_CLOCK');
    expect(await verify(await sign(claims({ exp: 'x' })), { newest: { ...newest, issuedAtS: nowS + 61 } })).toBe(
      'WL_LIST_CLOCK',
    );
  });

  it('refuses an older list, and another one with the same serial', async () => {
    const text = await sign();
    const { newest } = await verifySignedList(text, policy, { nowMs: nowS * 1000 });
    expect(await verify(text, { newest })).toHaveProperty('newest', newest);
    expect(await verify(await sign(claims({ jti: 'other' })), { newest })).toBe('WL_LIST_ROLLBACK');
    expect(await verify(text, { newest: { serial: 5, issuedAtS: 0 } })).toBe('WL_LIST_ROLLBACK');
    expect(await verify(text, { newest: { ...newest, serial: 6 } })).toBe('WL_LIST_ROLLBACK');
    expect(await verify(await sign(claims({ serial: 6 })), { newest })).toHaveProperty('newest.serial', 6);
  });

  it('keeps the highest time of issue', async () => {
    const text = await sign(claims({ serial: 6, iat: nowS - 100 }));
    expect(await verify(text, { newest: { serial: 5, issuedAtS: nowS - 50 } })).toHaveProperty(
      'newest.issuedAtS',
      nowS - 50,
    );
    expect(await verify(text, { newest: { serial: 5, issuedAtS: nowS - 500 } })).toHaveProperty(
      'newest.issuedAtS',
      nowS - 100,
    );
  });

  it('comes after the times', async () => {
    expect(await verify(await sign(claims({ exp: 1 })), { newest: { serial: 9, issuedAtS: 0 } })).toBe(
      'WL_LIST_EXPIRED',
    );
  });
});

describe('a genuine list that does not count', () => {
  it('is told apart from one that is not genuine', () => {
    const codes = ['WL_LIST_CLOCK', 'WL_LIST_NOT_YET', 'WL_LIST_EXPIRED', 'WL_LIST_LIFETIME'] as const;
    for (const code of codes) expect(isGenuineButUntimely(new BmError(code, ''))).toBe(true);
    for (const code of ['WL_LIST_ROLLBACK', 'WL_LIST_FETCH', 'WL_LIST_SIGNATURE'] as const) {
      expect(isGenuineButUntimely(new BmError(code, ''))).toBe(false);
    }
  });
});
