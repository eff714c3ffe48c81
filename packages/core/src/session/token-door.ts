/** The door for requests in the user's name. What renews an access token is loaded when the first one has expired. */
import type { RenewedToken } from '../login/renewed-token.ts';
import type { GuardedFetch } from '../network/guarded-fetch.ts';
import type { Credentials } from './credentials.ts';

export interface TokenDoor {
  readonly fetch: GuardedFetch;
  /** Who is logged in from now on, if anybody. */
  follow(credentials: Credentials | undefined): void;
}

export function createTokenDoor(
  door: GuardedFetch,
  now: () => number,
  load: (credentials: Credentials) => Promise<RenewedToken>,
): TokenDoor {
  let login: { readonly credentials: Credentials; renewed?: Promise<RenewedToken> | undefined } | undefined;
  return {
    follow(credentials) {
      login = credentials?.refreshToken === undefined ? undefined : { credentials };
    },
    async fetch(...request) {
      const mine = login;
      if (!mine) return door(...request);
      let answer: Response | undefined;
      if (!mine.renewed && now() < (mine.credentials.expiresAtMs ?? Infinity)) {
        answer = await door(...request);
        if (answer.status !== 401) return answer;
      }
      mine.renewed ??= load(mine.credentials).catch((error: unknown) => {
        mine.renewed = undefined; // the next request tries it again
        throw error;
      });
      return (await mine.renewed).send(request, answer);
    },
  };
}
