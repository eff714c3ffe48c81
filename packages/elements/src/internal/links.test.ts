import { describe, expect, it } from 'vitest';
import { findLinks, linked, permalinkId } from './links.ts';

const hrefs = (text: string): string[] =>
  findLinks(text).flatMap((part) => (typeof part === 'string' ? [] : [part.href]));

describe('findLinks', () => {
  it.each([
    ['siehe https://www.bund.de/info.', ['https://www.bund.de/info']],
    ['(http://example.org/a_(b))', ['http://example.org/a_(b)']],
    ['www.bund.de', ['https://www.bund.de/']],
    ['mailto:poststelle@behoerde.example', ['mailto:poststelle@behoerde.example']],
    ['http://[::1]/', ['http://[::1]/']],
  ])('makes a link: %s', (text, expected) => {
    expect(hrefs(text)).toEqual(expected);
  });

  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)//https',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:msgbox',
    'ftp://example.org',
    '//example.org/path',
    'file:///etc/passwd',
    'bericht.md',
    '@anna:bund.de',
    'https://bund.de@evil.example/',
    'blob:https://example.org/1',
    'xhttps://example.org',
  ])('leaves as text: %s', (text) => {
    expect(hrefs(text).filter((href) => !/^https?:/u.test(href) || /@/u.test(href))).toEqual([]);
  });

  it('keeps every character of the text', () => {
    const text = 'Erst https://a.example, dann\nhttps://b.example – Ende';
    expect(
      findLinks(text)
        .map((part) => (typeof part === 'string' ? part : part.text))
        .join(''),
    ).toBe(text);
  });
});

describe('a link to a person, room or event', () => {
  const link = 'https://matrix.to/#/%40anna:bund.de';

  it('names an id', () => {
    expect([permalinkId(link), permalinkId('https://matrix.to/#/%E0'), permalinkId('https://matrix.to/')]).toEqual([
      '@anna:bund.de',
      undefined,
      undefined,
    ]);
    expect(permalinkId('https://matrix.to/#/@%E0')).toBe('@%E0');
  });

  it('is text where somebody has only written it: the site of that name is never opened', () => {
    expect(linked(link, true)).toBe(link);
  });
});
