import { describe, expect, it, vi } from 'vitest';
import type { LoginRequest } from '../types.ts';
import { logInBy, userIn } from './login.ts';

const baseUrl = 'https://matrix.server.example/';
const device = { deviceDisplayName: 'Test' };
const granted = { user_id: '@erika:server.example', device_id: 'ABC', access_token: 'syt_x' };
const jwt = (claims: object): LoginRequest => ({
  type: 'org.matrix.login.jwt',
  token: `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`,
});

describe('a login', () => {
  it.each<LoginRequest>([{ type: 'm.login.password', user: 'erika', password: 'geheim' }, jwt({ sub: 'erika' })])(
    'goes by the flow that is asked for: $type',
    async (request) => {
      const fetch = vi.fn<typeof globalThis.fetch>(async () => Response.json(granted));
      await logInBy(request, fetch, baseUrl, device);
      expect(JSON.parse(String(fetch.mock.calls[0]![1]!.body))).toMatchObject({ type: request.type });
    },
  );

  it('asks nobody where the flow is unknown', async () => {
    const fetch = vi.fn<typeof globalThis.fetch>();
    const login = logInBy({ type: 'm.login.sso' } as never, fetch, baseUrl, device);
    await expect(login).rejects.toMatchObject({ code: 'LOGIN_UNSUPPORTED' });
    expect(fetch).not.toHaveBeenCalled();
  });

  it('says whose it is: as typed, or as the token has it', () => {
    expect(userIn({ type: 'm.login.password', user: '@erika:server.example', password: '' })).toBe(
      '@erika:server.example',
    );
    expect(userIn(jwt({ sub: 'erika' }))).toBe('erika');
    expect(userIn(jwt({}))).toBeUndefined();
  });
});
