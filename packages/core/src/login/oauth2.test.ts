import { describe, expect, it, vi } from 'vitest';
import { BmError } from '../errors.ts';
import type { GuardedFetch } from '../network/guarded-fetch.ts';
import {
  authorizationUrl,
  exchangeCode,
  findOAuthServer,
  readMetadata,
  refreshOAuthTokens,
  registerClient,
  revokeTokens,
} from './oauth2.ts';

const issuer = 'https://sso.example/';
const listed = { issuers: [issuer], insecureLocalhost: false };
const metadata = {
  issuer,
  authorization_endpoint: 'https://sso.example/authorize?tenant=1',
  token_endpoint: 'https://sso.example/token',
  registration_endpoint: 'https://sso.example/register',
  revocation_endpoint: 'https://sso.example/revoke',
  code_challenge_methods_supported: ['plain', 'S256'],
};
const server = readMetadata(metadata, listed);
const client = {
  clientId: 'c',
  tokenEndpoint: 'https://sso.example/token',
  revocationEndpoint: 'https://sso.example/revoke',
};
const answering = (body: unknown, status = 200) =>
  vi.fn<GuardedFetch>(async () => new Response(typeof body === 'string' ? body : JSON.stringify(body), { status }));
const { signal } = new AbortController();

describe('the metadata of a homeserver', () => {
  const find = (fetch: GuardedFetch) => findOAuthServer(fetch, 'https://matrix.a.example/', listed, signal);

  it('is asked for at the homeserver, which nobody else can answer for', async () => {
    const fetch = answering(metadata);
    expect(await find(fetch)).toMatchObject({ issuer, issuerAnswers: false });
    expect(fetch.mock.calls.map(([url]) => url)).toEqual(['https://matrix.a.example/_matrix/client/v1/auth_metadata']);
  });

  it('is looked for by its older name where the new one is not known', async () => {
    const fetch = answering(metadata).mockResolvedValueOnce(
      Response.json({ errcode: 'M_UNRECOGNIZED' }, { status: 404 }),
    );
    expect(await find(fetch)).toMatchObject({ issuer });
    expect(String(fetch.mock.calls[1]![0])).toContain('/unstable/org.matrix.msc2965/auth_metadata');
  });

  it('is not there where both are unknown', async () => {
    expect(await find(answering({ errcode: 'M_UNRECOGNIZED' }, 404))).toBeUndefined();
    expect(await find(answering('<h1>404</h1>', 404))).toBeUndefined();
  });

  it('is not taken for missing where the homeserver is broken', async () => {
    await expect(find(answering({}, 502))).rejects.toMatchObject({ code: 'SERVER_ERROR' });
  });

  it.each([
    ['of an issuer that is not listed', { issuer: 'https://evil.example/' }, 'WL_ISSUER'],
    ['with an endpoint somewhere else', { token_endpoint: 'https://evil.example/token' }, 'WL_ISSUER'],
    ['without PKCE', { code_challenge_methods_supported: ['plain'] }, 'LOGIN_UNSUPPORTED'],
    ['without a place for tokens', { token_endpoint: undefined }, 'WL_ISSUER'],
  ])('%s is refused', (_name, change, code) => {
    const changed = JSON.parse(JSON.stringify({ ...metadata, ...change })) as object;
    const refused = code === 'WL_ISSUER' && 'token_endpoint' in change && change.token_endpoint === undefined;
    expect(() => readMetadata(changed, listed)).toThrow(
      expect.objectContaining({ code: refused ? 'LOGIN_UNSUPPORTED' : code }),
    );
  });
});

