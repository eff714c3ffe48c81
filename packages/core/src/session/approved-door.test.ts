import { exportSPKI, generateKeyPair, SignJWT } from 'jose';
import { describe, expect, it, vi } from 'vitest';
import { BmError } from '../errors.ts';
import type { SessionOptions, Whitelist } from '../types.ts';
import { freezeOptions } from '../whitelist/configuration.ts';
import * as operator from '../discovery/operator.ts';
import * as login from '../login/login.ts';
import * as signatures from '../whitelist/signatures.ts';
import { createApprovedDoor } from './approved-door.ts';

const own = { serverName: 'a.example', baseUrl: 'https://matrix.a.example' };
const { signal } = new AbortController();
const noCache = { load: async () => undefined, save: async () => undefined };

function open(whitelist: Partial<Whitelist> = {}, homeserver = 'a.example', answers: Record<string, string> = {}) {
  const asked: string[] = [];
  const fetch = vi.fn(async (url: unknown) => {
    asked.push(String(url));
    const answer = answers[String(url)];
    if (answer === undefined) throw new TypeError('no network');
    return new Response(answer);
  });
  const options = freezeOptions({ homeserver, whitelist: { servers: [own], ...whitelist } } satisfies SessionOptions);
  const loadSecondStage = vi.fn(async () => ({ signatures, operator, login }));
  const door = createApprovedDoor(options, { cache: noCache, fetch: fetch as never, loadSecondStage });
  return { door, asked, loadSecondStage };
}
const key = JSON.stringify({ kty: 'RSA', n: '_'.repeat(512), e: 'AQAB' });
const wellKnown = 'https://b.example/.well-known/matrix/client';

describe('what verifies signatures', () => {
  const signedList = {
    url: 'https://list.example/list',
    issuer: 'a',
    audience: 'b',
    keys: [{ kty: 'OKP', crv: 'Ed25519', kid: '1', x: 'x' }],
  };

  it('is not loaded where a list alone decides', async () => {
    const { door, loadSecondStage } = open();
    await door.check(signal);
    expect(loadSecondStage).not.toHaveBeenCalled();
  });

  it.each([
    ['a token', { serverToken: { keys: [key] } }],
    ['a signed list', { signedList }],
  ])('is loaded for %s; without it nobody is let in, for good where it does not run', async (_, whitelist) => {
    const { door, loadSecondStage } = open(whitelist, 'a.example', { 'https://list.example/list': 'x' });
    for (const code of ['OFFLINE', 'HOST_FILE_MISSING'] as const) {
      loadSecondStage.mockRejectedValueOnce(new BmError(code, 'x'));
      await expect(door.check(signal)).rejects.toMatchObject({ code });
      expect([door.state.get().status, door.baseUrl()]).toEqual(['unanswered', undefined]);
    }
    loadSecondStage.mockRejectedValueOnce(new BmError('HOST_LOAD_FAILED', 'x'));
    await expect(door.check(signal)).rejects.toMatchObject({ code: 'HOST_LOAD_FAILED' });
    expect([door.state.get().status, door.baseUrl()]).toEqual(['refused', undefined]);
  });
});

