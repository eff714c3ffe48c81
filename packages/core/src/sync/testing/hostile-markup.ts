/** Markup and addresses as a hostile sender writes them, for property tests. */
import fc, { type Arbitrary } from 'fast-check';
import { hostileText } from './hostile-json.ts';

const tags =
  'a b p div span img ol ul li pre code blockquote table tr td details summary h1 br hr font script style svg math iframe object form input button template noscript xmp textarea title mx-reply link meta base bm-chat x'.split(
    ' ',
  );
const attributes =
  'href src srcset style class id name onclick onerror onload title alt start data-mx-color data-mx-spoiler data-mx-bg-color target rel slot part is formaction xlink:href background action http-equiv contenteditable autofocus'.split(
    ' ',
  );
const addresses = [
  'https://evil.example/',
  'javascript:globalThis.__pwned=1',
  'JaVa\tScRiPt:globalThis.__pwned=1',
  '&#106;avascript:globalThis.__pwned=1',
  'data:text/html,<script>globalThis.__pwned=1</script>',
  'blob:null/1',
  'vbscript:x',
  'file:///etc/passwd',
  '//evil.example/x',
  '/relative',
  '#',
  'mailto:a@evil.example',
  'mxc://evil.example/media',
  'https://user:password@evil.example/',
  'https://matrix.to/#/@a:evil.example',
  'https://matrix.to/#/%E0%A4%A',
  'https://xn--80ak6aa92e.example/',
  'url(https://evil.example/x)',
  'globalThis.__pwned=1',
  'www.evil.example',
  'http://[::1]:80/',
];

/** An address, or something like it. */
export const hostileAddress: Arbitrary<string> = fc.oneof(fc.constantFrom(...addresses), hostileText);

const quote = fc.constantFrom('"', "'", '', '`');
const attribute = fc
  .tuple(fc.constantFrom(...attributes), hostileAddress, quote)
  .map(([name, value, mark]) => ` ${name}=${mark}${mark === '' ? value.replace(/[\s>]/g, '') : value}${mark}`);
const piece = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(
        fc.constantFrom(...tags),
        fc.array(attribute, { maxLength: 3 }),
        fc.constantFrom('>', '>', '>', '/>', '', ' '),
      )
      .map(([name, more, end]) => `<${name}${more.join('')}${end}`),
  },
  { weight: 4, arbitrary: fc.constantFrom(...tags).map((name) => `</${name}>`) },
  { weight: 4, arbitrary: hostileText },
  { weight: 2, arbitrary: hostileAddress },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '<?x',
      '<!doctype html>',
      '&',
      '&#0;',
      '&#x110000;',
      '&lt;script&gt;',
      '<',
      '\u0000',
    ),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...tags), fc.integer({ min: 2, max: 500 }))
      .map(([name, times]) => `<${name}>`.repeat(times)),
  },
);

/** Any markup: unclosed, nested wrongly, with what no message may hold. */
export const hostileMarkup: Arbitrary<string> = fc
  .array(piece, { maxLength: 12, size: 'max' })
  .map((pieces) => pieces.join(''));
