import { describe, expect, it, vi } from 'vitest';
import { loginFlows } from './request-login.ts';

type Fetch = typeof globalThis.fetch;
const baseUrl = 'https://matrix.server.example/';

const answering = (body: unknown) => vi.fn<Fetch>(async () => new Response(JSON.stringify(body)));
const errorOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'resolved',
    (error: unknown) => error,
  );

describe('the login flows', () => {
  it('are the types the server offers', async () => {
    const flows = [{ type: 'm.login.password' }, { type: 'm.login.sso', identity_providers: [] }];
    expect(await loginFlows(answering({ flows }), baseUrl)).toEqual(['m.login.password', 'm.login.sso']);
  });

  it('are what can be read of a hostile list', async () => {
    const flows = [null, 5, 'm.login.password', [], {}, { type: 5 }, { type: 'm.login.token' }];
    expect(await loginFlows(answering({ flows }), baseUrl)).toEqual(['m.login.token']);
  });

  it.each([undefined, null, {}, 'x'])('are BAD_RESPONSE as %o', async (flows) => {
    expect(await errorOf(loginFlows(answering({ flows }), baseUrl))).toMatchObject({ code: 'BAD_RESPONSE' });
  });

  it('end with the signal', async () => {
    const fetch = vi.fn<Fetch>((_, init) =>
      init!.signal!.aborted ? Promise.reject(init!.signal!.reason as Error) : Promise.resolve(new Response('{}')),
    );
    expect(await errorOf(loginFlows(fetch, baseUrl, AbortSignal.abort()))).toMatchObject({ code: 'OFFLINE' });
  });
});
