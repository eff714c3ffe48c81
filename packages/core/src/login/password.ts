/** Login with user name and password (`m.login.password`, client-server API 5.7.1). Holds the password for one request only. */
import { requestLogin, type LoginAnswer, type LoginDevice } from './request-login.ts';

export interface PasswordLogin extends LoginDevice {
  /** User id or localpart. */
  readonly user: string;
  readonly password: string;
}

/** @throws {BmError} LOGIN_FORBIDDEN, LOGIN_ACCOUNT_DISABLED, RATE_LIMITED, OFFLINE, SERVER_ERROR, BAD_RESPONSE */
export function loginWithPassword(
  fetch: typeof globalThis.fetch,
  baseUrl: string,
  { user, password, ...device }: PasswordLogin,
): Promise<LoginAnswer> {
  const identifier = { type: 'm.id.user', user: user.trim() };
  return requestLogin(fetch, baseUrl, { type: 'm.login.password', identifier, password }, device, 'LOGIN_FORBIDDEN');
}
