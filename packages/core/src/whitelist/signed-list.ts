/**
 * R15 to R17: the central list of servers, signed by its issuer. From bytes to a list, or the code of the first rule
 * broken. Pure but for the cryptography: what must be remembered goes in and out as plain data.
 */
import { BmError } from '../errors.ts';
import { refuse } from '../network/web-url.ts';
import type { ListedServer, SignedListPolicy } from '../types.ts';
import { encodeBase64url } from './base64url.ts';
import { importPublicKey, isSignedBy, type JwsAlgorithm, readCompactJws, requireSubtleCrypto } from './compact-jws.ts';
import { type ListedServers, listServers } from './listed-servers.ts';
import { isObject, member, parseStrictJson } from './strict-json.ts';

/** R15. */
export const maxListBytes = 262_144;
const listType = 'server-list+jwt';
const algorithms: readonly unknown[] = ['ES256', 'EdDSA'];
/** Header members that would bring in a key, a transformation or a demand from outside. */
const forbiddenHeaders = ['jwk', 'jku', 'x5u', 'x5c', 'zip', 'b64', 'crit'];
/** R16, in seconds. */
const clockSkewS = 60;
const maxLifetimeS = 30 * 24 * 60 * 60;

/** The newest list ever accepted. Kept next to the cached list; only a second line of defence, because the page can erase it. */
export interface NewestList {
  readonly serial: number;
  /** The highest `iat` accepted, in seconds. */
  readonly issuedAtS: number;
  /** SHA-256 of the list's bytes, as base64url. */
  readonly sha256?: string;
}

export interface SignedListContext {
  readonly nowMs: number;
  readonly newest?: NewestList;
  readonly insecureLocalhost?: boolean;
}

export interface VerifiedList {
  readonly servers: ListedServers;
  /** The moment from which the list is refused. */
  readonly expiresAtMs: number;
  /** To be kept instead of what went in. */
  readonly newest: NewestList;
}

/** The algorithm that a pinned key is for; it follows from the key alone. */
const algorithmOf = (key: JsonWebKey): JwsAlgorithm => (key.kty === 'EC' ? 'ES256' : 'EdDSA');

async function importListKey(key: JsonWebKey): Promise<CryptoKey> {
  try {
    const { kty, crv, x, y } = key;
    return await importPublicKey({ kty, crv, x, ...(y !== undefined && { y }) } as JsonWebKey, algorithmOf(key));
  } catch (error) {
    // Ed25519 came to browsers in 2023 to 2025.
    const unsupported = error instanceof Error && error.name === 'NotSupportedError';
    if (unsupported) throw new BmError('UNSUPPORTED_BROWSER', 'this browser cannot verify Ed25519 signatures');
    throw new BmError('WL_CONFIG', 'a key of the signed list is broken', { field: 'whitelist.signedList.keys' });
  }
}

/** R15, header: returns the pinned key. */
function pinnedKey(header: unknown, keys: readonly JsonWebKey[]): JsonWebKey {
  const alg = member(header, 'alg');
  if (!algorithms.includes(alg)) return refuse('WL_LIST_ALG', 'the algorithm of the list is not allowed');
  const kid = member(header, 'kid');
  const key = typeof kid === 'string' ? keys.find((candidate) => member(candidate, 'kid') === kid) : undefined;
  if (key === undefined) return refuse('WL_LIST_KID', 'the key of the list is not pinned');
  if (alg !== algorithmOf(key)) return refuse('WL_LIST_ALG', 'the algorithm of the list is not that of its key');
  if (member(header, 'typ') !== listType) return refuse('WL_LIST_TYPE', 'the type of the list is wrong');
  if (forbiddenHeaders.some((name) => member(header, name) !== undefined)) {
    return refuse('WL_LIST_HEADER', 'the header of the list holds a member that is not allowed');
  }
  return key;
}

function readEntry(entry: unknown): ListedServer {
  const [serverName, baseUrl] = [member(entry, 'server_name'), member(entry, 'base_url')];
  if (typeof serverName === 'string' && typeof baseUrl === 'string') return { serverName, baseUrl };
  return refuse('WL_LIST_FORMAT', 'an entry of the list has not the right types');
}

