import { describe, expect, it } from 'vitest';
import { type ListedServers, listServers } from '../whitelist/listed-servers.ts';
import { checkWellKnown, interpretWellKnown, maxWellKnownBytes, type WellKnownContext } from './well-known.ts';
import { wellKnownUrl } from './well-known-urls.ts';

const servers = listServers(
  [
    { serverName: 'a.example', baseUrl: 'https://matrix.a.example' },
    { serverName: 'b.example', baseUrl: 'https://matrix.b.example' },
  ],
  false,
) as ListedServers;
const issuer = 'https://sso.example/';
const context: WellKnownContext = { servers, serverName: 'a.example', issuers: [issuer] };
const at = (baseUrl: unknown, more: object = {}): string =>
  JSON.stringify({ 'm.homeserver': { base_url: baseUrl }, ...more });
const interpret = (body: string, status = 200, changes: Partial<WellKnownContext> = {}): unknown => {
  try {
    return interpretWellKnown({ status, body }, { ...context, ...changes }).baseUrl;
  } catch (error) {
    const { code, message } = error as { code: string; message: string };
    return message && code;
  }
};
const own = 'https://matrix.a.example/';

describe('discovery', () => {
  it.each([
    ['the listed base URL', at('https://matrix.a.example')],
    ['another spelling of it', at('HTTPS://MATRIX.a.example:443/')],
    ['an identity server, which is ignored', at(own, { 'm.identity_server': { base_url: 'https://evil.example' } })],
    ['a setting that would weaken encryption', at(own, { 'io.element.e2ee': { force_disable: true } })],
    [
      'a listed issuer',
      at(own, { 'org.matrix.msc2965.authentication': { issuer, account: 'https://sso.example/me' } }),
    ],
    ['a listed issuer under the stable name', at(own, { 'm.authentication': { issuer } })],
  ])('leads to the listed base URL with %s', (_, body) => {
    expect(interpret(body)).toBe(own);
  });

  it('gives the whole answer on, for keys that are only shown', () => {
    const body = at(own, { 'de.bwi.imprint_url': 'https://a.example/impressum' });
    expect(interpretWellKnown({ status: 200, body }, context).raw).toEqual(JSON.parse(body));
  });

  it('uses the listed base URL where there is no .well-known', () => {
    expect(interpretWellKnown({ status: 404, body: '<html>' }, context)).toEqual({ baseUrl: own, raw: {} });
    expect(Object.isFrozen(interpretWellKnown({ status: 404, body: '' }, context).raw)).toBe(true);
  });

  it.each([
    'https://evil.example',
    'https://matrix.b.example',
    'http://matrix.a.example',
    'https://matrix.a.example/x',
    'https://matrix.a.example:8448',
    'https://x@matrix.a.example',
    'matrix.a.example',
    '',
    'javascript:alert(1)',
  ])('may not lead to %j', (baseUrl) => {
    expect(interpret(at(baseUrl))).toBe('WL_DELEGATION');
  });

  it.each([
    ['', 200],
    ['null', 200],
    ['[]', 200],
    ['"https://matrix.a.example"', 200],
    ['<html>', 200],
    [at(own).slice(0, -2), 200],
    ['{}', 200],
    ['{"m.homeserver":null}', 200],
    ['{"m.homeserver":"https://matrix.a.example"}', 200],
    ['{"m.homeserver":[{"base_url":"https://matrix.a.example"}]}', 200],
    [at(undefined), 200],
    [at(1), 200],
    [at([own]), 200],
    [at({ toString: own }), 200],
    ['{"m.homeserver":{"base_url":"https://matrix.a.example","base_url":"https://matrix.a.example"}}', 200],
    ['{"__proto__":{},"m.homeserver":{"base_url":"https://matrix.a.example"}}', 200],
    [at(own, { x: 'x'.repeat(maxWellKnownBytes) }), 200],
    [at(own), 0],
    [at(own), 201],
    [at(own), 204],
    [at(own), 299],
    [at(own), 400],
    [at(own), 403],
    [at(own), 410],
    [at(own), 500],
  ])('refuses the unreadable %.60s with status %s', (body, status) => {
    expect(interpret(body, status)).toBe('WL_WELLKNOWN');
  });

  it.each([300, 301, 302, 308, 399])('is not redirected (%s)', (status) => {
    expect(interpret(at(own), status)).toBe('WL_REDIRECT');
  });

  it.each([
    { 'org.matrix.msc2965.authentication': { issuer: 'https://evil.example/' } },
    { 'org.matrix.msc2965.authentication': { issuer: 'https://sso.example' } },
    { 'org.matrix.msc2965.authentication': { issuer, account: 'https://evil.example/me' } },
    { 'org.matrix.msc2965.authentication': null },
    { 'm.authentication': { issuer: 'https://evil.example/' } },
    { 'm.authentication': {} },
  ])('refuses the issuer of %j', (more) => {
    expect(interpret(at(own, more))).toBe('WL_ISSUER');
  });

  it('refuses any issuer where none is listed', () => {
    const { issuers: _, ...without } = context;
    const raw = JSON.parse(at(own, { 'm.authentication': { issuer } })) as unknown;
    expect(() => checkWellKnown(raw, without)).toThrow(expect.objectContaining({ code: 'WL_ISSUER' }));
  });

  it('takes an issuer on localhost in development mode', () => {
    const local = listServers([{ serverName: 'localhost', baseUrl: 'http://localhost:1' }], true) as ListedServers;
    const authentication = { issuer: 'http://localhost:2/' };
    const body = at('http://localhost:1', { 'm.authentication': authentication });
    const changes = { servers: local, serverName: 'localhost', issuers: ['http://localhost:2/'] };
    expect(interpret(body, 200, changes)).toBe('http://localhost:1/');
  });
});

