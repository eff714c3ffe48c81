/** Renews the access token of a login: `POST /refresh` (client-server API, "Refreshing access tokens"). */
import { BmError } from '../errors.ts';
import { requestApi } from '../network/client-server-api.ts';
import { member } from '../whitelist/strict-json.ts';

/** What may be used in the user's name. */
export interface Tokens {
  readonly accessToken: string;
  /** Where the server gives tokens that expire. */
  readonly refreshToken?: string;
  /** From the answer on. */
  readonly expiresInMs?: number;
}

/** Errcodes by which a server says no, and not that something else is wrong: Synapse has two for it. */
const refusals = ['TOKEN_UNKNOWN', 'FORBIDDEN'];

/**
 * @returns `undefined` where the server refuses
 * @throws {BmError} OFFLINE, SERVER_ERROR, RATE_LIMITED, BAD_RESPONSE, MAINTENANCE: the refresh token still counts
 */
export async function refreshTokens(
  fetch: typeof globalThis.fetch,
  baseUrl: string,
  refreshToken: string,
  signal: AbortSignal,
): Promise<Tokens | undefined> {
  try {
    const answer = await requestApi(fetch, baseUrl, {
      method: 'POST',
      path: '/_matrix/client/v3/refresh',
      body: { refresh_token: refreshToken },
      signal,
    });
    // The old one goes on where no new one comes.
    return { refreshToken, ...tokensIn(answer) };
  } catch (error) {
    if (error instanceof BmError && refusals.includes(error.code)) return undefined;
    throw error;
  }
}

/** What can stand behind `Bearer` in a header (RFC 9110, section 5.5: what can be seen, and spaces). */
const headerText = /^[\x20-\x7e]+$/;

/** @param expiresInMs as far as the answer tells it in its own way @throws {BmError} BAD_RESPONSE */
export function tokensIn(answer: unknown, expiresInMs = member(answer, 'expires_in_ms')): Tokens {
  const accessToken = member(answer, 'access_token');
  const refreshToken = member(answer, 'refresh_token');
  if (typeof accessToken !== 'string' || !headerText.test(accessToken)) {
    throw new BmError('BAD_RESPONSE', 'the answer lacks an access token');
  }
  return {
    accessToken,
    ...(typeof refreshToken === 'string' && { refreshToken }),
    ...(typeof expiresInMs === 'number' && expiresInMs >= 0 && { expiresInMs }),
  };
}
