/** Login by the OAuth 2.0 API at a real Synapse that leaves it to an issuer: from the first question to log-out. */
import {
  delegatedTo,
  startHomeserver,
  startOAuthIssuer,
  withAccountsOf,
  type Homeserver,
  type OAuthIssuer,
} from '@bundesmessenger/homeserver';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createSession } from '../create-session.ts';
import type { Session } from '../session/complete-session.ts';
import { allowInsecureLocalhost, type SessionOptions, type SessionState } from '../types.ts';

const patience = { timeout: 60_000 };
const slowly = { timeout: 180_000 };
/** The page that begins. */
const redirectUrl = 'http://localhost:4711/portal/chat?page=7#message-5';

let issuer: OAuthIssuer;
let homeserver: Homeserver;
const sessions: Session[] = [];
/** Of all requests. */
const asked: string[] = [];

beforeAll(async () => {
  issuer = await startOAuthIssuer();
  homeserver = withAccountsOf(issuer, await startHomeserver({ config: delegatedTo(issuer) }));
  await homeserver.createUser('anna', '');
}, 300_000);
afterEach(async () => {
  issuer.lifetimeS = 300;
  await Promise.all(sessions.splice(0).map((session) => session.stop()));
});
afterAll(async () => {
  await homeserver?.stop();
  await issuer?.stop();
});

async function open(
  change: Partial<SessionOptions> = {},
  issuers: readonly string[] = [issuer.issuer],
): Promise<Session> {
  const { serverName, baseUrl } = homeserver;
  const session = await createSession(
    {
      homeserver: serverName,
      whitelist: { servers: [{ serverName, baseUrl }], issuers },
      encryption: { recovery: 'off' },
      [allowInsecureLocalhost]: true,
      ...change,
    },
    {
      fetch: (input, init) => {
        asked.push(`${init?.method} ${String(input)} ${String(init?.body ?? '')}`);
        return fetch(input, init);
      },
    },
  );
  sessions.push(session);
  return session;
}
const until = (session: Session, state: object): Promise<void> =>
  expect.poll(() => session.state.get(), patience).toMatchObject(state) as Promise<void>;
const reachable = { status: 'loggedOut', homeserver: { status: 'reachable' } };

/** What the user does at the issuer. @returns where the browser is sent */
async function atIssuer(url: string, user: string, consent = 'yes'): Promise<string> {
  const body = new URLSearchParams({ user, consent });
  const answer = await fetch(url, { method: 'POST', body, redirect: 'manual' });
  expect(answer.status).toBe(303);
  return answer.headers.get('Location')!;
}

/** Somebody who has no other device: nothing else would vouch for this one. */
async function loggedIn(user: string): Promise<Session> {
  await homeserver.createUser(user, '');
  const session = await open();
  await until(session, reachable);
  const { url } = await session.beginLogin({ type: 'oauth', redirectUrl });
  await session.login({ type: 'callback', url: await atIssuer(url, user) });
  await until(session, { device: 'verified', sync: { status: 'live' } });
  return session;
}

describe('a homeserver that leaves login to an issuer', () => {
  it('is one to log in at, and says at whose', slowly, async () => {
    const session = await open();
    await until(session, { ...reachable, homeserver: { status: 'reachable', flows: [], issuer: issuer.issuer } });
  });

  it('is refused where the issuer is not on the list', slowly, async () => {
    const session = await open({}, ['http://localhost:1/']);
    await until(session, { status: 'refused', error: { code: 'WL_ISSUER' } });
  });
});

