/** R12, first half: which answers to a sign-in count. Pure. The second half, OAuth 2.0 issuers, is in `issuer.ts`. */
import { checkWellKnown, type WellKnownContext } from '../discovery/well-known.ts';
import { BmError } from '../errors.ts';
import { refuse } from '../network/web-url.ts';
import { serverNameIn } from './server-name.ts';
import { member } from './strict-json.ts';

/** How long an attempt may take. Source: R12. */
export const maxAttemptAgeMs = 10 * 60_000;

/** A sign-in that this browser has started and not finished. Plain data, kept by the host only. */
export interface SignInAttempt {
  readonly state: string;
  /** The base URL it was started for. */
  readonly baseUrl: string;
  /** With OAuth 2.0: the issuer it was started for. */
  readonly issuer?: string;
  /** Its metadata promises that it names itself in each answer (RFC 9207): one without that is somebody else's. */
  readonly issuerAnswers?: true;
  /** Where the answer comes (OAuth 2.0 Multiple Response Type Encoding Practices). @default 'query' */
  readonly responseMode?: 'fragment' | 'query';
  readonly startedAtMs: number;
}

export interface SignInContext {
  readonly nowMs: number;
  /** The approved base URL of the session. */
  readonly baseUrl: string;
}

export type SignInAnswer =
  { readonly type: 'loginToken'; readonly loginToken: string } | { readonly type: 'code'; readonly code: string };

/**
 * The answer in a callback URL. The caller forgets the attempt before calling, so that an answer counts once.
 * Throws `WL_CALLBACK`, and for an answer that says no `LOGIN_CANCELLED` or `LOGIN_REFUSED`; the message never names a value,
 * because values are secrets.
 */
export function readSignInAnswer(
  callbackUrl: string,
  attempt: SignInAttempt | undefined,
  { nowMs, baseUrl }: SignInContext,
): SignInAnswer {
  if (attempt === undefined) return refuse('WL_CALLBACK', 'no sign-in is pending in this browser');
  const ageMs = nowMs - attempt.startedAtMs;
  if (!(ageMs >= 0 && ageMs <= maxAttemptAgeMs)) return refuse('WL_CALLBACK', 'the sign-in was started too long ago');
  if (attempt.baseUrl !== baseUrl) return refuse('WL_CALLBACK', 'the sign-in was started for another homeserver');
  const { search, hash } = URL.parse(callbackUrl) ?? { search: '', hash: '' };
  const parameters = new URLSearchParams((attempt.responseMode === 'fragment' ? hash : search).slice(1));
  const single = (name: string): string | undefined => {
    const values = parameters.getAll(name);
    if (values.length > 1) refuse('WL_CALLBACK', 'the callback has a parameter twice');
    return values[0];
  };
  const [state, issuer, loginToken, code, error] = ['state', 'iss', 'loginToken', 'code', 'error'].map(single);
  if (attempt.state === '' || state !== attempt.state) return refuse('WL_CALLBACK', 'the state does not match');
  // RFC 9207: tells apart the answers of two issuers.
  if (issuer !== undefined && issuer !== attempt.issuer) return refuse('WL_CALLBACK', 'another issuer has answered');
  if (attempt.issuerAnswers && issuer === undefined) return refuse('WL_CALLBACK', 'the issuer does not name itself');
  if (error === 'access_denied') throw new BmError('LOGIN_CANCELLED', 'the sign-in was ended by its user');
  if (error !== undefined) throw new BmError('LOGIN_REFUSED', 'the issuer does not give what was asked for');
  if (loginToken && code === undefined && attempt.issuer === undefined) return { type: 'loginToken', loginToken };
  if (code && loginToken === undefined && attempt.issuer !== undefined) return { type: 'code', code };
  return refuse('WL_CALLBACK', 'the callback does not answer this sign-in');
}

export interface LoginContext extends WellKnownContext {
  /** The approved base URL. */
  readonly baseUrl?: string | undefined;
}

/**
 * Refuses a login response that gives another server's user or moves the client (`WL_SERVER_NAME`, `WL_DELEGATION`).
 * `home_server` and whatever else it says is ignored. Returns the user id.
 */
export function checkLoginResponse(response: unknown, context: LoginContext): string {
  const userId = member(response, 'user_id');
  if (serverNameIn(userId, '@') !== context.serverName) {
    return refuse('WL_SERVER_NAME', 'the user id is not one of this homeserver');
  }
  const wellKnown = member(response, 'well_known');
  if (wellKnown === undefined || wellKnown === null) return userId as string;
  const { baseUrl } = checkWellKnown(wellKnown, context);
  if (context.baseUrl !== undefined && baseUrl !== context.baseUrl) {
    return refuse('WL_DELEGATION', 'the login response leads to another base URL');
  }
  return userId as string;
}