describe('a server that is not listed', () => {
  const foreign = { serverName: 'c.example' };
  it('is not discovered', () => {
    for (const status of [200, 302, 404, 500]) expect(interpret(at(own), status, foreign)).toBe('WL_SERVER_NAME');
  });

  it('is discovered if its server token alone decides', () => {
    const decides = { ...foreign, tokenDecides: true };
    expect(interpret(at('https://matrix.c.example'), 200, decides)).toBe('https://matrix.c.example/');
    expect(interpret('', 404, decides)).toBe('https://c.example/');
    expect(interpret(at('http://matrix.c.example'), 200, decides)).toBe('WL_DELEGATION');
    expect(interpret(at('https://1.2.3.4'), 200, decides)).toBe('WL_DELEGATION');
    expect(interpret(at('https://matrix.c.example'), 200, { ...foreign, tokenDecides: false })).toBe('WL_SERVER_NAME');
  });

  it('does not loosen the rule for those that are listed', () => {
    expect(interpret(at('https://evil.example'), 200, { tokenDecides: true })).toBe('WL_DELEGATION');
    expect(interpret('', 404, { tokenDecides: true })).toBe(own);
  });

  it('is not moved by an object that came otherwise', () => {
    const raw = JSON.parse(at('https://matrix.c.example')) as unknown;
    expect(() => checkWellKnown(raw, { servers, ...foreign })).toThrow(
      expect.objectContaining({ code: 'WL_DELEGATION' }),
    );
  });
});

describe('the URL of discovery', () => {
  it.each([
    ['a.example', false, 'https://a.example/.well-known/matrix/client'],
    ['a.example:8448', true, 'https://a.example:8448/.well-known/matrix/client'],
    ['localhost', false, 'https://localhost/.well-known/matrix/client'],
    ['localhost', true, 'http://localhost/.well-known/matrix/client'],
    ['localhost:8008', true, 'http://localhost:8008/.well-known/matrix/client'],
    ['127.0.0.1:1', true, 'http://127.0.0.1:1/.well-known/matrix/client'],
    ['[::1]:1', true, 'http://[::1]:1/.well-known/matrix/client'],
    ['localhost.example', true, 'https://localhost.example/.well-known/matrix/client'],
    ['xlocalhost', true, 'https://xlocalhost/.well-known/matrix/client'],
    ['127x0x0x1', true, 'https://127x0x0x1/.well-known/matrix/client'],
    ['localhost:8008x', true, 'https://localhost:8008x/.well-known/matrix/client'],
  ])('of %s (development mode: %s) is %s', (serverName, insecureLocalhost, url) => {
    expect(wellKnownUrl(serverName, insecureLocalhost)).toBe(url);
  });
});
