import { base64url, CompactSign, generateKeyPair } from 'jose';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { isSignedBy, readCompactJws, requireSubtleCrypto } from './compact-jws.ts';

const encode = (text: string): string => base64url.encode(text);
const header = encode('{"alg":"ES256"}');

describe('a compact JWS', () => {
  it('has a header and a payload', () => {
    expect(readCompactJws(`${header}.${encode('{"a":"ä"}')}.${encode('s')}`)).toEqual({
      header: { alg: 'ES256' },
      payload: '{"a":"ä"}',
      signed: `${header}.${encode('{"a":"ä"}')}`,
      signature: Uint8Array.of(115),
    });
  });

  it('may lack a signature, which then is wrong', () => {
    expect(readCompactJws(`${header}.e30.`)).toMatchObject({ signature: new Uint8Array() });
  });

  it.each([
    '',
    header,
    `${header}.e30`,
    `${header}.e30.AA.AA`,
    `${header}=.e30.AA`,
    `${header}.e30=.AA`,
    `${header}.e30.AA==`,
    `${header}.e30.A A`,
    `${header}.e30.AA\n`,
    ` ${header}.e30.AA`,
    `${header}.e31.AA`,
    `${header}.e30.AB`,
    `${header}.e30.-_-+`,
    `${header}.e30./w`,
    `${header}.e30.A`,
    `${header}.ä.AA`,
    `<${header}.e30.AA`,
  ])('is not %j', (text) => {
    expect(readCompactJws(text)).toBeUndefined();
  });

  it.each(['{"alg":"ES256","alg":"none"}', 'x', ''])('has no header in %j', (text) => {
    expect(readCompactJws(`${encode(text)}.e30.AA`)?.header).toBeUndefined();
  });

  it('has neither header nor payload in what is not UTF-8', () => {
    const bytes = base64url.encode(new Uint8Array([0x22, 0xff, 0x22]));
    expect(readCompactJws(`${bytes}.${bytes}.AA`)).toMatchObject({ header: undefined, payload: undefined });
  });

  it('keeps a byte order mark, which is no JSON', () => {
    expect(readCompactJws(`${header}.${encode('\ufeff{}')}.AA`)?.payload).toBe('\ufeff{}');
  });

  it('is signed by one key and one algorithm', async () => {
    const [own, other] = [await generateKeyPair('ES256'), await generateKeyPair('ES256')];
    const text = await new CompactSign(new TextEncoder().encode('{}'))
      .setProtectedHeader({ alg: 'ES256' })
      .sign(own.privateKey);
    const jws = readCompactJws(text)!;
    expect(await isSignedBy(jws, own.publicKey, 'ES256')).toBe(true);
    expect(await isSignedBy(jws, other.publicKey, 'ES256')).toBe(false);
    expect(await isSignedBy(jws, own.publicKey, 'EdDSA')).toBe(false);
    expect(await isSignedBy(readCompactJws(`${text.split('.').slice(0, 2).join('.')}.`)!, own.publicKey, 'ES256')).toBe(
      false,
    );
  });
});

describe('a page without secure context', () => {
  afterEach(() => vi.unstubAllGlobals());
  it.each([undefined, {}])('verifies nothing (crypto: %j)', (crypto) => {
    expect(requireSubtleCrypto).not.toThrow();
    vi.stubGlobal('crypto', crypto);
    expect(requireSubtleCrypto).toThrow(expect.objectContaining({ code: 'WL_INSECURE_CONTEXT' }));
  });
});
