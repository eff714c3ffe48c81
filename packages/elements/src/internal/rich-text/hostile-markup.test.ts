/** Whatever markup a sender writes: nothing but the specification's elements reaches the page, and nothing runs or is asked for. */
import { afterEach, describe, expect, it } from 'vitest';
import { hostileAddress, hostileMarkup } from '../../../../core/src/sync/testing/hostile-markup.ts';
import { always, hostileText } from '../../../../core/src/sync/testing/hostile-json.ts';
import { findLinks, safeAddress } from '../links.ts';
import { withListedAttributes } from './listed-attributes.ts';
import { markdownToHtml } from './markdown.ts';
import { setReachable, toMessageNodes } from './message-nodes.ts';
import { isTooMuch } from './rich-text.ts';
import { createSanitiser } from './safe-html.ts';

const sanitiser = createSanitiser()!;
const people = { nameOf: () => undefined, ownUserId: '@me:hs.example' };
const words = { spoiler: (reason: string) => `Spoiler ${reason}` };

/** The specification's elements (client-server API "m.room.message msgtypes"), and those that a message is shown with. */
const listed: ReadonlySet<string> = new Set(
  'del h1 h2 h3 h4 h5 h6 blockquote p a ul ol sup sub li b i u strong em s code hr br div table thead tbody tr th td caption pre span img details summary'.split(
    ' ',
  ),
);
const shown: ReadonlySet<string> = new Set(
  [...listed, 'bdi', 'button'].filter((name) => name !== 'img' && !/^h\d$/u.test(name)),
);
const attributesOf: Readonly<Record<string, readonly string[]>> = {
  a: ['href'],
  span: ['data-mx-color', 'data-mx-spoiler'],
  img: ['src', 'alt', 'title'],
  ol: ['start'],
  code: ['class'],
};

function expectListed(fragment: DocumentFragment): void {
  for (const element of fragment.querySelectorAll('*')) {
    expect(listed).toContain(element.localName);
    for (const { name, value } of element.attributes) {
      expect(attributesOf[element.localName] ?? []).toContain(name);
      if (name === 'href') expect(['http:', 'https:', 'mailto:']).toContain(new URL(value).protocol);
      if (name === 'src') expect(value).toMatch(/^mxc:/u);
    }
  }
}

const depthOf = (node: ParentNode): number => 1 + Math.max(0, ...[...node.children].map(depthOf));
/** Longest that the work for one message may take, in milliseconds: a task that a person feels is longer. */
const maxMs = 250;

afterEach(() => {
  expect((globalThis as { __pwned?: unknown }).__pwned).toBeUndefined();
});

describe('hostile markup', () => {
  it('leaves the elements and attributes of the specification, a hundred levels deep at most', () => {
    always(hostileMarkup, (html) => {
      const fragment = sanitiser.sanitise(html);
      expectListed(fragment);
      expect(depthOf(fragment)).toBeLessThanOrEqual(102);
    });
  });

  it('is shown without pictures and headings, with links that open elsewhere and say where they lead', () => {
    always(hostileMarkup, (html) => {
      const fragment = sanitiser.sanitise(html);
      toMessageNodes(fragment, words, people);
      setReachable(fragment.childNodes, true);
      for (const element of fragment.querySelectorAll('*')) expect(shown).toContain(element.localName);
      for (const link of fragment.querySelectorAll('a')) {
        expect([link.target, link.rel]).toEqual(['_blank', 'noopener noreferrer']);
        expect(safeAddress(link.href)).toBe(link.href);
        expect(link.href).not.toMatch(/^https:\/\/matrix\.to\/#\/[@#!]/u);
      }
    });
  });

  it('is the same after a second time, so that nothing comes to life by being read again', () => {
    always(hostileMarkup, (html) => {
      const box = document.createElement('div');
      box.append(sanitiser.sanitise(html));
      const again = document.createElement('div');
      again.append(sanitiser.sanitise(box.innerHTML));
      expectListed(sanitiser.sanitise(box.innerHTML));
      expect(again.textContent).toBe(box.textContent);
    });
  });

  it('takes no longer than a person would feel, or is read as its plain text', () => {
    const much = hostileMarkup.map((html) => html.repeat(1 + Math.floor(60_000 / (html.length + 1))).slice(0, 60_000));
    always(
      much,
      (html) => {
        if (isTooMuch(html)) return;
        const startedMs = performance.now();
        withListedAttributes(html, new Set(['href']));
        expect(performance.now() - startedMs).toBeLessThan(maxMs);
      },
      0.5,
    );
  });
});

describe('hostile text', () => {
  it('is cut into parts and links that together are the text', () => {
    always(hostileMarkup, (text) => {
      const startedMs = performance.now();
      const parts = findLinks(text);
      expect(performance.now() - startedMs).toBeLessThan(maxMs);
      expect(parts.map((part) => (typeof part === 'string' ? part : part.text)).join('')).toBe(text);
      for (const part of parts) if (typeof part !== 'string') expect(part.href).toMatch(/^(https?|mailto):/u);
    });
  });

  it('is a link only to the web or to a mail address, without a password', () => {
    always(hostileAddress, (address) => {
      const href = safeAddress(address);
      if (href === undefined) return;
      const { protocol, username, password } = new URL(href);
      expect(['http:', 'https:', 'mailto:']).toContain(protocol);
      expect([username, password]).toEqual(['', '']);
    });
  });

  it('that somebody writes as Markdown is sent as what everybody may show', () => {
    always(hostileText, (text) => {
      const html = markdownToHtml(text);
      if (html !== undefined) expectListed(sanitiser.sanitise(html));
    });
  });
});
