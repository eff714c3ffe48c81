/** The guide to theming names what the elements have: every property, part, slot and state, and nothing else. */
import { readFileSync, globSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../../..');
const guide = readFileSync(join(root, 'docs/guides/theming.md'), 'utf8');
const sources = globSync('packages/elements/src/**/*.ts', { cwd: root })
  .filter((path) => !path.endsWith('.test.ts'))
  .map((path) => readFileSync(join(root, path), 'utf8'));

const all = (texts: readonly string[], pattern: RegExp): readonly string[] =>
  texts.flatMap((text) => [...text.matchAll(pattern)].map(([, name]) => name!));
const sorted = (names: Iterable<string>): readonly string[] => [...new Set(names)].sort();
/** Names between backticks in one cell of a table. */
const named = (cell = ''): readonly string[] => all([cell], /`([^`]+)`/g);

const tags = ['csspart', 'slot', 'cssstate'] as const;

/** What the comment above an element's class names, by tag of the element. */
const elements = sources.flatMap((source) => {
  const [, element] = /interface HTMLElementTagNameMap \{\s*'(bm-[a-z-]+)'/.exec(source) ?? [];
  if (element === undefined) return [];
  const names = tags.map((tag) =>
    all([source], new RegExp(`^ \\* @${tag} ([a-z-]*?) ?- `, 'gm')).map((name) => name || 'default'),
  );
  return names.flat().length > 0 ? [[`<${element}>`, ...names] as const] : [];
});

describe('the guide to theming', () => {
  it('has every property that the elements read', () => {
    const rows = all([guide], /^\| `(--bm-[a-z-]+)`/gm);
    expect(sorted(rows)).toEqual(sorted(all(sources, /var\(\s*(--bm-[a-z-]+)/g)));
    expect(rows.length).toBe(new Set(rows).size);
  });

  it('has the parts, slots and states of every element', () => {
    const rows = [...guide.matchAll(/^\| `(<bm-[a-z-]+>)` +\|(.*)\|(.*)\|(.*)\|$/gm)];
    const inGuide = rows.map(([, element, ...cells]) => [element, ...cells.map(named)]);
    expect(Object.fromEntries(inGuide.map(([element, ...rest]) => [element, rest]))).toEqual(
      Object.fromEntries(elements.map(([element, ...rest]) => [element, rest])),
    );
  });

  it('has no part and no state that is nowhere in the elements', () => {
    const parts = all(sources, /(?:export)?parts?(?:=|: )\$?\{?[^"'`\n]*["'`]([a-z ,:-]+)["'`]/g).flatMap((list) =>
      list.split(/[ ,:]+/),
    );
    const states = all(sources, /setState\('([a-z-]+)'/g);
    const missing = elements.flatMap(([element, wantedParts = [], , wantedStates = []]) => [
      ...wantedParts.filter((part) => !parts.includes(part)).map((part) => `${element}::part(${part})`),
      ...wantedStates.filter((state) => !states.includes(state)).map((state) => `${element}:state(${state})`),
    ]);
    expect(missing).toEqual([]);
  });
});
