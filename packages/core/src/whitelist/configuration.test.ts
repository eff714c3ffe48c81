import { afterEach, describe, expect, it } from 'vitest';
import { allowInsecureLocalhost } from '../types.ts';
import { builtInServers, freezeOptions, refuseOtherWhitelist } from './configuration.ts';

const server = { serverName: 'behoerde.example', baseUrl: 'https://matrix.behoerde.example' };
const rsaKey = JSON.stringify({ kty: 'RSA', n: 'abc', e: 'AQAB' });
const pem = '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n';
const ecKey = { kty: 'EC', crv: 'P-256', x: 'x', y: 'y', kid: 'es' };
const edKey = { kty: 'OKP', crv: 'Ed25519', x: 'x', kid: 'ed', alg: 'EdDSA' };
const signedList = { url: 'https://liste.example/list', issuer: 'urn:i', audience: 'urn:a', keys: [ecKey, edKey] };
const options = (whitelist: object = {}, rest: object = {}): object => ({
  homeserver: 'behoerde.example',
  whitelist: { servers: [server], ...whitelist },
  ...rest,
});
const problemOf = (given: unknown): unknown => {
  try {
    freezeOptions(given);
    return 'accepted';
  } catch (error) {
    const { code, field } = error as { code: string; field: string };
    return `${code} ${field}`;
  }
};

const polluted = Object.prototype as unknown as Record<string, unknown>;
afterEach(() => {
  for (const name of [
    'baseUrl',
    'servers',
    'serverToken',
    'mode',
    'homeserver',
    'whitelist',
    'value',
    'fallback',
    'default',
    'servrToken',
  ])
    delete polluted[name];
});

describe('frozen options', () => {
  it('are a copy of everything that was given', () => {
    const given = options(
      {
        serverToken: { keys: [pem, rsaKey], mode: 'any', recheckHours: 0.5 },
        signedList,
        mediaOrigins: ['https://media.behoerde.example/'],
        issuers: ['https://anmeldung.behoerde.example/', 'https://sso.example/realms/x'],
        turnHosts: ['turn.behoerde.example'],
      },
      {
        federation: 'federated',
        name: 'Portal-1_a',
        requestHeaders: { 'X-Gateway': 'a b' },
        contentScanner: 'required',
        [allowInsecureLocalhost]: true,
        workerUrl: 'kept out',
      },
    );
    expect(freezeOptions(given)).toEqual({
      homeserver: 'behoerde.example',
      whitelist: {
        servers: [server],
        serverToken: { keys: [pem, rsaKey], mode: 'any', recheckHours: 0.5 },
        signedList: {
          ...signedList,
          keys: [ecKey, edKey],
        },
        mediaOrigins: ['https://media.behoerde.example/'],
        issuers: ['https://anmeldung.behoerde.example/', 'https://sso.example/realms/x'],
        turnHosts: ['turn.behoerde.example'],
      },
      federation: 'federated',
      name: 'Portal-1_a',
      requestHeaders: { 'X-Gateway': 'a b' },
      contentScanner: 'required',
      [allowInsecureLocalhost]: true,
    });
  });

  it('hold nothing that was left out, and nothing inherited', () => {
    const frozen = freezeOptions(options({ serverToken: undefined, issuers: [] }));
    expect(Reflect.ownKeys(frozen)).toEqual(['homeserver', 'whitelist']);
    expect(Reflect.ownKeys(frozen.whitelist)).toEqual(['servers', 'issuers']);
    polluted.serverToken = { keys: [], mode: 'any' };
    expect(frozen.whitelist.serverToken).toBeUndefined();
  });

  it('are frozen in depth', () => {
    const frozen = freezeOptions(
      options(
        { serverToken: { keys: [pem] }, signedList, issuers: [], turnHosts: ['turn.example'] },
        { requestHeaders: {} },
      ),
    );
    const visit = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return;
      expect(Object.isFrozen(value)).toBe(true);
      for (const name of Reflect.ownKeys(value)) visit(Reflect.get(value, name));
    };
    visit(frozen);
  });

  it('do not change with what they were made of', () => {
    const servers = [{ ...server }];
    const frozen = freezeOptions(options({ servers }));
    servers.push({ serverName: 'evil.example', baseUrl: 'https://evil.example' });
    servers[0]!.baseUrl = 'https://evil.example';
    expect(frozen.whitelist.servers).toEqual([server]);
  });

  it('can be frozen again', () => {
    const frozen = freezeOptions(options({ signedList }, { [allowInsecureLocalhost]: true }));
    expect(freezeOptions(frozen)).toEqual(frozen);
  });

  it('survive being sent to a worker, but for the switch of development mode', () => {
    const frozen = freezeOptions(options({}, { [allowInsecureLocalhost]: true }));
    expect(frozen[allowInsecureLocalhost]).toBe(true);
    const received = freezeOptions(structuredClone(frozen));
    expect(received.whitelist).toEqual(frozen.whitelist);
    expect(received[allowInsecureLocalhost]).toBeUndefined();
  });

  it('give the built-in list', () => {
    expect(builtInServers(freezeOptions(options())).entries).toHaveLength(1);
    expect(builtInServers(freezeOptions(options())).insecureLocalhost).toBe(false);
    const local = { serverName: 'localhost', baseUrl: 'http://localhost:8008' };
    const frozen = freezeOptions(options({ servers: [local] }, { [allowInsecureLocalhost]: true }));
    expect(builtInServers(frozen).insecureLocalhost).toBe(true);
  });

  it('are needed for the built-in list', () => {
    const unchecked = { homeserver: 'x', whitelist: { servers: [{ serverName: '*', baseUrl: '' }] } };
    expect(() => builtInServers(unchecked)).toThrow(
      expect.objectContaining({ code: 'WL_CONFIG', field: 'whitelist.servers' }),
    );
  });
});

