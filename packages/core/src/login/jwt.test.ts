import { describe, expect, it, vi } from 'vitest';
import { loginWithJwt, subjectOf } from './jwt.ts';

type Fetch = typeof globalThis.fetch;
const baseUrl = 'https://matrix.server.example/';
const token = 'kopf.inhalt.unterschrift';
const granted = { user_id: '@erika:server.example', device_id: 'ABC', access_token: 'syt_x' };
const answering = (body: unknown, status = 200) =>
  vi.fn<Fetch>(async () => new Response(JSON.stringify(body), { status }));

describe('a login with the token of a portal', () => {
  it('hands it to the homeserver in the body, never in the address', async () => {
    const fetch = answering(granted);
    const answer = await loginWithJwt(fetch, baseUrl, { token, deviceId: 'OLD', deviceDisplayName: 'Test' });
    const [url, init] = fetch.mock.calls[0]!;
    expect(String(url)).toBe('https://matrix.server.example/_matrix/client/v3/login');
    expect(JSON.parse(String(init!.body))).toEqual({
      type: 'org.matrix.login.jwt',
      token,
      device_id: 'OLD',
      initial_device_display_name: 'Test',
      refresh_token: true,
    });
    expect(answer).toMatchObject({
      userId: '@erika:server.example',
      deviceId: 'ABC',
      tokens: { accessToken: 'syt_x' },
    });
  });

  it('has a code of its own where the homeserver does not take it, and repeats nothing of it', async () => {
    const fetch = answering({ errcode: 'M_FORBIDDEN', error: `JWT validation failed: ${token}` }, 403);
    const error: unknown = await loginWithJwt(fetch, baseUrl, { token, deviceDisplayName: 'Test' }).catch(
      (e: unknown) => e,
    );
    expect(error).toMatchObject({ code: 'LOGIN_TOKEN_REFUSED', errcode: 'M_FORBIDDEN' });
    expect(`${String((error as Error).stack)}${JSON.stringify(error)}`).not.toContain(token);
  });
});

describe('the subject of a token', () => {
  const tokenOf = (claims: unknown): string => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`;

  it('is whom it names, unproven', () => {
    expect(subjectOf(tokenOf({ sub: 'jörg.weiß', exp: 1 }))).toBe('jörg.weiß');
  });

  it.each(['', 'x', 'a.%.c', 'a.e30', tokenOf([]), tokenOf(null), tokenOf({ sub: 5 })])('is none in %s', (given) => {
    expect(subjectOf(given)).toBeUndefined();
  });
});
