/**
 * A login somewhere else: the page goes to the issuer or the homeserver and comes back with an answer. What the answer has to fit
 * waits in the sealed storage, one attempt at a time; no other browser's answer fits it, and none fits it twice.
 */
import { BmError } from '../errors.ts';
import { parseUrl } from '../network/web-url.ts';
import { readCredentials } from '../session/credentials.ts';
import type { SealedStorage } from '../session/sealed-storage.ts';
import type { SignInRequest } from '../types.ts';
import { maxAttemptAgeMs, readSignInAnswer, type SignInAnswer, type SignInAttempt } from '../whitelist/sign-in.ts';
import type { LoginSetting } from './login.ts';
import { issuersOf } from './logins.ts';
import {
  authorizationUrl,
  findOAuthServer,
  randomDeviceId,
  randomText,
  registerClient,
  type OAuthClient,
} from './oauth2.ts';
import { ssoUrl } from './sso.ts';

/** One that is not finished. */
export interface PendingSignIn extends SignInAttempt {
  readonly oauth?: {
    readonly client: OAuthClient;
    readonly redirectUrl: string;
    readonly codeVerifier: string;
    readonly deviceId: string;
  };
}

const recordKey = 'sign-in';

/**
 * Makes an attempt in place of any earlier one. @returns where the page goes
 * @throws {BmError} LOGIN_UNSUPPORTED, LOGIN_CLIENT_REFUSED, WL_ISSUER, OFFLINE, SERVER_ERROR, STORE_FULL, STORE_LOST
 */
export async function beginSignIn(request: SignInRequest, setting: LoginSetting): Promise<{ readonly url: string }> {
  const { baseUrl, options, storage, now } = setting;
  const redirectUrl = redirectUrlOf(options.oauth?.redirectUrl ?? request.redirectUrl);
  // The page tells by its beginning that the answer is not to a login of the portal's own.
  const state = `bm.${options.name ?? 'default'}.${randomText()}`;
  const attempt = { state, baseUrl, startedAtMs: now() };
  const keep = async (pending: PendingSignIn): Promise<void> => {
    await storage.create();
    await storage.set(recordKey, pending);
  };
  if (request.type === 'm.login.sso') {
    redirectUrl.searchParams.set('state', state);
    await keep(attempt);
    return { url: ssoUrl(baseUrl, request.idpId, redirectUrl.href) };
  }
  if (request.type !== 'oauth') throw new BmError('LOGIN_UNSUPPORTED', 'this sign-in is not known');
  const { fetch, signal, waiting } = setting;
  const server = await findOAuthServer(fetch, baseUrl, issuersOf(options), signal);
  if (!server) throw new BmError('LOGIN_UNSUPPORTED', 'the homeserver does not have the OAuth 2.0 API');
  const { issuer, issuerAnswers, tokenEndpoint, revocationEndpoint, accountUrl } = server;
  const clientId = options.oauth?.clientId ?? (await registerClient(fetch, server, redirectUrl.href));
  const codeVerifier = randomText();
  const oauth = {
    client: {
      clientId,
      tokenEndpoint,
      ...(revocationEndpoint !== undefined && { revocationEndpoint }),
      ...(accountUrl !== undefined && { accountUrl }),
    },
    redirectUrl: redirectUrl.href,
    codeVerifier,
    // The one that waits, if it is the same user: its keys go on.
    deviceId: waiting?.deviceId ?? randomDeviceId(),
  };
  await keep({ ...attempt, issuer, responseMode: 'fragment', ...(issuerAnswers && { issuerAnswers }), oauth });
  return { url: await authorizationUrl(server.authorizationEndpoint, { ...oauth, clientId, state }) };
}

/** What the page came back with. The attempt is over, however this ends. @throws {BmError} WL_CALLBACK, LOGIN_CANCELLED, LOGIN_REFUSED */
export async function endSignIn(
  callbackUrl: string,
  { storage, baseUrl, now }: LoginSetting,
): Promise<{ readonly pending: PendingSignIn; readonly answer: SignInAnswer }> {
  const pending = await storage.get<PendingSignIn>(recordKey);
  await forgetSignIn(storage);
  const answer = readSignInAnswer(callbackUrl, pending, { nowMs: now(), baseUrl });
  return { pending: pending!, answer };
}

/** Leaves nothing behind where nobody has logged in. */
export async function forgetSignIn(storage: SealedStorage): Promise<void> {
  if ((await storage.get(recordKey)) === undefined) return;
  await storage.delete(recordKey);
  if (!(await readCredentials(storage))) await storage.erase();
}

/** Forgets an attempt whose page has not come back. */
export async function forgetOldSignIn(storage: SealedStorage, nowMs: number): Promise<void> {
  const pending = await storage.get<PendingSignIn>(recordKey);
  if (pending && !(nowMs - pending.startedAtMs <= maxAttemptAgeMs)) await forgetSignIn(storage);
}

/** A redirect URI has no fragment (RFC 6749, section 3.1.2). @throws {BmError} WL_URL_INVALID, WL_SCHEME */
function redirectUrlOf(text: string): URL {
  const url = parseUrl(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new BmError('WL_SCHEME', 'the page has no address that a sign-in could come back to');
  }
  url.hash = '';
  return url;
}
