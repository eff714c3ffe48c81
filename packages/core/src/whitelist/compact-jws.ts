/**
 * Compact JWS through `jose`. What it accepts and our rules forbid is refused before: base64url that is not strict
 * (R15), and a header with a member twice (R15, R22). Says nothing about what a header or payload may hold.
 */
import { decode, encode } from 'jose/base64url';
import { compactVerify } from 'jose/jws/compact/verify';
import { isObject, type JsonObject, parseStrictJson } from './strict-json.ts';

/** The algorithms of server token and signed list. Which one counts is the caller's choice, never the header's. */
export type JwsAlgorithm = 'PS512' | 'ES256' | 'EdDSA';

/** Without padding, white space, stray bits and the other alphabet each byte string has one text only. */
function isStrictBase64url(text: string): boolean {
  try {
    return encode(decode(text)) === text;
  } catch {
    return false;
  }
}

/** The header, or `undefined` unless `text` is three parts of strict base64url with a JSON object in the first. */
export function readJwsHeader(text: string): JsonObject | undefined {
  const parts = text.split('.');
  if (parts.length !== 3 || !parts.every(isStrictBase64url)) return undefined;
  return readJsonObject(decode(text.slice(0, text.indexOf('.'))));
}

/** The payload, or `undefined` unless `key` has signed it with this algorithm. */
export function verifiedPayload(
  text: string,
  key: CryptoKey,
  algorithm: JwsAlgorithm,
): Promise<Uint8Array | undefined> {
  return compactVerify(text, key, { algorithms: [algorithm] }).then(
    ({ payload }) => payload,
    () => undefined,
  );
}

/** The JSON object in header or payload, without members that stand twice. */
export function readJsonObject(bytes: Uint8Array): JsonObject | undefined {
  let text: string;
  try {
    // A byte order mark is kept, and is no JSON.
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
  const json = parseStrictJson(text, bytes.length);
  return json.status === 'parsed' && isObject(json.value) ? json.value : undefined;
}
