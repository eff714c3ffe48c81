/**
 * What a hostile server or sender may put into JSON, as arbitraries of fast-check, for the property tests of all packages. A
 * failure prints its seed and path: PROPERTY_SEED replays it, PROPERTY_RUNS looks for longer.
 */
import fc, { type Arbitrary } from 'fast-check';

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

type Env = Readonly<Record<string, string | undefined>>;
/** In Node and in a browser. */
const env: Env = {
  ...(import.meta as { env?: Env }).env,
  ...(globalThis as { process?: { env?: Env } }).process?.env,
};
/** Enough to find again within a few seconds what was found before. */
const defaultRuns = 100;

/** Whatever is drawn, the check does not throw. @param share of the usual runs, for what takes long */
export function always<Drawn>(drawn: Arbitrary<Drawn>, check: (drawn: Drawn) => void, share = 1): void {
  const property = fc.property(drawn, (each) => {
    check(each); // what it returns is no verdict
  });
  fc.assert(property, parameters(share));
}

/** The same for a check that takes its time. */
export async function alwaysSoon<Drawn>(
  drawn: Arbitrary<Drawn>,
  check: (drawn: Drawn) => Promise<void>,
  share = 1,
): Promise<void> {
  await fc.assert(fc.asyncProperty(drawn, check), parameters(share));
}

function parameters(share: number): { numRuns: number; seed?: number } {
  const seed = env.PROPERTY_SEED;
  return {
    numRuns: Math.ceil(Number(env.PROPERTY_RUNS ?? defaultRuns) * share),
    ...(seed !== undefined && { seed: Number(seed) }),
  };
}

/** Characters of each general category of Unicode, lone surrogates and unassigned ones among them. */
export const charactersByCategory: Readonly<Record<string, readonly string[]>> = {
  Lu: ['A', 'Ä', 'Ω', 'İ'],
  Ll: ['a', 'ß', 'ﬃ'],
  Lt: ['ǅ'],
  Lm: ['ʰ', 'ー'],
  Lo: ['א', 'ل', 'あ', '𠮷', '\u3164'],
  Mn: ['\u0301', '\u0338', '\ufe0f', '\u034f'],
  Mc: ['\u0903'],
  Me: ['\u20dd', '\u20e3'],
  Nd: ['0', '٣', '𝟘'],
  Nl: ['Ⅷ'],
  No: ['½', '⑳'],
  Pc: ['_', '‿'],
  Pd: ['-', '—'],
  Ps: ['(', '['],
  Pe: [')', ']'],
  Pi: ['«', '“'],
  Pf: ['»', '”'],
  Po: ['!', '@', '#', ':', '/', '\\', '"', "'", '%', '&', '*', '.'],
  Sm: ['+', '<', '>', '=', '∞'],
  Sc: ['$', '€'],
  Sk: ['^', '`', '🏽'],
  So: ['😀', '©', '🇩', '\ufffc', '\ufffd'],
  Zs: [' ', '\u00a0', '\u3000'],
  Zl: ['\u2028'],
  Zp: ['\u2029'],
  Cc: ['\u0000', '\t', '\n', '\r', '\u001b', '\u007f', '\u0085'],
  Cf: ['\u00ad', '\u061c', '\u200b', '\u200d', '\u200e', '\u202e', '\u2066', '\u2069', '\ufeff', '\u{e0041}'],
  Cs: ['\ud800', '\udbff', '\udc00', '\udfff'],
  Co: ['\ue000', '\u{10fffd}'],
  Cn: ['\u0378', '\ufdd0', '\uffff', '\u{10ffff}'],
};

/** Of all categories mixed. */
export const anyCharacters: Arbitrary<string> = fc.string({
  unit: fc.oneof(...Object.values(charactersByCategory).map((characters) => fc.constantFrom(...characters))),
  maxLength: 30,
});

/** What means something else to whoever reads it carelessly. */
const trapTexts = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'valueOf',
  'then',
  'toJSON',
  'undefined',
  'null',
  'NaN',
  '-1',
  '1e9',
  '*',
  '..',
  '/../../',
  '%00',
  '%',
  '~key',
  'readMarker',
  'read marker',
  'day 2026-03-01',
  'main',
  '@a:b',
  '@:',
  '@mallory:evil.example',
  '!room:evil.example',
  '#alias:evil.example',
  '$event',
  'mxc://evil.example/media',
  'mxc://evil.example/../../x',
  'https://evil.example/',
  'javascript:globalThis.__pwned=1',
  'geo:1,1',
  'org.matrix.custom.html',
  '<img src=x onerror=globalThis.__pwned=1>',
  '<mx-reply>',
  '> <@a:b>\n\n',
  'm.replace',
  'm.thread',
  'm.annotation',
  'm.reference',
  'm.text',
  'm.image',
  'm.room.encrypted',
  'join',
  'ban',
  '\ud83d',
  'x\udc00',
  '\u202e\u2066',
] as const;

const hostileLine: Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...trapTexts) },
  { weight: 3, arbitrary: anyCharacters },
  { weight: 2, arbitrary: fc.string({ maxLength: 20 }) },
  // Cut somewhere, the end of which may be the middle of a character.
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        fc.constantFrom('x', '😀', '😀', 'ä', '<b>', '\n', '> ', '&', '@a:b ', '\u0301', '<mx-reply>'),
        fc.nat(3_000),
      )
      .map(([part, times]) => `x${part.repeat(times)}`),
  },
);

