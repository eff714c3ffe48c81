import { describe, expect, it } from 'vitest';
import { shareRows, withVersions } from './versions.ts';

interface Row {
  readonly key: string;
  readonly version: number;
  readonly content?: unknown;
}
const keyOf = ({ key }: { readonly key: string }): string => key;
const withNext = (previous: readonly Row[], ...next: readonly Omit<Row, 'version'>[]): readonly Row[] =>
  withVersions<Row>(previous, next, (row) => (row as Row).key);

describe('withVersions', () => {
  it('begins with 1', () => {
    expect(withNext([], { key: 'a' })).toEqual([{ key: 'a', version: 1 }]);
  });

  it('keeps an equal row identical', () => {
    const before = withNext([], { key: 'a', content: { body: 'x' } });
    expect(withNext(before, { key: 'a', content: { body: 'x' } })[0]).toBe(before[0]);
  });

  it('counts on where a row has changed', () => {
    const before = withNext([], { key: 'a', content: { body: 'x' } });
    expect(withNext(before, { key: 'a', content: { body: 'y' } })).toEqual([
      { key: 'a', version: 2, content: { body: 'y' } },
    ]);
  });

  it('does not mind the order of members', () => {
    const before = withNext([], { key: 'a', content: { one: 1, two: { x: 1, y: 2 } } });
    expect(withNext(before, { content: { two: { y: 2, x: 1 }, one: 1 }, key: 'a' })[0]).toBe(before[0]);
  });

  it('minds the order of lists', () => {
    const before = withNext([], { key: 'a', content: [1, 2] });
    expect(withNext(before, { key: 'a', content: [2, 1] })[0]!.version).toBe(2);
  });

  it('sees a member that has gone', () => {
    const before = withNext([], { key: 'a', content: { one: 1, two: 2 } });
    expect(withNext(before, { key: 'a', content: { one: 1 } })[0]!.version).toBe(2);
  });

  it('sees a member called __proto__', () => {
    const before = withNext([], { key: 'a', content: JSON.parse('{"__proto__":{"x":1}}') });
    expect(withNext(before, { key: 'a', content: JSON.parse('{"__proto__":{"x":2}}') })[0]!.version).toBe(2);
  });

  it('finds a row that has moved', () => {
    const before = withNext([], { key: 'a' }, { key: 'b' });
    expect(withNext(before, { key: 'b' }, { key: 'a' })).toEqual([before[1], before[0]]);
  });

  it('lets go of what is no longer there', () => {
    expect(withNext(withNext([], { key: 'a' }))).toEqual([]);
  });
});

describe('shareRows', () => {
  it('puts the row that is shown in place of its clone', () => {
    const shown: Row = { key: 'a', version: 3 };
    expect(shareRows([shown], structuredClone([shown]), keyOf)[0]).toBe(shown);
  });

  it('takes a row with another version', () => {
    const next: Row = { key: 'a', version: 4 };
    expect(shareRows([{ key: 'a', version: 3 }], [next], keyOf)[0]).toBe(next);
  });

  it('takes an older version, too: a new host counts from 1', () => {
    const next: Row = { key: 'a', version: 1 };
    expect(shareRows([{ key: 'a', version: 3 }], [next], keyOf)[0]).toBe(next);
  });

  it('keeps order and length of the new list', () => {
    const rows = ['a', 'b', 'c'].map((key): Row => ({ key, version: 1 }));
    expect(shareRows(rows, [rows[2]!, { key: 'd', version: 1 }, rows[0]!], keyOf).map(keyOf)).toEqual(['c', 'd', 'a']);
  });

  it('takes rows without a version as they come', () => {
    const [first, second] = [
      { key: 'a', content: 1 },
      { key: 'a', content: 2 },
    ];
    expect(shareRows<Partial<Row>>([], [first], () => '')).toEqual([first]);
    expect(shareRows<Partial<Row>>([first], [second], () => '')).toEqual([second]);
  });
});