/** R16: returns the moment of expiry, in seconds. */
function checkTimes(claims: unknown, { nowMs, newest }: SignedListContext): { expiresAtS: number; issuedAtS: number } {
  const nowS = nowMs / 1000;
  if (newest && nowS < newest.issuedAtS - clockSkewS) {
    return refuse('WL_LIST_CLOCK', 'the clock of this device is behind the newest list');
  }
  const [expiry, notBefore, issuedAt] = [member(claims, 'exp'), member(claims, 'nbf'), member(claims, 'iat')];
  if (!isInteger(expiry) || !isInteger(notBefore) || !isInteger(issuedAt)) {
    return refuse('WL_LIST_FORMAT', 'the times of the list are not integers');
  }
  if (nowS <= notBefore - clockSkewS || issuedAt > nowS + clockSkewS) {
    return refuse('WL_LIST_NOT_YET', 'the list is not valid yet');
  }
  if (nowS >= expiry + clockSkewS) return refuse('WL_LIST_EXPIRED', 'the list has expired');
  if (expiry - issuedAt > maxLifetimeS) return refuse('WL_LIST_LIFETIME', 'the list is valid for more than 30 days');
  return { expiresAtS: expiry + clockSkewS, issuedAtS: issuedAt };
}

const isInteger = (value: unknown): value is number => Number.isSafeInteger(value);

/** A list that is valid now. `text` comes from the network or from storage; both are trusted the same: not at all. */
export async function verifySignedList(
  text: unknown,
  policy: SignedListPolicy,
  context: SignedListContext,
): Promise<VerifiedList> {
  if (typeof text !== 'string') return refuse('WL_LIST_FORMAT', 'the list is not a compact JWS');
  const bytes = new TextEncoder().encode(text);
  if (bytes.length > maxListBytes) return refuse('WL_LIST_SIZE', 'the list is too large');
  const jws = readCompactJws(text);
  if (!isObject(jws?.header)) return refuse('WL_LIST_FORMAT', 'the list is not a compact JWS');
  const key = pinnedKey(jws.header, policy.keys);
  requireSubtleCrypto();
  if (!(await isSignedBy(jws, await importListKey(key), algorithmOf(key)))) {
    return refuse('WL_LIST_SIGNATURE', 'the signature of the list is wrong');
  }

  const json = jws.payload === undefined ? undefined : parseStrictJson(jws.payload, maxListBytes);
  const claims = json?.status === 'parsed' ? json.value : undefined;
  const [serial, entries] = [member(claims, 'serial'), member(claims, 'servers')];
  if (!isInteger(serial) || serial < 0 || !Array.isArray(entries) || entries.length === 0) {
    return refuse('WL_LIST_FORMAT', 'the list has not the right members');
  }
  const servers = listServers(entries.map(readEntry), context.insecureLocalhost === true);
  if ('problem' in servers) return refuse('WL_LIST_FORMAT', `entry ${servers.problem.index} of the list is refused`);

  if (member(claims, 'iss') !== policy.issuer) return refuse('WL_LIST_ISSUER', 'the list has another issuer');
  const audience = member(claims, 'aud');
  if (!(Array.isArray(audience) ? audience.includes(policy.audience) : audience === policy.audience)) {
    return refuse('WL_LIST_AUDIENCE', 'the list is made for another audience');
  }
  const { expiresAtS, issuedAtS } = checkTimes(claims, context);

  const { newest } = context;
  const sha256 = encodeBase64url(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
  if (newest && (serial < newest.serial || (serial === newest.serial && newest.sha256 !== sha256))) {
    return refuse('WL_LIST_ROLLBACK', 'the list is older than one accepted before');
  }
  return {
    servers,
    expiresAtMs: expiresAtS * 1000,
    newest: { serial, issuedAtS: Math.max(issuedAtS, newest?.issuedAtS ?? issuedAtS), sha256 },
  };
}

/** Refusals that only a genuine list can cause: it was signed, and has run out or the clock is wrong. */
const timeCodes: readonly unknown[] = ['WL_LIST_CLOCK', 'WL_LIST_NOT_YET', 'WL_LIST_EXPIRED', 'WL_LIST_LIFETIME'];
export const isGenuineButUntimely = (error: BmError): boolean => timeCodes.includes(error.code);
