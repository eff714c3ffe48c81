import { describe, expect, it } from 'vitest';
import { type ListedServers, listServers } from './listed-servers.ts';
import { checkLoginResponse, readSignInAnswer, type SignInAttempt } from './sign-in.ts';

const baseUrl = 'https://matrix.a.example/';
const nowMs = 1_800_000_000_000;
const attempt: SignInAttempt = { state: 'S1', baseUrl, startedAtMs: nowMs - 1000 };
const oauth: SignInAttempt = { ...attempt, issuer: 'https://sso.example/' };
const codeOf = (run: () => unknown): unknown => {
  try {
    return run();
  } catch (error) {
    const { code, message } = error as { code: string; message: string };
    return message && code;
  }
};
const read = (query: string, of: SignInAttempt | undefined = attempt, context: object = {}): unknown =>
  codeOf(() => readSignInAnswer(`https://portal.example/?${query}`, of, { nowMs, baseUrl, ...context }));

describe('an answer to a sign-in', () => {
  it('is a login token', () => {
    expect(read('loginToken=abc&state=S1')).toEqual({ type: 'loginToken', loginToken: 'abc' });
  });

  it('is an authorisation code', () => {
    expect(read('code=abc&state=S1', oauth)).toEqual({ type: 'code', code: 'abc' });
    expect(read('code=abc&state=S1&iss=https://sso.example/', oauth)).toEqual({ type: 'code', code: 'abc' });
  });

  it('is in the fragment where the server of the page shall not see it, whatever its query says', () => {
    const answer = 'https://portal.example/?code=own&state=own#code=abc&state=S1';
    const context = { nowMs, baseUrl };
    expect(readSignInAnswer(answer, { ...oauth, responseMode: 'fragment' }, context)).toMatchObject({ code: 'abc' });
  });

  it.each([
    ['access_denied', 'LOGIN_CANCELLED'],
    ['server_error', 'LOGIN_REFUSED'],
  ])('may say no: %s', (error, code) => {
    expect(read(`error=${error}&state=S1`, oauth)).toBe(code);
  });

  it('counts for ten minutes', () => {
    expect(read('loginToken=abc&state=S1', { ...attempt, startedAtMs: nowMs - 600_000 })).toHaveProperty('type');
    expect(read('loginToken=abc&state=S1', { ...attempt, startedAtMs: nowMs })).toHaveProperty('type');
  });

  it.each<[string, string, SignInAttempt | undefined, object?]>([
    ['nobody asked', 'loginToken=abc&state=S1', undefined],
    ['it comes too late', 'loginToken=abc&state=S1', { ...attempt, startedAtMs: nowMs - 600_001 }],
    ['it was asked for in the future', 'loginToken=abc&state=S1', { ...attempt, startedAtMs: nowMs + 1 }],
    ['nobody knows when it was asked for', 'loginToken=abc&state=S1', { ...attempt, startedAtMs: Number.NaN }],
    ['another homeserver was asked', 'loginToken=abc&state=S1', attempt, { baseUrl: 'https://b.example/' }],
    ['the state is another', 'loginToken=abc&state=S2', attempt],
    ['the state is missing', 'loginToken=abc', attempt],
    ['the state is empty on both sides', 'loginToken=abc&state=', { ...attempt, state: '' }],
    ['the state comes twice', 'loginToken=abc&state=S1&state=S2', attempt],
    ['the token comes twice', 'loginToken=abc&loginToken=x&state=S1', attempt],
    ['the code comes twice', 'code=abc&code=x&state=S1', oauth],
    ['the issuer comes twice', 'code=a&state=S1&iss=https://sso.example/&iss=x', oauth],
    ['another issuer answers', 'code=abc&state=S1&iss=https://evil.example/', oauth],
    ['an issuer answers for a homeserver', 'loginToken=abc&state=S1&iss=https://sso.example/', attempt],
    ['the token is empty', 'loginToken=&state=S1', attempt],
    ['the code is empty', 'code=&state=S1', oauth],
    ['it holds neither', 'state=S1', attempt],
    ['it is an error that nobody asked for', 'error=access_denied&state=S2', oauth],
    ['the issuer does not name itself, though it promised to', 'code=a&state=S1', { ...oauth, issuerAnswers: true }],
    [
      'it is in the query where it should be in the fragment',
      'code=a&state=S1',
      { ...oauth, responseMode: 'fragment' },
    ],
    ['it holds both', 'loginToken=a&code=b&state=S1', attempt],
    ['it holds both', 'loginToken=a&code=b&state=S1', oauth],
    ['it holds a token where a code was asked for', 'loginToken=a&state=S1', oauth],
    ['it holds a code where a token was asked for', 'code=a&state=S1', attempt],
    ['it is in the fragment', '#loginToken=abc&state=S1', attempt],
  ])('does not count if %s', (_, query, of, context = {}) => {
    expect(codeOf(() => readSignInAnswer(`https://portal.example/?${query}`, of, { nowMs, baseUrl, ...context }))).toBe(
      'WL_CALLBACK',
    );
  });

  it('does not count if it is no URL', () => {
    expect(codeOf(() => readSignInAnswer('?loginToken=abc&state=S1', attempt, { nowMs, baseUrl }))).toBe('WL_CALLBACK');
  });

  it('never turns up in a message', () => {
    const run = (): unknown => readSignInAnswer('https://p.example/?code=geheim&state=S1', attempt, { nowMs, baseUrl });
    expect(run).toThrow(/^(?!.*geheim)/);
  });
});

