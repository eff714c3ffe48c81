import { describe, expect, it } from 'vitest';
import type { ListedServer } from '../types.ts';
import {
  baseUrlOf,
  checkBaseUrl,
  checkServerName,
  checkUserId,
  type ListedServers,
  listServers,
} from './listed-servers.ts';

const servers: readonly ListedServer[] = [
  { serverName: 'behoerde.example', baseUrl: 'https://matrix.behoerde.example' },
  { serverName: 'land.example:8448', baseUrl: 'https://chat.land.example:8448' },
  { serverName: 'buergeramt.example', baseUrl: 'https://matrix.bürgeramt.example' },
  { serverName: 'kommune.example', baseUrl: 'https://matrix.kommune.example/gw/' },
  { serverName: '*.schule.example', baseUrl: 'https://*.schule.example' },
  { serverName: 'besondere.schule.example', baseUrl: 'https://eigene.example' },
  { serverName: '*.kita.example:8448', baseUrl: 'https://*.chat.kita.example:8449/m' },
];

function list(entries: readonly ListedServer[], insecureLocalhost = false): ListedServers {
  const listed = listServers(entries, insecureLocalhost);
  if ('problem' in listed) throw new Error(JSON.stringify(listed.problem));
  return listed;
}
const listed = list(servers);
const codeOf = (run: () => unknown): unknown => {
  try {
    return run();
  } catch (error) {
    const { code, message } = error as { code: string; message: string };
    return message && code;
  }
};

describe('a base URL on the list', () => {
  it.each([
    ['https://matrix.behoerde.example', 'https://matrix.behoerde.example/'],
    ['https://matrix.behoerde.example/', 'https://matrix.behoerde.example/'],
    ['HTTPS://Matrix.Behoerde.EXAMPLE', 'https://matrix.behoerde.example/'],
    ['https://matrix.behoerde.example:443', 'https://matrix.behoerde.example/'],
    ['https://matrix.behoerde.example:00443', 'https://matrix.behoerde.example/'],
    ['https:matrix.behoerde.example', 'https://matrix.behoerde.example/'],
    ['https://matrix.bürgeramt.example', 'https://matrix.xn--brgeramt-65a.example/'],
    ['https://ｍatrix.behoerde.example', 'https://matrix.behoerde.example/'],
    ['https://chat.land.example:8448/', 'https://chat.land.example:8448/'],
    ['https://matrix.kommune.example/gw/', 'https://matrix.kommune.example/gw/'],
    ['https://matrix.kommune.example/x/../gw/', 'https://matrix.kommune.example/gw/'],
    ['https://a.schule.example', 'https://a.schule.example/'],
    ['https://A-1.schule.example', 'https://a-1.schule.example/'],
    [`https://${'a'.repeat(63)}.schule.example`, `https://${'a'.repeat(63)}.schule.example/`],
    ['https://b.chat.kita.example:8449/m', 'https://b.chat.kita.example:8449/m'],
  ])('%s is normalised', (text, normalised) => {
    expect(checkBaseUrl(listed, text)).toBe(normalised);
  });
});

