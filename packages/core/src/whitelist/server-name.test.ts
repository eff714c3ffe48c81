import { describe, expect, it } from 'vitest';
import { parseServerName, serverNameIn } from './server-name.ts';

describe('a server name', () => {
  it.each([
    ['behoerde.example', 'behoerde.example', undefined, false],
    ['BEHOERDE.example', 'BEHOERDE.example', undefined, false],
    ['localhost:8448', 'localhost', '8448', false],
    ['a-b.c1:65535', 'a-b.c1', '65535', false],
    ['127.0.0.1', '127.0.0.1', undefined, true],
    ['127.0.0.1:8008', '127.0.0.1', '8008', true],
    ['[::1]', '[::1]', undefined, true],
    ['[2001:db8::1]:8448', '[2001:db8::1]', '8448', true],
    ['1.2.3.4.5', '1.2.3.4.5', undefined, false],
    ['x'.repeat(255), 'x'.repeat(255), undefined, false],
  ])('%s has these parts', (name, host, port, isAddress) => {
    expect(parseServerName(name)).toEqual({ host, port, isAddress });
  });

  it.each([
    [''],
    ['.'],
    ['..'],
    ['...'],
    ['a..b'],
    ['a.'],
    ['.a'],
    ['-.a'],
    ['a_b.example'],
    ['a b'],
    ['a/b'],
    ['a%2eb'],
    ['ä.example'],
    ['a:'],
    ['a:123456'],
    ['a:x'],
    ['a:1:2'],
    [' a'],
    ['a\n'],
    ['a:1\n'],
    ['[]'],
    ['[::]'],
    ['[::1'],
    ['[g::1]'],
    ['x[::1]'],
    ['[::1]x'],
    [`[${'1'.repeat(46)}]`],
    ['x'.repeat(256)],
    [undefined],
    [null],
    [{ length: 1 }],
  ])('%j is none', (name) => {
    expect(parseServerName(name)).toBeUndefined();
  });
});

describe('the server name in an identifier', () => {
  it.each([
    ['@anna:a.example', '@', 'a.example'],
    ['@anna:evil.example:a.example', '@', 'evil.example:a.example'],
    ['@:a.example', '@', 'a.example'],
    ['#team:a.example:8448', '#', 'a.example:8448'],
    ['!x:a.example', '!', 'a.example'],
    [`@${'x'.repeat(252)}:a`, '@', 'a'],
  ] as const)('in %s follows the first colon', (identifier, sigil, serverName) => {
    expect(serverNameIn(identifier, sigil)).toBe(serverName);
  });

  it.each([
    ['@anna', '@'],
    ['anna:a.example', '@'],
    ['#anna:a.example', '@'],
    ['@a\0b:a.example', '@'],
    [`@${'x'.repeat(253)}:a`, '@'],
    [`@${'ä'.repeat(130)}:a`, '@'],
    [['@anna:a.example'], '@'],
    [undefined, '@'],
  ] as const)('is missing in %j', (identifier, sigil) => {
    expect(serverNameIn(identifier, sigil)).toBeUndefined();
  });
});
