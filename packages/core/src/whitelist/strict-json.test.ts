import { describe, expect, it } from 'vitest';
import { isObject, member, parseStrictJson } from './strict-json.ts';

const limitBytes = 1000;

describe('strict JSON', () => {
  it.each([
    '{}',
    '[]',
    'null',
    '"text"',
    '12.5e3',
    '{"a":1,"b":{"a":1}}',
    '[{"a":1},{"a":2}]',
    '{"a":"a","b":["a","a"]}',
    '{"a\\"b":1,"a":"\\\\"}',
    '{"a" : "{\\"a\\":1,\\"a\\":2}"}',
    '  {"a":\n[1,2,{"b":[]}]}\t',
    '{"a":"x:","x":":"}',
    '{"constructor":1,"hasOwnProperty":2}',
    '{"":1,"A":2,"a":3}',
  ])('parses %s like JSON.parse', (json) => {
    expect(parseStrictJson(json, limitBytes)).toEqual({ status: 'parsed', value: JSON.parse(json) });
  });

  it.each([
    ['{"a":1,"a":1}'],
    ['{"a":1,"b":2,"a":3}'],
    ['{"a":1,"\\u0061":2}'],
    ['{"a":1, "a" \n : 2}'],
    ['{"x":{"a":1,"a":2}}'],
    ['[{"a":[],"b":{},"a":0}]'],
    ['{"a":{"b":1},"a":{"c":1}}'],
    ['{"a\\"":1,"a\\u0022":2}'],
    ['{"":1,"":2}'],
    ['{"__proto__":1}'],
    ['{"x":[{"__proto__":{}}]}'],
    ['{"\\u005f_proto__":1}'],
  ])('refuses the ambiguous %s', (json) => {
    expect(parseStrictJson(json, limitBytes)).toEqual({ status: 'refused', why: 'duplicate' });
  });

  it.each(['', '{', '{"a":1', "{'a':1}", '<html>', '{"a":1}{"a":1}', '\ufeff{}', 'undefined', '{a:1}', '[1,]', 'NaN'])(
    'refuses the unreadable %j',
    (json) => {
      expect(parseStrictJson(json, limitBytes)).toEqual({ status: 'refused', why: 'syntax' });
    },
  );

  it('gives objects that inherit nothing, at each depth', () => {
    const json = parseStrictJson('{"a":[{"b":{}}]}', limitBytes);
    const { a } = (json.status === 'parsed' ? json.value : {}) as { a: { b: object }[] };
    expect(
      [json.status === 'parsed' && json.value, a[0], a[0]?.b].map((value) => Object.getPrototypeOf(value)),
    ).toEqual([null, null, null]);
    expect(a).toBeInstanceOf(Array);
  });

  it('counts bytes, not characters, and takes exactly the limit', () => {
    expect(parseStrictJson('"ää"', 6).status).toBe('parsed');
    expect(parseStrictJson('"ää"', 5)).toEqual({ status: 'refused', why: 'size' });
    expect(parseStrictJson('"aaaa"', 5)).toEqual({ status: 'refused', why: 'size' });
  });

  it('takes 64 levels and refuses more', () => {
    const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
    expect(parseStrictJson(nested(64), limitBytes).status).toBe('parsed');
    expect(parseStrictJson(nested(65), limitBytes)).toEqual({ status: 'refused', why: 'depth' });
    expect(parseStrictJson(`[${'[],'.repeat(100)}[]]`, limitBytes).status).toBe('parsed');
  });

  it('reads a string of 5 MB without running out of stack', () => {
    const json = JSON.stringify({ a: 'x\\"'.repeat(1_250_000) });
    expect(parseStrictJson(json, 20_000_000).status).toBe('parsed');
  });
});

describe('a member', () => {
  it('is read only if it is own', () => {
    expect(member({ a: 1 }, 'a')).toBe(1);
    expect(member({}, 'toString')).toBeUndefined();
    expect(member(Object.create({ a: 1 }), 'a')).toBeUndefined();
    expect(member(['x'], '0')).toBeUndefined();
    expect(member(null, 'a')).toBeUndefined();
    expect(member('text', 'length')).toBeUndefined();
  });

  it('belongs to objects, not to arrays, null or texts', () => {
    expect([{}, Object.create(null), [], null, 'x', 1, undefined].map(isObject)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
  });
});