describe('the first rule that a base URL breaks gives the code', () => {
  it.each<[unknown, string]>([
    [undefined, 'WL_URL_INVALID'],
    [{ toString: () => 'https://matrix.behoerde.example' }, 'WL_URL_INVALID'],
    [['https://matrix.behoerde.example'], 'WL_URL_INVALID'],
    [new URL('https://matrix.behoerde.example'), 'WL_URL_INVALID'],
    ['', 'WL_URL_INVALID'],
    ['matrix.behoerde.example', 'WL_URL_INVALID'],
    ['/', 'WL_URL_INVALID'],
    [' https://matrix.behoerde.example', 'WL_URL_INVALID'],
    ['https://matrix.behoerde.example ', 'WL_URL_INVALID'],
    ['https://matrix.behoerde.example\t', 'WL_URL_INVALID'],
    ['https://matrix.\u00a0behoerde.example', 'WL_URL_INVALID'],
    ['https://matrix.behoerde.example\u0085', 'WL_URL_INVALID'],
    ['https://matrix.behoerde.example\u007f', 'WL_URL_INVALID'],
    ['https:\\\\matrix.behoerde.example', 'WL_URL_INVALID'],
    ['https://matrix.behoerde.example/\\x', 'WL_URL_INVALID'],
    ['https://matrix%2ebehoerde.example', 'WL_URL_INVALID'],
    ['https:matrix%2ebehoerde.example', 'WL_URL_INVALID'],
    ['https://matrix.behoerde.example/%67w', 'WL_PATH'],
    [`https://matrix.behoerde.example/${'a'.repeat(2048 - 32)}`, 'WL_PATH'],
    [`https://matrix.behoerde.example/${'a'.repeat(2049 - 32)}`, 'WL_URL_INVALID'],
    ['http://matrix.behoerde.example', 'WL_SCHEME'],
    ['wss://matrix.behoerde.example', 'WL_SCHEME'],
    ['javascript:alert(1)', 'WL_SCHEME'],
    ['javascript:%61lert(1)', 'WL_SCHEME'],
    ['matrix.behoerde.example:443', 'WL_SCHEME'],
    ['http://localhost:8008', 'WL_SCHEME'],
    ['http://user@matrix.behoerde.example', 'WL_SCHEME'],
    ['https://user@matrix.behoerde.example', 'WL_USERINFO'],
    ['https://user:pass@matrix.behoerde.example', 'WL_USERINFO'],
    ['https://@matrix.behoerde.example', 'WL_USERINFO'],
    ['https://:@matrix.behoerde.example', 'WL_USERINFO'],
    ['https://matrix.behoerde.example@evil.example', 'WL_USERINFO'],
    ['https:///@matrix.behoerde.example', 'WL_USERINFO'],
    ['https://x@matrix.behoerde.example?y', 'WL_USERINFO'],
    ['https://matrix.behoerde.example/@x', 'WL_PATH'],
    ['https://matrix.behoerde.example?', 'WL_URL_INVALID'],
    ['https://matrix.behoerde.example/#', 'WL_URL_INVALID'],
    ['https://evil.example#@matrix.behoerde.example', 'WL_URL_INVALID'],
    ['https://evil.example/?https://matrix.behoerde.example', 'WL_URL_INVALID'],
    ['https://127.0.0.1', 'WL_IP_LITERAL'],
    ['https://127.1', 'WL_IP_LITERAL'],
    ['https://2130706433', 'WL_IP_LITERAL'],
    ['https://0x7f.0.0.1', 'WL_IP_LITERAL'],
    ['https://127.0.0.1.', 'WL_IP_LITERAL'],
    ['https://[::1]', 'WL_IP_LITERAL'],
    ['https://[fe80::1]:8448', 'WL_IP_LITERAL'],
    ['https://localhost', 'WL_HOST'],
    ['https://evil.example', 'WL_HOST'],
    ['https://matrix.behoerde.example.', 'WL_HOST'],
    ['https://matrix.behoerde.example.evil.example', 'WL_HOST'],
    ['https://xmatrix.behoerde.example', 'WL_HOST'],
    ['https://x.matrix.behoerde.example', 'WL_HOST'],
    ['https://mаtrix.behoerde.example', 'WL_HOST'],
    ['https://schule.example', 'WL_HOST'],
    ['https://.schule.example', 'WL_HOST'],
    ['https://a.b.schule.example', 'WL_HOST'],
    ['https://a_b.schule.example', 'WL_HOST'],
    ['https://*.schule.example', 'WL_HOST'],
    ['https://a.schule.example.evil.example', 'WL_HOST'],
    ['https://aschule.example', 'WL_HOST'],
    ['https://chat.kita.example:8449/m', 'WL_HOST'],
    ['https://chat.land.example', 'WL_PORT'],
    ['https://chat.land.example:8449', 'WL_PORT'],
    ['https://matrix.behoerde.example:8448', 'WL_PORT'],
    ['https://a.schule.example:444', 'WL_PORT'],
    ['https://matrix.kommune.example', 'WL_PATH'],
    ['https://matrix.kommune.example/gw', 'WL_PATH'],
    ['https://matrix.kommune.example/gw/x', 'WL_PATH'],
    ['https://matrix.kommune.example/gw//', 'WL_PATH'],
    ['https://matrix.kommune.example/gw/..', 'WL_PATH'],
    ['https://b.chat.kita.example:8449/', 'WL_PATH'],
  ])('%j: %s', (text, code) => {
    expect(codeOf(() => checkBaseUrl(listed, text))).toBe(code);
  });

  it('does not repeat the URL in the message, because it could hold a secret', () => {
    expect(() => checkBaseUrl(listed, 'https://user:geheim@evil.example')).toThrow(/^(?!.*geheim)/);
  });
});

