/** Access tokens that expire, at a real Synapse: nobody notices. */
import { startFaultProxy, startHomeserver, type FaultProxy, type Homeserver } from '@bundesmessenger/homeserver';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSession } from '../create-session.ts';
import { allowInsecureLocalhost, type SessionState } from '../types.ts';
import type { Session } from './complete-session.ts';

/** Shorter than a quiet sync waits for its answer. */
const lifetime = '3s';
const password = 'Geheim-1234!';
const patience = { timeout: 60_000 };
const slowly = { timeout: 180_000 };

let homeserver: Homeserver;
let proxy: FaultProxy;
let session: Session;
let states: SessionState[];
/** The access token that was sent last. */
let newest = '';
/** What the server said to log-outs. */
const loggedOut: number[] = [];
let users = 0;

beforeAll(async () => {
  homeserver = await startHomeserver({ config: { refreshable_access_token_lifetime: lifetime } });
  proxy = await startFaultProxy(homeserver.baseUrl);
}, 300_000);
beforeEach(async () => {
  const user = `user${++users}`;
  await homeserver.createUser(user, password);
  session = await createSession(
    {
      homeserver: homeserver.serverName,
      whitelist: { servers: [{ serverName: homeserver.serverName, baseUrl: proxy.baseUrl }] },
      encryption: { recovery: 'off' },
      [allowInsecureLocalhost]: true,
    },
    {
      fetch: async (input, init) => {
        newest = new Headers(init?.headers).get('Authorization') ?? newest;
        const answer = await fetch(input, init);
        if (String(input).endsWith('/v3/logout')) loggedOut.push(answer.status);
        return answer;
      },
    },
  );
  await until({ status: 'loggedOut', homeserver: { status: 'reachable' } });
  await session.login({ type: 'm.login.password', user, password });
  states = [];
  session.state.subscribe((state) => states.push(state));
  await until({ device: 'verified', sync: { status: 'live' } });
}, slowly.timeout);
afterEach(async () => {
  proxy.clearRules();
  await session?.stop();
});
afterAll(async () => {
  await proxy?.stop();
  await homeserver?.stop();
});

const until = (state: object): Promise<void> =>
  expect.poll(() => session.state.get(), patience).toMatchObject(state) as Promise<void>;
const refreshes = (): number => proxy.requests.filter(({ path }) => path.endsWith('/v3/refresh')).length;
/** The server does not take the newest token any more. */
async function expired(): Promise<void> {
  const headers = { Authorization: newest };
  const whoAmI = (): Promise<Response> => fetch(`${homeserver.baseUrl}/_matrix/client/v3/account/whoami`, { headers });
  await expect.poll(async () => (await whoAmI()).status, patience).toBe(401);
}

describe('a token that has expired', () => {
  it.each([
    ['of a room', () => session.createRoom({ name: 'Bauamt', invite: [], federation: 'internal' })],
    ['with a file', () => session.media.upload(new Blob(['Lageplan']))],
    ['of the encryption', () => session.encryption.get()!.recovery.setUp()],
  ])('is renewed for a request %s, and nobody notices', slowly, async (_name, act) => {
    await expired();
    const before = refreshes();
    expect(await act()).toBeTruthy();
    expect(refreshes()).toBeGreaterThan(before);
    expect(new Set(states.map(({ status }) => status))).toEqual(new Set(['loggedIn']));
  });

  it('is renewed once for many requests at once', slowly, async () => {
    await expired();
    const before = refreshes();
    const ask = () => session.request({ method: 'GET', path: '/_matrix/client/v3/devices' });
    const answers = await Promise.all([ask(), ask(), ask(), ask()]);
    expect(answers).toHaveLength(4);
    expect(refreshes()).toBe(before + 1);
  });

  it('is renewed once more where the answer with the new one is lost', slowly, async () => {
    await expired();
    proxy.rule({ path: '/_matrix/client/v3/refresh' }, { kind: 'dropAnswer' }, { times: 1 });
    const ask = () => session.request({ method: 'GET', path: '/_matrix/client/v3/devices' });
    await expect.poll(() => ask().catch(() => undefined), patience).toHaveProperty('devices');
    await until({ status: 'loggedIn', sync: { status: 'live' } });
    expect(new Set(states.map(({ status }) => status))).toEqual(new Set(['loggedIn']));
  });

  it('does not keep a log-out from reaching the server', slowly, async () => {
    await expired();
    await session.logout();
    expect(loggedOut.at(-1)).toBe(200);
  });
});
