/** The format of a file of hostile events: its macros and placeholders, expanded to plain Matrix JSON. Pure. */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

export interface HostileCase {
  readonly id: string;
  readonly group: string;
  readonly title: string;
  /** `server`: an honest server takes it. `proxy`: only a dishonest one, or a proxy before it, can bring it. */
  readonly inject: 'server' | 'proxy';
  readonly room?: 'encrypted';
  readonly events: readonly Json[];
  readonly expect: { readonly item?: string; readonly display?: string; readonly assert: readonly string[] };
}

export interface HostileFile {
  readonly cases: readonly HostileCase[];
}

/** What a case brings, in order. */
export type Step =
  | { readonly kind: 'event'; readonly event: Readonly<Record<string, Json>> }
  /** Raw answers of the sync. */
  | { readonly kind: 'answer'; readonly status: number; readonly body: string; readonly repeat: number }
  /** A patch of the next answer of the sync, in words. */
  | { readonly kind: 'patch'; readonly words: string }
  | { readonly kind: 'create'; readonly content: Json }
  | { readonly kind: 'toDevice'; readonly events: readonly Json[] };

/** Placeholder → what stands for it. `$E:n` is resolved by `idOf` when the n-th event has its id. */
export interface Names {
  readonly values: Readonly<Record<string, string>>;
  readonly idOf: (index: number) => string;
}

const isObject = (value: unknown): value is Readonly<Record<string, Json>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Copies own properties as they are: a `__proto__` that came out of JSON stays a property. */
function mapObject(object: Readonly<Record<string, Json>>, map: (value: Json) => Json): Json {
  const copy: Record<string, Json> = {};
  for (const [name, value] of Object.entries(object)) {
    Object.defineProperty(copy, name, { value: map(value), enumerable: true, configurable: true, writable: true });
  }
  return copy;
}

/** @throws {Error} for a macro that is not known, so that its case counts as failed */
export function expand(value: Json, names: Names): Json {
  if (typeof value === 'string') return fillIn(value, names);
  if (Array.isArray(value)) return value.map((each: Json) => expand(each, names));
  if (!isObject(value)) return value;
  const macro = Object.keys(value).find((name) => /^\$[a-z]+$/.test(name));
  return macro === undefined ? expandNames(value, names) : expandMacro(macro, value, names);
}

/** Names of properties hold placeholders, too: users of power levels. */
function expandNames(value: Readonly<Record<string, Json>>, names: Names): Json {
  const filled: Record<string, Json> = {};
  for (const [name, each] of Object.entries(value)) {
    Object.defineProperty(filled, fillIn(name, names), { value: each, enumerable: true });
  }
  return mapObject(filled, (each) => expand(each, names));
}

function expandMacro(macro: string, value: Readonly<Record<string, Json>>, names: Names): Json {
  const given = value[macro]!;
  switch (macro) {
    case '$repeat':
      return String(expand(given, names)).repeat(Number(value.times));
    case '$concat':
      return (given as readonly Json[]).map((part) => String(expand(part, names))).join('');
    case '$nest': {
      let nested: Json = {};
      for (let depth = 0; depth < Number(given); depth++) nested = { x: nested };
      return nested;
    }
    case '$array':
      return Array.from({ length: Number(given) }, (_, index) => `x${index}`);
    case '$json':
      return fillNames(JSON.parse(String(given)) as Json, names);
    default:
      throw new Error(`the macro ${macro} is not known`);
  }
}

/** Placeholders filled in; nothing is taken for a macro. */
export function fillNames(value: Json, names: Names): Json {
  if (typeof value === 'string') return fillIn(value, names);
  if (Array.isArray(value)) return value.map((each: Json) => fillNames(each, names));
  return isObject(value) ? mapObject(value, (each) => fillNames(each, names)) : value;
}

function fillIn(text: string, { values, idOf }: Names): string {
  const longestFirst = Object.keys(values).sort((a, b) => b.length - a.length);
  let filled = text.replace(/\$E:(\d+)/g, (_, index: string) => idOf(Number(index)));
  for (const name of longestFirst) filled = filled.replaceAll(name, values[name]!);
  return filled;
}

/** Largest chain or number of reactions that is fed: what the case asks for, bounded against a slip of the pen. */
const maxMade = 20_000;

/** @throws {Error} for a macro that is not known */
export function stepsOf(entry: Json, names: Names): readonly Step[] {
  if (!isObject(entry)) return [{ kind: 'event', event: { type: entry } }];
  const { $http: http, $sync: sync, $create: create, $redact: redact, $todevice: toDevice } = entry;
  if (isObject(http ?? null)) {
    const { status, body, repeat = 1 } = http as Readonly<Record<string, Json>>;
    return [{ kind: 'answer', status: Number(status), body: String(body), repeat: Number(repeat) }];
  }
  if (sync !== undefined) return [{ kind: 'patch', words: fillIn(String(sync), names) }];
  if (create !== undefined) return [{ kind: 'create', content: expand(create, names) }];
  if (toDevice !== undefined) return [{ kind: 'toDevice', events: expand(toDevice, names) as readonly Json[] }];
  if (redact !== undefined) {
    const redacts = fillIn(String(redact), names);
    return [{ kind: 'event', event: { type: 'm.room.redaction', redacts, content: { redacts } } }];
  }
  if (entry.$reactions !== undefined) return reactions(Math.min(Number(entry.$reactions), maxMade), names);
  if (entry.$chain !== undefined) return chain(Math.min(Number(entry.$chain), maxMade), names);
  return [{ kind: 'event', event: expand(entry, names) as Readonly<Record<string, Json>> }];
}

function reactions(count: number, { values }: Names): readonly Step[] {
  return Array.from({ length: count }, (_, index) => ({
    kind: 'event',
    event: {
      type: 'm.reaction',
      sender: `@r${index}:${values.$HS}`,
      content: {
        'm.relates_to': { rel_type: 'm.annotation', event_id: values.$BASE!, key: `k${index}` },
      },
    },
  }));
}

function chain(count: number, { values }: Names): readonly Step[] {
  const idOf = (index: number): string => (index < 0 ? values.$BASE! : `$chain${index}`);
  return Array.from({ length: count }, (_, index) => ({
    kind: 'event',
    event: {
      type: 'm.room.message',
      event_id: idOf(index),
      content: {
        msgtype: 'm.text',
        body: `chain ${index}`,
        'm.relates_to': { 'm.in_reply_to': { event_id: idOf(index - 1) } },
      },
    },
  }));
}