describe('a login by OAuth 2.0', () => {
  it('asks for a code by PKCE, for one device, with the answer in the fragment', slowly, async () => {
    const session = await open();
    await until(session, reachable);
    const { url } = await session.beginLogin({ type: 'oauth', redirectUrl });
    const { origin, searchParams } = new URL(url);
    expect(`${origin}/`).toBe(issuer.issuer);
    expect(Object.fromEntries(searchParams)).toEqual({
      response_type: 'code',
      response_mode: 'fragment',
      client_id: expect.stringMatching(/./),
      redirect_uri: 'http://localhost:4711/portal/chat?page=7',
      scope: expect.stringMatching(/^urn:matrix:client:api:\* urn:matrix:client:device:[A-Z]{10}$/),
      state: expect.stringMatching(/^bm\.default\.[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
    });
  });

  it('gives a device that signs itself, and keeps no code and no verifier', slowly, async () => {
    const session = await loggedIn('berta');
    expect(session.state.get()).toMatchObject({ userId: `@berta:${homeserver.serverName}` });
    const keys = await session.storage.keys('');
    expect(keys).not.toContain('sign-in');
    const { roomId } = await session.createRoom({ name: 'Bauamt', invite: [], federation: 'internal' } as never);
    expect(roomId).toMatch(/^!/);
  });

  it.each([
    ['that the user does not agree to', 'LOGIN_CANCELLED', (url: string) => atIssuer(url, 'anna', 'no')],
    [
      'whose answer has another state',
      'WL_CALLBACK',
      async (url: string) => (await atIssuer(url, 'anna')).replace('bm.', 'bm.x'),
    ],
    [
      'that another issuer answers',
      'WL_CALLBACK',
      async (url: string) => (await atIssuer(url, 'anna')).replace(/iss=[^&]*/, 'iss=https%3A%2F%2Fevil.example%2F'),
    ],
    [
      'whose issuer does not name itself',
      'WL_CALLBACK',
      async (url: string) => (await atIssuer(url, 'anna')).replace(/&iss=[^&]*/, ''),
    ],
    [
      'whose code is not the issuer’s',
      'LOGIN_REFUSED',
      async (url: string) => (await atIssuer(url, 'anna')).replace(/code=[^&]*/, 'code=x'),
    ],
  ])('%s is refused (%s), and its answer counts never again', slowly, async (_name, code, answerTo) => {
    const session = await open();
    await until(session, reachable);
    const { url } = await session.beginLogin({ type: 'oauth', redirectUrl });
    const answer = await answerTo(url);
    await expect(session.login({ type: 'callback', url: answer })).rejects.toMatchObject({ code });
    expect(session.state.get()).toMatchObject({ status: 'loggedOut' });
    expect(await session.storage.keys('')).toEqual([]);
    await expect(session.login({ type: 'callback', url: answer })).rejects.toMatchObject({ code: 'WL_CALLBACK' });
  });

  it('of another browser is not taken', slowly, async () => {
    const [own, other] = [await open({ name: 'own' }), await open({ name: 'other' })];
    for (const session of [own, other]) await until(session, reachable);
    const { url } = await own.beginLogin({ type: 'oauth', redirectUrl });
    const answer = await atIssuer(url, 'anna');
    await expect(other.login({ type: 'callback', url: answer })).rejects.toMatchObject({ code: 'WL_CALLBACK' });
    await own.login({ type: 'callback', url: answer });
    expect(own.state.get()).toMatchObject({ status: 'loggedIn' });
  });

  it('renews its token, and nobody notices', slowly, async () => {
    issuer.lifetimeS = 3;
    const session = await loggedIn('cem');
    const states: SessionState[] = [];
    session.state.subscribe((state) => states.push(state));
    const renewals = (): number => asked.filter((request) => request.includes('grant_type=refresh_token')).length;
    const before = renewals();
    const ask = () => session.request({ method: 'GET', path: '/_matrix/client/v3/devices' });
    await expect.poll(async () => (await ask(), renewals()), patience).toBeGreaterThan(before);
    expect(new Set(states.map(({ status }) => status))).toEqual(new Set(['loggedIn']));
  });

  it('is the same device again after a soft logout', slowly, async () => {
    issuer.lifetimeS = 3;
    const session = await loggedIn('doris');
    const before = session.state.get();
    issuer.grants.forgetRefreshTokens();
    // Noticed by the sync with its first request after the token has expired, which may be half a minute away.
    const wake = (): SessionState => {
      if (session.state.get().status === 'loggedIn') session.reconnect();
      return session.state.get();
    };
    await expect.poll(wake, { ...patience, interval: 500 }).toMatchObject({ ...reachable, reason: 'tokenUnknown' });
    issuer.lifetimeS = 300;
    const { url } = await session.beginLogin({ type: 'oauth', redirectUrl });
    await session.login({ type: 'callback', url: await atIssuer(url, 'doris') });
    expect(session.state.get()).toMatchObject({ deviceId: before.status === 'loggedIn' && before.deviceId });
  });

  it('ends other devices on the page of the issuer, and goes on when that is done', slowly, async () => {
    const [session, other] = [await loggedIn('frieda'), await open({ name: 'other' })];
    await until(other, reachable);
    const { url } = await other.beginLogin({ type: 'oauth', redirectUrl });
    await other.login({ type: 'callback', url: await atIssuer(url, 'frieda') });
    const state = other.state.get();
    const deviceId = state.status === 'loggedIn' ? state.deviceId : '';
    const { devices, reauthentication } = session.encryption.get()!;
    const signedOut = devices.signOut([deviceId]);
    await expect.poll(() => reauthentication.state.get(), patience).toMatchObject({ status: 'needed' });
    expect(reauthentication.state.get()).toMatchObject({
      purpose: 'signOutDevices',
      methods: [
        { type: 'oauth', url: `${issuer.issuer}account/?action=org.matrix.device_delete&device_id=${deviceId}` },
      ],
    });
    await reauthentication.give();
    expect(reauthentication.state.get()).toMatchObject({ status: 'needed', refused: true });
    await issuer.endDevice(deviceId);
    await reauthentication.give();
    await signedOut;
    expect(reauthentication.state.get()).toEqual({ status: 'none' });
  });

  it('ends at the issuer with the log-out', slowly, async () => {
    const session = await loggedIn('emil');
    const state = session.state.get();
    const deviceId = state.status === 'loggedIn' ? state.deviceId : '';
    expect(issuer.grants.devices).toContain(deviceId);
    await session.logout();
    expect(issuer.grants.devices).not.toContain(deviceId);
  });
});
