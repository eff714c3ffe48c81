/** R12, first half: which answers to a sign-in count. Pure. The second half, OAuth 2.0 issuers, is in `issuer.ts`. */
import { checkWellKnown, type WellKnownContext } from '../discovery/well-known.ts';
import { refuse } from '../network/web-url.ts';
import { serverNameIn } from './server-name.ts';
import { member } from './strict-json.ts';

/** How long an attempt may take. Source: R12. */
const maxAttemptAgeMs = 10 * 60_000;

/** A sign-in that this tab has started and not finished. Plain data, kept in the tab only. */
export interface SignInAttempt {
  readonly state: string;
  /** The base URL it was started for. */
  readonly baseUrl: string;
  /** With OAuth 2.0: the issuer it was started for. */
  readonly issuer?: string;
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
 * Throws `WL_CALLBACK`; the message never names a value, because values are secrets.
 */
export function readSignInAnswer(
  callbackUrl: string,
  attempt: SignInAttempt | undefined,
  { nowMs, baseUrl }: SignInContext,
): SignInAnswer {
  if (attempt === undefined) return refuse('WL_CALLBACK', 'no sign-in is pending in this tab');
  const ageMs = nowMs - attempt.startedAtMs;
  if (!(ageMs >= 0 && ageMs <= maxAttemptAgeMs)) return refuse('WL_CALLBACK', 'the sign-in was started too long ago');
  if (attempt.baseUrl !== baseUrl) return refuse('WL_CALLBACK', 'the sign-in was started for another homeserver');
  const parameters = URL.canParse(callbackUrl) ? new URL(callbackUrl).searchParams : new URLSearchParams();
  const single = (name: string): string | undefined => {
    const values = parameters.getAll(name);
    if (values.length > 1) refuse('WL_CALLBACK', 'the callback has a parameter twice');
    return values[0];
  };
  const [state, issuer, loginToken, code] = [single('state'), single('iss'), single('loginToken'), single('code')];
  if (attempt.state === '' || state !== attempt.state) return refuse('WL_CALLBACK', 'the state does not match');
  // RFC 9207: tells apart the answers of two issuers.
  if (issuer !== undefined && issuer !== attempt.issuer) return refuse('WL_CALLBACK', 'another issuer has answered');
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
