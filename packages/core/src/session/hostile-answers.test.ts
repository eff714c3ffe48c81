/** What a session makes of the worst answers about trust, from a real server on loopback. */
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CompactSign } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { startBundesMessengerFront, type BundesMessengerFront } from '@bundesmessenger/homeserver';
import { allowInsecureLocalhost, type SessionState, type Whitelist } from '../types.ts';
import { createSession } from '../create-session.ts';
import type { Session } from './complete-session.ts';

type Answer = (response: ServerResponse) => void;
const wellKnownPath = '/.well-known/matrix/client';
const tokenPath = '/_bum/client/v1/verify';
const listPath = '/list';
const dayMs = 24 * 60 * 60_000;

const say =
  (body: string | Buffer): Answer =>
  (response) =>
    void response.end(body);
/** One byte at a time, without end. */
const drip: Answer = (response) => {
  response.write('[');
  const timer = setInterval(() => response.write(' '), 100);
  response.on('close', () => clearInterval(timer));
};
/** Says how much it will send, and breaks off. */
const breakOff: Answer = (response) => {
  response.setHeader('Content-Length', '1000');
  response.write('{"m.homeserver"');
  setTimeout(() => response.destroy(), 50);
};
const hostile: readonly (readonly [string, Answer])[] = [
  ['5 MB', say(Buffer.alloc(5_000_000, ' '))],
  ['HTML', say('<!doctype html><title>Anmelden</title>')],
  ['JSON that is cut off', say('{"m.homeserver":{"base_url"')],
  ['null', say('null')],
  ['an array of the wrong things', say('[{}]')],
  ['a member twice', say('{"m.homeserver":{"base_url":"https://a.example"},"m.homeserver":{}}')],
  ['bytes that are no text', say(Buffer.from([0xff, 0xfe, 0x00]))],
];

let server: Server;
let port: number;
let front: BundesMessengerFront;
const answers = new Map<string, Answer>();
const sessions: Session[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    const path = new URL(request.url ?? '', 'http://localhost').pathname;
    const answer = answers.get(path);
    if (answer) return answer(response);
    if (path.endsWith('/login')) return void response.end('{"flows":[{"type":"m.login.password"}]}');
    response.writeHead(404).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
  front = await startBundesMessengerFront(`http://localhost:${port}`);
});
afterEach(async () => {
  vi.unstubAllGlobals();
  answers.clear();
  front.serve({ kind: 'token' });
  await Promise.all(sessions.splice(0).map((session) => session.stop()));
});
afterAll(async () => {
  await front?.stop();
  server?.closeAllConnections();
  server?.close();
});

const open = async (whitelist: Partial<Whitelist> = {}, at = port, now?: () => number): Promise<Session> => {
  const homeserver = `localhost:${at}`;
  const servers = [{ serverName: homeserver, baseUrl: `http://localhost:${at}` }];
  const session = await createSession(
    { homeserver, whitelist: { servers, ...whitelist }, [allowInsecureLocalhost]: true },
    now && { now },
  );
  sessions.push(session);
  return session;
};
const frontPort = () => Number(new URL(front.baseUrl).port);
const withToken = () => ({ serverToken: { keys: [front.publicKeyPem] } });

const listAt = async (at: number): Promise<NonNullable<Whitelist['signedList']>> => {
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  const key = { ...(await crypto.subtle.exportKey('jwk', pair.publicKey)), kid: 'one' };
  return { url: `http://localhost:${at}${listPath}`, issuer: 'i', audience: 'a', keys: [key] };
};
const warnings = (session: Session) => session.deployment.get().warnings?.map(({ code }) => code);

/** The first thing a person would see: reachable, or a code. */
const outcome = (session: Session): Promise<string> =>
  new Promise((resolve) => {
    session.state.subscribe((state: SessionState) => {
      if (state.status === 'refused') resolve(`refused ${state.error.code}`);
      if (state.status !== 'loggedOut') return;
      const { homeserver } = state;
      if (homeserver.status === 'reachable') resolve('reachable');
      if (homeserver.status === 'unreachable') resolve(`unreachable ${homeserver.error.code}`);
    });
  });
