import { describe, expect, it, vi } from 'vitest';
import { refreshTokens, tokensIn } from './refresh.ts';

type Fetch = typeof globalThis.fetch;
const refresh = (body: object, status = 200) => {
  const fetch = vi.fn<Fetch>(async () => Response.json(body, { status }));
  const { signal } = new AbortController();
  return { fetch, tokens: refreshTokens(fetch, 'https://matrix.a.example/', 'r1', signal) };
};

describe('a refresh', () => {
  it('asks as the specification says, without the token that has expired', async () => {
    const { fetch, tokens } = refresh({ access_token: 'a2', refresh_token: 'r2', expires_in_ms: 60_000 });
    expect(await tokens).toEqual({ accessToken: 'a2', refreshToken: 'r2', expiresInMs: 60_000 });
    const [url, init] = fetch.mock.calls[0]!;
    expect(url).toBe('https://matrix.a.example/_matrix/client/v3/refresh');
    expect(init!.body).toBe('{"refresh_token":"r1"}');
    expect(init!.headers).not.toHaveProperty('Authorization');
  });

  it('keeps the old refresh token where no new one comes', async () => {
    expect(await refresh({ access_token: 'a2' }).tokens).toEqual({ accessToken: 'a2', refreshToken: 'r1' });
  });

  it.each([
    [401, 'M_UNKNOWN_TOKEN'],
    [403, 'M_FORBIDDEN'],
  ])('brings nothing where the server refuses: %i %s', async (status, errcode) => {
    expect(await refresh({ errcode }, status).tokens).toBeUndefined();
  });

  it.each([
    ['the server is broken', {}, 502, 'SERVER_ERROR'],
    ['there are too many', { errcode: 'M_LIMIT_EXCEEDED' }, 429, 'RATE_LIMITED'],
    ['something before the server refuses', {}, 403, 'BAD_RESPONSE'],
    ['the answer has no token', { refresh_token: 'r2' }, 200, 'BAD_RESPONSE'],
    ['the token fits in no header', { access_token: 'a\nb' }, 200, 'BAD_RESPONSE'],
  ])('fails and may be tried again where %s', async (_name, body, status, code) => {
    await expect(refresh(body, status).tokens).rejects.toMatchObject({ code });
  });
});

it('tokens are read by their own members only', () => {
  expect(() => tokensIn(Object.create({ access_token: 'a' }))).toThrow('lacks an access token');
  expect(tokensIn({ access_token: 'a', refresh_token: 1, expires_in_ms: '2' })).toEqual({ accessToken: 'a' });
  expect(tokensIn({ access_token: 'a', expires_in_ms: -1 })).toEqual({ accessToken: 'a' });
});