describe('a page', () => {
  it('registers as a public client with nothing but its own address', async () => {
    const fetch = answering({ client_id: 'c' }, 201);
    expect(await registerClient(fetch, server, 'https://portal.example/chat?a=1')).toBe('c');
    const [url, init, purpose] = fetch.mock.calls[0]!;
    expect([url, purpose]).toEqual(['https://sso.example/register', 'auth']);
    expect(JSON.parse(String(init!.body))).toEqual({
      client_name: 'BundesMessenger SDK',
      client_uri: 'https://portal.example/',
      redirect_uris: ['https://portal.example/chat?a=1'],
      application_type: 'web',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
    });
  });

  it.each([
    ['the issuer refuses it', { error: 'invalid_redirect_uri' }, 400, 'LOGIN_CLIENT_REFUSED'],
    ['the answer has no id', {}, 201, 'BAD_RESPONSE'],
    ['the issuer is broken', {}, 500, 'SERVER_ERROR'],
    ['there are too many', {}, 429, 'RATE_LIMITED'],
    ['it gets a list', [], 201, 'BAD_RESPONSE'],
  ])('is told with a code that %s', async (_name, body, status, code) => {
    await expect(registerClient(answering(body, status), server, 'https://a.example/')).rejects.toMatchObject({ code });
  });

  it('needs an id of the operator where the issuer registers nobody', async () => {
    const fetch = answering({});
    const register = registerClient(fetch, { ...server, registrationEndpoint: undefined }, 'https://a.example/');
    await expect(register).rejects.toMatchObject({ code: 'LOGIN_CLIENT_REFUSED' });
    expect(fetch).not.toHaveBeenCalled();
  });

  it('is sent away with the hash of a secret, not with the secret', async () => {
    // RFC 7636, appendix B.
    const codeVerifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
    const request = { clientId: 'c', redirectUrl: 'https://a.example/', state: 'S', deviceId: 'D', codeVerifier };
    const url = await authorizationUrl(server.authorizationEndpoint, request);
    const { searchParams } = new URL(url);
    expect(searchParams.get('code_challenge')).toBe('E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM');
    expect(searchParams.get('tenant')).toBe('1');
    expect(url).not.toContain(codeVerifier);
  });
});

describe('tokens', () => {
  const code = { code: 'x', redirectUrl: 'https://a.example/', codeVerifier: 'v' };

  it('are given for a code, at the issuer alone', async () => {
    const fetch = answering({ access_token: 'a', refresh_token: 'r', expires_in: 300, token_type: 'Bearer' });
    expect(await exchangeCode(fetch, client, code)).toEqual({
      accessToken: 'a',
      refreshToken: 'r',
      expiresInMs: 300_000,
    });
    const [url, init, purpose] = fetch.mock.calls[0]!;
    expect([url, purpose]).toEqual(['https://sso.example/token', 'auth']);
    expect(String(init!.body)).toBe(
      'grant_type=authorization_code&code=x&redirect_uri=https%3A%2F%2Fa.example%2F&client_id=c&code_verifier=v',
    );
  });

  it('are given for a refresh token, which goes on where no other comes', async () => {
    const fetch = answering({ access_token: 'a2' });
    expect(await refreshOAuthTokens(fetch, client, 'r', signal)).toEqual({ accessToken: 'a2', refreshToken: 'r' });
  });

  it('are refused by the issuer’s word only', async () => {
    const refresh = (body: unknown, status: number) => refreshOAuthTokens(answering(body, status), client, 'r', signal);
    expect(await refresh({ error: 'invalid_grant' }, 400)).toBeUndefined();
    await expect(refresh({ error: 'invalid_request' }, 400)).rejects.toMatchObject({ code: 'BAD_RESPONSE' });
    await expect(refresh('<h1>403</h1>', 403)).rejects.toMatchObject({ code: 'BAD_RESPONSE' });
    await expect(refresh({ error: 'invalid_grant' }, 503)).rejects.toMatchObject({ code: 'SERVER_ERROR' });
    await expect(refresh({ token: 'a' }, 200)).rejects.toMatchObject({ code: 'BAD_RESPONSE' });
  });

  it('are asked for through the door: its refusals stay what they are', async () => {
    const refused: GuardedFetch = () => Promise.reject(new BmError('WL_ISSUER', ''));
    await expect(exchangeCode(refused, client, code)).rejects.toMatchObject({ code: 'WL_ISSUER' });
    const dead: GuardedFetch = () => Promise.reject(new DOMException('', 'AbortError'));
    await expect(exchangeCode(dead, client, code)).rejects.toMatchObject({ code: 'OFFLINE' });
  });

  it('are revoked with the refresh token, which stands for all of them', async () => {
    const fetch = answering('', 200);
    await revokeTokens(fetch, client, 'r', signal);
    expect(String(fetch.mock.calls[0]![1]!.body)).toBe('token=r&token_type_hint=refresh_token&client_id=c');
    const { revocationEndpoint: _revocationEndpoint, ...without } = client;
    await revokeTokens(fetch, without, 'r', signal);
    expect(fetch).toHaveBeenCalledTimes(1);
  });
});