const tenSecondsMs = 10_000;
/** The limits are ten seconds at most; a busy machine may be this late to notice. */
const latenessMs = 1_000;
const timed = async (session: Promise<Session>): Promise<string> => {
  const startedAt = performance.now();
  const found = await outcome(await session);
  expect(performance.now() - startedAt).toBeLessThan(tenSecondsMs + latenessMs);
  return found;
};

describe('in place of .well-known a session takes', () => {
  it.each([...hostile, ['an answer that never ends', drip] as const, ['an answer that breaks off', breakOff] as const])(
    '%s as unreadable',
    async (_name, answer) => {
      answers.set(wellKnownPath, answer);
      expect(await timed(open())).toBe('unreachable WL_WELLKNOWN');
    },
    15_000,
  );
});

describe('in place of the server token a session takes', () => {
  it.each(hostile)('%s as a definite no', async (_name, answer) => {
    answers.set(tokenPath, answer);
    expect(await timed(open({ ...withToken() }))).toBe('refused WL_TOKEN_BAD_RESPONSE');
  });

  it.each([
    ['an answer that never ends', drip],
    ['an answer that breaks off', breakOff],
    ['a status that is not 200', ((response) => void response.writeHead(500).end()) as Answer],
    ['a redirect', ((response) => void response.writeHead(302, { Location: '/' }).end()) as Answer],
  ])(
    '%s as no answer, and asks again',
    async (_name, answer) => {
      answers.set(tokenPath, answer);
      expect(await timed(open({ ...withToken() }))).toBe('unreachable WL_TOKEN_FETCH_FAILED');
    },
    15_000,
  );
});

describe('in place of the signed list a session takes', () => {
  it.each([
    ...hostile.map(([name, answer]) => [name, answer, name === '5 MB' ? 'WL_LIST_SIZE' : 'WL_LIST_FORMAT'] as const),
    ['an answer that never ends', drip, 'WL_LIST_FETCH'] as const,
    ['an answer that breaks off', breakOff, 'WL_LIST_FETCH'] as const,
    [
      'a redirect',
      ((response) => void response.writeHead(302, { Location: '/' }).end()) as Answer,
      'WL_REDIRECT',
    ] as const,
  ])(
    '%s as no list: the built-in one counts, and administrators are told',
    async (_name, answer, code) => {
      answers.set(listPath, answer);
      const session = open({ signedList: await listAt(port) });
      expect(await timed(session)).toBe('reachable');
      expect(warnings(await session)).toEqual([code]);
    },
    15_000,
  );

  it('nothing, if none is configured', async () => {
    const session = await open();
    expect(await outcome(session)).toBe('reachable');
    expect(warnings(session)).toEqual([]);
  });
});

describe('a signed list', () => {
  it('that no longer names the homeserver ends a session that runs', async () => {
    const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
    const key = { ...(await crypto.subtle.exportKey('jwk', pair.publicKey)), kid: 'one' };
    const serve = async (serial: number, name: string): Promise<void> => {
      const nowS = Math.floor(Date.now() / 1000);
      const list = await new CompactSign(
        new TextEncoder().encode(
          JSON.stringify({
            ...{ iss: 'i', aud: 'a', serial, iat: nowS, nbf: nowS, exp: nowS + 3600 },
            servers: [{ server_name: name, base_url: front.baseUrl }],
          }),
        ),
      )
        .setProtectedHeader({ alg: 'ES256', kid: 'one', typ: 'server-list+jwt' })
        .sign(pair.privateKey);
      answers.set(listPath, say(list));
    };
    await serve(1, `localhost:${frontPort()}`);
    const signedList = { url: `http://localhost:${port}${listPath}`, issuer: 'i', audience: 'a', keys: [key] };
    const serverToken = { keys: [front.publicKeyPem], recheckHours: 1 / 3600 };
    const session = await open({ serverToken, signedList }, frontPort());
    expect(await outcome(session)).toBe('reachable');
    await serve(2, 'elsewhere.example');
    await expect
      .poll(() => session.state.get(), { timeout: 10_000 })
      .toMatchObject({
        status: 'refused',
        error: { code: 'WL_NOT_LISTED' },
      });
  }, 15_000);
});

