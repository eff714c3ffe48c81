import { describe, expect, it } from 'vitest';
import { formattedText } from './formatted-text.ts';

const read = (html: string): string => formattedText(html, 200);

describe('the text of a formatted body', () => {
  it.each([
    ['<strong>wichtig</strong>: bitte <em>heute</em>', 'wichtig: bitte heute'],
    ['<p>Eins</p>\n<p>Zwei</p>', 'Eins\nZwei'],
    ['Eins<br />\nZwei', 'Eins\nZwei'],
    ['<h1>Lage</h1><p>ruhig</p>', 'Lage\nruhig'],
    ['<ul>\n<li>Helme</li>\n<li><p>Westen</p></li>\n</ul>', '• Helme\n• Westen'],
    ['<ol start="3"><li>drei<ul><li>a</li></ul></li><li>vier</li></ol>', '3. drei\n• a\n4. vier'],
    ['<blockquote>\n<p>Zitat</p>\n</blockquote>\n<p>Antwort</p>', '> Zitat\nAntwort'],
    ['<a href="https://bund.example/?a=1&amp;b=2">Bund</a>', 'Bund'],
    ['<table><tr><th>Ort</th><th>Zeit</th></tr><tr><td>Bonn</td><td>9</td></tr></table>', 'Ort Zeit\nBonn 9'],
    ['Hallo <img src="mxc://a/b" alt=":winkt:" title="x"><img title="Hut">', 'Hallo :winkt:Hut'],
    ['<code>a  &lt;b&gt; &amp;&amp; c</code>', 'a <b> && c'],
    ['&quot;&apos;&#39;&#x1F600;&nbsp;&euro;', "\"''😀 &euro;"],
    ['5 < 6 und 7 > 3', '5 < 6 und 7 > 3'],
  ])('of %j is %j', (html, text) => {
    expect(read(html)).toBe(text);
  });

  it('leaves a spoiler covered, with all that is in it', () => {
    const html = 'Der Täter: <span data-mx-spoiler="Film"><span>der <b>Gärtner</b></span></span>!';
    expect(read(html)).toBe('Der Täter: …!');
    for (const start of ['<span title="x"data-mx-spoiler>', '<SPAN/DATA-MX-SPOILER>', '<span data-mx-spoiler="a>b">']) {
      expect(read(`${start}Gärtner</span>`)).toBe('…');
    }
  });

  it('has no quotation of the answered message, however long that is', () => {
    const quotation = `<mx-reply><blockquote>${'Wann? '.repeat(10_000)}</blockquote></mx-reply>`;
    expect(read(`${quotation}<b>Montag</b>`)).toBe('Montag');
    expect(read('<b>Montag</b><mx-reply>Dienstag</mx-reply>')).toBe('Montag');
  });

  it('is empty where there is nothing to read', () => {
    for (const html of ['', ' <p> </p> ', '<img>', '<script>x</script>']) expect(read(html)).toBe('');
  });
});

describe('hostile markup', () => {
  it.each(['script', 'style', 'svg', 'math', 'iframe', 'noscript', 'template', 'title', 'xmp', 'mx-reply'])(
    'shows nothing of %s',
    (name) => {
      expect(read(`a<${name} x="</${name}>">geheim</${name}>b`)).toBe('ab');
      expect(read(`a<${name}>geheim`)).toBe('a');
    },
  );

  it.each([
    ['a comment', 'a<!-- <b>geheim</b> -->b', 'ab'],
    ['what browsers take for a comment', 'a<!DOCTYPE x><?php geheim ?></ geheim>b', 'ab'],
    ['attributes', 'a<b title="geheim > geheim" onclick=\'x">"\'>b</b>', 'ab'],
    ['the rest after a comment without end', 'a<!-- > geheim', 'a'],
    ['the rest after a tag without end', 'a<b title="geheim', 'a'],
  ])('shows nothing of %s', (_, html, text) => {
    expect(read(html)).toBe(text);
  });

  it('bears character references to no character', () => {
    expect(read('a&#0;&#xD800;&#x110000;&#9999999;b')).toBe('a\uFFFD\uFFFD\uFFFD\uFFFDb');
    expect(read('&constructor;&toString;')).toBe('&constructor;&toString;');
  });

  it('makes no markup of what was escaped twice', () => {
    expect(read('&amp;lt;b&amp;gt;')).toBe('&lt;b&gt;');
    expect(read('&lt;script&gt;x&lt;/script&gt;')).toBe('<script>x</script>');
  });

  it('bears closings without a beginning', () => {
    expect(read('</ol></ul></script></span>a<li>b')).toBe('a\n• b');
  });

  it.each([
    ['text', 'x'.repeat(65_000)],
    ['spaces', ' '.repeat(65_000)],
    ['nested elements', '<b>'.repeat(21_000)],
    ['nested lists', '<ol><li>'.repeat(8_000)],
    ['line breaks', '<br>'.repeat(16_000)],
    ['cells', '<td>'.repeat(16_000)],
    ['beginnings of tags', '<a "'.repeat(16_000)],
    ['beginnings of comments', '<!--'.repeat(16_000)],
    ['a name without an end', `<${'x'.repeat(65_000)}`],
    ['a name up to a quote that does not end', `<${'x'.repeat(65_000)}"`],
    ['characters that open nothing', '< '.repeat(32_000)],
    ['attributes', `<img ${'alt '.repeat(16_000)}>`],
    ['spoilers', '<span data-mx-spoiler>'.repeat(3_000)],
  ])('reads little of much: %s', (_, html) => {
    const startedMs = performance.now();
    const text = read(html);
    expect(performance.now() - startedMs).toBeLessThan(500); // of ten, where nobody else wants the processor
    // What came last before the bound may be as long as the markup that is looked through.
    expect(text.length).toBeLessThanOrEqual(16_384);
  });
});
