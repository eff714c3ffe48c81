/** Reads compact JWS strictly and verifies their signatures. Says nothing about what a header or payload may hold. */
import { base64url, flattenedVerify, type CryptoKey } from 'jose';
import { BmError } from '../errors.ts';
import { parseStrictJson } from './strict-json.ts';

export interface CompactJws {
  /** Parsed without duplicate members; `undefined` if it is no such JSON. */
  readonly header: unknown;
  /** The JSON text of the payload; not to be read before the signature is verified. `undefined` if it is no UTF-8. */
  readonly payload: string | undefined;
  readonly parts: { readonly protected: string; readonly payload: string; readonly signature: string };
}

/** The bytes, if the text is their one and only base64url form: without padding, white space or stray bits. */
function decodeStrict(text: string): Uint8Array | undefined {
  try {
    const bytes = base64url.decode(text);
    return base64url.encode(bytes) === text ? bytes : undefined;
  } catch {
    return undefined;
  }
}

function utf8(bytes: Uint8Array | undefined): string | undefined {
  try {
    return bytes && new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** The three parts, or `undefined` unless each is strict base64url. */
export function readCompactJws(text: string): CompactJws | undefined {
  const parts = text.split('.');
  const bytes = parts.map(decodeStrict);
  if (parts.length !== 3 || bytes.includes(undefined)) return undefined;
  const [header = '', payload = '', signature = ''] = parts;
  const headerText = utf8(bytes[0]);
  const json = headerText === undefined ? undefined : parseStrictJson(headerText, headerText.length * 4);
  return {
    header: json?.status === 'parsed' ? json.value : undefined,
    payload: utf8(bytes[1]),
    parts: { protected: header, payload, signature },
  };
}

/** Whether the signature is that of `key`. The algorithm is the caller's choice, never the header's. */
export async function isSignedBy(jws: CompactJws, key: CryptoKey, algorithm: string): Promise<boolean> {
  try {
    await flattenedVerify(jws.parts, key, { algorithms: [algorithm] });
    return true;
  } catch {
    return false; // jose throws for a wrong signature as for anything that keeps it from verifying one
  }
}

/** Without a secure context browsers have no `crypto.subtle`; that is never a reason to skip a check. */
export function requireSubtleCrypto(): void {
  if (globalThis.crypto?.subtle === undefined) {
    throw new BmError('WL_INSECURE_CONTEXT', 'signatures cannot be verified: the page is no secure context');
  }
}
