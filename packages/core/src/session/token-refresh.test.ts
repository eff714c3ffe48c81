/** A login whose access tokens expire, with storage as browsers have it: what is kept, and when. */
import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import * as operator from '../discovery/operator.ts';
import type { RunningEncryption } from '../encryption/running-encryption.ts';
import * as login from '../login/login.ts';
import { writable } from '../readable.ts';
import { readCredentials, type Credentials } from './credentials.ts';
import type { SecondStageModule } from './second-stage-module.ts';
import { openSealedStorage } from './sealed-storage.ts';
import { createBareSession, type BareSession } from './session.ts';

const baseUrl = 'https://matrix.a.example';
const patience = { timeout: 20_000 };
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });
const sessions: BareSession[] = [];
/** Of the homeserver: how many pairs it has made, and which access token counts. */
let pairs = 0;
let valid = '';
let refuses = false;
/** Refresh tokens that were asked with. */
const refreshed: string[] = [];
/** What was stored when a token was used for the first time. */
const storedAtUse = new Map<string, string | undefined>();

const stored = async (): Promise<Credentials | undefined> => {
  const storage = await openSealedStorage('default');
  return readCredentials(storage).finally(() => storage.close());
};
const pair = () => ({ access_token: (valid = `a${++pairs}`), refresh_token: `r${pairs}` });
const device = { user_id: '@anna:a.example', device_id: 'D' };

const fetch = async (input: unknown, init?: RequestInit): Promise<Response> => {
  const { pathname } = new URL(String(input));
  if (pathname.endsWith('/v3/login'))
    return Response.json(
      init?.method === 'POST' ? { ...device, ...pair() } : { flows: [{ type: 'm.login.password' }] },
    );
  if (pathname.endsWith('/v3/refresh')) {
    refreshed.push((JSON.parse(String(init?.body)) as { refresh_token: string }).refresh_token);
    return refuses ? Response.json({ errcode: 'M_FORBIDDEN' }, { status: 403 }) : Response.json(pair());
  }
  const token = new Headers(init?.headers).get('Authorization')?.slice('Bearer '.length);
  if (token === undefined) return Response.json({ errcode: 'M_UNRECOGNIZED' }, { status: 404 });
  if (token !== valid) return Response.json({ errcode: 'M_UNKNOWN_TOKEN', soft_logout: true }, { status: 401 });
  if (!storedAtUse.has(token)) storedAtUse.set(token, (await stored())?.accessToken);
  init?.signal?.throwIfAborted();
  return new Promise((_resolve, reject) => init?.signal?.addEventListener('abort', reject));
};

async function start(): Promise<BareSession> {
  const running: Partial<RunningEncryption> = {
    trust: writable('verified'),
    ensureIdentity: () => Promise.resolve(),
    receive: () => Promise.resolve(),
    stop: () => Promise.resolve(),
  };
  const startEncryption = () => Promise.resolve(running);
  const module = { operator, login, startEncryption } as unknown as SecondStageModule;
  const session = await createBareSession(
    { homeserver: 'a.example', whitelist: { servers: [{ serverName: 'a.example', baseUrl }] } },
    { fetch: fetch as typeof globalThis.fetch, loadSecondStage: () => Promise.resolve(module) },
  );
  sessions.push(session);
  return session;
}

beforeEach(async () => {
  [pairs, valid, refuses] = [0, '', false];
  refreshed.length = 0;
  storedAtUse.clear();
  const session = await start();
  await vi.waitFor(() => expect(session.state.get()).toMatchObject({ homeserver: { status: 'reachable' } }), patience);
  await session.login({ type: 'm.login.password', user: 'anna', password: 'Geheim-1234!' });
});
afterEach(async () => {
  await sessions.at(-1)?.logout();
  for (const session of sessions.splice(0)) await session.stop();
});

it('a new pair of tokens is stored before it is used', async () => {
  expect(await stored()).toMatchObject({ accessToken: 'a1', refreshToken: 'r1' });
  valid = 'none any more';
  await sessions[0]!.stop();
  const session = await start();
  await vi.waitFor(() => expect(storedAtUse.get('a2')).toBe('a2'), patience);
  expect(session.state.get()).toMatchObject({ status: 'loggedIn', deviceId: 'D' });
  expect(refreshed).toEqual(['r1']);
});

it('a session that starts with the older pair, because the host died before it had stored the new one, is still logged in', async () => {
  await sessions[0]!.stop();
  pair(); // of the answer that was lost
  valid = 'none any more';
  const session = await start();
  await vi.waitFor(() => expect(storedAtUse.has('a3')).toBe(true), patience);
  expect(session.state.get()).toMatchObject({ status: 'loggedIn' });
});

it('a refresh token that is refused ends the login softly: the device waits for its user, without tokens', async () => {
  [valid, refuses] = ['none any more', true];
  await sessions[0]!.stop();
  const session = await start();
  await vi.waitFor(
    () => expect(session.state.get()).toMatchObject({ status: 'loggedOut', reason: 'tokenUnknown' }),
    patience,
  );
  const kept = await stored();
  expect(kept).toMatchObject({ deviceId: 'D', accessToken: '' });
  expect(kept).not.toHaveProperty('refreshToken');
  expect(refreshed).toEqual(['r1']);
});