describe('a wrong option is named', () => {
  it.each<[unknown, string]>([
    [undefined, 'options'],
    [null, 'options'],
    ['x', 'options'],
    [[], 'options'],
    [{ whitelist: { servers: [server] } }, 'homeserver'],
    [options({}, { homeserver: '' }), 'homeserver'],
    [options({}, { homeserver: 'https://behoerde.example' }), 'homeserver'],
    [options({}, { homeserver: ['behoerde.example'] }), 'homeserver'],
    [{ homeserver: 'behoerde.example' }, 'whitelist'],
    [options({}, { whitelist: null }), 'whitelist'],
    [options({}, { whitelist: [server] }), 'whitelist.servers'],
    [options({}, { whitelist: {} }), 'whitelist.servers'],
    [options({ servers: [] }), 'whitelist.servers'],
    [options({ servers: {} }), 'whitelist.servers'],
    [options({ servers: { length: 1, 0: server } }), 'whitelist.servers'],
    [options({ servers: 'https://matrix.behoerde.example' }), 'whitelist.servers'],
    [options({ servers: [, server] }), 'whitelist.servers[0]'], // eslint-disable-line no-sparse-arrays
    [options({ servers: [server, 'x'] }), 'whitelist.servers[1]'],
    [options({ servers: [{ serverName: 'a.example' }] }), 'whitelist.servers[0].baseUrl'],
    [options({ servers: [{ baseUrl: 'https://a.example' }] }), 'whitelist.servers[0].serverName'],
    [options({ servers: [{ ...server, baseUrl: 'http://matrix.behoerde.example' }] }), 'whitelist.servers[0].baseUrl'],
    [options({ servers: [{ ...server, serverName: '*' }] }), 'whitelist.servers[0].serverName'],
    [options({ servers: [{ ...server, serverName: 'x'.repeat(8193) }] }), 'whitelist.servers[0].serverName'],
    [options({ servers: [{ ...server, port: 1 }] }), 'whitelist.servers[0].port'],
    [options({ servers: [server, server] }), 'whitelist.servers[1].serverName'],
    [options({ servrToken: {} }), 'whitelist.servrToken'],
    [options({ serverToken: [] }), 'whitelist.serverToken.keys'],
    [options({ serverToken: {} }), 'whitelist.serverToken.keys'],
    [options({ serverToken: { keys: pem } }), 'whitelist.serverToken.keys'],
    [options({ serverToken: { keys: [''] } }), 'whitelist.serverToken.keys[0]'],
    [options({ serverToken: { keys: [pem, 'x'] } }), 'whitelist.serverToken.keys[1]'],
    [options({ serverToken: { keys: [pem.replace('PUBLIC', 'PRIVATE')] } }), 'whitelist.serverToken.keys[0]'],
    [options({ serverToken: { keys: [`x${pem}`] } }), 'whitelist.serverToken.keys[0]'],
    [options({ serverToken: { keys: [`${pem}x`] } }), 'whitelist.serverToken.keys[0]'],
    [options({ serverToken: { keys: ['{"kty":"EC"}'] } }), 'whitelist.serverToken.keys[0]'],
    [options({ serverToken: { keys: ['{"kty":"RSA","d":"x"}'] } }), 'whitelist.serverToken.keys[0]'],
    [options({ serverToken: { keys: ['{"kty":"RSA","kty":"RSA"}'] } }), 'whitelist.serverToken.keys[0]'],
    [options({ serverToken: { keys: [pem], mode: 'some' } }), 'whitelist.serverToken.mode'],
    [options({ serverToken: { keys: [pem], recheckHours: 0 } }), 'whitelist.serverToken.recheckHours'],
    [options({ serverToken: { keys: [pem], recheckHours: -1 } }), 'whitelist.serverToken.recheckHours'],
    [options({ serverToken: { keys: [pem], recheckHours: 721 } }), 'whitelist.serverToken.recheckHours'],
    [options({ serverToken: { keys: [pem], recheckHours: Number.NaN } }), 'whitelist.serverToken.recheckHours'],
    [options({ serverToken: { keys: [pem], recheckHours: '12' } }), 'whitelist.serverToken.recheckHours'],
    [options({ serverToken: { keys: [pem], key: pem } }), 'whitelist.serverToken.key'],
    [options({ signedList: 'x' }), 'whitelist.signedList'],
    [options({ signedList: { ...signedList, extra: 1 } }), 'whitelist.signedList.extra'],
    [options({ signedList: { ...signedList, url: 'http://liste.example' } }), 'whitelist.signedList.url'],
    [options({ signedList: { ...signedList, url: undefined } }), 'whitelist.signedList.url'],
    [options({ signedList: { ...signedList, issuer: '' } }), 'whitelist.signedList.issuer'],
    [options({ signedList: { ...signedList, audience: 1 } }), 'whitelist.signedList.audience'],
    [options({ signedList: { ...signedList, keys: [] } }), 'whitelist.signedList.keys'],
    [options({ signedList: { ...signedList, keys: [ecKey, ecKey] } }), 'whitelist.signedList.keys'],
    [options({ signedList: { ...signedList, keys: ['x'] } }), 'whitelist.signedList.keys[0]'],
    [options({ signedList: { ...signedList, keys: [{ ...ecKey, d: 'x' }] } }), 'whitelist.signedList.keys[0].d'],
    [
      options({ signedList: { ...signedList, keys: [{ ...ecKey, crv: 'P-384' }] } }),
      'whitelist.signedList.keys[0].crv',
    ],
    [
      options({ signedList: { ...signedList, keys: [{ ...ecKey, crv: 'Ed25519' }] } }),
      'whitelist.signedList.keys[0].crv',
    ],
    [
      options({ signedList: { ...signedList, keys: [{ ...edKey, crv: 'X25519' }] } }),
      'whitelist.signedList.keys[0].crv',
    ],
    [options({ signedList: { ...signedList, keys: [{ ...edKey, kty: 'EC' }] } }), 'whitelist.signedList.keys[0].crv'],
    [
      options({ signedList: { ...signedList, keys: [{ kty: 'RSA', n: 'x', e: 'x', kid: 'r' }] } }),
      'whitelist.signedList.keys[0].kty',
    ],
    [
      options({ signedList: { ...signedList, keys: [{ ...ecKey, alg: 'EdDSA' }] } }),
      'whitelist.signedList.keys[0].alg',
    ],
    [
      options({ signedList: { ...signedList, keys: [{ ...ecKey, kid: undefined }] } }),
      'whitelist.signedList.keys[0].kid',
    ],
    [options({ signedList: { ...signedList, keys: [{ ...ecKey, x: 1 }] } }), 'whitelist.signedList.keys[0].x'],
    [options({ mediaOrigins: 'https://media.example' }), 'whitelist.mediaOrigins'],
    [options({ mediaOrigins: ['https://media.example/path'] }), 'whitelist.mediaOrigins[0]'],
    [options({ mediaOrigins: ['http://media.example'] }), 'whitelist.mediaOrigins[0]'],
    [options({ mediaOrigins: ['https://*.example|'] }), 'whitelist.mediaOrigins[0]'],
    [options({ issuers: ['https://a.example', 'http://b.example'] }), 'whitelist.issuers[1]'],
    [options({ issuers: [{}] }), 'whitelist.issuers[0]'],
    [options({ turnHosts: ['turn.example', 'turn.example:3478'] }), 'whitelist.turnHosts[1]'],
    [options({ turnHosts: ['203.0.113.5'] }), 'whitelist.turnHosts[0]'],
    [options({ turnHosts: ['Turn.example'] }), 'whitelist.turnHosts[0]'],
    [options({ turnHosts: ['turn'] }), 'whitelist.turnHosts[0]'],
    [options({ turnHosts: ['turn:turn.example'] }), 'whitelist.turnHosts[0]'],
    [options({ turnHosts: [1] }), 'whitelist.turnHosts[0]'],
    [options({}, { federation: 'open' }), 'federation'],
    [options({}, { contentScanner: true }), 'contentScanner'],
    [options({}, { name: '' }), 'name'],
    [options({}, { name: 'a b' }), 'name'],
    [options({}, { name: 'a\n' }), 'name'],
    [options({}, { name: 'x'.repeat(33) }), 'name'],
    [options({}, { name: ['x'] }), 'name'],
    [options({}, { requestHeaders: [] }), 'requestHeaders'],
    [options({}, { requestHeaders: { 'X-A': 1 } }), 'requestHeaders.X-A'],
    [options({}, { requestHeaders: { 'X A': 'x' } }), 'requestHeaders.X A'],
    [options({}, { requestHeaders: { 'X-A': 'a\r\nX-B: b' } }), 'requestHeaders.X-A'],
    [options({}, { requestHeaders: { 'X-A': ' a' } }), 'requestHeaders.X-A'],
    [options({}, { requestHeaders: { 'X-A': 'ä' } }), 'requestHeaders.X-A'],
    ...['Authorization', 'cookie', 'HOST', 'Origin', 'Referer', 'Content-Type', 'Content-Length'].map(
      (name): [unknown, string] => [options({}, { requestHeaders: { [name]: 'x' } }), `requestHeaders.${name}`],
    ),
    [options({}, { [allowInsecureLocalhost]: false }), 'allowInsecureLocalhost'],
    [options({}, { [allowInsecureLocalhost]: 'true' }), 'allowInsecureLocalhost'],
  ])('case %#: %s', (given, field) => {
    expect(problemOf(given)).toBe(`WL_CONFIG ${field}`);
  });

  it.each<[string, object]>([
    ['one RSA key as JWK', options({ serverToken: { keys: [rsaKey] } })],
    ['a key without line break at its end', options({ serverToken: { keys: [pem.trim()] } })],
    ['a key with Windows line breaks', options({ serverToken: { keys: [pem.replaceAll('\n', '\r\n')] } })],
    ['no key, which is refused at the check', options({ serverToken: { keys: [] } })],
    ['720 hours', options({ serverToken: { keys: [pem], recheckHours: 720 } })],
    ['a homeserver that only a signed list or token names', options({}, { homeserver: 'land.example' })],
    ['a name of 32 characters', options({}, { name: 'x'.repeat(32) })],
    ['the mode all', options({ serverToken: { keys: [pem], mode: 'all' } })],
    ['internal federation', options({}, { federation: 'internal' })],
    ['a scanner that is off', options({}, { contentScanner: 'off' })],
    ['an automatic scanner', options({}, { contentScanner: 'auto' })],
    ['undefined members', options({ mediaOrigins: undefined }, { name: undefined, federation: undefined })],
  ])('%s is not wrong', (_, given) => {
    expect(problemOf(given)).toBe('accepted');
  });
});

