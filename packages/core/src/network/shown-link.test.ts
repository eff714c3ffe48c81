import { describe, expect, it } from 'vitest';
import { shownAddress, shownContact, shownLink } from './shown-link.ts';

describe('a link that a server names', () => {
  it('is shown if it is https', () => {
    expect(shownLink(' https://behoerde.example/hilfe?a=1#b ')).toBe('https://behoerde.example/hilfe?a=1#b');
  });

  it('is mended where the scheme stands there twice', () => {
    expect(shownLink('https://https://behoerde.example/i')).toBe('https://behoerde.example/i');
    expect(shownLink(' https://https://https://behoerde.example/i')).toBe('https://behoerde.example/i');
    // What a page is asked for is not the scheme.
    const inside = 'https://behoerde.example/?to=https://https://a.example';
    expect(shownLink(inside)).toBe(inside);
  });

  it.each([
    'javascript:alert(1)',
    'http://a.example',
    'data:text/html,x',
    '//a.example',
    'a',
    '',
    'https://',
    'https://u:p@a.example/',
    'https://u@a.example/',
    'https://:p@a.example/',
    `https://a.example/${'x'.repeat(2048)}`,
    5,
    null,
    {},
  ])('is nothing else: %o', (value) => {
    expect(shownLink(value)).toBeUndefined();
  });
});

describe('an address that a server names', () => {
  it('is a plain one', () => {
    expect(shownAddress(' it-service@behoerde.example ')).toBe('it-service@behoerde.example');
  });

  it.each([
    'it@behoerde',
    'it@@behoerde.example',
    'it@behoerde.example?bcc=evil@evil.example',
    'it@behoerde.example,evil@evil.example',
    'it%0Abcc@behoerde.example',
    'it\n@behoerde.example',
    '<it@behoerde.example>',
    `it@${'x.'.repeat(130)}example`,
    `${'x'.repeat(255)}@behoerde.example`,
    5,
    null,
  ])('is nothing else: %o', (value) => {
    expect(shownAddress(value)).toBeUndefined();
  });
});

describe('a contact that a server names', () => {
  it('is a page or an address', () => {
    expect(shownContact('https://behoerde.example/hilfe')).toBe('https://behoerde.example/hilfe');
    expect(shownContact(' MAILTO:it@behoerde.example ')).toBe('mailto:it@behoerde.example');
  });

  it.each([
    'mailto:it@behoerde.example?subject=x',
    'mailto:',
    'xmailto:it@behoerde.example',
    'mailto:it@behoerde.example\nbcc',
    'tel:110',
    'matrix:u/a:b',
    'javascript:x',
    5,
  ])('is nothing else: %o', (value) => {
    expect(shownContact(value)).toBeUndefined();
  });
});
