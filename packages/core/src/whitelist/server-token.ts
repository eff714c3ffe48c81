/**
 * R21 to R23: BundesMessenger's server token. Asks a homeserver for its tokens and decides whether one of them counts.
 * Asks through the fetch it is given and keeps nothing.
 */
import { importJWK, importSPKI } from 'jose/key/import';
import * as v from 'valibot';
import { BmError, type WhitelistCode } from '../errors.ts';
import { boundedGet, type SetTimer } from '../network/bounded-get.ts';
import type { GuardedFetch } from '../network/guarded-fetch.ts';
import { refuse } from '../network/web-url.ts';
import type { ServerTokenPolicy } from '../types.ts';
import { readJsonObject, readJwsHeader, verifiedPayload } from './compact-jws.ts';
import { maxTokenAnswerBytes, minKeyBits, recommendedKeyBits } from './limits.ts';
import { ownEntries } from './own-entries.ts';
import { requireSubtleCrypto } from './secure-context.ts';
import { serverTokenUrl } from './server-token-url.ts';
import { member, parseStrictJson } from './strict-json.ts';

const algorithm = 'PS512';
const maxTokens = 64;
/** R22: how far in the past `exp` may be, in seconds. */
const leewayS = 60;

export interface TokenKeys {
  readonly keys: readonly CryptoKey[];
  /** A key is shorter than the BSI recommends: to be told to the integrator, no reason to refuse. */
  readonly hasShortKey: boolean;
}

export interface AcceptedToken {
  /** The token itself, so that a cached success can be verified again in full. */
  readonly token: string;
  /** The moment from which the token is refused. */
  readonly expiresAtMs: number;
}

/** R23. One key that is too weak refuses all: it could sign for any server. */
export async function importTokenKeys({ keys: texts }: ServerTokenPolicy): Promise<TokenKeys> {
  if (texts.length === 0) return refuse('WL_TOKEN_NO_KEYS', 'no key for server tokens is configured');
  requireSubtleCrypto();
  const keys = await Promise.all(texts.map(importTokenKey));
  const bits = keys.map((key) => Number(member(key.algorithm, 'modulusLength')));
  if (!bits.every((length) => length >= minKeyBits)) {
    refuse('WL_TOKEN_WEAK_KEY', `a key for server tokens has less than ${minKeyBits} bits`);
  }
  return { keys, hasShortKey: bits.some((length) => length < recommendedKeyBits) };
}

async function importTokenKey(text: string, index: number): Promise<CryptoKey> {
  try {
    if (text.trimStart().startsWith('-')) return await importSPKI(text.trim(), algorithm);
    const { n, e } = JSON.parse(text) as JsonWebKey;
    return (await importJWK({ kty: 'RSA', n, e } as JsonWebKey, algorithm)) as CryptoKey;
  } catch {
    const field = `whitelist.serverToken.keys[${index}]`;
    throw new BmError('WL_CONFIG', `${field} is no RSA public key`, { field });
  }
}

/** R22's order of progress after the signature: the reason given is that of the token that came furthest. */
const progress = [
  'WL_TOKEN_BAD_RESPONSE',
  'WL_TOKEN_WRONG_HOST',
  'WL_TOKEN_EXPIRED',
] as const satisfies readonly WhitelistCode[];
type TokenProblem = (typeof progress)[number];

const claimsShape = v.object(ownEntries({ sub: v.string(), exp: v.pipe(v.number(), v.finite()) }));
const answerShape = v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(maxTokens));

/** `undefined`: not signed by one of the keys. */
async function judge(
  token: string,
  keys: TokenKeys,
  host: string,
  nowMs: number,
): Promise<AcceptedToken | TokenProblem | undefined> {
  const header = readJwsHeader(token);
  // jose honours some `crit`, our rule none.
  if (header?.alg !== algorithm || header.crit !== undefined) return undefined;
  const payloads = await Promise.all(keys.keys.map((key) => verifiedPayload(token, key, algorithm)));
  const payload = payloads.find((verified) => verified !== undefined);
  if (payload === undefined) return undefined;
  const claims = readJsonObject(payload);
  if (!v.is(claimsShape, claims)) return 'WL_TOKEN_BAD_RESPONSE';
  if (claims.sub !== host) return 'WL_TOKEN_WRONG_HOST';
  const expiresAtMs = (claims.exp + leewayS) * 1000;
  return nowMs > expiresAtMs ? 'WL_TOKEN_EXPIRED' : { token, expiresAtMs };
}

/** R22: the token that counts longest for the host of `baseUrl`, or the code of the one that came furthest. */
export async function acceptToken(
  tokens: readonly string[],
  keys: TokenKeys,
  baseUrl: string,
  nowMs: number,
): Promise<AcceptedToken> {
  const { hostname } = new URL(baseUrl); // lower case, without port
  const results = await Promise.all(tokens.map((token) => judge(token, keys, hostname, nowMs)));
  const accepted = results.filter((result) => typeof result === 'object');
  const [best] = accepted.sort((one, other) => other.expiresAtMs - one.expiresAtMs);
  if (best) return best;
  const furthest = progress.findLast((problem) => results.includes(problem)) ?? 'WL_TOKEN_BAD_SIGNATURE';
  return refuse(furthest, 'no server token counts for this homeserver');
}

export interface ServerTokenRequest {
  readonly fetch: GuardedFetch;
  readonly nowMs: () => number;
  readonly setTimer?: SetTimer;
  readonly signal?: AbortSignal;
}

/** R21: asks the homeserver at `baseUrl` and returns a token that counts. Throws the reason as a code. */
export async function requestServerToken(
  baseUrl: string,
  keys: TokenKeys,
  { fetch, nowMs, ...limits }: ServerTokenRequest,
): Promise<AcceptedToken> {
  const answer = await boundedGet(serverTokenUrl(baseUrl), {
    fetch,
    purpose: 'token',
    maxBytes: maxTokenAnswerBytes,
    ...limits,
  });
  if (answer.status === 'failed') {
    const wasGiven = answer.why === 'size' || answer.why === 'encoding';
    return refuse(wasGiven ? 'WL_TOKEN_BAD_RESPONSE' : 'WL_TOKEN_FETCH_FAILED', `no server token: ${answer.why}`);
  }
  const json = parseStrictJson(answer.body, maxTokenAnswerBytes);
  const tokens: unknown = json.status === 'parsed' ? json.value : undefined;
  if (!v.is(answerShape, tokens)) return refuse('WL_TOKEN_BAD_RESPONSE', 'the answer is not a list of server tokens');
  return acceptToken(tokens, keys, baseUrl, nowMs());
}
