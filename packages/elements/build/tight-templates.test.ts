import { expect, test } from 'vitest';
import { withTightTemplates } from './tight-templates.ts';

test('blanks at the edges of blocks go', () => {
  expect(withTightTemplates('html`<ul>\n  <li>\n    a\n  </li>\n  <li>b</li>\n</ul>\n`')).toBe(
    'html`<ul><li>a</li><li>b</li></ul>`',
  );
});

test('blanks between what stands in a line stay', () => {
  const line = 'html`<bdi>Anna</bdi> <span>12:30</span>\n  and <a href="#">more</a>`';
  expect(withTightTemplates(line)).toBe(line);
  const text = 'html`${sender}\n  ${body}`';
  expect(withTightTemplates(text)).toBe(text);
});

test('blanks beside an expression go only at the edge of a block', () => {
  expect(withTightTemplates('html`<div>\n  ${head}\n  ${body}\n</div>`')).toBe('html`<div>${head}\n  ${body}</div>`');
});

test('a button keeps the blanks around it, not those within', () => {
  expect(withTightTemplates('html`Read <button>\n  all\n</button> or <b>less</b>`')).toBe(
    'html`Read <button>all</button> or <b>less</b>`',
  );
});

test('templates in expressions are made tight, too; other strings stay', () => {
  expect(withTightTemplates('html`<p>\n ${on ? html`<div>\n x </div>` : ` </p> <p> `}\n</p>`')).toBe(
    'html`<p>${on ? html`<div>x</div>` : ` </p> <p> `}</p>`',
  );
});

test('what stands in attributes stays', () => {
  const tag = 'html`<p title="a > b  <div> c" @click=${() => 1}>a</p>`';
  expect(withTightTemplates(tag)).toBe(tag);
});
