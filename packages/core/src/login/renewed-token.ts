/**
 * The access token of a login that expires: every request in the user's name carries the newest one, whoever made it with an older
 * one, and one that has expired is renewed once for all who wait (client-server API, "Refreshing access tokens").
 */
import type { GuardedFetch } from '../network/guarded-fetch.ts';
import { withTokens, type Credentials } from '../session/credentials.ts';
import { refreshOAuthTokens } from './oauth2.ts';
import { refreshTokens } from './refresh.ts';

/** Client-server API, "Soft logout". */
const softLogout = { errcode: 'M_UNKNOWN_TOKEN', soft_logout: true };

export interface RenewedToken {
  /** @param answer what the server has said to this request already, with the token that the login began with */
  send(request: Parameters<GuardedFetch>, answer?: Response): Promise<Response>;
}

export interface RenewedTokenOptions {
  readonly fetch: GuardedFetch;
  readonly baseUrl: string;
  readonly signal: AbortSignal;
  readonly now: () => number;
  /**
   * Called before new tokens are used. "The old refresh token remains valid until the new access token or refresh token is used",
   * says the specification: a host that dies in between has lost nothing.
   * @throws {BmError} where they cannot be kept: then they are not used
   */
  readonly keep: (credentials: Credentials) => Promise<void>;
}

export function createRenewedToken(first: Credentials, options: RenewedTokenOptions): RenewedToken {
  const { fetch: door, baseUrl, signal: ended, now, keep } = options;
  let current = first;
  let renewing: Promise<void> | undefined;
  let isRefused = false;

  const renew = async (): Promise<void> => {
    const refreshToken = current.refreshToken!;
    const tokens = current.oauth
      ? await refreshOAuthTokens(door, current.oauth, refreshToken, ended)
      : await refreshTokens(door, baseUrl, refreshToken, ended);
    if (!tokens) return void (isRefused = true);
    const next = withTokens(current, tokens, now());
    await keep(next);
    current = next;
  };
  /** Not twice at once: of two pairs made from one refresh token Synapse takes the later only. */
  const renewed = (): Promise<void> => (renewing ??= renew().finally(() => (renewing = undefined)));

  return {
    async send([input, init = {}, purpose], answer) {
      const headers = new Headers(init.headers);
      const isOurs = [first, current].some(
        ({ accessToken }) => headers.get('Authorization') === `Bearer ${accessToken}`,
      );
      if (!isOurs) return answer ?? door(input, init, purpose);
      const send = (): Promise<Response> => {
        headers.set('Authorization', `Bearer ${current.accessToken}`);
        return door(input, { ...init, headers }, purpose);
      };
      const isKnownExpired = !answer && now() >= (current.expiresAtMs ?? Infinity);
      if (isKnownExpired && !isRefused) await unlessAborted(renewed(), init.signal);
      const { accessToken } = answer ? first : current;
      const said = answer ?? (await send());
      if (said.status !== 401 || !(await saysUnknownToken(said))) return said;
      // Another request may have had it renewed meanwhile.
      if (accessToken === current.accessToken && !isRefused) await unlessAborted(renewed(), init.signal);
      if (!isRefused) return send();
      // A homeserver that leaves tokens to an issuer cannot tell expired from ended: the keys wait for the user in both cases.
      return current.oauth ? Response.json(softLogout, { status: 401 }) : said;
    },
  };
}

async function saysUnknownToken(answer: Response): Promise<boolean> {
  const said: unknown = await answer
    .clone()
    .json()
    .catch(() => undefined);
  return (said as { readonly errcode?: unknown } | null | undefined)?.errcode === 'M_UNKNOWN_TOKEN';
}

/** Who gives up waits no longer; the others do. */
function unlessAborted(work: Promise<unknown>, signal: AbortSignal | null | undefined): Promise<unknown> {
  if (!signal) return work;
  const aborted = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
  return Promise.race([work, aborted]);
}
