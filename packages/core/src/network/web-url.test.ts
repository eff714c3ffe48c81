import { describe, expect, it } from 'vitest';
import { isIpLiteral, isLocalhost, parseConfiguredUrl, parseUrl, writtenAuthority, writtenHost } from './web-url.ts';

/** Each refusal says something to developers. */
const refusal = (code: string): unknown => expect.objectContaining({ code, message: expect.stringMatching(/./) });

describe('the authority as written', () => {
  it.each([
    ['https://user:pass@host.example:443/x?y#z', 'user:pass@host.example:443', 'host.example'],
    ['https:host.example', 'host.example', 'host.example'],
    ['https:///host.example', 'host.example', 'host.example'],
    ['HTTPS://HOST.example', 'HOST.example', 'HOST.example'],
    ['https://a@b@host.example', 'a@b@host.example', 'host.example'],
    ['https://host.example?x@y', 'host.example', 'host.example'],
    ['https://host.example#x@y', 'host.example', 'host.example'],
    ['http://[::1]:8008', '[::1]:8008', '[::1]'],
    ['http://[::1]', '[::1]', '[::1]'],
    ['http://host.example:', 'host.example:', 'host.example'],
    ['ws:host.example', 'host.example', 'host.example'],
    ['ftp:host.example', 'host.example', 'host.example'],
    ['custom+x.y-z://host.example/', 'host.example', 'host.example'],
    ['custom:host.example', '', ''],
    ['data:a@b', '', ''],
    ['xhttps:host', '', ''],
    ['', '', ''],
  ])('of %s is %j', (text, authority, host) => {
    expect(writtenAuthority(text)).toBe(authority);
    expect(writtenHost(text)).toBe(host);
  });
});

describe('a URL', () => {
  it('may hold percent signs in its path and query', () => {
    expect(parseUrl('https://a.example/%21room?x=%20').href).toBe('https://a.example/%21room?x=%20');
  });

  it.each(['https://a.example\n', 'https:\\\\a.example', 'https://a%2eexample', 'a.example', 1, undefined])(
    'that is ambiguous, relative or no text is refused: %j',
    (text) => {
      expect(() => parseUrl(text)).toThrow(refusal('WL_URL_INVALID'));
    },
  );

  it('has no length limit unless one is given', () => {
    const text = `https://a.example/${'x'.repeat(5000)}`;
    expect(parseUrl(text).href).toBe(text);
    expect(parseUrl(text, text.length).href).toBe(text);
    expect(() => parseUrl(text, 5000)).toThrow(refusal('WL_URL_INVALID'));
  });

  it('is an address in any spelling, once parsed', () => {
    expect(['https://1', 'https://[::1]', 'https://0x10.1'].map((text) => isIpLiteral(new URL(text).hostname))).toEqual(
      [true, true, true],
    );
    expect(['a.1.2.3.example', '1.2.3.4.example', 'x1.2.3.4'].map(isIpLiteral)).toEqual([false, false, false]);
  });

  it('is localhost under three names', () => {
    expect(['localhost', '127.0.0.1', '[::1]'].map(isLocalhost)).toEqual([true, true, true]);
    expect(['a.localhost', 'localhost.', '127.0.0.2', '0.0.0.0', ''].map(isLocalhost)).toEqual(Array(5).fill(false));
  });
});

describe('a configured URL', () => {
  it.each([
    ['https://a.example/x', false],
    ['http://localhost:1', true],
    ['http://127.0.0.1', true],
    ['https://[::1]', true],
    ['https://a.example', true],
  ])('may be %s (development mode: %s)', (text, insecureLocalhost) => {
    expect(parseConfiguredUrl(text, insecureLocalhost).href).toBe(new URL(text).href);
  });

  it.each([
    [1, true, 'WL_URL_INVALID'],
    [`https://a.example/${'x'.repeat(2031)}`, false, 'WL_URL_INVALID'],
    ['http://a.example', true, 'WL_SCHEME'],
    ['ftp://localhost', true, 'WL_SCHEME'],
    ['http://localhost', false, 'WL_SCHEME'],
    ['https://x@a.example', false, 'WL_USERINFO'],
    ['https://a.example?', false, 'WL_URL_INVALID'],
    ['https://127.0.0.1', false, 'WL_IP_LITERAL'],
    ['https://10.0.0.1', true, 'WL_IP_LITERAL'],
    ['http://127.1', true, 'WL_IP_LITERAL'],
  ])('may not be %s (development mode: %s)', (text, insecureLocalhost, code) => {
    expect(() => parseConfiguredUrl(text, insecureLocalhost)).toThrow(refusal(code));
  });
});
