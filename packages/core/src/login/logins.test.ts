import { describe, expect, it, vi } from 'vitest';
import { findLogins, loginFlows } from './logins.ts';

type Fetch = typeof globalThis.fetch;
const baseUrl = 'https://matrix.server.example/';
const { signal } = new AbortController();

const answering = (body: unknown) => vi.fn<Fetch>(async () => new Response(JSON.stringify(body)));
const errorOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'resolved',
    (error: unknown) => error,
  );

describe('the login flows', () => {
  it('are the types the server offers', async () => {
    const flows = [{ type: 'm.login.password' }, { type: 'm.login.sso', identity_providers: [] }];
    expect(await loginFlows(answering({ flows }), baseUrl, signal)).toEqual(['m.login.password', 'm.login.sso']);
  });

  it('are what can be read of a hostile list', async () => {
    const flows = [null, 5, 'm.login.password', [], {}, { type: 5 }, { type: 'm.login.token' }];
    expect(await loginFlows(answering({ flows }), baseUrl, signal)).toEqual(['m.login.token']);
  });

  it.each([undefined, null, {}, 'x'])('are BAD_RESPONSE as %o', async (flows) => {
    expect(await errorOf(loginFlows(answering({ flows }), baseUrl, signal))).toMatchObject({ code: 'BAD_RESPONSE' });
  });

  it('end with the signal', async () => {
    const fetch = vi.fn<Fetch>((_, init) =>
      init!.signal!.aborted ? Promise.reject(init!.signal!.reason as Error) : Promise.resolve(new Response('{}')),
    );
    expect(await errorOf(loginFlows(fetch, baseUrl, AbortSignal.abort()))).toMatchObject({ code: 'OFFLINE' });
  });
});

describe('the logins of a homeserver', () => {
  const issuer = 'https://sso.example/';
  const metadata = {
    issuer,
    authorization_endpoint: 'https://sso.example/authorize',
    token_endpoint: 'https://sso.example/token',
    code_challenge_methods_supported: ['S256'],
  };
  const unknown = () => Response.json({ errcode: 'M_UNRECOGNIZED' }, { status: 404 });
  /** @param login what `GET /login` lists @param oauth what the OAuth 2.0 API says; neither: 404 */
  const find = async (login?: readonly object[], oauth?: object, issuers: readonly string[] = [issuer]) => {
    const asked: string[] = [];
    const fetch = async (input: unknown): Promise<Response> => {
      const { pathname } = new URL(String(input));
      asked.push(pathname);
      if (pathname.endsWith('/login')) return login ? Response.json({ flows: login }) : unknown();
      return oauth ? Response.json(oauth) : unknown();
    };
    const options = { homeserver: 'a.example', whitelist: { servers: [], issuers } };
    const logins = await findLogins({ fetch: fetch as never, baseUrl, options }, signal);
    return { logins, asked };
  };
  const password = { type: 'm.login.password' };
  const sso = { type: 'm.login.sso', identity_providers: [{ id: 'amt', name: 'Amt' }] };
  const compatible = { type: 'm.login.sso', oauth_aware_preferred: true };

  it('are the flows, without asking for more where one needs no other page', async () => {
    const { logins, asked } = await find([password, sso]);
    expect(logins).toEqual({
      flows: ['m.login.password', 'm.login.sso'],
      identityProviders: [{ id: 'amt', name: 'Amt' }],
    });
    expect(asked).toEqual(['/_matrix/client/v3/login']);
  });

  it('are an issuer’s where the homeserver has no others', async () => {
    expect((await find(undefined, metadata)).logins).toEqual({ flows: [], issuer });
  });

  it('are an issuer’s and a password where it has both; single sign-on would be the same issuer’s', async () => {
    const { logins } = await find([password, compatible], metadata);
    expect(logins).toEqual({ flows: ['m.login.password'], issuer });
  });

  it('are single sign-on where there is no issuer', async () => {
    const { logins, asked } = await find([sso]);
    expect(logins).toMatchObject({ flows: ['m.login.sso'] });
    expect(asked).toHaveLength(3);
  });

  it('are never those of an issuer that is not listed', async () => {
    await expect(find(undefined, metadata, [])).rejects.toMatchObject({ code: 'WL_ISSUER' });
    await expect(find([compatible], metadata, [])).rejects.toMatchObject({ code: 'WL_ISSUER' });
    expect((await find([password, compatible], metadata, [])).logins).toEqual({ flows: ['m.login.password'] });
  });

  it('are none where the homeserver knows neither', async () => {
    await expect(find()).rejects.toMatchObject({ errcode: 'M_UNRECOGNIZED' });
  });
});
