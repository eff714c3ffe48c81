/** What an OAuth 2.0 issuer has given: codes that count once, access tokens that expire, refresh tokens that are replaced. */
import { randomBytes } from 'node:crypto';

/** Who agreed to what. */
export interface Consent {
  readonly clientId: string;
  readonly redirectUri: string;
  /** PKCE, S256. */
  readonly challenge: string;
  readonly localpart: string;
  readonly deviceId: string;
  readonly scope: string;
}

export interface Grants {
  /** @returns the code, which counts once */
  begin(consent: Consent): string;
  /** @returns `undefined` where the code is not for this client, address and verifier */
  exchange(
    asked: { code: string; lifetimeS: number } & Pick<Consent, 'clientId' | 'redirectUri' | 'challenge'>,
  ): object | undefined;
  /** The old refresh token counts until a new token is used (client-server API, "Refreshing access tokens"). */
  refresh(asked: { refreshToken: string; clientId: string; lifetimeS: number }): object | undefined;
  /** @returns whose session has ended */
  revoke(token: string): Consent | undefined;
  /** @returns whose session has ended */
  endDevice(deviceId: string): Consent | undefined;
  /** RFC 7662. */
  introspect(token: string): object;
  /** Devices that are logged in. */
  readonly devices: readonly string[];
  /** Refresh tokens that have been given do not count any more. */
  forgetRefreshTokens(): void;
}

interface Session {
  readonly consent: Consent;
  /** Access tokens with the time they end at, in milliseconds since 1970. */
  readonly accessTokens: Map<string, number>;
  readonly refreshTokens: Set<string>;
}

export function createGrants(): Grants {
  const codes = new Map<string, Consent>();
  const sessions = new Set<Session>();
  /** The refresh token that an access token came from. It ends when that one is used. */
  const replaced = new Map<string, string>();
  const random = (kind: string): string => `${kind}_${randomBytes(24).toString('base64url')}`;
  const byRefreshToken = (token: string): Session | undefined =>
    [...sessions].find(({ refreshTokens }) => refreshTokens.has(token));

  const makeTokens = (session: Session, lifetimeS: number, from?: string): object => {
    const [accessToken, refreshToken] = [random('mat'), random('mar')];
    session.accessTokens.set(accessToken, Date.now() + lifetimeS * 1_000);
    session.refreshTokens.add(refreshToken);
    if (from !== undefined) for (const token of [accessToken, refreshToken]) replaced.set(token, from);
    return {
      access_token: accessToken,
      token_type: 'Bearer',
      expires_in: lifetimeS,
      refresh_token: refreshToken,
      scope: session.consent.scope,
    };
  };
  const use = (session: Session, token: string): void => {
    const old = replaced.get(token);
    if (old !== undefined) session.refreshTokens.delete(old);
  };

  return {
    begin(consent) {
      const code = random('code');
      codes.set(code, consent);
      return code;
    },
    exchange({ code, clientId, redirectUri, challenge, lifetimeS }) {
      const consent = codes.get(code);
      codes.delete(code);
      const fits =
        consent?.clientId === clientId && consent.redirectUri === redirectUri && consent.challenge === challenge;
      if (!fits) return undefined;
      // A device has one session: a login with its id ends the one before.
      for (const session of sessions) if (session.consent.deviceId === consent.deviceId) sessions.delete(session);
      const session: Session = { consent, accessTokens: new Map(), refreshTokens: new Set() };
      sessions.add(session);
      return makeTokens(session, lifetimeS);
    },
    refresh({ refreshToken, clientId, lifetimeS }) {
      const session = byRefreshToken(refreshToken);
      if (session?.consent.clientId !== clientId) return undefined;
      use(session, refreshToken);
      return makeTokens(session, lifetimeS, refreshToken);
    },
    revoke(token) {
      const session = [...sessions].find(
        ({ accessTokens, refreshTokens }) => accessTokens.has(token) || refreshTokens.has(token),
      );
      if (session) sessions.delete(session);
      return session?.consent;
    },
    endDevice(deviceId) {
      const session = [...sessions].find(({ consent }) => consent.deviceId === deviceId);
      if (session) sessions.delete(session);
      return session?.consent;
    },
    introspect(token) {
      const session = [...sessions].find(({ accessTokens }) => accessTokens.has(token));
      const endsAtMs = session?.accessTokens.get(token) ?? 0;
      if (!session || endsAtMs <= Date.now()) return { active: false };
      use(session, token);
      const { localpart, scope } = session.consent;
      return { active: true, username: localpart, scope, expires_in: Math.ceil((endsAtMs - Date.now()) / 1_000) };
    },
    get devices() {
      return [...sessions].map(({ consent }) => consent.deviceId);
    },
    forgetRefreshTokens() {
      for (const { refreshTokens } of sessions) refreshTokens.clear();
    },
  };
}
