import { describe, expect, it } from 'vitest';
import { cut, firstLine, shownText } from './shown-text.ts';

describe('a name from the server', () => {
  it.each([
    ['Amt', 'Amt'],
    ['  Amt  ', 'Amt'],
    ['A\tB\nC\u0000D', 'A B C D'],
    ['\u202Eeböt\u202C', 'eböt'],
    ['\u2067x\u2069', 'x'],
    ['👩‍👩‍👧', '👩‍👩‍👧'],
    ['', ''],
    ['\u0007', ''],
  ])('%o is shown as %o', (value, shown) => {
    expect(shownText(value, 100)).toBe(shown);
  });

  it.each([5, null, undefined, {}, ['a'], true])('that is %o is nothing', (value) => {
    expect(shownText(value, 100)).toBe('');
  });

  it('is cut', () => {
    expect(shownText('x'.repeat(70_000), 10)).toBe('x'.repeat(10));
  });

  it('is never cut within a character', () => {
    expect(shownText(`${'x'.repeat(9)}😀`, 10)).toBe('x'.repeat(9));
  });
});

describe('the first line', () => {
  it.each([
    ['a\nb', 'a'],
    ['\n \n a \r\n b', 'a'],
    ['a\u2028b', 'a'],
    [5, ''],
    ['\n\n', ''],
  ])('of %o is %o', (value, line) => {
    expect(firstLine(value, 100)).toBe(line);
  });
});

it('a long text is never cut in the middle of a character, nor where it is only looked through', () => {
  expect([cut('ab😀', 3), cut('ab😀', 4), cut('', 0)]).toEqual(['ab', 'ab😀', '']);
  expect(shownText(`${'\u0000'.repeat(399)}😀`, 100)).toBe('');
  expect(firstLine(`${'\u0000'.repeat(1_599)}😀`, 100)).toBe('');
});