describe('what is wrong is said', () => {
  it.each<[unknown, string]>([
    [options({ servers: [{ serverName: 'a.example' }] }), 'whitelist.servers[0].baseUrl is missing'],
    [options({ servrToken: {} }), 'whitelist.servrToken is not an option'],
    [options({ servers: [] }), 'whitelist.servers is empty'],
    [options({ serverToken: { keys: [pem], mode: 1 } }), 'whitelist.serverToken.mode should be ("all" | "any")'],
    [options({ issuers: ['http://b.example'] }), 'whitelist.issuers[0] is refused: WL_SCHEME'],
    [
      options({ signedList: { ...signedList, keys: [{ ...ecKey, d: 'x' }] } }),
      'whitelist.signedList.keys[0].d is a private key',
    ],
    [options({ signedList: { ...signedList, keys: [ecKey, ecKey] } }), 'whitelist.signedList.keys has one kid twice'],
    [
      options({ serverToken: { keys: ['geheim'] } }),
      'whitelist.serverToken.keys[0] is neither a public key in PEM (SPKI) nor an RSA public key as JWK',
    ],
    [options({ mediaOrigins: ['https://a.example/x'] }), 'whitelist.mediaOrigins[0] is not an origin: it has a path'],
    [
      options({ turnHosts: ['turn'] }),
      'whitelist.turnHosts[0] is not a DNS name in lower case, without scheme and port',
    ],
    [options({}, { homeserver: '@' }), 'homeserver is not a Matrix server name'],
    [options({}, { name: '' }), 'name is not 1 to 32 letters, digits, - and _'],
    [options({}, { requestHeaders: { 'X A': 'x' } }), 'requestHeaders.X A is not a header name'],
    [options({}, { requestHeaders: { Cookie: 'geheim' } }), 'requestHeaders.Cookie is set by the SDK or the browser'],
    [options({}, { requestHeaders: { 'X-Key': 'geheim\n' } }), 'requestHeaders.X-Key is not a header value'],
    [options({}, { [allowInsecureLocalhost]: 1 }), 'allowInsecureLocalhost is not true'],
    [options({ servers: [server, server] }), 'whitelist.servers[1].serverName is listed twice'],
    [1, 'options is not an object'],
    [options({}, { homeserver: 'a'.repeat(8193) }), 'homeserver is too long'],
    [options({ signedList: { ...signedList, issuer: '' } }), 'whitelist.signedList.issuer is empty'],
    [options({ signedList: { ...signedList, keys: [] } }), 'whitelist.signedList.keys is empty'],
    [options({ servers: 'x' }), 'whitelist.servers should be Array'],
    [
      {
        homeserver: 'a.example',
        whitelist: {
          get servers() {
            return [server];
          },
        },
      },
      'whitelist.servers is not plain data',
    ],
    [options({ servers: [[[[[[[[[]]]]]]]]] }), 'whitelist.servers[0][0][0][0][0][0][0] is nested too deeply'],
  ])('case %#: %s', (given, message) => {
    expect(() => freezeOptions(given)).toThrow(expect.objectContaining({ message }));
  });
});