describe('development mode', () => {
  const local = list(
    [
      { serverName: 'localhost', baseUrl: 'http://localhost:8008' },
      { serverName: '127.0.0.1:8448', baseUrl: 'http://127.0.0.1:8009' },
      { serverName: '[::1]', baseUrl: 'http://[::1]:8008' },
      { serverName: 'behoerde.example', baseUrl: 'https://matrix.behoerde.example' },
    ],
    true,
  );

  it.each([
    'http://localhost:8008/',
    'http://127.0.0.1:8009/',
    'http://[::1]:8008/',
    'https://matrix.behoerde.example/',
  ])('allows the listed %s', (url) => {
    expect(checkBaseUrl(local, url)).toBe(url);
  });

  it.each([
    ['http://localhost:8009', 'WL_SCHEME'],
    ['http://localhost', 'WL_SCHEME'],
    ['http://127.0.0.1:8008', 'WL_SCHEME'],
    ['http://127.1:8009', 'WL_IP_LITERAL'],
    ['http://0x7f000001:8009', 'WL_IP_LITERAL'],
    ['http://[0:0::1]:8008', 'WL_IP_LITERAL'],
    ['https://127.0.0.1:8009', 'WL_IP_LITERAL'],
    ['https://10.0.0.1', 'WL_IP_LITERAL'],
    ['https://localhost:8008', 'WL_SCHEME'],
    ['https://localhost', 'WL_PORT'],
    ['http://matrix.behoerde.example', 'WL_SCHEME'],
    ['http://x@localhost:8008', 'WL_USERINFO'],
    ['http://localhost:8008/x', 'WL_PATH'],
  ])('still refuses %s', (url, code) => {
    expect(codeOf(() => checkBaseUrl(local, url))).toBe(code);
  });

  it('is needed even for a list that names localhost', () => {
    expect(listServers([{ serverName: 'localhost', baseUrl: 'http://localhost:8008' }], false)).toEqual({
      problem: { index: 0, member: 'baseUrl', text: 'is refused: WL_SCHEME' },
    });
  });
});

