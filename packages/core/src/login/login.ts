/** Everything a login needs, as one module: whoever is logged in already does without it. */
import { BmError } from '../errors.ts';
import type { LoginRequest } from '../types.ts';
import { loginWithJwt, subjectOf } from './jwt.ts';
import { loginWithPassword } from './password.ts';
import type { LoginAnswer, LoginDevice } from './request-login.ts';

export { checkLoginResponse } from '../whitelist/sign-in.ts';
export { createRenewedToken } from './renewed-token.ts';
export { loginFlows } from './request-login.ts';

/** @throws {BmError} LOGIN_UNSUPPORTED, and what the flow throws */
export async function logInBy(
  request: LoginRequest,
  fetch: typeof globalThis.fetch,
  baseUrl: string,
  device: LoginDevice,
): Promise<LoginAnswer> {
  switch (request.type) {
    case 'm.login.password':
      return loginWithPassword(fetch, baseUrl, { ...request, ...device });
    case 'org.matrix.login.jwt':
      return loginWithJwt(fetch, baseUrl, { ...request, ...device });
    default:
      throw new BmError('LOGIN_UNSUPPORTED', 'this login flow is not known');
  }
}

/** Who the request says it is: user id or localpart. */
export function userIn(request: LoginRequest): string | undefined {
  return request.type === 'm.login.password' ? request.user : subjectOf(request.token);
}
