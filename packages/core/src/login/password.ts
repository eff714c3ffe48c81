/** Login with user name and password (`m.login.password`, client-server API 5.7.1). Holds the password for one request only. */
import { BmError } from '../errors.ts';
import { requestApi } from '../network/client-server-api.ts';

/** What the server grants: a device and its token. */
export interface LoginAnswer {
  readonly userId: string;
  readonly deviceId: string;
  readonly accessToken: string;
  /** All of it, unchecked: it may name somebody else's user or try to move the client. */
  readonly response: unknown;
}

export interface PasswordLogin {
  /** User id or localpart. */
  readonly user: string;
  readonly password: string;
  /** The device to log in again, after a soft logout. */
  readonly deviceId?: string;
  readonly deviceDisplayName: string;
}

/** @throws {BmError} LOGIN_FORBIDDEN, LOGIN_ACCOUNT_DISABLED, RATE_LIMITED, OFFLINE, SERVER_ERROR, BAD_RESPONSE */
export async function loginWithPassword(
  fetch: typeof globalThis.fetch,
  baseUrl: string,
  { user, password, deviceId, deviceDisplayName }: PasswordLogin,
): Promise<LoginAnswer> {
  const answer = await requestApi(fetch, baseUrl, {
    method: 'POST',
    path: '/_matrix/client/v3/login',
    body: {
      type: 'm.login.password',
      identifier: { type: 'm.id.user', user: user.trim() },
      password,
      initial_device_display_name: deviceDisplayName,
      ...(deviceId !== undefined && { device_id: deviceId }),
    },
  }).catch((error: unknown) => {
    throw error instanceof BmError && error.code === 'FORBIDDEN'
      ? new BmError('LOGIN_FORBIDDEN', 'user name or password is wrong', { errcode: 'M_FORBIDDEN' })
      : error;
  });
  const { user_id: userId, device_id: grantedDeviceId, access_token: accessToken } = answer;
  if (typeof userId !== 'string' || typeof grantedDeviceId !== 'string' || typeof accessToken !== 'string') {
    throw new BmError('BAD_RESPONSE', 'the login answer lacks user id, device id or access token');
  }
  return { userId, deviceId: grantedDeviceId, accessToken, response: answer };
}

/** The login types the server offers (`GET /login`). */
export async function loginFlows(
  fetch: typeof globalThis.fetch,
  baseUrl: string,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const { flows } = await requestApi(fetch, baseUrl, {
    method: 'GET',
    path: '/_matrix/client/v3/login',
    ...(signal && { signal }),
  });
  if (!Array.isArray(flows)) throw new BmError('BAD_RESPONSE', 'the answer lists no login flows');
  return flows.flatMap((flow: unknown) =>
    typeof flow === 'object' && flow !== null && 'type' in flow && typeof flow.type === 'string' ? [flow.type] : [],
  );
}
