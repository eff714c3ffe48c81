import { describe, expect, it, vi } from 'vitest';
import { BmError } from '../errors.ts';
import type { GuardedFetch } from '../network/guarded-fetch.ts';
import type { Credentials } from '../session/credentials.ts';
import { createRenewedToken } from './renewed-token.ts';

const baseUrl = 'https://matrix.a.example/';
const url = `${baseUrl}_matrix/client/v3/sync`;
const first: Credentials = {
  userId: '@anna:a.example',
  deviceId: 'D',
  storageKey: [],
  accessToken: 'old',
  refreshToken: 'r1',
};
const unknownToken = { errcode: 'M_UNKNOWN_TOKEN', soft_logout: true };
const pair = { access_token: 'new', refresh_token: 'r2' };

/** @param valid the tokens the homeserver takes */
function start(credentials: Credentials = first, valid: readonly string[] = ['new'], nowMs = 0) {
  const sent: (string | null)[] = [];
  const refresh = vi.fn<() => Promise<Response>>(async () => Response.json(pair));
  const keep = vi.fn<(credentials: Credentials) => Promise<void>>(async () => undefined);
  const fetch: GuardedFetch = async (input, init) => {
    if (String(input).endsWith('/refresh')) return refresh();
    const authorization = new Headers(init?.headers).get('Authorization');
    sent.push(authorization);
    return valid.some((token) => authorization === `Bearer ${token}`)
      ? Response.json({})
      : Response.json(unknownToken, { status: 401 });
  };
  const { signal } = new AbortController();
  const token = createRenewedToken(credentials, { fetch, baseUrl, signal, now: () => nowMs, keep });
  const ask = (accessToken = 'old', init: RequestInit = {}): Promise<Response> =>
    token.send([url, { ...init, headers: { Authorization: `Bearer ${accessToken}` } }]);
  return { sent, refresh, keep, token, ask };
}

describe('a request in the user’s name', () => {
  it('is repeated with a new token where the server says that the old one has expired', async () => {
    const { ask, sent, keep } = start();
    expect((await ask()).status).toBe(200);
    expect(sent).toEqual(['Bearer old', 'Bearer new']);
    expect(keep.mock.calls).toEqual([[{ ...first, accessToken: 'new', refreshToken: 'r2' }]]);
  });

  it('carries the new token from then on, though it was made with the old one', async () => {
    const { ask, sent, refresh } = start();
    await ask();
    await ask();
    await ask('new');
    expect(sent.slice(2)).toEqual(['Bearer new', 'Bearer new']);
    expect(refresh).toHaveBeenCalledTimes(1);
  });

  it('waits with all others for one renewal', async () => {
    const { ask, refresh } = start();
    const answers = await Promise.all([ask(), ask(), ask()]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(refresh).toHaveBeenCalledTimes(1);
  });

  it('leaves with a new token at once where the old one is known to have expired', async () => {
    const { ask, sent } = start({ ...first, expiresAtMs: 5 }, ['new'], 5);
    expect((await ask()).status).toBe(200);
    expect(sent).toEqual(['Bearer new']);
  });

  it('gives up waiting when its caller does, while the others go on', async () => {
    const { ask, refresh } = start();
    let bring!: (answer: Response) => void;
    refresh.mockReturnValue(new Promise((resolve) => (bring = resolve)));
    const leaving = new AbortController();
    const [left, stays] = [ask('old', { signal: leaving.signal }), ask()];
    await vi.waitFor(() => expect(refresh).toHaveBeenCalled());
    leaving.abort(new BmError('OFFLINE', ''));
    await expect(left).rejects.toMatchObject({ code: 'OFFLINE' });
    bring(Response.json(pair));
    expect((await stays).status).toBe(200);
  });

  it('fails where nobody answers the renewal, and the next one tries again', async () => {
    const { ask, refresh } = start();
    refresh.mockRejectedValueOnce(new BmError('OFFLINE', ''));
    await expect(ask()).rejects.toMatchObject({ code: 'OFFLINE' });
    expect((await ask()).status).toBe(200);
  });

  it('gets the server’s own answer where the refresh token is refused, which is not tried again', async () => {
    const { ask, refresh } = start();
    refresh.mockImplementation(async () => Response.json({ errcode: 'M_FORBIDDEN' }, { status: 403 }));
    for (const _ of [1, 2]) expect(await (await ask()).json()).toEqual(unknownToken);
    expect(refresh).toHaveBeenCalledTimes(1);
  });

  it('is told that the login waits for its user where an issuer refuses: the homeserver cannot know', async () => {
    const oauth = { clientId: 'c', tokenEndpoint: 'https://sso.example/token' };
    const asked: unknown[] = [];
    const fetch: GuardedFetch = async (input, init, purpose) => {
      asked.push([String(input), purpose]);
      return purpose === 'auth'
        ? Response.json({ error: 'invalid_grant' }, { status: 400 })
        : Response.json({ errcode: 'M_UNKNOWN_TOKEN' }, { status: 401 });
    };
    const { signal } = new AbortController();
    const keep = async (): Promise<void> => undefined;
    const token = createRenewedToken({ ...first, oauth }, { fetch, baseUrl, signal, now: () => 0, keep });
    const answer = await token.send([url, { headers: { Authorization: 'Bearer old' } }]);
    expect([answer.status, await answer.json()]).toEqual([401, unknownToken]);
    expect(asked).toEqual([
      [url, undefined],
      ['https://sso.example/token', 'auth'],
    ]);
  });

  it('is repeated once only, whatever the server says of the new token', async () => {
    const { ask, sent } = start(first, []);
    expect((await ask()).status).toBe(401);
    expect(sent).toEqual(['Bearer old', 'Bearer new']);
  });

  it('is not made again where an answer to it is there already', async () => {
    const { token, sent } = start();
    const request = [url, { headers: { Authorization: 'Bearer old' } }] as const;
    expect((await token.send([...request], Response.json(unknownToken, { status: 401 }))).status).toBe(200);
    expect(sent).toEqual(['Bearer new']);
  });

  it('is left alone where the 401 asks for a sign-in again', async () => {
    const { token, refresh } = start();
    const answer = Response.json({ flows: [] }, { status: 401 });
    expect(await token.send([url, { headers: { Authorization: 'Bearer old' } }], answer)).toBe(answer);
    expect(refresh).not.toHaveBeenCalled();
  });

  it('does not use a new token that cannot be kept', async () => {
    const { ask, keep, sent } = start();
    keep.mockRejectedValueOnce(new BmError('STORE_FULL', ''));
    await expect(ask()).rejects.toMatchObject({ code: 'STORE_FULL' });
    expect(sent).toEqual(['Bearer old']);
  });
});

describe('a request of anybody else', () => {
  it('with another token, as of an earlier login, leaves as it is', async () => {
    const { ask, sent, refresh } = start();
    expect((await ask('other')).status).toBe(401);
    expect(sent).toEqual(['Bearer other']);
    expect(refresh).not.toHaveBeenCalled();
  });

  it('without a token gets none', async () => {
    const { token, sent } = start();
    await token.send([url]);
    expect(sent).toEqual([null]);
  });
});
