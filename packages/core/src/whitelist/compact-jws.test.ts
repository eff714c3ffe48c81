import { base64url, CompactSign, generateKeyPair } from 'jose';
import { describe, expect, it } from 'vitest';
import { readJsonObject, readJwsHeader, verifiedPayload } from './compact-jws.ts';

const encode = (text: string): string => base64url.encode(text);
const header = encode('{"alg":"ES256"}');

describe('a compact JWS', () => {
  it('has a header', () => {
    expect(readJwsHeader(`${header}.e30.${encode('s')}`)).toEqual({ alg: 'ES256' });
  });

  it('may lack a signature, which then is wrong', () => {
    expect(readJwsHeader(`${header}.e30.`)).toBeDefined();
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
    expect(readJwsHeader(text)).toBeUndefined();
  });

  it.each(['{"alg":"ES256","alg":"none"}', 'x', '', 'null', '[]', '"x"'])('has no header in %j', (text) => {
    expect(readJwsHeader(`${encode(text)}.e30.AA`)).toBeUndefined();
  });

  it('is signed by one key and one algorithm', async () => {
    const [own, other] = [await generateKeyPair('ES256'), await generateKeyPair('ES256')];
    const signed = await new CompactSign(new TextEncoder().encode('{}'))
      .setProtectedHeader({ alg: 'ES256' })
      .sign(own.privateKey);
    expect(await verifiedPayload(signed, own.publicKey, 'ES256')).toEqual(new TextEncoder().encode('{}'));
    expect(await verifiedPayload(signed, other.publicKey, 'ES256')).toBeUndefined();
    expect(await verifiedPayload(signed, own.publicKey, 'EdDSA')).toBeUndefined();
    const unsigned = `${signed.split('.').slice(0, 2).join('.')}.`;
    expect(await verifiedPayload(unsigned, own.publicKey, 'ES256')).toBeUndefined();
  });

  it('has the algorithm of the caller, even if the key could do what the header says', async () => {
    const { publicKey, privateKey } = await generateKeyPair('PS512');
    const signed = await new CompactSign(new Uint8Array()).setProtectedHeader({ alg: 'PS512' }).sign(privateKey);
    expect(await verifiedPayload(signed, publicKey, 'PS512')).toEqual(new Uint8Array());
    expect(await verifiedPayload(signed, publicKey, 'ES256')).toBeUndefined();
  });
});

describe('the JSON object in a part', () => {
  const read = (text: string): unknown => readJsonObject(new TextEncoder().encode(text));

  it('is read as what it says', () => {
    expect(read('{"a":"ä"}')).toEqual({ a: 'ä' });
  });

  it.each(['[]', 'null', '"x"', '', 'x', '{"a":1,"a":2}'])('is not %j', (text) => {
    expect(read(text)).toBeUndefined();
  });

  it('has no byte order mark before it', () => {
    expect(read('\ufeff{}')).toBeUndefined();
  });

  it('is UTF-8', () => {
    expect(readJsonObject(Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d))).toBeUndefined();
  });
});
