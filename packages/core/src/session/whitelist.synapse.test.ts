/** The whitelist around a running session: what leaves, what ends it, and what stays. */
import {
  startBundesMessengerFront,
  type BundesMessengerFront,
  startHomeserver,
  type Homeserver,
} from '@bundesmessenger/homeserver';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { allowInsecureLocalhost, type ServerTokenPolicy, type SessionState } from '../types.ts';
import { createSession } from '../create-session.ts';
import type { Session } from './complete-session.ts';
import type { SessionEnvironment } from './session.ts';
import { until } from '../readable.ts';

const password = 'Geheim-1234!';
const tokenPath = '/_bum/client/v1/verify';
const hourMs = 60 * 60_000;
/** A second between two checks, which is also how long a success counts; see {@link standing}. */
const soonHours = 1 / 3600;

let homeserver: Homeserver;
let front: BundesMessengerFront;
const sessions: Session[] = [];

beforeAll(async () => {
  homeserver = await startHomeserver();
  await homeserver.createUser('anna', password);
  front = await startBundesMessengerFront(homeserver.baseUrl);
});
afterEach(async () => {
  await Promise.all(sessions.splice(0).map((session) => session.stop()));
  front.proxy.clearRules();
  front.serve({ kind: 'token' });
});
afterAll(async () => {
  await front?.stop();
  await homeserver?.stop();
});

const open = async (
  serverToken?: Partial<ServerTokenPolicy>,
  environment: Partial<SessionEnvironment> = {},
): Promise<Session> => {
  const { serverName } = homeserver;
  const servers = [{ serverName, baseUrl: front.baseUrl }];
  const session = await createSession(
    {
      homeserver: serverName,
      whitelist: { servers, ...(serverToken && { serverToken: { keys: [front.publicKeyPem], ...serverToken } }) },
      [allowInsecureLocalhost]: true,
    },
    environment,
  );
  sessions.push(session);
  return session;
};

/** A clock that stands still but for the test: however long a login takes, no success ends meanwhile. */
function standing(): { readonly now: () => number; pass(ms: number): void } {
  let nowMs = Date.now();
  return { now: () => nowMs, pass: (ms) => void (nowMs += ms) };
}

type In<Status> = Extract<SessionState, { status: Status }>;
const live = (state: SessionState): state is In<'loggedIn'> =>
  state.status === 'loggedIn' && state.sync.status === 'live';
const refused = (state: SessionState): state is In<'refused'> => state.status === 'refused';
const reachable = (state: SessionState): state is In<'loggedOut'> =>
  state.status === 'loggedOut' && state.homeserver.status === 'reachable';

const logIn = async (session: Session): Promise<Session> => {
  await until(session.state, reachable);
  await session.login({ type: 'm.login.password', user: 'anna', password });
  await until(session.state, live);
  return session;
};
const room = (invite: readonly string[] = []) => ({ name: 'Bauamt', invite, federation: 'internal' }) as const;
const asked = () => front.proxy.requests.filter(({ path }) => path === tokenPath);

describe('a session with a server token', () => {
  it('asks for the token before it shows the homeserver and again at login, without credentials', async () => {
    const before = asked().length;
    const session = await open({});
    await until(session.state, reachable);
    expect(asked().length).toBe(before + 1);
    await logIn(session);
    expect(asked().length).toBe(before + 2);
    expect(asked().some(({ hasAuthorization }) => hasAuthorization)).toBe(false);
  });

  it('stops its sync at once when the token is withdrawn, says why and keeps the login', async () => {
    const session = await logIn(await open({ recheckHours: soonHours }, standing()));
    const { userId } = session.state.get() as In<'loggedIn'>;
    front.serve({ kind: 'token', host: 'other.example' });
    const state = await until(session.state, refused);
    expect(state).toEqual({ status: 'refused', error: expect.objectContaining({ code: 'WL_TOKEN_WRONG_HOST' }) });
    expect(session.encryption.get()).toBeUndefined();
    expect(session.rooms.all()).toEqual([]);
    expect(await session.storage.get('credentials')).toMatchObject({ userId });
    expect(await session.storage.get('approval')).not.toMatchObject({ token: expect.anything() });
    const last = front.proxy.requests.length;
    await expect(session.createRoom(room())).rejects.toMatchObject({ code: 'NOT_LOGGED_IN' });
    await expect(session.login({ type: 'm.login.password', user: 'anna', password })).rejects.toMatchObject({
      code: 'WL_TOKEN_WRONG_HOST',
    });
    expect(front.proxy.requests.slice(last)).toEqual([]);
  });

  it('lives on while nobody answers, until its last success ends; says so then, and tries again', async () => {
    const clock = standing();
    const session = await logIn(await open({ recheckHours: soonHours }, clock));
    const before = asked().length;
    front.serve({ kind: 'silent' });
    await expect.poll(() => asked().length, { timeout: 10_000 }).toBeGreaterThan(before);
    await session.createRoom(room());
    expect(session.state.get().status).toBe('loggedIn');

    clock.pass(hourMs);
    await session.createRoom(room()).catch(() => undefined); // meets the closed door, which asks at once
    const state = await until(session.state, refused);
    expect(state).toMatchObject({ retries: true, error: { code: 'WL_TOKEN_FETCH_FAILED' } });

    front.serve({ kind: 'token' });
    const again = (): string => {
      if (refused(session.state.get())) session.reconnect();
      return session.state.get().status;
    };
    await expect.poll(again).not.toBe('refused');
    // In Node the keys were in memory only, so that the device cannot go on; where they are stored it does.
    expect(await until(session.state, reachable)).toMatchObject({ reason: 'storeLost' });
    await logIn(session);
  });
});

