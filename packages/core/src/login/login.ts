/** Everything a login needs, as one module: whoever is logged in already does without it. */
import { BmError } from '../errors.ts';
import { requestApi } from '../network/client-server-api.ts';
import type { GuardedFetch } from '../network/guarded-fetch.ts';
import type { ApprovedDoor } from '../session/approved-door.ts';
import { createStorageKey, isSameUser, withTokens, type Credentials } from '../session/credentials.ts';
import type { SealedStorage } from '../session/sealed-storage.ts';
import type { LoginRequest, SessionOptions } from '../types.ts';
import { loginWithJwt, subjectOf } from './jwt.ts';
import { exchangeCode, revokeTokens } from './oauth2.ts';
import { loginWithPassword } from './password.ts';
import { requestLogin, type LoginAnswer } from './request-login.ts';
import { endSignIn, forgetSignIn } from './sign-in.ts';

export { checkLoginResponse } from '../whitelist/sign-in.ts';
export { findLogins } from './logins.ts';
export { createRenewedToken } from './renewed-token.ts';
export { beginSignIn, forgetOldSignIn } from './sign-in.ts';

/** The name other devices of the user see, and issuers; says nothing of browser or machine. */
const deviceDisplayName = 'BundesMessenger SDK';

/** Where somebody logs in. */
export interface LoginSetting {
  readonly fetch: GuardedFetch;
  /** Approved. */
  readonly baseUrl: string;
  /** Frozen. */
  readonly options: SessionOptions;
  readonly storage: SealedStorage;
  /** Of the device that waits for its user after a soft logout, if one does. */
  readonly waiting: Credentials | undefined;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/** What comes of it. */
export interface NewLogin {
  readonly credentials: Credentials;
  /** It is the device that waited: its keys go on. */
  readonly isKept: boolean;
  /** In case the server wants it for the first cross-signing keys. */
  readonly password: string | undefined;
}

/** @throws {BmError} LOGIN_UNSUPPORTED, and what the flow and the check throw */
export async function logInBy(
  request: LoginRequest,
  setting: LoginSetting,
  door: Pick<ApprovedDoor, 'checkLogin' | 'mustRemember'>,
): Promise<NewLogin> {
  const { waiting, baseUrl, now } = setting;
  const { userId, deviceId, tokens, oauth, response } = await answerTo(request, setting);
  await door.checkLogin(response);
  const isKept = waiting?.userId === userId && waiting.deviceId === deviceId;
  const granted = {
    userId,
    deviceId,
    storageKey: isKept ? waiting.storageKey : createStorageKey(),
    ...(oauth && { oauth }),
    ...(request.type === 'org.matrix.login.jwt' && { byToken: true as const }),
    ...(door.mustRemember() && { baseUrl }),
  };
  const password = request.type === 'm.login.password' ? request.password : undefined;
  return { credentials: withTokens(granted, tokens, now()), isKept, password };
}

async function answerTo(request: LoginRequest, setting: LoginSetting): Promise<LoginAnswer> {
  if (request.type === 'callback') return answerToCallback(request.url, setting);
  await forgetSignIn(setting.storage);
  const { fetch, baseUrl, options, waiting } = setting;
  const isSame = waiting && isSameUser(waiting.userId, userIn(request), options.homeserver);
  const device = { deviceDisplayName, ...(isSame && { deviceId: waiting.deviceId }) };
  switch (request.type) {
    case 'm.login.password':
      return loginWithPassword(fetch, baseUrl, { ...request, ...device });
    case 'org.matrix.login.jwt':
      return loginWithJwt(fetch, baseUrl, { ...request, ...device });
    default:
      throw new BmError('LOGIN_UNSUPPORTED', 'this login flow is not known');
  }
}

/** @throws {BmError} WL_CALLBACK, LOGIN_CANCELLED, LOGIN_REFUSED, OFFLINE, SERVER_ERROR, BAD_RESPONSE */
async function answerToCallback(url: string, setting: LoginSetting): Promise<LoginAnswer> {
  const { fetch, baseUrl, waiting, signal } = setting;
  const { pending, answer } = await endSignIn(url, setting);
  if (answer.type === 'loginToken') {
    const proof = { type: 'm.login.token', token: answer.loginToken };
    const device = { deviceDisplayName, ...(waiting && { deviceId: waiting.deviceId }) };
    return requestLogin(fetch, baseUrl, proof, device, 'LOGIN_REFUSED');
  }
  const { client, redirectUrl, codeVerifier, deviceId } = pending.oauth!;
  const tokens = await exchangeCode(fetch, client, { code: answer.code, redirectUrl, codeVerifier });
  if (!tokens) throw new BmError('LOGIN_REFUSED', 'the issuer does not take the code');
  const path = '/_matrix/client/v3/account/whoami';
  const { accessToken } = tokens;
  const response = await requestApi(fetch, baseUrl, { method: 'GET', path, accessToken, signal });
  const { user_id: userId } = response;
  if (typeof userId !== 'string' || response['device_id'] !== deviceId) {
    throw new BmError('BAD_RESPONSE', 'the token is for another device than was asked for');
  }
  return { userId, deviceId, tokens, oauth: client, response };
}

/** Tells who gave the tokens that they are not used any more. @throws {BmError} OFFLINE, … */
export async function endLogin(
  { accessToken, refreshToken, oauth }: Credentials,
  { fetch, baseUrl, signal }: Pick<LoginSetting, 'fetch' | 'baseUrl' | 'signal'>,
): Promise<void> {
  if (oauth) return revokeTokens(fetch, oauth, refreshToken ?? accessToken, signal);
  await requestApi(fetch, baseUrl, {
    method: 'POST',
    path: '/_matrix/client/v3/logout',
    body: {},
    accessToken,
    signal,
  });
}

/** Who the request says it is: user id or localpart. */
export function userIn(request: LoginRequest): string | undefined {
  if (request.type === 'callback') return undefined; // nobody knows before it is answered
  return request.type === 'm.login.password' ? request.user : subjectOf(request.token);
}
