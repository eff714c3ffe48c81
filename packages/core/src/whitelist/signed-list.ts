/**
 * R15 to R17: the central list of servers, signed by its issuer. From bytes to a list, or the code of the first rule
 * broken. Pure but for the cryptography: what must be remembered goes in and out as plain data.
 */
import { encode } from 'jose/base64url';
import { importJWK } from 'jose/key/import';
import * as v from 'valibot';
import { BmError } from '../errors.ts';
import { refuse } from '../network/web-url.ts';
import type { SignedListPolicy } from '../types.ts';
import { type JwsAlgorithm, readJsonObject, readJwsHeader, verifiedPayload } from './compact-jws.ts';
import { type ListedServers, listServers } from './listed-servers.ts';
import { maxListBytes } from './limits.ts';
import { ownEntries } from './own-entries.ts';
import { requireSubtleCrypto } from './secure-context.ts';
import type { JsonObject } from './strict-json.ts';

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
    return (await importJWK(
      { kty, crv, x, ...(y !== undefined && { y }) } as JsonWebKey,
      algorithmOf(key),
    )) as CryptoKey;
  } catch (error) {
    // Ed25519 came to browsers in 2023 to 2025.
    const unsupported = error instanceof Error && error.name === 'NotSupportedError';
    if (unsupported) throw new BmError('UNSUPPORTED_BROWSER', 'this browser cannot verify Ed25519 signatures');
    throw new BmError('WL_CONFIG', 'a key of the signed list is broken', { field: 'whitelist.signedList.keys' });
  }
}

/** R15, header: returns the pinned key. */
function pinnedKey(header: JsonObject, keys: readonly JsonWebKey[]): JsonWebKey {
  const { alg, kid, typ } = header;
  if (!algorithms.includes(alg)) return refuse('WL_LIST_ALG', 'the algorithm of the list is not allowed');
  const key = keys.find((candidate) => 'kid' in candidate && candidate.kid === kid);
  if (key === undefined) return refuse('WL_LIST_KID', 'the key of the list is not pinned');
  if (alg !== algorithmOf(key)) return refuse('WL_LIST_ALG', 'the algorithm of the list is not that of its key');
  if (typ !== listType) return refuse('WL_LIST_TYPE', 'the type of the list is wrong');
  // jose honours some of these: b64 and crit, for one.
  if (forbiddenHeaders.some((name) => header[name] !== undefined)) {
    return refuse('WL_LIST_HEADER', 'the header of the list holds a member that is not allowed');
  }
  return key;
}

const integer = v.pipe(v.number(), v.safeInteger());
const serverShape = v.object(ownEntries({ server_name: v.string(), base_url: v.string() }));
const listShape = v.looseObject(
  ownEntries({ serial: v.pipe(integer, v.minValue(0)), servers: v.pipe(v.array(serverShape), v.nonEmpty()) }),
);
const timesShape = v.object(ownEntries({ exp: integer, nbf: integer, iat: integer }));

/** R16: returns the moment of expiry, in seconds. */
function checkTimes(
  claims: JsonObject,
  { nowMs, newest }: SignedListContext,
): { expiresAtS: number; issuedAtS: number } {
  const nowS = nowMs / 1000;
  if (newest && nowS < newest.issuedAtS - clockSkewS) {
    return refuse('WL_LIST_CLOCK', 'the clock of this device is behind the newest list');
  }
  if (!v.is(timesShape, claims)) return refuse('WL_LIST_FORMAT', 'the times of the list are not integers');
  const { exp: expiry, nbf: notBefore, iat: issuedAt } = claims;
  if (nowS <= notBefore - clockSkewS || issuedAt > nowS + clockSkewS) {
    return refuse('WL_LIST_NOT_YET', 'the list is not valid yet');
  }
  if (nowS >= expiry + clockSkewS) return refuse('WL_LIST_EXPIRED', 'the list has expired');
  if (expiry - issuedAt > maxLifetimeS) return refuse('WL_LIST_LIFETIME', 'the list is valid for more than 30 days');
  return { expiresAtS: expiry + clockSkewS, issuedAtS: issuedAt };
}

/** A list that is valid now. `text` comes from the network or from storage; both are trusted the same: not at all. */
export async function verifySignedList(
  text: unknown,
  policy: SignedListPolicy,
  context: SignedListContext,
): Promise<VerifiedList> {
  if (typeof text !== 'string') return refuse('WL_LIST_FORMAT', 'the list is not a compact JWS');
  const bytes = new TextEncoder().encode(text);
  if (bytes.length > maxListBytes) return refuse('WL_LIST_SIZE', 'the list is too large');
  const header = readJwsHeader(text);
  if (header === undefined) return refuse('WL_LIST_FORMAT', 'the list is not a compact JWS');
  const key = pinnedKey(header, policy.keys);
  requireSubtleCrypto();
  const payload = await verifiedPayload(text, await importListKey(key), algorithmOf(key));
  if (payload === undefined) return refuse('WL_LIST_SIGNATURE', 'the signature of the list is wrong');

  const claims = readJsonObject(payload);
  if (!v.is(listShape, claims)) return refuse('WL_LIST_FORMAT', 'the list has not the right members');
  const entries = claims.servers.map(({ server_name: serverName, base_url: baseUrl }) => ({ serverName, baseUrl }));
  const servers = listServers(entries, context.insecureLocalhost === true);
  if ('problem' in servers) return refuse('WL_LIST_FORMAT', `entry ${servers.problem.index} of the list is refused`);

  const { serial, iss: issuer, aud: audience } = claims;
  if (issuer !== policy.issuer) return refuse('WL_LIST_ISSUER', 'the list has another issuer');
  if (!(Array.isArray(audience) ? audience.includes(policy.audience) : audience === policy.audience)) {
    return refuse('WL_LIST_AUDIENCE', 'the list is made for another audience');
  }
  const { expiresAtS, issuedAtS } = checkTimes(claims, context);

  const { newest } = context;
  const sha256 = encode(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
  if (newest && (serial < newest.serial || (serial === newest.serial && newest.sha256 !== sha256))) {
    return refuse('WL_LIST_ROLLBACK', 'the list is older than one accepted before');
  }
  return {
    servers,
    expiresAtMs: expiresAtS * 1000,
    newest: { serial, issuedAtS: Math.max(issuedAtS, newest?.issuedAtS ?? issuedAtS), sha256 },
  };
}
