/** What a session makes of its deployment: everything its operator and its homeserver tell, against real ones. */
import {
  bundesmessengerProfile,
  federationProfile,
  type AuthorityServer,
  type BundesMessengerServers,
  type FederationServers,
  type ProfileServer,
  type RunningProfile,
} from '@bundesmessenger/homeserver';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createSession } from '../create-session.ts';
import type { Session } from '../session/complete-session.ts';
import type { SessionEnvironment } from '../session/session.ts';
import { allowInsecureLocalhost, type SessionOptions } from '../types.ts';

const password = 'Loopback-1';
const patience = { timeout: 30_000 };
const sessions: Session[] = [];
let users = 0;

afterEach(async () => {
  await Promise.all(sessions.splice(0).map((session) => session.stop()));
});

/** Node knows nothing of the profile's names: what goes to them is sent to loopback, and comes back as theirs. */
const openAt = async (
  server: ProfileServer,
  options: Partial<SessionOptions> = {},
  environment: Partial<SessionEnvironment> = {},
): Promise<Session> => {
  const { serverName } = server.homeserver;
  const fetchByName = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const answer = await fetch(String(input).replace(`https://${serverName}`, server.baseUrl), init);
    return new Response(answer.body, answer);
  };
  const session = await createSession(
    {
      homeserver: serverName,
      whitelist: { servers: [{ serverName, baseUrl: server.baseUrl }] },
      [allowInsecureLocalhost]: true,
      ...options,
    },
    { fetch: fetchByName, ...environment },
  );
  sessions.push(session);
  return session;
};
const untilReachable = (session: Session) =>
  expect.poll(() => session.state.get(), patience).toMatchObject({ homeserver: { status: 'reachable' } });
const untilSync = (session: Session, sync: object) =>
  expect.poll(() => session.state.get(), patience).toMatchObject({ status: 'loggedIn', sync });
const untilDeployment = (session: Session, deployment: object) =>
  expect.poll(() => session.deployment.get(), patience).toMatchObject(deployment);

const logInAt = async (server: ProfileServer, options: Partial<SessionOptions> = {}): Promise<Session> => {
  const localpart = `user${users++}`;
  await server.homeserver.createUser(localpart, password);
  const session = await openAt(server, options);
  await untilReachable(session);
  await session.login({ type: 'm.login.password', user: localpart, password });
  await untilSync(session, { status: 'live' });
  return session;
};

describe('at a BundesMessenger', () => {
  let running: RunningProfile<BundesMessengerServers>;
  let authority: AuthorityServer;
  beforeAll(async () => {
    running = await bundesmessengerProfile.start();
    ({ authority } = running.servers);
  });
  afterEach(() => {
    authority.front.serveMaintenance({ kind: 'body', body: {} });
    authority.front.serveWellKnown({ kind: 'own' });
  });
  afterAll(() => running?.stop());

  it('a session knows the operator’s links before anybody logs in', async () => {
    await untilDeployment(await openAt(authority), {
      federation: 'internal',
      imprintUrl: 'https://behoerde.example/impressum',
      privacyUrl: 'https://behoerde.example/datenschutz',
      supportContact: { pageUrl: 'https://behoerde.example/hilfe', email: 'it-service@behoerde.example' },
      recoveryRequired: true,
    });
  });

  it('and after login what the account may do, how large a file may be, and that it federates with nobody', async () => {
    await untilDeployment(await logInAt(authority), {
      capabilities: { canChangePassword: true, canChangeDisplayName: false, canChangeAvatar: true },
      limits: { uploadBytes: 52_428_800 },
      passwordPolicy: { minimumLength: 8, needs: ['digit', 'symbol', 'lowercase', 'uppercase'] },
      federationPartners: [],
    });
  });

  it('malformed de.bwi keys and hostile links cost nothing but themselves', async () => {
    authority.front.serveWellKnown({
      kind: 'body',
      body: {
        'm.homeserver': { base_url: authority.baseUrl },
        'de.bwi.imprint_url': 'javascript:alert(1)',
        'de.bwi.data_privacy_url': 'https://https://behoerde.example/datenschutz',
        'de.bwi.federation': 'yes',
        'io.element.e2ee': [],
      },
    });
    const session = await openAt(authority);
    await untilDeployment(session, { privacyUrl: 'https://behoerde.example/datenschutz' });
    expect(session.deployment.get()).not.toHaveProperty('imprintUrl');
    expect(session.deployment.get()).not.toHaveProperty('announcedFederation');
  });

  it.each([
    ['HTML', '<!doctype html>'],
    ['another shape', '{"downtime":[{"start_time":"soon"}]}'],
    ['a cut answer', '{"downtime":['],
  ])('%s in place of maintenance announces nothing, and nobody is kept out', async (_name, body) => {
    authority.front.serveMaintenance({ kind: 'body', body });
    const session = await logInAt(authority);
    expect(session.deployment.get()).not.toHaveProperty('maintenance');
  });

  it('maintenance that blocks keeps people from logging in, and lets them in by itself when it is over', async () => {
    const startedAtMs = Date.now();
    const endsInMs = 1_000;
    let offMs = 0;
    const inMs = (ms: number): string => new Date(startedAtMs + ms).toISOString();
    authority.front.serveMaintenance({
      kind: 'downtime',
      downtime: [
        {
          warning_start_time: inMs(-60_000),
          start_time: inMs(-30_000),
          end_time: inMs(endsInMs),
          type: 'MAINTENANCE',
          blocking: true,
        },
      ],
    });
    // A clock that stands still but for the test: the maintenance is over when all was seen of it.
    const late = await openAt(authority, {}, { now: () => startedAtMs + offMs });
    await untilDeployment(late, { maintenance: { status: 'running', blocking: true } });
    // What it asked before it knew of the maintenance is answered.
    await expect.poll(() => late.state.get(), patience).not.toMatchObject({ homeserver: { status: 'checking' } });
    await authority.homeserver.createUser('late', password);
    const before = authority.proxy.requests.length;
    await expect(late.login({ type: 'm.login.password', user: 'late', password })).rejects.toMatchObject({
      code: 'MAINTENANCE',
    });
    const asked = authority.proxy.requests.slice(before).map(({ path }) => path);
    expect(asked.filter((path) => path.startsWith('/_matrix/client/'))).toEqual([]);

    offMs = endsInMs;
    await expect.poll(() => late.deployment.get(), patience).not.toHaveProperty('maintenance');
    await untilReachable(late);
    await late.login({ type: 'm.login.password', user: 'late', password });
    await untilSync(late, { status: 'live' });
  });

  it('a homeserver that is switched off for a while costs no login', { timeout: 180_000 }, async () => {
    const session = await logInAt(authority);
    const { deviceId } = session.state.get() as { deviceId: string };
    await authority.homeserver.restart({ hs_disabled: true, admin_contact: 'mailto:it-service@behoerde.example' });
    await untilSync(session, {
      status: 'offline',
      error: { code: 'HOMESERVER_DISABLED', adminContact: 'mailto:it-service@behoerde.example' },
    });
    const other = await openAt(authority);
    await untilReachable(other);
    await expect(other.login({ type: 'm.login.password', user: 'late', password })).rejects.toMatchObject({
      code: 'HOMESERVER_DISABLED',
    });
    await authority.homeserver.restart({ hs_disabled: false });
    session.reconnect(); // it goes on by itself, too, within a minute
    await untilSync(session, { status: 'live' });
    expect(session.state.get()).toMatchObject({ deviceId });
  });
});

