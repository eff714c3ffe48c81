import { startFaultProxy, startHomeserver, type FaultProxy, type Homeserver } from '@bundesmessenger/homeserver';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { allowInsecureLocalhost, type SessionOptions, type SessionState } from '../types.ts';
import { createSession } from '../create-session.ts';
import type { Session } from './complete-session.ts';
import { until } from '../readable.ts';

let homeserver: Homeserver;
let proxy: FaultProxy;
const sessions: Session[] = [];

beforeAll(async () => {
  homeserver = await startHomeserver();
  await homeserver.createUser('anna', 'Geheim-1234!');
  await homeserver.createUser('ben', 'Geheim-1234!');
  proxy = await startFaultProxy(homeserver.baseUrl);
});
afterEach(async () => {
  await Promise.all(sessions.splice(0).map((session) => session.stop()));
});
afterAll(async () => {
  await proxy?.stop();
  await homeserver?.stop();
});

const options = (baseUrl = homeserver.baseUrl): SessionOptions => ({
  homeserver: homeserver.serverName,
  whitelist: { servers: [{ serverName: homeserver.serverName, baseUrl }] },
  [allowInsecureLocalhost]: true,
});

const open = async (baseUrl?: string): Promise<Session> => {
  const session = await createSession(options(baseUrl));
  sessions.push(session);
  return session;
};

type LoggedIn = Extract<SessionState, { status: 'loggedIn' }>;
type LoggedOut = Extract<SessionState, { status: 'loggedOut' }>;
const live = (state: SessionState): state is LoggedIn => state.status === 'loggedIn' && state.sync.status === 'live';
const reachable = (state: SessionState): state is LoggedOut =>
  state.status === 'loggedOut' && state.homeserver.status === 'reachable';

const loggedIn = async (user: string, baseUrl?: string): Promise<Session> => {
  const session = await open(baseUrl);
  await until(session.state, reachable);
  await session.login({ type: 'm.login.password', user, password: 'Geheim-1234!' });
  await until(session.state, live);
  return session;
};

