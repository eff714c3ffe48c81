/**
 * The OAuth 2.0 API (client-server API, since v1.15): metadata, client registration, authorisation code with PKCE, tokens and
 * their revocation. What is asked leaves through the door; where it may lead is decided in `whitelist/issuer.ts`.
 */
import { BmError } from '../errors.ts';
import { requestApi } from '../network/client-server-api.ts';
import type { GuardedFetch } from '../network/guarded-fetch.ts';
import { checkIssuer } from '../whitelist/issuer.ts';
import { isObject, member } from '../whitelist/strict-json.ts';
import { tokensIn, type Tokens } from './refresh.ts';

/** What of the metadata is used (RFC 8414). */
export interface OAuthServer {
  readonly issuer: string;
  /** See `SignInAttempt`. */
  readonly issuerAnswers: boolean;
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  readonly registrationEndpoint: string | undefined;
  readonly revocationEndpoint: string | undefined;
  /** Where users look after their devices (`account_management_uri`). */
  readonly accountUrl: string | undefined;
}

/** What a login by OAuth 2.0 keeps, to renew and revoke its tokens. */
export interface OAuthClient {
  readonly clientId: string;
  readonly tokenEndpoint: string;
  readonly revocationEndpoint?: string;
  /** See {@link OAuthServer}. */
  readonly accountUrl?: string;
}

export interface Issuers {
  /** `whitelist.issuers`. */
  readonly issuers: readonly string[];
  readonly insecureLocalhost: boolean;
}

/** MSC2965 before it became stable; Synapse has both. */
const metadataPaths = ['/_matrix/client/v1/auth_metadata', '/_matrix/client/unstable/org.matrix.msc2965/auth_metadata'];
/** A homeserver that does not know the path, and whatever may stand before one. */
const unknownPath: readonly string[] = ['UNEXPECTED', 'BAD_RESPONSE', 'FORBIDDEN'];
/** Milliseconds; a person waits for it. */
const timeoutMs = 20_000;
/** Bytes of randomness for what nobody may guess: 256 bits, RFC 7636 section 7.1. */
const randomLength = 32;
/** What issuers show to users. */
const clientName = 'BundesMessenger SDK';
/** Letters of a device id: 47 bits, and readable for people who compare. */
const deviceIdLength = 10;

/** @returns `undefined` where the homeserver has none @throws {BmError} WL_ISSUER, LOGIN_UNSUPPORTED, OFFLINE, SERVER_ERROR */
export async function findOAuthServer(
  fetch: GuardedFetch,
  baseUrl: string,
  listed: Issuers,
  signal: AbortSignal,
): Promise<OAuthServer | undefined> {
  for (const path of metadataPaths) {
    try {
      return readMetadata(await requestApi(fetch, baseUrl, { method: 'GET', path, signal }), listed);
    } catch (error) {
      if (!(error instanceof BmError) || !unknownPath.includes(error.code)) throw error;
    }
  }
  return undefined;
}

/** @throws {BmError} WL_ISSUER, LOGIN_UNSUPPORTED where it lacks what the specification demands */
export function readMetadata(metadata: unknown, { issuers, insecureLocalhost }: Issuers): OAuthServer {
  const issuer = checkIssuer(metadata, issuers, insecureLocalhost);
  const text = (name: string): string | undefined => {
    const value = member(metadata, name);
    return typeof value === 'string' ? value : undefined;
  };
  const methods = member(metadata, 'code_challenge_methods_supported');
  const authorizationEndpoint = text('authorization_endpoint');
  const tokenEndpoint = text('token_endpoint');
  if (!authorizationEndpoint || !tokenEndpoint || !Array.isArray(methods) || !methods.includes('S256')) {
    throw new BmError('LOGIN_UNSUPPORTED', 'the issuer lacks an endpoint or PKCE with S256');
  }
  return {
    issuer,
    issuerAnswers: member(metadata, 'authorization_response_iss_parameter_supported') === true,
    authorizationEndpoint,
    tokenEndpoint,
    registrationEndpoint: text('registration_endpoint'),
    revocationEndpoint: text('revocation_endpoint'),
    accountUrl: text('account_management_uri'),
  };
}

/** RFC 7591. A page is a public client: there is nothing it could keep secret. @throws {BmError} LOGIN_CLIENT_REFUSED, OFFLINE, SERVER_ERROR */
export async function registerClient(
  fetch: GuardedFetch,
  { registrationEndpoint }: OAuthServer,
  redirectUrl: string,
): Promise<string> {
  if (registrationEndpoint === undefined) throw new BmError('LOGIN_CLIENT_REFUSED', 'the issuer registers no clients');
  const { ok, body } = await ask(fetch, registrationEndpoint, {
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      client_name: clientName,
      client_uri: new URL('/', redirectUrl).href,
      redirect_uris: [redirectUrl],
      application_type: 'web',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
    }),
  });
  const clientId = member(body, 'client_id');
  if (!ok) throw new BmError('LOGIN_CLIENT_REFUSED', 'the issuer does not register this page');
  if (typeof clientId !== 'string') throw new BmError('BAD_RESPONSE', 'the registration has no client id');
  return clientId;
}