/** Any text: trap, every category, long, with broken characters. */
export const hostileText: Arbitrary<string> = fc.oneof(
  { weight: 9, arbitrary: hostileLine },
  { weight: 1, arbitrary: fc.tuple(hostileLine, hostileLine).map(([a, b]) => a + b) },
);

/** Whole, fractional, beyond what is safe, and beyond the end of time. JSON has no others. */
export const oddNumber: Arbitrary<number> = fc.oneof(
  fc.constantFrom(
    0,
    1,
    -1,
    1.5,
    255,
    65_536,
    2 ** 31,
    2 ** 53 - 1,
    2 ** 53,
    -(2 ** 53),
    8.64e15,
    8.64e15 + 2,
    1e308,
    5e-324,
  ),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);

const deep = (depth: number, leaf: Json): Json => {
  let value = leaf;
  for (let level = 0; level < depth; level++) value = level % 3 === 0 ? [value] : { a: value };
  return value;
};

/** As `JSON.parse` makes it: `__proto__` is a key like any other. */
export const objectOf = (entries: readonly (readonly [string, Json])[]): { [name: string]: Json } =>
  Object.fromEntries(entries);

/** Any JSON. */
export const hostileJson: Arbitrary<Json> = fc.letrec<{ json: Json; leaf: Json }>((tie) => ({
  leaf: fc.oneof(hostileText, oddNumber, fc.boolean(), fc.constant(null), fc.constant<Json>({}), fc.constant<Json>([])),
  json: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    tie('leaf'),
    fc.array(tie('json'), { maxLength: 4 }),
    fc.array(fc.tuple(hostileText, tie('json')), { maxLength: 4 }).map(objectOf),
    fc.tuple(fc.integer({ min: 1, max: 120 }), tie('leaf')).map(([depth, leaf]) => deep(depth, leaf)),
  ),
})).json;

type Path = readonly (string | number)[];

/** Where the values of a document are, the document itself left out. */
function pathsIn(value: Json, at: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [];
  const entries: readonly (readonly [string | number, Json])[] = Array.isArray(value)
    ? value.map((entry, index) => [index, entry] as const)
    : Object.entries(value);
  return entries.flatMap(([name, entry]) => [[...at, name], ...pathsIn(entry, [...at, name])]);
}

/** What becomes of one value. `undefined` leaves it out. */
type Change = (value: Json) => Json | undefined;

const change: Arbitrary<Change> = fc.oneof(
  {
    weight: 5,
    arbitrary: hostileJson.map(
      (other): Change =>
        () =>
          other,
    ),
  },
  { weight: 2, arbitrary: fc.constant<Change>(() => undefined) },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 1, max: 100 }).map(
      (depth): Change =>
        (value) =>
          deep(depth, value),
    ),
  },
  // Another type that a careless reader takes for the same.
  {
    weight: 2,
    arbitrary: fc.constantFrom<Change>(
      (value) => JSON.stringify(value),
      (value) => [value],
      (value) => ({ ...Object(value) }),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(hostileText, hostileJson).map(
      ([name, more]): Change =>
        (value) =>
          typeof value === 'object' && value !== null && !Array.isArray(value)
            ? objectOf([...Object.entries(value), [name, more]])
            : { [name === '__proto__' ? 'x' : name]: more },
    ),
  },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 2, max: 400 }).map(
      (times): Change =>
        (value) =>
          typeof value === 'string'
            ? value.repeat(Math.min(times, 70_000 / Math.max(1, value.length)))
            : Array.from({ length: times }, () => value),
    ),
  },
);

function changed(value: Json, [name, ...rest]: Path, how: Change): Json {
  if (name === undefined || typeof value !== 'object' || value === null) return value;
  const next = (entry: Json): Json | undefined => (rest.length === 0 ? how(entry) : changed(entry, rest, how));
  if (Array.isArray(value)) {
    return value.flatMap((entry, index) =>
      index === name ? ([next(entry)].filter((each) => each !== undefined) as Json[]) : [entry],
    );
  }
  return objectOf(
    Object.entries(value).flatMap(([key, entry]) => {
      const after = key === name ? next(entry) : entry;
      return after === undefined ? [] : [[key, after] as const];
    }),
  );
}

/**
 * A document in which some values are replaced, left out, nested, retyped, repeated or given more members.
 * @param root of the paths that may be changed, as `['content']`
 */
export function mutationsOf(template: Json, root: Path = []): Arbitrary<Json> {
  const isBelow = (path: Path): boolean =>
    root.every((name, at) => path[at] === name) && path.length >= Math.max(1, root.length);
  return fc.array(fc.tuple(fc.nat(), change), { minLength: 1, maxLength: 3 }).map((changes) =>
    changes.reduce<Json>((value, [at, how]) => {
      const paths = pathsIn(value).filter(isBelow);
      return paths.length === 0 ? value : changed(value, paths[at % paths.length]!, how);
    }, template),
  );
}

/** Every text in a value, those that are names of members among them. */
export function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  if (value instanceof Map || value instanceof Set) return [...value].flatMap(textsIn);
  return Object.entries(value).flatMap(([name, entry]) => [name, ...textsIn(entry)]);
}

/** Names of members that change a prototype as soon as somebody copies them by assignment. */
export function trapKeysIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, entry]) => [
    ...(['__proto__', 'constructor', 'prototype'].includes(name) && !Array.isArray(value) ? [name] : []),
    ...trapKeysIn(entry),
  ]);
}

/** What nobody may have given to all objects. */
export function pollution(): readonly string[] {
  return [...Object.keys(Object.prototype), ...Object.keys(Array.prototype)];
}