describe('a login response', () => {
  const servers = listServers(
    [
      { serverName: 'a.example', baseUrl: 'https://matrix.a.example' },
      { serverName: 'b.example', baseUrl: 'https://matrix.b.example' },
    ],
    false,
  ) as ListedServers;
  const check = (response: unknown, approved?: string): unknown =>
    codeOf(() => checkLoginResponse(response, { servers, serverName: 'a.example', issuers: [], baseUrl: approved }));
  const wellKnown = (url: unknown): object => ({ 'm.homeserver': { base_url: url } });

  it.each([
    {},
    { home_server: 'evil.example' },
    { well_known: null },
    { well_known: wellKnown('https://matrix.a.example') },
  ])('gives the user id with %j', (more) => {
    expect(check({ user_id: '@anna:a.example', ...more })).toBe('@anna:a.example');
  });

  it.each([
    [{ user_id: '@anna:evil.example' }, 'WL_SERVER_NAME'],
    [{ user_id: '@anna:b.example' }, 'WL_SERVER_NAME'],
    [{ user_id: '@anna' }, 'WL_SERVER_NAME'],
    [{ user_id: 'anna:a.example' }, 'WL_SERVER_NAME'],
    [{ user_id: ['@anna:a.example'] }, 'WL_SERVER_NAME'],
    [{}, 'WL_SERVER_NAME'],
    [null, 'WL_SERVER_NAME'],
    [{ user_id: '@anna:a.example', well_known: wellKnown('https://evil.example') }, 'WL_DELEGATION'],
    [{ user_id: '@anna:a.example', well_known: wellKnown('https://matrix.b.example') }, 'WL_DELEGATION'],
    [{ user_id: '@anna:a.example', well_known: {} }, 'WL_WELLKNOWN'],
    [{ user_id: '@anna:a.example', well_known: 'x' }, 'WL_WELLKNOWN'],
  ])('%j: %s', (response, code) => {
    expect(check(response)).toBe(code);
  });

  it('leads to the approved base URL or nowhere', () => {
    const response = { user_id: '@anna:a.example', well_known: wellKnown('https://matrix.a.example') };
    expect(check(response, 'https://matrix.a.example/')).toBe('@anna:a.example');
    expect(check(response, 'https://elsewhere.a.example/')).toBe('WL_DELEGATION');
    expect(check({ user_id: '@anna:a.example' }, 'https://elsewhere.a.example/')).toBe('@anna:a.example');
  });
});