describe('an internal session', () => {
  it.each([
    ['joins no alias', (session: Session) => session.join('#amt:evil.example')],
    ['joins no room id', (session: Session) => session.join('!amt:evil.example')],
    ['joins nothing that is no room', (session: Session) => session.join('@anna:localhost')],
    ['invites nobody', (session: Session) => session.invite('!a:localhost', '@eve:evil.example')],
    ['makes no room with somebody', (session: Session) => session.createRoom(room(['@eve:evil.example']))],
    [
      'makes no room for everybody',
      (session: Session) => session.createRoom({ ...room(), federation: 'federated' as const }),
    ],
  ])('%s of another server, and asks nobody about it', async (_name, command) => {
    const session = await logIn(await open());
    const before = front.proxy.requests.length;
    await expect(command(session)).rejects.toMatchObject({ code: 'WL_SERVER_NAME' });
    const commands = front.proxy.requests
      .slice(before)
      .filter(({ path }) => /join|invite|createRoom|directory/.test(path));
    expect(commands).toEqual([]);
  });

  it('makes rooms that can never federate, and invites members of its own server', async () => {
    await homeserver.createUser('dora', password);
    const session = await logIn(await open());
    const { roomId } = await session.createRoom(room());
    const create = session.rooms.get(roomId)!.state('m.room.create');
    expect(create?.content).toMatchObject({ 'm.federate': false });
    await session.invite(roomId, `@dora:${homeserver.serverName}`);
    const members = () => session.rooms.get(roomId)!.invitedCount;
    await expect.poll(members, { timeout: 10_000 }).toBe(1);
  });
});

describe('a refusal at the door', () => {
  it('keeps its code on the way through matrix-js-sdk', async () => {
    const session = await logIn(await open());
    const location = 'https://evil.example/';
    front.proxy.rule({ path: /createRoom$/ }, { kind: 'answer', status: 307, headers: { location }, body: '' });
    await expect(session.createRoom(room())).rejects.toMatchObject({ code: 'WL_REDIRECT' });
  });
});

describe('everything that leaves a session', () => {
  it('goes through the door: the platform’s own fetch is never called, and only listed URLs are asked', async () => {
    const platformFetch = globalThis.fetch;
    const strangers: string[] = [];
    const urls = new Set<string>();
    globalThis.fetch = (input) => {
      strangers.push(String(input));
      return Promise.reject(new TypeError('not through the door'));
    };
    try {
      const session = await open(
        {},
        {
          fetch: (input, init) => {
            urls.add(String(input).split('?')[0]!);
            return platformFetch(input, init);
          },
        },
      );
      await logIn(session);
      const { roomId } = await session.createRoom(room());
      await session.sendEncrypted(roomId, await session.encrypt(roomId, 'm.room.message', { body: 'Hallo' }), 't1');
      await session.logout();
      await until(session.state, reachable);
    } finally {
      globalThis.fetch = platformFetch;
    }
    expect(strangers).toEqual([]);
    const origins = new Set([...urls].map((url) => new URL(url).origin));
    expect(origins).toEqual(new Set([front.baseUrl, `http://${homeserver.serverName}`]));
    const elsewhere = [...urls].filter((url) => !url.startsWith(`${front.baseUrl}/_matrix/client/`));
    const wellKnown = `http://${homeserver.serverName}/.well-known/matrix`;
    const needed = [`${front.baseUrl}${tokenPath}`, `${wellKnown}/client`];
    // What the operator says of the deployment is asked beside the start, and may come after its end.
    const beside = [
      `${wellKnown}/support`,
      `${front.baseUrl}/_matrix/cmaintenance`,
      `${front.baseUrl}/_synapse/client/v1/config/federation_whitelist`,
    ];
    expect(elsewhere.filter((url) => !beside.includes(url)).sort()).toEqual(needed.sort());
  });
});
