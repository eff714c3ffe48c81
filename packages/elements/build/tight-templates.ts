/**
 * Takes the blanks out of `html` templates that show nothing: each would be a text node in every row of every list. Blanks
 * stay where they might be seen, which is beside everything that may stand in a line of text.
 */
import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';
import ts from 'typescript';

/** Boxes of their own, after the HTML specification's style sheet: blanks at their edges collapse, inside and outside. */
const blocks: ReadonlySet<string> = new Set(
  (
    'address article aside blockquote dd details dialog div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 ' +
    'h6 header hgroup hr legend li main nav ol option p search section summary table tbody td tfoot th thead tr ul'
  ).split(' '),
);
/** Stand in a line, but what stands in them begins a line of its own. */
const inlineBlocks: ReadonlySet<string> = new Set(['button', 'select']);

/** Stands for an expression. In no source: it cannot be written in HTML. */
const hole = '\u0000';
/** A comment, a tag with its name, or what is between them. */
const tokens = /<!--[\s\S]*?-->|<(\/?)([a-z][\w-]*)(?:[^"'>]|"[^"]*"|'[^']*')*>|[^<]+|</gi;

/** @param source of a TypeScript module */
export function withTightTemplates(source: string): string {
  if (!source.includes('html`')) return source;
  const pieces: { start: number; end: number; text: string }[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTaggedTemplateExpression(node) && ts.isIdentifier(node.tag) && node.tag.text === 'html') {
      const { template } = node;
      const literals = ts.isTemplateExpression(template)
        ? [template.head, ...template.templateSpans.map(({ literal }) => literal)]
        : [template];
      const places = literals.map((literal) => ({
        start: literal.getStart(file) + 1,
        end: literal.end - (ts.isTemplateHead(literal) || ts.isTemplateMiddle(literal) ? 2 : 1),
      }));
      const tight = withoutBlanks(places.map(({ start, end }) => source.slice(start, end)).join(hole)).split(hole);
      pieces.push(...places.map((place, at) => ({ ...place, text: tight[at]! })));
    }
    ts.forEachChild(node, visit);
  };
  const file = ts.createSourceFile('source.ts', source, ts.ScriptTarget.Latest);
  visit(file);
  let end = source.length;
  let result = '';
  for (const piece of pieces.sort((one, other) => other.start - one.start)) {
    result = piece.text + source.slice(piece.end, end) + result;
    end = piece.start;
  }
  return source.slice(0, end) + result;
}

function withoutBlanks(markup: string): string {
  const found = [...markup.matchAll(tokens)].map(([text, slash, name = '']) => {
    const tag = name.toLowerCase();
    const block = blocks.has(tag);
    return {
      text,
      isText: !text.startsWith('<'),
      endsLine: block || (slash === '/' && inlineBlocks.has(tag)),
      beginsLine: block || (slash === '' && inlineBlocks.has(tag)),
    };
  });
  return found
    .map(({ text, isText }, at) => {
      if (!isText) return text;
      const fromLine = found[at - 1]?.beginsLine ? text.replace(/^\s+/, '') : text;
      return found[at + 1]?.endsLine ? fromLine.replace(/\s+$/, '') : fromLine;
    })
    .join('');
}

/** For what is built of nothing else than the sources of elements. */
export const tightTemplates: Plugin = {
  name: 'tight-templates',
  setup(build) {
    build.onLoad({ filter: /[\\/]elements[\\/]src[\\/].*\.ts$/ }, async ({ path }) => ({
      contents: withTightTemplates(await readFile(path, 'utf8')),
      loader: 'ts',
    }));
  },
};
