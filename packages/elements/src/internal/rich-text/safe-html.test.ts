import { describe, expect, it } from 'vitest';
import { withListedAttributes } from './listed-attributes.ts';
import { toMessageNodes } from './message-nodes.ts';
import { isTooMuch } from './rich-text.ts';
import { createSanitiser } from './safe-html.ts';

const sanitiser = createSanitiser();
const anna = '@anna.schmidt:behoerde.example';
const people = {
  nameOf: (userId: string) => (userId === anna ? 'Anna Schmidt' : undefined),
  ownUserId: '@jana.weber:behoerde.example',
};
const words = { spoiler: (reason: string) => `Spoiler ${reason}` };

/** What is left of the markup, and with `shown` what a message makes of it. */
function clean(html: string, shown = false): string {
  const fragment = sanitiser?.sanitise(html);
  if (!fragment) return 'PLAIN';
  if (shown) toMessageNodes(fragment, words, people);
  const box = document.createElement('div');
  box.append(fragment);
  return box.innerHTML;
}
const show = (html: string): string => clean(html, true);

const matrixTo = (id: string): string => `https://matrix.to/#/${id}`;

describe('what is left of formatted bodies', () => {
  it('are the elements of the specification', () => {
    const html =
      '<p><b>a</b><i>b</i><u>c</u><s>d</s><del>e</del><sup>f</sup><sub>g</sub></p><ul><li>h</li></ul><hr><pre><code>i</code></pre>' +
      '<blockquote>j</blockquote><details><summary>k</summary>l</details><table><tbody><tr><td>m</td></tr></tbody></table>';
    expect(clean(html)).toBe(html);
  });

  it('is the content of other elements, but not that of scripts and styles', () => {
    expect(clean('<font color="red">rot</font><script>x()</script><style>a{}</style><marquee>b</marquee>')).toBe(
      'rotb',
    );
  });

  it('is nothing of a reply that the sender quotes by herself', () => {
    expect(clean('<mx-reply><blockquote>Ich genehmige das.</blockquote></mx-reply>Danke')).toBe('Danke');
  });

  it('is the start of a list, the language of code, and a colour of six digits', () => {
    expect(clean('<ol start="7"><li>a</li></ol>')).toBe('<ol start="7"><li>a</li></ol>');
    expect(clean('<code class="language-ts">a</code><code class="modal">b</code>')).toBe(
      '<code class="language-ts">a</code><code>b</code>',
    );
    expect(clean('<span data-mx-color="#12ab9F">a</span><span data-mx-color="red;background:url(x)">b</span>')).toBe(
      '<span data-mx-color="#12ab9F">a</span><span>b</span>',
    );
  });

  it('is no style, no class, no id, no name and no handler', () => {
    expect(
      clean(
        '<div style="position:fixed" class="modal" id="x" name="y" onclick="z()" aria-label="a" data-x="b">c</div>',
      ),
    ).toBe('<div>c</div>');
    expect(clean('<a name="getElementById" id="customElements">x</a>')).toBe('<a>x</a>');
  });

  it.each([
    'javascript:window.__pwned=1',
    'JaVaScRiPt:window.__pwned=1',
    'java\tscript:window.__pwned=1',
    '&#106;avascript:window.__pwned=1',
    '\u0001javascript:window.__pwned=1',
    'data:text/html,<b>x',
    'blob:null/1',
    'vbscript:x',
    'file:///etc/passwd',
    '//evil.example/x',
    '/relative',
    'https://user:password@evil.example/',
  ])('is no link to %s', (href) => {
    expect(clean(`<a href="${href}">x</a>`)).toBe('<a>x</a>');
    expect(show(`<a href="${href}">x</a>`)).toBe('x');
  });

  it('is no picture but those of the media repository', () => {
    expect(
      clean(
        '<img src="https://tracker.example/p.gif" srcset="https://tracker.example/2x 2x"><img src="data:image/png,x">',
      ),
    ).toBe('<img><img>');
    expect(clean('<img src="mxc://server.example/abc" alt="Daumen">')).toBe(
      '<img src="mxc://server.example/abc" alt="Daumen">',
    );
  });

  it('is at most a hundred deep, and no text is lost', () => {
    const html = clean(`${'<div>'.repeat(400)}tief${'</div>'.repeat(400)}`);
    expect(html.split('<div>').length - 1).toBe(100);
    expect(html).toContain('tief');
  });

  it('is what a hostile mutation does not change', () => {
    for (const html of [
      '<svg><style><img src=x onerror=window.__pwned=1></style></svg>',
      '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=window.__pwned=1&gt;">',
      '<noscript><p title="</noscript><img src=x onerror=window.__pwned=1>">',
      '<form><math><mtext></form><form><mglyph><style></math><img src onerror=window.__pwned=1>',
    ]) {
      expect(clean(html)).not.toMatch(/onerror|<svg|<math|<style|<form|<noscript/u);
    }
    expect((globalThis as { __pwned?: number }).__pwned).toBeUndefined();
  });
});