describe('the server token', () => {
  it('approves its homeserver', async () => {
    expect(await outcome(await open(withToken(), frontPort()))).toBe('reachable');
  });

  it.each([
    ['has run out', { kind: 'token', expiresInS: -3600 }, 'WL_TOKEN_EXPIRED'],
    ['is for another host', { kind: 'token', host: 'other.example' }, 'WL_TOKEN_WRONG_HOST'],
  ] as const)('refuses if it %s', async (_name, tokens, code) => {
    front.serve(tokens);
    expect(await outcome(await open(withToken(), frontPort()))).toBe(`refused ${code}`);
  });

  it('refuses if another key has signed it', async () => {
    await using other = await startBundesMessengerFront(`http://localhost:${port}`);
    const serverToken = { keys: [other.publicKeyPem] };
    expect(await outcome(await open({ serverToken }, frontPort()))).toBe('refused WL_TOKEN_BAD_SIGNATURE');
  });

  it('refuses if no key is configured, without asking', async () => {
    const before = front.proxy.requests.length;
    expect(await outcome(await open({ serverToken: { keys: [] } }, frontPort()))).toBe('refused WL_TOKEN_NO_KEYS');
    expect(front.proxy.requests.slice(before)).toEqual([]);
  });

  it('alone approves a homeserver that no list names, in mode any', async () => {
    answers.set(wellKnownPath, say(JSON.stringify({ 'm.homeserver': { base_url: front.baseUrl } })));
    const serverToken = { keys: [front.publicKeyPem], mode: 'any' } as const;
    const homeserver = `localhost:${port}`;
    const servers = [{ serverName: 'elsewhere.example', baseUrl: 'https://elsewhere.example' }];
    const session = await createSession({
      homeserver,
      whitelist: { servers, serverToken },
      [allowInsecureLocalhost]: true,
    });
    sessions.push(session);
    expect(await outcome(session)).toBe('reachable');
  });
});

describe('a clock that is wrong by', () => {
  it.each([
    ['a day ahead', dayMs, 'reachable'],
    ['a day behind', -dayMs, 'reachable'],
    ['ten years ahead', 3653 * dayMs, 'refused WL_TOKEN_EXPIRED'],
    ['ten years behind', -3653 * dayMs, 'reachable'],
  ])('%s meets a token for a week: %3$s', async (_name, offMs, expected) => {
    front.serve({ kind: 'token', expiresInS: 7 * 86_400 });
    expect(await outcome(await open(withToken(), frontPort(), () => Date.now() + offMs))).toBe(expected);
  });
});

describe('a page without secure context', () => {
  it.each([
    ['a list only', {}],
    ['a server token', { serverToken: { keys: [] } }],
  ])('starts no session with %s, and says so', async (_name, whitelist) => {
    vi.stubGlobal('crypto', { getRandomValues: () => undefined });
    await expect(open(whitelist)).rejects.toMatchObject({ code: 'WL_INSECURE_CONTEXT' });
  });
});

describe('a login answer', () => {
  const login = async (body: object): Promise<unknown> => {
    answers.set('/_matrix/client/v3/login', (response) =>
      response.end(JSON.stringify({ flows: [{ type: 'm.login.password' }], ...body })),
    );
    const session = await open();
    await outcome(session);
    const failed = await session
      .login({ type: 'm.login.password', user: 'anna', password: 'geheim' })
      .catch((error: unknown) => error);
    expect(session.state.get().status).toBe('loggedOut');
    expect(await session.storage.keys('')).toEqual([]);
    return failed;
  };
  const granted = () => ({ user_id: `@anna:localhost:${port}`, device_id: 'D', access_token: 'syt_secret' });

  it('with the user of another server is refused', async () => {
    const failed = await login({ ...granted(), user_id: '@anna:evil.example' });
    expect(failed).toMatchObject({ code: 'WL_SERVER_NAME' });
  });

  it('that moves the client is refused', async () => {
    const moved = { 'm.homeserver': { base_url: 'https://evil.example' } };
    expect(await login({ ...granted(), well_known: moved })).toMatchObject({ code: 'WL_DELEGATION' });
  });
});
