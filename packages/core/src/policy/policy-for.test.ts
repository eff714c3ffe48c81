import { describe, expect, it } from 'vitest';
import { allowInsecureLocalhost, type SessionOptions } from '../types.ts';
import { policyFor } from './policy-for.ts';

const options: SessionOptions = {
  homeserver: 'a.example',
  whitelist: { servers: [{ serverName: 'a.example', baseUrl: 'https://matrix.a.example/gw/' }] },
};
const key = JSON.stringify({ kty: 'RSA', n: '_'.repeat(512), e: 'AQAB' });
const full: SessionOptions = {
  homeserver: 'a.example',
  whitelist: {
    ...options.whitelist,
    serverToken: { keys: [key] },
    signedList: {
      url: 'https://liste.example/servers.jws',
      issuer: 'urn:i',
      audience: 'urn:a',
      keys: [{ kty: 'OKP', crv: 'Ed25519', x: 'A'.repeat(43), kid: 'one' } as JsonWebKey],
    },
    issuers: ['https://anmeldung.example/realm'],
    mediaOrigins: ['https://media.example'],
    turnHosts: ['turn.example'],
  },
};
const codeOf = (run: () => unknown): unknown => {
  try {
    return run();
  } catch (error) {
    return error;
  }
};

describe('the policy for a configuration', () => {
  it('lets the page load its own files and contact nobody', () => {
    expect(policyFor(options).page).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'none'; worker-src 'self'; " +
        "img-src 'self' blob:; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
        "require-trusted-types-for 'script'; trusted-types lit-html bm-sdk bm-html",
    );
  });

  it('lets the worker file contact the homeserver and where it is discovered', () => {
    expect(policyFor(options).worker).toBe(
      "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; " +
        "connect-src 'self' https://matrix.a.example https://a.example; " +
        "require-trusted-types-for 'script'; trusted-types 'none'",
    );
  });

  it('gives the page what the worker file needs where there is no worker', () => {
    const { page } = policyFor(options, { hostInPage: true });
    expect(page).toContain("script-src 'self' 'wasm-unsafe-eval'; ");
    expect(page).toContain("connect-src 'self' https://matrix.a.example https://a.example; ");
  });

  it('names the Trusted Types policies of the drop-in script', () => {
    expect(policyFor(options, { delivery: 'dropIn' }).page).toMatch(/; trusted-types bm-lit bm-sdk bm-html$/);
  });

  it('allows issuer and signed list, and neither relays nor media origins, which browsers do not fetch from', () => {
    expect(policyFor(full).worker).toContain(
      "connect-src 'self' https://matrix.a.example https://a.example https://liste.example https://anmeldung.example;",
    );
  });

  it('says whom the SDK contacts and what for', () => {
    expect(policyFor(full, { pageOrigin: 'https://portal.example' }).hosts).toEqual([
      { origin: 'https://portal.example', purpose: "the SDK's own files: script, worker file and wasm" },
      { origin: 'https://matrix.a.example', purpose: 'Matrix client-server API of the homeserver, media included' },
      { origin: 'https://a.example', purpose: 'discovery: /.well-known/matrix/client, and support beside it' },
      { origin: 'https://matrix.a.example', purpose: 'server token: /_bum/client/v1/verify' },
      { origin: 'https://liste.example', purpose: 'signed list of servers' },
      { origin: 'https://anmeldung.example', purpose: 'sign-in: OAuth 2.0 issuer' },
      { origin: 'https://media.example', purpose: 'media the homeserver redirects to, outside of browsers only' },
      { origin: 'turn:turn.example', purpose: 'relay for calls; no policy of a page binds it' },
    ]);
  });

  it('does not list the page’s own origin beside ’self’', () => {
    expect(policyFor(options, { pageOrigin: 'https://a.example' }).worker).toContain(
      "connect-src 'self' https://matrix.a.example;",
    );
  });

  it('writes the base URL that stands for a wildcard', () => {
    const servers = [{ serverName: '*.schule.example', baseUrl: 'https://*.schule.example' }];
    const { worker } = policyFor({ homeserver: 'nord.schule.example', whitelist: { servers } });
    expect(worker).toContain("connect-src 'self' https://nord.schule.example;");
  });

  it('takes plain http on localhost in development only', () => {
    const servers = [{ serverName: 'localhost', baseUrl: 'http://localhost:8008' }];
    const development = { homeserver: 'localhost', whitelist: { servers }, [allowInsecureLocalhost]: true } as const;
    expect(policyFor(development).worker).toContain("connect-src 'self' http://localhost:8008 http://localhost;");
    expect(codeOf(() => policyFor({ homeserver: 'localhost', whitelist: { servers } }))).toMatchObject({
      code: 'WL_CONFIG',
      field: 'whitelist.servers[0].baseUrl',
    });
  });

  it.each([
    ['homeserver', { ...options, homeserver: 'b.example' }, {}],
    ['whitelist.servers', { ...options, whitelist: { servers: [] } }, {}],
    ['whitelist.server', { ...options, whitelist: { ...options.whitelist, server: [] } }, {}],
    ['pageOrigin', options, { pageOrigin: 'https://portal.example/chat' }],
    ['pageOrigin', options, { pageOrigin: 'http://portal.example' }],
  ])('refuses a wrong %s and names it', (field, wrong, given) => {
    expect(codeOf(() => policyFor(wrong as SessionOptions, given))).toMatchObject({ code: 'WL_CONFIG', field });
  });
});
