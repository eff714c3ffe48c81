/** Accounts that a portal brings by a JSON Web Token, at a real Synapse without passwords and single sign-on. */
import { createHmac } from 'node:crypto';
import { startHomeserver, type Homeserver } from '@bundesmessenger/homeserver';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createSession } from '../create-session.ts';
import type { EncryptionState } from '../encryption/recovery-state.ts';
import { allowInsecureLocalhost, type EncryptionPolicy, type SessionState } from '../types.ts';
import type { Session } from './complete-session.ts';
import { until } from '../readable.ts';

const portal = { secret: 'shared-by-portal-and-homeserver', issuer: 'portal', audiences: ['messenger'] };
let homeserver: Homeserver;
const sessions: Session[] = [];
/** Every address that was asked. */
const asked: string[] = [];
/** As if the homeserver knew no access token any more, but the devices. */
let tokensExpired = false;
const expired = (): Response =>
  Response.json({ errcode: 'M_UNKNOWN_TOKEN', error: 'expired', soft_logout: true }, { status: 401 });

beforeAll(async () => {
  homeserver = await startHomeserver({ jwt: portal, config: { password_config: { enabled: false } } });
});
afterEach(async () => {
  await Promise.all(sessions.splice(0).map((session) => session.stop()));
});
afterAll(() => homeserver?.stop());

/** As a portal makes it for the user who is logged in there: HS256, RFC 7515. */
function tokenFor(sub: string, secret = portal.secret): string {
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
  const exp = Math.floor(Date.now() / 1_000) + 60;
  const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({ sub, iss: portal.issuer, aud: portal.audiences[0], exp })}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

type LoggedOut = Extract<SessionState, { status: 'loggedOut' }>;
const reachable = (state: SessionState): state is LoggedOut =>
  state.status === 'loggedOut' && state.homeserver.status === 'reachable';
const settled = (state: EncryptionState): state is Exclude<EncryptionState, { status: 'loading' }> =>
  state.status !== 'loading';

async function open(encryption?: EncryptionPolicy): Promise<Session> {
  const session = await createSession(
    {
      homeserver: homeserver.serverName,
      whitelist: { servers: [{ serverName: homeserver.serverName, baseUrl: homeserver.baseUrl }] },
      ...(encryption && { encryption }),
      [allowInsecureLocalhost]: true,
    },
    {
      fetch: (input, init) => {
        const url = input instanceof Request ? input.url : String(input);
        asked.push(url);
        const isAuthorized = new Headers(init?.headers).has('Authorization');
        return tokensExpired && isAuthorized ? Promise.resolve(expired()) : fetch(input, init);
      },
    },
  );
  sessions.push(session);
  await until(session.state, reachable);
  return session;
}

async function loggedIn(user: string, encryption?: EncryptionPolicy): Promise<Session> {
  const session = await open(encryption);
  await session.login({ type: 'org.matrix.login.jwt', token: tokenFor(user) });
  await until(session.encryption, (running): running is NonNullable<typeof running> => running !== undefined);
  return session;
}

const recoveryOf = (session: Session) => session.encryption.get()!.recovery;

describe('a login with the token of a portal', () => {
  it('is what the homeserver offers, and makes the account', async () => {
    const session = await open();
    const { homeserver: shown } = await until(session.state, reachable);
    expect(shown).toMatchObject({ flows: ['org.matrix.login.jwt', 'm.login.application_service'] });
    await session.login({ type: 'org.matrix.login.jwt', token: tokenFor('erika') });
    const state = session.state.get();
    expect(state).toMatchObject({ status: 'loggedIn', userId: `@erika:${homeserver.serverName}` });
  });

  it('has a code of its own where the token is not of this portal, and leaves the session as it was', async () => {
    const session = await open();
    const forged = tokenFor('erika', 'a secret of somebody else');
    const login = session.login({ type: 'org.matrix.login.jwt', token: forged });
    await expect(login).rejects.toMatchObject({ code: 'LOGIN_TOKEN_REFUSED' });
    expect(session.state.get().status).toBe('loggedOut');
  });

  it('keeps the token nowhere', async () => {
    const session = await open();
    const token = tokenFor('max');
    await session.login({ type: 'org.matrix.login.jwt', token });
    const records = await Promise.all((await session.storage.keys('')).map((key) => session.storage.get(key)));
    const seen = JSON.stringify([records, session.state.get(), asked]);
    expect(seen).not.toContain(token);
    expect(seen).not.toContain(token.split('.')[2]!);
  });
});

describe('an account that came by a token', () => {
  it('is the same device again when its login has run out, and a token that is refused costs it nothing', async () => {
    const session = await loggedIn('jana');
    const before = session.state.get();
    tokensExpired = true;
    session.reconnect();
    await until(session.state, (state): state is LoggedOut => state.status === 'loggedOut');
    tokensExpired = false;
    await until(session.state, reachable);
    const forged = session.login({ type: 'org.matrix.login.jwt', token: tokenFor('somebody', 'else') });
    await expect(forged).rejects.toMatchObject({ code: 'LOGIN_TOKEN_REFUSED' });
    await session.login({ type: 'org.matrix.login.jwt', token: tokenFor('jana') });
    expect(session.state.get()).toMatchObject({ deviceId: before.status === 'loggedIn' && before.deviceId });
  });

  it('has to set up recovery at its first login, which then brings its next device in', async () => {
    const first = await loggedIn('lena');
    expect(await until(recoveryOf(first).state, settled)).toMatchObject({
      status: 'setUpNeeded',
      mandatory: true,
      keeper: 'user',
    });
    const { recoveryKey } = await recoveryOf(first).setUp();
    await recoveryOf(first).confirm(recoveryKey);
    expect(recoveryOf(first).state.get()).toMatchObject({ status: 'ready', recovery: 'set' });
    await first.stop();

    const next = await loggedIn('lena');
    expect(await until(recoveryOf(next).state, settled)).toMatchObject({ status: 'unlockNeeded' });
    await recoveryOf(next).unlock({ recoveryKey });
    expect(recoveryOf(next).state.get()).toMatchObject({ status: 'ready', recovery: 'set' });
  });

  it('leaves its key with the portal where the page says so', async () => {
    const session = await loggedIn('paul', { recoveryKeeper: 'portal' });
    expect(await until(recoveryOf(session).state, settled)).toMatchObject({ status: 'setUpNeeded', keeper: 'portal' });
    const { recoveryKey: escrow } = await recoveryOf(session).setUp();
    await recoveryOf(session).confirm(escrow);
    await session.stop();
    const next = await loggedIn('paul', { recoveryKeeper: 'portal' });
    await until(recoveryOf(next).state, settled);
    await recoveryOf(next).unlock({ recoveryKey: escrow });
    expect(recoveryOf(next).state.get().status).toBe('ready');
  });

  it('is told honestly that it cannot make a new identity when device and key are lost', async () => {
    const first = await loggedIn('cem');
    await until(recoveryOf(first).state, settled);
    await first.logout();
    const next = await loggedIn('cem');
    expect(await until(recoveryOf(next).state, settled)).toMatchObject({ status: 'resetNeeded' });
    await expect(recoveryOf(next).resetIdentity()).rejects.toMatchObject({ code: 'REAUTHENTICATION_IMPOSSIBLE' });
    expect(recoveryOf(next).state.get()).toMatchObject({ status: 'deadEnd', reason: 'noReauthentication' });
  });
});
