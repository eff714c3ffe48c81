/**
 * Login with a JSON Web Token that a portal hands over (`org.matrix.login.jwt` of Synapse). Holds it for one request only;
 * whether it is genuine the server decides.
 */
import { member } from '../whitelist/strict-json.ts';
import { requestLogin, type LoginAnswer, type LoginDevice } from './request-login.ts';

export interface JwtLogin extends LoginDevice {
  readonly token: string;
}

/** @throws {BmError} LOGIN_TOKEN_REFUSED, LOGIN_ACCOUNT_DISABLED, RATE_LIMITED, OFFLINE, SERVER_ERROR, BAD_RESPONSE */
export function loginWithJwt(
  fetch: typeof globalThis.fetch,
  baseUrl: string,
  { token, ...device }: JwtLogin,
): Promise<LoginAnswer> {
  return requestLogin(fetch, baseUrl, { type: 'org.matrix.login.jwt', token }, device, 'LOGIN_TOKEN_REFUSED');
}

/** Whom the token names (`sub`, RFC 7519 4.1.2), unproven: good for asking for the user's earlier device again, and for nothing else. */
export function subjectOf(token: string): string | undefined {
  const [, payload = ''] = token.split('.');
  try {
    const bytes = Uint8Array.from(atob(payload.replaceAll('-', '+').replaceAll('_', '/')), (byte) =>
      byte.charCodeAt(0),
    );
    const subject = member(JSON.parse(new TextDecoder().decode(bytes)), 'sub');
    return typeof subject === 'string' ? subject : undefined;
  } catch {
    return undefined; // the server will say what is wrong with it
  }
}
