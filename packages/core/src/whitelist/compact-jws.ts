/**
 * Reads compact JWS strictly and verifies their signatures. Says nothing about what a header or payload may hold.
 * Verifies with WebCrypto itself: what a library adds (choosing algorithm and key by the header) is forbidden here, and
 * would be 5 kB of the worker file. The tests sign with one.
 */
import { decodeBase64url } from './base64url.ts';
import { BmError } from '../errors.ts';
import { parseStrictJson } from './strict-json.ts';

export interface CompactJws {
  /** Parsed without duplicate members; `undefined` if it is no such JSON. */
  readonly header: unknown;
  /** The JSON text of the payload; not to be read before the signature is verified. `undefined` if it is no UTF-8. */
  readonly payload: string | undefined;
  /** What is signed: header and payload as they were written. */
  readonly signed: string;
  readonly signature: Uint8Array<ArrayBuffer>;
}

/** RFC 7518, sections 3.4 and 3.5, and RFC 8037, as WebCrypto names them. */
const algorithms = {
  PS512: { name: 'RSA-PSS', hash: 'SHA-512', saltLength: 64 },
  ES256: { name: 'ECDSA', hash: 'SHA-256', namedCurve: 'P-256' },
  EdDSA: { name: 'Ed25519' },
} as const;
export type JwsAlgorithm = keyof typeof algorithms;

/** A public key for this algorithm and no other. Throws what WebCrypto throws. */
export async function importPublicKey(
  key: JsonWebKey | Uint8Array<ArrayBuffer>,
  algorithm: JwsAlgorithm,
): Promise<CryptoKey> {
  const [parameters, usages] = [algorithms[algorithm], ['verify'] as const];
  return key instanceof Uint8Array
    ? crypto.subtle.importKey('spki', key, parameters, true, usages)
    : crypto.subtle.importKey('jwk', key, parameters, true, usages);
}

function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** The three parts, or `undefined` unless each is strict base64url. */
export function readCompactJws(text: string): CompactJws | undefined {
  const parts = text.split('.');
  const bytes = parts.map(decodeBase64url);
  const [header, payload, signature] = bytes;
  if (parts.length !== 3 || !header || !payload || !signature) return undefined;
  const headerText = utf8(header);
  const json = headerText === undefined ? undefined : parseStrictJson(headerText, headerText.length * 4);
  return {
    header: json?.status === 'parsed' ? json.value : undefined,
    payload: utf8(payload),
    signed: `${parts[0]}.${parts[1]}`,
    signature,
  };
}

/** Whether the signature is that of `key`. The algorithm is the caller's choice, never the header's. */
export async function isSignedBy(jws: CompactJws, key: CryptoKey, algorithm: JwsAlgorithm): Promise<boolean> {
  const { signature, signed } = jws;
  try {
    return await crypto.subtle.verify(algorithms[algorithm], key, signature, new TextEncoder().encode(signed));
  } catch {
    return false; // a key of another kind
  }
}

/** Without a secure context browsers have no `crypto.subtle`; that is never a reason to skip a check. */
export function requireSubtleCrypto(): void {
  if (globalThis.crypto?.subtle === undefined) {
    throw new BmError('WL_INSECURE_CONTEXT', 'signatures cannot be verified: the page is no secure context');
  }
}
