/** Signs lists with a key made for one run. */
import type { Json } from './format.ts';

export interface ListIssuer {
  readonly publicKey: JsonWebKey;
  sign(claims: Json): Promise<string>;
}

const encode = (data: string | ArrayBuffer): string =>
  (typeof data === 'string' ? Buffer.from(data) : Buffer.from(data)).toString('base64url');

export async function createListIssuer(kid = 'run'): Promise<ListIssuer> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const { privateKey, publicKey } = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', publicKey);
  return {
    publicKey: { kty, crv, x, y, kid, alg: 'ES256' } as JsonWebKey,
    async sign(claims) {
      const content = `${encode(JSON.stringify({ alg: 'ES256', kid, typ: 'server-list+jwt' }))}.${encode(JSON.stringify(claims))}`;
      const signature = await crypto.subtle.sign(algorithm, privateKey, new TextEncoder().encode(content));
      return `${content}.${encode(signature)}`;
    },
  };
}
