import { describe, expect, it, vi } from 'vitest';
import { BmError } from '../errors.ts';
import { loginWithPassword, type PasswordLogin } from './password.ts';

type Fetch = typeof globalThis.fetch;
const baseUrl = 'https://matrix.server.example/';
const login: PasswordLogin = { user: 'erika', password: 'geheim!', deviceDisplayName: 'Test' };
const granted = { user_id: '@erika:server.example', device_id: 'ABC', access_token: 'syt_x' };

const answering = (body: unknown, status = 200) =>
  vi.fn<Fetch>(async () => new Response(JSON.stringify(body), { status }));
const errorOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'resolved',
    (error: unknown) => error,
  );
const sentBy = async (change: Partial<PasswordLogin>) => {
  const fetch = answering(granted);
  await loginWithPassword(fetch, baseUrl, { ...login, ...change });
  const [url, init] = fetch.mock.calls[0]!;
  return { url: String(url), method: init!.method, body: JSON.parse(String(init!.body)) as object };
};

describe('a login with a password', () => {
  it('asks as the specification says', async () => {
    expect(await sentBy({})).toEqual({
      url: 'https://matrix.server.example/_matrix/client/v3/login',
      method: 'POST',
      body: {
        type: 'm.login.password',
        identifier: { type: 'm.id.user', user: 'erika' },
        password: 'geheim!',
        initial_device_display_name: 'Test',
        refresh_token: true,
      },
    });
  });

  it('drops blanks around the user name', async () => {
    expect((await sentBy({ user: ' erika ' })).body).toMatchObject({ identifier: { user: 'erika' } });
  });

  it('keeps blanks around the password', async () => {
    expect((await sentBy({ password: ' geheim! ' })).body).toMatchObject({ password: ' geheim! ' });
  });

  it('asks for the device that was there before a soft logout', async () => {
    expect((await sentBy({ deviceId: 'OLD' })).body).toMatchObject({ device_id: 'OLD' });
  });

  it('gives user, device, token and the whole answer', async () => {
    const answer = { ...granted, well_known: { 'm.homeserver': { base_url: 'https://evil.example' } } };
    expect(await loginWithPassword(answering(answer), baseUrl, login)).toEqual({
      userId: '@erika:server.example',
      deviceId: 'ABC',
      tokens: { accessToken: 'syt_x' },
      response: answer,
    });
  });

  it.each([
    ['M_FORBIDDEN', 403, 'LOGIN_FORBIDDEN'],
    ['M_USER_DEACTIVATED', 403, 'LOGIN_ACCOUNT_DISABLED'],
    ['M_USER_LOCKED', 401, 'LOGIN_ACCOUNT_DISABLED'],
    ['M_USER_SUSPENDED', 403, 'LOGIN_ACCOUNT_DISABLED'],
    ['ORG_MATRIX_EXPIRED_ACCOUNT', 403, 'LOGIN_ACCOUNT_DISABLED'],
    ['M_LIMIT_EXCEEDED', 429, 'RATE_LIMITED'],
    ['M_UNKNOWN', 500, 'SERVER_ERROR'],
    ['M_BAD_JSON', 400, 'UNEXPECTED'],
  ])('reads %s as %i %s', async (errcode, status, code) => {
    expect(await errorOf(loginWithPassword(answering({ errcode }, status), baseUrl, login))).toMatchObject({
      code,
      errcode,
    });
  });

  it('says how long the server asks to wait', async () => {
    const fetch = answering({ errcode: 'M_LIMIT_EXCEEDED', retry_after_ms: 2_000 }, 429);
    expect(await errorOf(loginWithPassword(fetch, baseUrl, login))).toMatchObject({ retryAfterMs: 2_000 });
  });

  it('is OFFLINE without a network', async () => {
    const fetch = vi.fn<Fetch>(() => Promise.reject(new TypeError('failed')));
    expect(await errorOf(loginWithPassword(fetch, baseUrl, login))).toMatchObject({ code: 'OFFLINE' });
  });

  it.each(['user_id', 'device_id', 'access_token'])('is BAD_RESPONSE without %s', async (member) => {
    expect(await errorOf(loginWithPassword(answering({ ...granted, [member]: 5 }), baseUrl, login))).toMatchObject({
      code: 'BAD_RESPONSE',
    });
  });

  it('never repeats the password or the server’s words in an error', async () => {
    const fetch = answering({ errcode: 'M_FORBIDDEN', error: 'wrong password geheim!' }, 403);
    const error = await errorOf(loginWithPassword(fetch, baseUrl, login));
    expect([error instanceof BmError, String((error as Error).stack).includes('geheim')]).toEqual([true, false]);
  });
});
