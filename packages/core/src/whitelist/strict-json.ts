/**
 * JSON of which every parser makes the same value: no member twice, no `__proto__`, bounded size and depth. Its objects
 * inherit nothing. For answers that decide about trust; ordinary Matrix answers do not need it.
 */

export type JsonObject = Readonly<Record<string, unknown>>;

/** Deeper than any document of this SDK; keeps recursive readers from running out of stack. */
const maxDepth = 64;

export type StrictJson =
  | { readonly status: 'parsed'; readonly value: unknown }
  | { readonly status: 'refused'; readonly why: 'size' | 'syntax' | 'duplicate' | 'depth' };

const stringToken = /"[^"\\]*(?:\\.[^"\\]*)*"/y;
const colonAhead = /\s*:/y;

/** Walks a text that is known to be valid JSON. */
function structureProblem(json: string): 'duplicate' | 'depth' | undefined {
  const members: Set<string>[] = [];
  for (let at = 0; at < json.length; at++) {
    const character = json[at];
    if (character === '{' || character === '[') {
      if (members.push(new Set()) > maxDepth) return 'depth';
    } else if (character === '}' || character === ']') {
      members.pop();
    } else if (character === '"') {
      stringToken.lastIndex = at;
      const token = (stringToken.exec(json) as RegExpExecArray)[0];
      at += token.length - 1;
      colonAhead.lastIndex = at + 1;
      if (!colonAhead.test(json)) continue;
      const name = JSON.parse(token) as string; // "a" and "\u0061" are the same member
      const seen = members.at(-1) as Set<string>;
      if (name === '__proto__' || seen.has(name)) return 'duplicate';
      seen.add(name);
    }
  }
  return undefined;
}

export function parseStrictJson(json: string, maxBytes: number): StrictJson {
  // A UTF-16 unit is at least one byte, so a long text need not be encoded to be refused.
  if (json.length > maxBytes || new TextEncoder().encode(json).length > maxBytes) {
    return { status: 'refused', why: 'size' };
  }
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return { status: 'refused', why: 'syntax' };
  }
  const why = structureProblem(json);
  return why === undefined ? { status: 'parsed', value: disinherit(value) } : { status: 'refused', why };
}

/** Takes away what a page may have given all objects, so that only what the text says can be read. */
function disinherit(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  for (const member of Object.values(value)) disinherit(member);
  return Array.isArray(value) ? value : Object.setPrototypeOf(value, null);
}

/** An own member, never an inherited one. `undefined` if `value` is no object. */
export function member(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