describe('elements whose content browsers do not parse', () => {
  it.each(['xmp', 'plaintext', 'noembed', 'noframes', 'iframe', 'textarea', 'title'])(
    'smuggle no markup: %s (CVE-2026-44990)',
    (name) => {
      const once = clean(`<${name}><img src=x onerror=window.__pwned=1></${name}>x`);
      const shown = document.createElement('div');
      shown.append(new DOMParser().parseFromString(once, 'text/html').body);
      expect(shown.querySelectorAll(`img, script, ${name}`)).toHaveLength(0);
      expect(clean(once)).toBe(once);
    },
  );
});

describe('what a message shows of it', () => {
  it('are links that open elsewhere and tell nothing about this page', () => {
    expect(show('<a href="https://bund.example/a" target="_top">hier</a>')).toBe(
      '<a href="https://bund.example/a" target="_blank" rel="noopener noreferrer" part="link">hier</a>',
    );
  });

  it('is where a link leads when its text names another place', () => {
    expect(show('<a href="https://evil.example/">https://bund.example/</a>')).toMatch(/<\/a> \(evil\.example\)$/u);
    expect(show('<a href="https://evil.example/">bund.example</a>')).toMatch(/<\/a> \(evil\.example\)$/u);
    expect(show('<a href="mailto:x@evil.example">anna@bund.example</a>')).toMatch(/<\/a> \(x@evil\.example\)$/u);
    expect(show('<a href="https://bünd.example/">Bund</a>')).toMatch(/<\/a> \(xn--bnd-hoa\.example\)$/u);
    expect(show('<a href="https://bund.example/x">bund.example</a>')).toMatch(/<\/a>$/u);
    expect(show('<a href="https://bund.example/x">Bericht zum 1.2.</a>')).toMatch(/<\/a>$/u);
  });

  it('are people by the name they are known by here, never by the text of the link', () => {
    expect(show(`<a href="${matrixTo(anna)}">Der Minister</a>`)).toBe(
      `<bdi class="pill" title="${anna}">@Anna Schmidt</bdi>`,
    );
    expect(show(`<a href="${matrixTo('%40mallory%3Aevil.example')}">Anna Schmidt</a>`)).toBe(
      '<bdi class="pill" title="@mallory:evil.example">@mallory:evil.example</bdi>',
    );
    expect(show(`<a href="${matrixTo(people.ownUserId)}">x</a>`)).toContain('class="pill me"');
  });

  it('are names in place of the addresses of people that somebody has only written', () => {
    expect(show(`siehe ${matrixTo(anna)}!`)).toBe(`siehe <bdi class="pill" title="${anna}">@Anna Schmidt</bdi>!`);
  });

  it('are addresses in its text as links, but not in code', () => {
    expect(show('siehe https://a.example <code>https://b.example</code>')).toBe(
      'siehe <a href="https://a.example/" target="_blank" rel="noopener noreferrer" part="link">https://a.example</a> <code>https://b.example</code>',
    );
  });

  it('is the description of a picture', () => {
    expect(show('a <img src="mxc://s/x" alt="Daumen hoch"> b')).toBe('a Daumen hoch b');
  });

  it('are headings that do not enter the outline of the page', () => {
    expect(show('<h1>Lage</h1>')).toBe('<p><strong>Lage</strong></p>');
  });

  it('is a spoiler behind a button', () => {
    const fragment = sanitiser?.sanitise('<span data-mx-spoiler="Ende">der Gärtner</span>');
    if (!fragment) throw new Error('no fragment');
    toMessageNodes(fragment, words, people);
    const [button, content] = [fragment.querySelector('button'), fragment.querySelector<HTMLElement>('span > span')];
    expect([button?.textContent, content?.hidden, content?.textContent]).toEqual(['Spoiler Ende', true, 'der Gärtner']);
    button?.click();
    expect([content?.hidden, button?.getAttribute('aria-expanded')]).toEqual([false, 'true']);
  });
});

describe('too much markup', () => {
  it('is known before it is parsed', () => {
    expect(isTooMuch(`<table><tr>${'<td>'.repeat(9_000)}`)).toBe(true);
    expect(isTooMuch('<p>a</p>'.repeat(1_000))).toBe(false);
  });
});

describe('attributes that are not listed', () => {
  const names = new Set(['href', 'start']);

  it.each([
    ['<a href="x" onclick="y">a</a>', '<a href="x">a</a>'],
    ["<a ONCLICK='y' href=x >a</a>", '<a href=x >a</a>'],
    ['<img/src/onerror=x><b/onclick="a>b">c</b>', '<img><b>c</b>'],
    ['<ol start = "3" style="x:y"><li>1 < 2 onclick=3</li></ol>', '<ol start = "3"><li>1 < 2 onclick=3</li></ol>'],
    ['<style>a{}</style><STYLE\nmedia=x>', '<script>a{}</script><script>'],
    ['<b =x onclick=y', '<b'],
    ['one onclick=two', 'one onclick=two'],
  ])('of %j are left out before anything is parsed', (markup, kept) => {
    expect(withListedAttributes(markup, names)).toBe(kept);
  });

  it('are left out in linear time', () => {
    const startedMs = performance.now();
    withListedAttributes('<b '.repeat(200_000) + 'a='.repeat(200_000) + '"'.repeat(200_000), names);
    // A tenth of a second; where the time grows with the square it is minutes.
    expect(performance.now() - startedMs).toBeLessThan(5_000);
  });
});
