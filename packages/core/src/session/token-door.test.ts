import { expect, it, vi } from 'vitest';
import { BmError } from '../errors.ts';
import type { RenewedToken } from '../login/renewed-token.ts';
import type { Credentials } from './credentials.ts';
import { createTokenDoor } from './token-door.ts';

const credentials: Credentials = {
  userId: '@a:b',
  deviceId: 'D',
  storageKey: [],
  accessToken: 'a1',
  refreshToken: 'r1',
};

function start(status: number, login: Credentials, nowMs = 0) {
  const door = vi.fn<() => Promise<Response>>(async () => Response.json({}, { status }));
  const send = vi.fn<RenewedToken['send']>(async () => Response.json({ renewed: true }));
  const load = vi.fn<() => Promise<RenewedToken>>(async () => ({ send }));
  const token = createTokenDoor(door, () => nowMs, load);
  token.follow(login);
  return { ...token, door, load, send };
}

it('what renews a token is not loaded while the server takes it', async () => {
  const { fetch, load } = start(200, credentials);
  expect((await fetch('https://a.example/')).status).toBe(200);
  expect(load).not.toHaveBeenCalled();
});

it('is loaded when the server does not, and is given its answer', async () => {
  const { fetch, load, send } = start(401, credentials);
  expect(await (await fetch('https://a.example/')).json()).toEqual({ renewed: true });
  expect(load.mock.calls).toEqual([[credentials]]);
  expect(send.mock.calls[0]![1]).toMatchObject({ status: 401 });
});

it('is loaded before a request whose token is known to have expired', async () => {
  const { fetch, door, send } = start(200, { ...credentials, expiresAtMs: 7 }, 7);
  await fetch('https://a.example/');
  expect(door).not.toHaveBeenCalled();
  expect(send.mock.calls[0]![1]).toBeUndefined();
});

it('is used for all requests from then on, until the login ends', async () => {
  const { fetch, follow, door, send } = start(401, credentials);
  await fetch('https://a.example/');
  await fetch('https://a.example/');
  expect(send).toHaveBeenCalledTimes(2);
  follow(undefined);
  expect((await fetch('https://a.example/')).status).toBe(401);
  expect([send.mock.calls.length, door.mock.calls.length]).toEqual([2, 2]);
});

it('is looked for again where it could not be loaded', async () => {
  const { fetch, load } = start(401, credentials);
  load.mockRejectedValueOnce(new BmError('HOST_LOAD_FAILED', ''));
  await expect(fetch('https://a.example/')).rejects.toMatchObject({ code: 'HOST_LOAD_FAILED' });
  expect(await (await fetch('https://a.example/')).json()).toEqual({ renewed: true });
});

it('a login whose token does not expire does without', async () => {
  const { refreshToken: _refreshToken, ...lasting } = credentials;
  const { fetch, load } = start(401, lasting);
  expect((await fetch('https://a.example/')).status).toBe(401);
  expect(load).not.toHaveBeenCalled();
});
