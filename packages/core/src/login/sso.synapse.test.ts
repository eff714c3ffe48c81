/** Single sign-on at a real Synapse that leads on to an identity provider. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startHomeserver, type Homeserver } from '@bundesmessenger/homeserver';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createSession } from '../create-session.ts';
import type { Session } from '../session/complete-session.ts';
import { allowInsecureLocalhost } from '../types.ts';

const patience = { timeout: 60_000 };
const slowly = { timeout: 180_000 };
const redirectUrl = 'http://localhost:4711/portal/chat?page=7';

let provider: Server;
let homeserver: Homeserver;
const sessions: Session[] = [];

/** An OAuth 2.0 provider as Synapse takes it: whoever comes is Anna. */
async function startProvider(): Promise<Server> {
  const server = createServer((incoming, outgoing) => {
    const url = new URL(incoming.url ?? '/', 'http://localhost');
    const json = (body: object): void =>
      void outgoing.setHeader('Content-Type', 'application/json').end(JSON.stringify(body));
    if (url.pathname === '/token') return json({ access_token: 'a', token_type: 'Bearer', expires_in: 60 });
    if (url.pathname === '/userinfo') return json({ sub: 'anna' });
    const back = new URL(url.searchParams.get('redirect_uri')!);
    back.searchParams.set('state', url.searchParams.get('state')!);
    back.searchParams.set('code', 'c');
    outgoing.writeHead(302, { Location: back.href }).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

beforeAll(async () => {
  provider = await startProvider();
  const origin = `http://localhost:${(provider.address() as AddressInfo).port}`;
  homeserver = await startHomeserver({
    config: {
      password_config: { enabled: false },
      sso: { client_whitelist: ['http://localhost:4711/'] },
      oidc_providers: [
        {
          idp_id: 'amt',
          idp_name: 'Amt',
          discover: false,
          issuer: `${origin}/`,
          client_id: 'synapse',
          client_secret: 'shared',
          scopes: ['profile'],
          authorization_endpoint: `${origin}/authorize`,
          token_endpoint: `${origin}/token`,
          userinfo_endpoint: `${origin}/userinfo`,
          user_mapping_provider: { config: { localpart_template: '{{ user.sub }}' } },
        },
      ],
    },
  });
}, 300_000);
afterEach(async () => {
  await Promise.all(sessions.splice(0).map((session) => session.stop()));
});
afterAll(async () => {
  await homeserver?.stop();
  provider?.close();
});

async function open(name?: string): Promise<Session> {
  const { serverName, baseUrl } = homeserver;
  const session = await createSession({
    homeserver: serverName,
    whitelist: { servers: [{ serverName, baseUrl }] },
    encryption: { recovery: 'off' },
    ...(name !== undefined && { name }),
    [allowInsecureLocalhost]: true,
  });
  sessions.push(session);
  await expect.poll(() => session.state.get(), patience).toMatchObject({ homeserver: { status: 'reachable' } });
  return session;
}

/** What a browser does, which keeps the cookies of the homeserver. @returns where it ends: the portal */
async function follow(url: string): Promise<string> {
  let cookies = '';
  for (let next = url, hops = 0; hops < 6; hops += 1) {
    if (next.startsWith('http://localhost:4711/')) return next;
    const answer = await fetch(next, { redirect: 'manual', headers: { Cookie: cookies } });
    cookies = [cookies, ...answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0]!)]
      .filter(Boolean)
      .join('; ');
    const location = answer.headers.get('Location');
    if (location === null) throw new Error(`the way ends with ${answer.status} at ${new URL(next).pathname}`);
    next = new URL(location, next).href;
  }
  throw new Error('the way does not end');
}

describe('single sign-on', () => {
  it('is offered with its providers, by their names', slowly, async () => {
    const session = await open();
    expect(session.state.get()).toMatchObject({
      homeserver: {
        flows: expect.arrayContaining(['m.login.sso']),
        identityProviders: [{ id: 'oidc-amt', name: 'Amt' }],
      },
    });
  });

  it('logs in who comes back, and counts once', slowly, async () => {
    const session = await open();
    const { url } = await session.beginLogin({ type: 'm.login.sso', redirectUrl, idpId: 'oidc-amt' });
    const back = await follow(url);
    expect(new URL(back).searchParams.get('page')).toBe('7');
    await session.login({ type: 'callback', url: back });
    expect(session.state.get()).toMatchObject({ status: 'loggedIn', userId: `@anna:${homeserver.serverName}` });
    await session.logout();
    await expect(session.login({ type: 'callback', url: back })).rejects.toMatchObject({ code: 'WL_CALLBACK' });
  });

  it('does not log anybody in with a token that somebody else has brought into the address', slowly, async () => {
    const [attacker, victim] = [await open('attacker'), await open('victim')];
    const { url } = await attacker.beginLogin({ type: 'm.login.sso', redirectUrl });
    const back = new URL(await follow(url));
    await expect(victim.login({ type: 'callback', url: back.href })).rejects.toMatchObject({ code: 'WL_CALLBACK' });
    // Not even while a sign-in of its own is pending.
    await victim.beginLogin({ type: 'm.login.sso', redirectUrl });
    await expect(victim.login({ type: 'callback', url: back.href })).rejects.toMatchObject({ code: 'WL_CALLBACK' });
    expect(victim.state.get()).toMatchObject({ status: 'loggedOut' });
  });
});
