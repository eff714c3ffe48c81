import { describe, expect, it } from 'vitest';
import { markdownToHtml } from './markdown.ts';

describe('markdown', () => {
  it.each([
    [
      '**fett**, *kursiv*, ~~weg~~ und `code`',
      '<strong>fett</strong>, <em>kursiv</em>, <del>weg</del> und <code>code</code>',
    ],
    ['[Bund](https://bund.example)', '<a href="https://bund.example">Bund</a>'],
    ['> Zitat', '<blockquote>\n<p>Zitat</p>\n</blockquote>'],
    ['- eins\n- zwei', '<ul>\n<li>eins</li>\n<li>zwei</li>\n</ul>'],
    ['3. drei\n4. vier', '<ol start="3">\n<li>drei</li>\n<li>vier</li>\n</ol>'],
    ['# Lage', '<h1>Lage</h1>'],
    ['```\na *b*\n\nc\n```', '<pre><code>a *b*\n\nc\n</code></pre>'],
  ])('makes HTML of %j', (text, html) => {
    expect(markdownToHtml(text)).toBe(html);
  });

  it.each([
    'Guten Tag',
    'a\n\nb',
    '2 * 3 * 4',
    'siehe https://bund.example/a?b=c und anna@bund.example',
    '5 < 6 & 7 > 3',
  ])('leaves %j as it is', (text) => {
    expect(markdownToHtml(text)).toBeUndefined();
  });

  it('keeps new lines as new lines', () => {
    expect(markdownToHtml('**a**\nb')).toBe('<strong>a</strong><br />\nb');
  });

  it('shows markup as text and makes no link to a script', () => {
    expect(markdownToHtml('**x** <img src=x onerror=y>')).toBe('<strong>x</strong> &lt;img src=x onerror=y&gt;');
    expect(markdownToHtml('[x](javascript:alert(1))')).toBe('<a href="">x</a>');
  });

  it('takes an indented line for a line', () => {
    expect(markdownToHtml('**a**\n\n    b')).toBe('<p><strong>a</strong></p>\n<p>b</p>');
  });
});
