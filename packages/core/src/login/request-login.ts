/** `POST /login` (client-server API 5.7), whatever proves who the user is: what the server grants, and what it grants to nobody. */
import { BmError, type ErrorCode } from '../errors.ts';
import { requestApi } from '../network/client-server-api.ts';
import type { OAuthClient } from './oauth2.ts';
import { tokensIn, type Tokens } from './refresh.ts';

/** What the server grants: a device and its tokens. */
export interface LoginAnswer {
  readonly userId: string;
  readonly deviceId: string;
  readonly tokens: Tokens;
  /** Where an issuer gave them. */
  readonly oauth?: OAuthClient;
  /** All of it, unchecked: it may name somebody else's user or try to move the client. */
  readonly response: unknown;
}

/** The device that logs in. */
export interface LoginDevice {
  /** The one to log in again, after a soft logout. */
  readonly deviceId?: string;
  readonly deviceDisplayName: string;
}

/**
 * @param proof members of the request that say who the user is: held for this request only
 * @param refused the code where the server does not take the proof
 * @throws {BmError} `refused`, LOGIN_ACCOUNT_DISABLED, RATE_LIMITED, OFFLINE, SERVER_ERROR, BAD_RESPONSE
 */
export async function requestLogin(
  fetch: typeof globalThis.fetch,
  baseUrl: string,
  proof: Readonly<Record<string, unknown>>,
  { deviceId, deviceDisplayName }: LoginDevice,
  refused: ErrorCode,
): Promise<LoginAnswer> {
  const answer = await requestApi(fetch, baseUrl, {
    method: 'POST',
    path: '/_matrix/client/v3/login',
    body: {
      ...proof,
      initial_device_display_name: deviceDisplayName,
      refresh_token: true,
      ...(deviceId !== undefined && { device_id: deviceId }),
    },
  }).catch((error: unknown) => {
    // The server's own words are left out: they may repeat what was sent.
    throw error instanceof BmError && error.code === 'FORBIDDEN'
      ? new BmError(refused, 'the server does not take the login', { errcode: 'M_FORBIDDEN' })
      : error;
  });
  const { user_id: userId, device_id: grantedDeviceId } = answer;
  if (typeof userId !== 'string' || typeof grantedDeviceId !== 'string') {
    throw new BmError('BAD_RESPONSE', 'the login answer lacks user id or device id');
  }
  return { userId, deviceId: grantedDeviceId, tokens: tokensIn(answer), response: answer };
}