export interface AuthorizationRequest {
  readonly clientId: string;
  readonly redirectUrl: string;
  readonly state: string;
  readonly deviceId: string;
  readonly codeVerifier: string;
}

/** Where the page goes. The fragment keeps the answer from the server that the page comes from. */
export async function authorizationUrl(endpoint: string, request: AuthorizationRequest): Promise<string> {
  const url = new URL(endpoint);
  const challenge = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(request.codeVerifier));
  const parameters = {
    response_type: 'code',
    response_mode: 'fragment',
    client_id: request.clientId,
    redirect_uri: request.redirectUrl,
    scope: `urn:matrix:client:api:* urn:matrix:client:device:${request.deviceId}`,
    state: request.state,
    code_challenge: base64url(new Uint8Array(challenge)),
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}

export function exchangeCode(
  fetch: GuardedFetch,
  { tokenEndpoint, clientId }: OAuthClient,
  { code, redirectUrl, codeVerifier }: { code: string; redirectUrl: string; codeVerifier: string },
): Promise<Tokens | undefined> {
  return askTokens(fetch, tokenEndpoint, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUrl,
    client_id: clientId,
    code_verifier: codeVerifier,
  });
}

/** @returns `undefined` where the issuer refuses @throws {BmError} OFFLINE, SERVER_ERROR, RATE_LIMITED, BAD_RESPONSE: worth another try */
export async function refreshOAuthTokens(
  fetch: GuardedFetch,
  { tokenEndpoint, clientId }: OAuthClient,
  refreshToken: string,
  signal: AbortSignal,
): Promise<Tokens | undefined> {
  const asked = { grant_type: 'refresh_token', refresh_token: refreshToken, client_id: clientId };
  const tokens = await askTokens(fetch, tokenEndpoint, asked, signal);
  return tokens && { refreshToken, ...tokens };
}

/** RFC 7009. The refresh token stands for the whole grant. @throws {BmError} OFFLINE, … */
export async function revokeTokens(
  fetch: GuardedFetch,
  { revocationEndpoint, clientId }: OAuthClient,
  refreshToken: string,
  signal: AbortSignal,
): Promise<void> {
  if (revocationEndpoint === undefined) return;
  const body = new URLSearchParams({ token: refreshToken, token_type_hint: 'refresh_token', client_id: clientId });
  await ask(fetch, revocationEndpoint, { body, signal });
}

async function askTokens(
  fetch: GuardedFetch,
  endpoint: string,
  parameters: Record<string, string>,
  signal?: AbortSignal,
): Promise<Tokens | undefined> {
  const asked = { body: new URLSearchParams(parameters), ...(signal && { signal }) };
  const { ok, body } = await ask(fetch, endpoint, asked);
  if (!ok) {
    // RFC 6749, section 5.2: the code or refresh token is invalid, expired, revoked, or another client's.
    if (member(body, 'error') === 'invalid_grant') return undefined;
    throw new BmError('BAD_RESPONSE', 'the issuer does not understand the request for tokens');
  }
  // RFC 6749, section 5.1: in seconds.
  const lifetimeS = member(body, 'expires_in');
  return tokensIn(body, typeof lifetimeS === 'number' ? lifetimeS * 1_000 : undefined);
}

/** @throws {BmError} OFFLINE, SERVER_ERROR, RATE_LIMITED, WL_… of the door */
async function ask(
  fetch: GuardedFetch,
  url: string,
  init: RequestInit,
): Promise<{ readonly ok: boolean; readonly body: unknown }> {
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = init.signal ? AbortSignal.any([init.signal, timeout]) : timeout;
  const answer = await fetch(url, { method: 'POST', ...init, signal }, 'auth').catch((error: unknown) => {
    throw error instanceof BmError ? error : new BmError('OFFLINE', 'the issuer does not answer');
  });
  const body: unknown = await answer.json().catch(() => undefined);
  if (answer.status >= 500) throw new BmError('SERVER_ERROR', `the issuer answered ${answer.status}`);
  if (answer.status === 429) throw new BmError('RATE_LIMITED', 'the issuer asks to wait');
  if (answer.ok && answer.status !== 204 && body !== undefined && !isObject(body)) {
    throw new BmError('BAD_RESPONSE', 'the issuer answered something that is not a JSON object');
  }
  return { ok: answer.ok, body };
}

/** What nobody can guess, in letters that may stand in an address (RFC 4648, section 5). */
export function randomText(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(randomLength)));
}

/** The client names its device (client-server API, "Device ID allocation"). */
export function randomDeviceId(): string {
  const numbers = crypto.getRandomValues(new Uint32Array(deviceIdLength));
  return Array.from(numbers, (number) => String.fromCharCode(65 + (number % 26))).join('');
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
}
