import { describe, expect, it } from 'vitest';
import { snippet } from './snippet.ts';

/** What was found between brackets. */
const shown = (text: string, words: string): string =>
  snippet(text, words)
    .map(({ text: part, found }) => (found ? `[${part}]` : part))
    .join('');

describe('a snippet', () => {
  it.each([
    ['Der Pegel steht', 'pegel', 'Der [Pegel] steht'],
    ['Der Pegel steht', 'steht pegel', 'Der [Pegel] [steht]'],
    ['Uferstraße 3', 'strasse', 'Ufer[straße] 3'],
    ['Crème brûlée', 'creme', '[Crème] brûlée'],
    ['Pegel, Pegel', 'PEGEL', '[Pegel], [Pegel]'],
    ['Der Pegel', 'Damm', 'Der Pegel'],
    ['Der\n\n Pegel', 'pegel', 'Der [Pegel]'],
    ['a.*b', '.*', 'a[.*]b'],
    ['', 'pegel', ''],
  ])('of “%s” for “%s” is “%s”', (text, words, expected) => {
    expect(shown(text, words)).toBe(expected);
  });

  it('of a long text begins shortly before what was found, and says that there is more', () => {
    const found = shown(`${'davor '.repeat(50)}Pegel${' danach'.repeat(50)}`, 'pegel');
    expect(found).toMatch(/^….{40}\[Pegel\].+…$/u);
    expect(Array.from(found.replace(/[[\]…]/gu, ''))).toHaveLength(160);
  });

  it('does not cut a character in two', () => {
    const found = shown(`${'🏗️'.repeat(100)}Pegel${'🏗️'.repeat(100)}`, 'pegel');
    expect(found.isWellFormed()).toBe(true);
  });

  it('of 65,536 letters that are all found does not take long to read', () => {
    expect(snippet('a'.repeat(65_536), 'a')).toEqual([
      { text: 'a'.repeat(160), found: true },
      { text: '…', found: false },
    ]);
  });
});