describe('only own plain data counts', () => {
  it('ignores what the page gave all objects', () => {
    polluted.baseUrl = 'https://evil.example';
    expect(problemOf(options({ servers: [{ serverName: 'evil.example' }] }))).toBe(
      'WL_CONFIG whitelist.servers[0].baseUrl',
    );
    polluted.whitelist = { servers: [server] };
    expect(problemOf({ homeserver: 'behoerde.example' })).toBe('WL_CONFIG whitelist');
    polluted.homeserver = 'evil.example';
    expect(problemOf({ whitelist: { servers: [server] } })).toBe('WL_CONFIG homeserver');
  });

  it('reads the same on a page that gives all objects something', () => {
    Object.assign(polluted, { fallback: ['https://evil.example'], default: 'x', servrToken: {} });
    const frozen = freezeOptions(options());
    expect(Object.keys(frozen.whitelist)).toEqual(['servers']);
    expect(frozen.whitelist.mediaOrigins).toBeUndefined();
  });

  it('ends with what refers to itself', () => {
    const servers: unknown[] = [];
    servers.push(servers);
    expect(problemOf(options({ servers }))).toMatch(/^WL_CONFIG whitelist\.servers(\[0\])+$/);
  });

  it('ignores inherited members and refuses a member named __proto__', () => {
    expect(problemOf(options({}, { whitelist: Object.create({ servers: [server] }) as object }))).toBe(
      'WL_CONFIG whitelist.servers',
    );
    const json = JSON.parse('{"__proto__":{"servers":[]}}') as object;
    expect(problemOf(options({}, { whitelist: json }))).toBe('WL_CONFIG whitelist.servers');
    const both = JSON.parse(`{"servers":[${JSON.stringify(server)}],"__proto__":{}}`) as object;
    expect(problemOf(options({}, { whitelist: both }))).toBe('WL_CONFIG whitelist.__proto__');
  });

  it('refuses a getter, which could answer differently each time', () => {
    let reads = 0;
    const tricky = {
      serverName: 'behoerde.example',
      get baseUrl() {
        reads += 1;
        return 'https://matrix.behoerde.example';
      },
    };
    expect(problemOf(options({ servers: [tricky] }))).toBe('WL_CONFIG whitelist.servers[0].baseUrl');
    polluted.value = 'https://matrix.behoerde.example';
    expect(problemOf(options({ servers: [tricky] }))).toBe('WL_CONFIG whitelist.servers[0].baseUrl');
    expect(reads).toBe(0);
  });

  it('honours the switch of development mode only as an own symbol', () => {
    const local = { servers: [{ serverName: 'localhost', baseUrl: 'http://localhost:8008' }] };
    expect(problemOf(options(local, { [allowInsecureLocalhost]: true }))).toBe('accepted');
    expect(problemOf(options(local, { allowInsecureLocalhost: true }))).toBe('WL_CONFIG whitelist.servers[0].baseUrl');
    const inherited = Object.assign(Object.create({ [allowInsecureLocalhost]: true }) as object, options(local));
    expect(problemOf(inherited)).toBe('WL_CONFIG whitelist.servers[0].baseUrl');
  });

  it('opens media, issuers and list to localhost in development mode', () => {
    const local = {
      mediaOrigins: ['http://localhost:1'],
      issuers: ['http://localhost:2/'],
      signedList: { ...signedList, url: 'http://localhost:3/list' },
    };
    expect(problemOf(options(local, { [allowInsecureLocalhost]: true }))).toBe('accepted');
    expect(problemOf(options(local))).toBe('WL_CONFIG whitelist.signedList.url');
  });
});

describe('a running session', () => {
  const running = freezeOptions(options());

  it('takes the same whitelist again', () => {
    expect(() => refuseOtherWhitelist(running, options({}, { name: 'other' }))).not.toThrow();
  });

  it.each([
    options({ servers: [server, { serverName: 'evil.example', baseUrl: 'https://evil.example' }] }),
    options({ mediaOrigins: ['https://evil.example'] }),
    options({}, { homeserver: 'evil.example' }),
    options({}, { [allowInsecureLocalhost]: true }),
  ])('refuses another one %#', (other) => {
    expect(() => refuseOtherWhitelist(running, other)).toThrow(expect.objectContaining({ code: 'WL_FROZEN' }));
  });

  it('names what is wrong with another one', () => {
    expect(() => refuseOtherWhitelist(running, {})).toThrow(expect.objectContaining({ code: 'WL_CONFIG' }));
  });
});