describe('in a federation', () => {
  let running: RunningProfile<FederationServers>;
  let servers: FederationServers;
  beforeAll(async () => {
    running = await federationProfile.start();
    ({ servers } = running);
    for (const { homeserver } of Object.values(servers)) await homeserver.createUser('otto', password);
  });
  afterEach(() => servers.second.proxy.up());
  afterAll(() => running?.stop());

  const federated = { federation: 'federated' } as const;

  it('a session knows whom its homeserver federates with, and invites nobody else', async () => {
    const session = await logInAt(servers.first, federated);
    await untilDeployment(session, { federation: 'federated', federationPartners: ['bund.example', 'land.example'] });
    const before = servers.first.proxy.requests.length;
    await expect(
      session.createRoom({ name: 'Lage', invite: ['@otto:fremd.example'], federation: 'federated' }),
    ).rejects.toMatchObject({ code: 'FEDERATION_REFUSED' });
    await expect(session.join('#offen:fremd.example')).rejects.toMatchObject({ code: 'FEDERATION_REFUSED' });
    expect(servers.first.proxy.requests.slice(before).filter(({ method }) => method === 'POST')).toEqual([]);
  });

  it('a session of the server outside learns from it why nobody of an authority can be invited', async () => {
    const session = await logInAt(servers.outside, federated);
    const { roomId } = await session.createRoom({ name: 'Lage', invite: [], federation: 'federated' });
    await expect(session.invite(roomId, '@otto:bund.example')).rejects.toMatchObject({ code: 'FEDERATION_REFUSED' });
  });

  it('an internal room takes nobody of the other authority; opened, it does', async () => {
    const session = await logInAt(servers.first, federated);
    const { roomId } = await session.createRoom({ name: 'Intern', invite: [], federation: 'internal' });
    await expect(session.invite(roomId, '@otto:land.example')).rejects.toMatchObject({ code: 'ROOM_INTERNAL' });
    await session.sendState(roomId, 'm.room.server_acl', '', { allow: ['*'], deny: [], allow_ip_literals: false });
    await expect
      .poll(() => session.rooms.get(roomId)?.state('m.room.server_acl')?.content, patience)
      .toMatchObject({ allow: ['*'] });
    await session.invite(roomId, '@otto:land.example');
  });

  it('another server that is down is named, and the own one goes on', async () => {
    const session = await logInAt(servers.first, federated);
    const { roomId } = await session.createRoom({ name: 'Lage', invite: [], federation: 'federated' });
    await servers.second.proxy.down();
    await expect(session.invite(roomId, '@otto:land.example')).rejects.toMatchObject({ code: 'REMOTE_UNREACHABLE' });
    expect(session.state.get()).toMatchObject({ sync: { status: 'live' } });
  });
});