describe('a request when the approval has run out', () => {
  const tokenUrl = 'https://matrix.a.example/_bum/client/v1/verify';
  const api = 'https://matrix.a.example/_matrix/client/versions';
  const hourMs = 3_600_000;

  /** A door that is open, an hour before its approval runs out. The token is answered when the test says so. */
  async function openForAnHour() {
    const { publicKey, privateKey } = await generateKeyPair('PS512');
    const asked: string[] = [];
    let nowMs = Date.now();
    const claims = { sub: 'matrix.a.example', exp: Math.floor(nowMs / 1_000) + 86_400 };
    const token = JSON.stringify([await new SignJWT(claims).setProtectedHeader({ alg: 'PS512' }).sign(privateKey)]);
    let askedForToken = Promise.withResolvers<(answer: Response | Error) => void>();
    const fetch = async (url: unknown): Promise<Response> => {
      asked.push(String(url));
      if (url !== tokenUrl) return new Response('{}');
      const answered = Promise.withResolvers<Response>();
      askedForToken.resolve((answer) => (answer instanceof Error ? answered.reject(answer) : answered.resolve(answer)));
      askedForToken = Promise.withResolvers();
      return answered.promise;
    };
    const answerNext = async (answer: () => Response | Error): Promise<void> => (await askedForToken.promise)(answer());
    const serverToken = { keys: [await exportSPKI(publicKey)], recheckHours: 1 };
    const options = freezeOptions({ homeserver: 'a.example', whitelist: { servers: [own], serverToken } });
    const loadSecondStage = async () => ({ signatures, operator, login });
    const now = (): number => nowMs;
    const door = createApprovedDoor(options, { cache: noCache, fetch: fetch as never, loadSecondStage, now });
    const first = answerNext(() => new Response(token));
    await Promise.all([first, door.check(signal)]);
    asked.length = 0;
    return { door, asked, answerNext, token, pass: (ms: number) => void (nowMs += ms) };
  }

  it('waits for the next check, and leaves after it', async () => {
    const { door, asked, answerNext, token, pass } = await openForAnHour();
    pass(hourMs);
    const next = answerNext(() => new Response(token));
    const answers = [door.fetch(api), door.fetch(api)];
    await next;
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200]);
    expect(asked).toEqual([tokenUrl, api, api]);
    door.stop();
  });

  it.each([
    ['nobody answers', () => new TypeError('no network'), 'unanswered'],
    ['the answer is no', () => new Response('["x"]'), 'refused'],
  ] as const)('is refused where %s, and does not leave', async (_, answer, status) => {
    const { door, asked, answerNext, pass } = await openForAnHour();
    pass(hourMs);
    const next = answerNext(answer);
    const asking = expect(door.fetch(api)).rejects.toMatchObject({ code: 'WL_NOT_LISTED' });
    await next;
    await asking;
    expect(door.state.get().status).toBe(status);
    await expect(door.fetch(api)).rejects.toMatchObject({ code: 'WL_NOT_LISTED' });
    expect(asked).toEqual([tokenUrl]);
    door.stop();
  });

  it('ends with the session', async () => {
    const { door, asked, pass } = await openForAnHour();
    pass(hourMs);
    const asking = expect(door.fetch(api)).rejects.toMatchObject({ code: 'WL_NOT_LISTED' });
    await vi.waitFor(() => expect(asked).toEqual([tokenUrl]));
    door.stop();
    await asking;
    expect(asked).toEqual([tokenUrl]);
  });
});

describe('the door of a session', () => {
  it('is closed until the homeserver is approved', async () => {
    const { door, asked } = open();
    await expect(door.fetch('https://matrix.a.example/_matrix/client/versions')).rejects.toMatchObject({
      code: 'WL_NOT_LISTED',
    });
    expect(door.baseUrl()).toBeUndefined();
    expect(asked).toEqual([]);
  });

  it('opens without any request where only a list of servers is configured', async () => {
    const { door, asked } = open();
    expect(await door.check(signal)).toBe('https://matrix.a.example/');
    expect(await door.restore(undefined, signal)).toBe('https://matrix.a.example/');
    door.keepChecking();
    await vi.waitFor(() => expect(door.state.get().status).toBe('approved'));
    expect(asked).toEqual([]);
    door.stop();
  });

  it.each([
    ['a host that is not listed', 'https://evil.example', 'WL_HOST'],
    ['plain http', 'http://matrix.a.example', 'WL_SCHEME'],
    ['the base URL of another server', 'https://matrix.b.example', 'WL_DELEGATION'],
  ])('refuses a stored login at %s, without a request', async (_name, baseUrl, code) => {
    const servers = [own, { serverName: 'b.example', baseUrl: 'https://matrix.b.example' }];
    const { door, asked } = open({ servers });
    await expect(door.restore(baseUrl, signal)).rejects.toMatchObject({ code });
    expect(door.state.get()).toMatchObject({ status: 'refused', error: { code } });
    expect(asked).toEqual([]);
    door.stop();
  });

  it('is not made for a homeserver that nothing could approve', () => {
    expect(() => open({}, 'b.example')).toThrow(expect.objectContaining({ code: 'WL_SERVER_NAME' }));
  });

  it('discovers a homeserver that no list names, where a server token alone decides, and asks it for the token', async () => {
    const serverToken = { keys: [key], mode: 'any' } as const;
    const { door, asked } = open({ serverToken }, 'b.example', {
      [wellKnown]: '{"m.homeserver":{"base_url":"https://chat.b.example"}}',
    });
    await expect(door.check(signal)).rejects.toMatchObject({ code: 'WL_TOKEN_FETCH_FAILED' });
    expect(asked).toEqual([wellKnown, 'https://chat.b.example/_bum/client/v1/verify']);
    expect(door.mustRemember()).toBe(true);
    expect(door.state.get().status).toBe('unanswered');
    door.stop();
  });

  it('refuses a login response with a user of another server, or that moves the client', async () => {
    const { door } = open();
    await door.check(signal);
    const moved = { 'm.homeserver': { base_url: 'https://evil.example' } };
    await expect(door.checkLogin({ user_id: '@a:evil.example' })).rejects.toMatchObject({ code: 'WL_SERVER_NAME' });
    await expect(door.checkLogin({ user_id: '@a:a.example', well_known: moved })).rejects.toMatchObject({
      code: 'WL_DELEGATION',
    });
    await expect(door.checkLogin({ user_id: '@a:a.example' })).resolves.toBeUndefined();
  });
});
