import { describe, expect, it, vi } from 'vitest';
import { createMemoryStorage } from '../session/sealed-storage.ts';
import type { LoginRequest } from '../types.ts';
import { endLogin, logInBy, userIn, type LoginSetting } from './login.ts';

type Fetch = typeof globalThis.fetch;
const baseUrl = 'https://matrix.server.example/';
const granted = { user_id: '@erika:server.example', device_id: 'ABC', access_token: 'syt_x' };
const waiting = { userId: '@erika:server.example', deviceId: 'ABC', accessToken: '', storageKey: [7] };
const door = { checkLogin: async () => undefined, mustRemember: () => false };
const jwt = (claims: object): LoginRequest => ({
  type: 'org.matrix.login.jwt',
  token: `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`,
});
const setting = (fetch: Fetch, change: Partial<LoginSetting> = {}): LoginSetting => ({
  fetch,
  baseUrl,
  options: { homeserver: 'server.example', whitelist: { servers: [] } },
  storage: createMemoryStorage(),
  waiting: undefined,
  now: () => 1_000,
  signal: new AbortController().signal,
  ...change,
});

describe('a login', () => {
  it.each<LoginRequest>([{ type: 'm.login.password', user: 'erika', password: 'geheim' }, jwt({ sub: 'erika' })])(
    'goes by the flow that is asked for: $type',
    async (request) => {
      const fetch = vi.fn<Fetch>(async () => Response.json(granted));
      const { credentials, isKept } = await logInBy(request, setting(fetch), door);
      expect(JSON.parse(String(fetch.mock.calls[0]![1]!.body))).toMatchObject({ type: request.type });
      expect([credentials.userId, credentials.byToken, isKept]).toEqual([
        '@erika:server.example',
        request.type === 'm.login.password' ? undefined : true,
        false,
      ]);
    },
  );

  it('keeps the tokens with the time at which they end', async () => {
    const fetch = async () => Response.json({ ...granted, refresh_token: 'r', expires_in_ms: 500 });
    const { credentials } = await logInBy(jwt({}), setting(fetch), door);
    expect(credentials).toMatchObject({ accessToken: 'syt_x', refreshToken: 'r', expiresAtMs: 1_500 });
  });

  it('of the device that waits goes on with its keys, and of another one does not', async () => {
    const fetch = vi.fn<Fetch>(async () => Response.json(granted));
    const login = (deviceId: string) =>
      logInBy(jwt({ sub: 'erika' }), setting(fetch, { waiting: { ...waiting, deviceId } }), door);
    expect(await login('ABC')).toMatchObject({ isKept: true, credentials: { storageKey: [7] } });
    expect(JSON.parse(String(fetch.mock.calls[0]![1]!.body))).toMatchObject({ device_id: 'ABC' });
    const other = await login('OTHER');
    expect(other.isKept).toBe(false);
    expect(other.credentials.storageKey).toHaveLength(32);
  });

  it('asks nobody where the flow is unknown', async () => {
    const fetch = vi.fn<Fetch>();
    const login = logInBy({ type: 'm.login.sso' } as never, setting(fetch), door);
    await expect(login).rejects.toMatchObject({ code: 'LOGIN_UNSUPPORTED' });
    expect(fetch).not.toHaveBeenCalled();
  });

  it('says whose it is: as typed, as the token has it, or not before it is answered', () => {
    expect(userIn({ type: 'm.login.password', user: '@erika:server.example', password: '' })).toBe(
      '@erika:server.example',
    );
    expect(userIn(jwt({ sub: 'erika' }))).toBe('erika');
    expect(userIn(jwt({}))).toBeUndefined();
    expect(userIn({ type: 'callback', url: '' })).toBeUndefined();
  });
});

describe('the end of a login', () => {
  it('is told to the homeserver, or to the issuer where that gave the tokens', async () => {
    const fetch = vi.fn<Fetch>(async () => Response.json({}));
    const credentials = { ...waiting, accessToken: 'a', refreshToken: 'r' };
    await endLogin(credentials, setting(fetch));
    const client = { clientId: 'c', tokenEndpoint: 'https://sso.example/token' };
    await endLogin(
      { ...credentials, oauth: { ...client, revocationEndpoint: 'https://sso.example/revoke' } },
      setting(fetch),
    );
    await endLogin({ ...credentials, oauth: client }, setting(fetch));
    expect(fetch.mock.calls.map(([url, init]) => [url, String(init!.body)])).toEqual([
      ['https://matrix.server.example/_matrix/client/v3/logout', '{}'],
      ['https://sso.example/revoke', 'token=r&token_type_hint=refresh_token&client_id=c'],
    ]);
  });
});