describe('a session', () => {
  it('shows the login flows of the homeserver', async () => {
    const session = await open();
    const { homeserver: shown } = await until(session.state, reachable);
    expect(shown).toMatchObject({ flows: expect.arrayContaining(['m.login.password']) });
  });

  it('logs in, syncs and signs its device with the cross-signing keys it makes', async () => {
    const session = await loggedIn('anna');
    const state = await until(
      session.state,
      (value): value is LoggedIn => value.status === 'loggedIn' && value.device === 'verified',
    );
    expect(state.userId).toBe(`@anna:${homeserver.serverName}`);
  });

  it('refuses a wrong password with its own code and stays logged out', async () => {
    const session = await open();
    await until(session.state, reachable);
    await expect(session.login({ type: 'm.login.password', user: 'anna', password: 'falsch' })).rejects.toMatchObject({
      code: 'LOGIN_FORBIDDEN',
    });
    expect(session.state.get().status).toBe('loggedOut');
  });

  it('creates rooms encrypted and with the conventions of BundesMessenger, and sends what only members read', async () => {
    const anna = await loggedIn('anna');
    const ben = await loggedIn('ben');
    const { roomId } = await anna.createRoom({
      name: 'Bauantrag 12',
      invite: [`@ben:${homeserver.serverName}`],
      federation: 'internal',
    });
    await ben.join(roomId);
    await expect.poll(() => anna.rooms.get(roomId)?.joinedCount, { timeout: 10_000 }).toBe(2);
    const secret = 'Grüße aus dem Bauamt 🏗️';
    const encrypted = await anna.encrypt(roomId, 'm.room.message', { msgtype: 'm.text', body: secret });
    expect(JSON.stringify(encrypted)).not.toContain('Bauamt');
    const first = await anna.sendEncrypted(roomId, encrypted, 'txn-1');
    const again = await anna.sendEncrypted(roomId, encrypted, 'txn-1');
    expect(again.eventId).toBe(first.eventId);
    const read = async (): Promise<unknown> => {
      const event = ben.rooms.get(roomId)?.live.events.find(({ event_id: eventId }) => eventId === first.eventId);
      const [decryption] = (event && (await ben.encryption.get()?.decrypt(roomId, [event]))) ?? [];
      return decryption?.status === 'decrypted' ? decryption.content.body : decryption;
    };
    await expect.poll(read, { timeout: 10_000 }).toBe(secret);
    expect(await homeserver.findPlaintext('Grüße aus dem Bauamt')).toEqual([]);
  });

  it('logs out: the server forgets the device and the session forgets the user', async () => {
    const session = await loggedIn('anna');
    const token = (await session.storage.get<{ accessToken: string }>('credentials'))!.accessToken;
    await session.logout();
    expect(await until(session.state, reachable)).toMatchObject({ reason: 'loggedOut' });
    const whoami = `${homeserver.baseUrl}/_matrix/client/v3/account/whoami`;
    expect((await fetch(whoami, { headers: { Authorization: `Bearer ${token}` } })).status).toBe(401);
    await expect(session.encrypt('!a', 'm.room.message', {})).rejects.toMatchObject({ code: 'NOT_LOGGED_IN' });
  });

  it('tells that another device has ended its login', async () => {
    const session = await loggedIn('anna');
    const token = (await session.storage.get<{ accessToken: string }>('credentials'))!.accessToken;
    await fetch(`${homeserver.baseUrl}/_matrix/client/v3/logout`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}` },
    });
    const out = await until(session.state, (state): state is LoggedOut => state.status === 'loggedOut');
    expect(out.reason).toBe('tokenUnknown');
  });

  it.each([
    ['an answer of 500', { status: 500, body: 'x' }],
    ['HTML', { status: 200, body: '<!doctype html>', headers: { 'content-type': 'text/html' } }],
  ])('shows a homeserver that gives %s as unreachable and recovers by itself', async (_name, answer) => {
    const fault = proxy.rule({ path: /login/ }, { kind: 'answer', ...answer });
    const session = await open(proxy.baseUrl);
    await until(
      session.state,
      (state): state is LoggedOut => state.status === 'loggedOut' && state.homeserver.status === 'unreachable',
    );
    fault();
    await until(session.state, reachable);
  });

  it('goes offline with the server and live again with it', async () => {
    const session = await loggedIn('anna', proxy.baseUrl);
    await proxy.down();
    const offline = await until(
      session.state,
      (state): state is LoggedIn => state.status === 'loggedIn' && state.sync.status === 'offline',
    );
    expect(offline.sync).toMatchObject({ error: { code: 'OFFLINE' } });
    await proxy.up();
    session.reconnect();
    await until(session.state, live);
  });

  it('ends what is under way when it stops: nothing reaches the server any more', async () => {
    const session = await loggedIn('anna', proxy.baseUrl);
    const path = '/_matrix/client/v3/account/whoami';
    const stopRule = proxy.rule({ path: /whoami/ }, { kind: 'delay', delayMs: 30_000 });
    const answer = expect(session.request({ method: 'GET', path })).rejects.toMatchObject({ code: 'OFFLINE' });
    await expect.poll(() => proxy.requests.some((request) => request.path === path)).toBe(true);
    await session.stop();
    await answer;
    stopRule();
    await expect(session.request({ method: 'GET', path })).rejects.toMatchObject({ code: 'NOT_LOGGED_IN' });
  });

  it('never follows a redirect, and the target hears nothing', async () => {
    const target = await startFaultProxy(homeserver.baseUrl);
    const fault = proxy.rule(
      { path: /login/ },
      {
        kind: 'answer',
        status: 307,
        headers: { location: `${target.baseUrl}/_matrix/client/v3/login` },
        body: '',
      },
    );
    const session = await open(proxy.baseUrl);
    const state = await until(
      session.state,
      (value): value is LoggedOut => value.status === 'loggedOut' && value.homeserver.status === 'unreachable',
    );
    expect(state.homeserver).toMatchObject({ error: { code: 'WL_REDIRECT' } });
    expect(target.requests).toEqual([]);
    fault();
    await target.stop();
  });
});

describe('createSession', () => {
  it('refuses a homeserver that is not on the list', async () => {
    await expect(createSession({ ...options(), homeserver: 'evil.example' })).rejects.toMatchObject({
      code: 'WL_SERVER_NAME',
    });
  });

  it('refuses plain http without the switch for localhost', async () => {
    const { homeserver: name, whitelist } = options();
    await expect(createSession({ homeserver: name, whitelist })).rejects.toMatchObject({ code: 'WL_CONFIG' });
  });
});