describe('a list', () => {
  it.each<[ListedServer, string]>([
    [{ serverName: '', baseUrl: 'https://a.example' }, 'serverName'],
    [{ serverName: '*', baseUrl: 'https://*' }, 'serverName'],
    [{ serverName: '*.example', baseUrl: 'https://*.example' }, 'serverName'],
    [{ serverName: '*.1.2.3.4', baseUrl: 'https://*.a.example' }, 'serverName'],
    [{ serverName: 'a.*.example', baseUrl: 'https://a.example' }, 'serverName'],
    [{ serverName: '*a.b.example', baseUrl: 'https://a.example' }, 'serverName'],
    [{ serverName: '1.2.3.4', baseUrl: 'https://a.example' }, 'serverName'],
    [{ serverName: '[::1]', baseUrl: 'https://a.example' }, 'serverName'],
    [{ serverName: 'a.example', baseUrl: 'http://a.example' }, 'baseUrl'],
    [{ serverName: 'a.example', baseUrl: 'https://*.a.example' }, 'baseUrl'],
    [{ serverName: '*.a.example', baseUrl: 'https://b.example' }, 'baseUrl'],
    [{ serverName: '*.a.example', baseUrl: 'https://*.example' }, 'baseUrl'],
    [{ serverName: '*.a.example', baseUrl: 'https://x.*.a.example' }, 'baseUrl'],
    [{ serverName: '*.a.example', baseUrl: 'https://*.*.a.example' }, 'baseUrl'],
    [{ serverName: 'a.example', baseUrl: 'https://a.example|b.example' }, 'baseUrl'],
    [{ serverName: 'a.example', baseUrl: 'https://(a|b).example' }, 'baseUrl'],
    [{ serverName: 'a.example', baseUrl: 'https://a.example.' }, 'baseUrl'],
    [{ serverName: 'a.example', baseUrl: 'https://a_b.example' }, 'baseUrl'],
    [{ serverName: 'a.example', baseUrl: 'https://1.2.3.4' }, 'baseUrl'],
    [{ serverName: 'a.example', baseUrl: 'https://x@a.example' }, 'baseUrl'],
    [{ serverName: 'a.example', baseUrl: 'https://a.example?' }, 'baseUrl'],
    [{ serverName: 'a.example', baseUrl: 'https://a.example#' }, 'baseUrl'],
    [{ serverName: 'a.example', baseUrl: `https://a.example/${'x'.repeat(2048)}` }, 'baseUrl'],
  ])('refuses the entry %j because of its %s', (entry, member) => {
    const first = { serverName: 'ok.example', baseUrl: 'https://ok.example' };
    const text = expect.stringMatching(/^(?:is|has) /);
    expect(listServers([first, entry], false)).toEqual({ problem: { index: 1, member, text } });
  });

  it('refuses a server name that is listed twice', () => {
    const entry = { serverName: 'a.example', baseUrl: 'https://a.example' };
    const problem = { index: 1, member: 'serverName', text: 'is listed twice' };
    expect(listServers([entry, entry], false)).toEqual({ problem });
  });

  it('refuses a wildcard together with an address in development mode', () => {
    const entry = { serverName: '*.a.example', baseUrl: 'http://127.0.0.1' };
    const problem = { index: 0, member: 'baseUrl', text: 'has no wildcard, but serverName has one' };
    expect(listServers([entry], true)).toEqual({ problem });
  });

  it('refuses other addresses than localhost in development mode', () => {
    expect(listServers([{ serverName: '10.0.0.1', baseUrl: 'http://localhost' }], true)).toHaveProperty('problem');
    expect(listServers([{ serverName: 'localhost', baseUrl: 'http://10.0.0.1' }], true)).toHaveProperty('problem');
    expect(listServers([{ serverName: 'localhost', baseUrl: 'http://127.1' }], true)).toHaveProperty('problem');
  });

  it('takes localhost as an address in development mode', () => {
    const local = list([{ serverName: '127.0.0.1:8008', baseUrl: 'http://127.0.0.1:8008' }], true);
    expect(checkServerName(local, '127.0.0.1:8008')).toBe('127.0.0.1:8008');
    expect(checkBaseUrl(local, 'http://127.0.0.1:8008')).toBe('http://127.0.0.1:8008/');
  });

  it('tells the scheme from the port where one of several entries has the port', () => {
    const local = list(
      [
        { serverName: 'localhost:1', baseUrl: 'http://localhost:1' },
        { serverName: 'localhost:2', baseUrl: 'http://localhost:2' },
      ],
      true,
    );
    expect(codeOf(() => checkBaseUrl(local, 'https://localhost:2'))).toBe('WL_SCHEME');
    expect(codeOf(() => checkBaseUrl(local, 'https://localhost:3'))).toBe('WL_PORT');
  });

  it('takes an intranet name of one label', () => {
    expect(checkBaseUrl(list([{ serverName: 'chat', baseUrl: 'https://chat' }]), 'https://chat')).toBe('https://chat/');
  });

  it('is frozen in depth', () => {
    expect(Object.isFrozen(listed)).toBe(true);
    expect(Object.isFrozen(listed.entries)).toBe(true);
    expect(listed.entries.every((entry) => Object.isFrozen(entry))).toBe(true);
  });
});

describe('a server name', () => {
  it.each([
    ['behoerde.example', 'https://matrix.behoerde.example/'],
    ['land.example:8448', 'https://chat.land.example:8448/'],
    ['kommune.example', 'https://matrix.kommune.example/gw/'],
    ['a.schule.example', 'https://a.schule.example/'],
    ['besondere.schule.example', 'https://eigene.example/'],
    ['$&.schule.example', undefined],
    ['b.kita.example:8448', 'https://b.chat.kita.example:8449/m'],
    ['b.kita.example', undefined],
    ['*.schule.example', undefined],
    ['A.schule.example', undefined],
    ['.schule.example', undefined],
    ['schule.example', undefined],
    ['a.b.schule.example', undefined],
    ['land.example', undefined],
    ['BEHOERDE.example', undefined],
    ['behoerde.example.', undefined],
    ['behoerde.example\n', undefined],
    ['', undefined],
  ])('%j leads to %s', (serverName, baseUrl) => {
    expect(baseUrlOf(listed, serverName)).toBe(baseUrl);
    const code = baseUrl === undefined ? 'WL_SERVER_NAME' : serverName;
    expect(codeOf(() => checkServerName(listed, serverName))).toBe(code);
    expect(codeOf(() => checkUserId(listed, `@anna:${serverName}`))).toBe(code);
  });

  it.each([undefined, null, ['behoerde.example'], 'anna:behoerde.example', '@anna'])('is missing in %j', (userId) => {
    expect(codeOf(() => checkUserId(listed, userId))).toBe('WL_SERVER_NAME');
  });

  it('is a text', () => {
    expect(codeOf(() => checkServerName(listed, ['behoerde.example']))).toBe('WL_SERVER_NAME');
  });
});
