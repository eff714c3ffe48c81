/**
 * Random mutations of the cases of a file: members of a content replaced, left out, nested, retyped, repeated. The same seed gives
 * the same ones. Pure.
 */
import fc from 'fast-check';
import { mutationsOf, type Json as MutableJson } from '../../../core/src/sync/testing/hostile-json.ts';
import { expand, fillNames, type HostileCase, type Json, type Names } from './format.ts';

/** What holds whatever an event says: the file's own assertions, see its `assertions`. */
export const mutationAssertions = [
  'NO_THROW',
  'SYNC_CONTINUES',
  'NEIGHBOURS',
  'NO_SCRIPT',
  'NO_NET',
  'DOM_ALLOWLIST',
  'NO_PROTO',
  'NO_H_SCROLL',
  'NO_AUTHED_GET',
  'NO_JOIN',
  'NO_LOGOUT',
] as const;

export interface Mutation {
  readonly id: string;
  /** The case that was changed. */
  readonly from: string;
  readonly encrypted: boolean;
  /** With the placeholders of the format in its texts, and without macros. */
  readonly event: Json;
}

interface Template {
  readonly from: string;
  readonly encrypted: boolean;
  readonly event: Json;
}

/** Leaves placeholders where they are. */
const unnamed: Names = { values: {}, idOf: (index) => `$E:${index}` };

/** The events of the cases. What replaces answers of the sync, or makes thousands of events, is no event. */
function templatesOf(cases: readonly HostileCase[]): readonly Template[] {
  return cases.flatMap(({ id: from, room, events }) =>
    events.flatMap((entry): Template[] => {
      const isEvent = typeof entry === 'object' && entry !== null && !Array.isArray(entry) && 'content' in entry;
      if (!isEvent) return [];
      // The second message stays as it is: it is the neighbour.
      const event = JSON.parse(
        JSON.stringify(expand(entry, unnamed)).replace(/\$(?:BASE2|ENCBASE|E:\d+)/g, '$$BASE'),
      ) as Json;
      return [{ from, encrypted: room === 'encrypted', event }];
    }),
  );
}

export function mutationsFrom(cases: readonly HostileCase[], count: number, seed: number): readonly Mutation[] {
  const templates = templatesOf(cases);
  if (templates.length === 0) return [];
  const mutation = fc
    .constantFrom(...templates)
    .chain(({ event, ...rest }) =>
      mutationsOf(event as MutableJson, ['content']).map((mutated) => ({ ...rest, event: mutated })),
    );
  // One by one: what comes first does not depend on how many there are.
  return Array.from({ length: count }, (_, at) => {
    const [drawn] = fc.sample(mutation, { numRuns: 1, seed: seed + at });
    return { ...drawn!, id: `M-${seed}-${at}` };
  });
}

/** The event as the server says it. */
export function eventOf({ id, event }: Mutation, sender: string, names: Names): Readonly<Record<string, Json>> {
  const filled = fillNames(event, names) as Readonly<Record<string, Json>>;
  return { sender, origin_server_ts: Date.now(), ...filled, event_id: `$${id}` };
}

/** As a case that can be put into a file. */
export function asCase({ id, from, encrypted, event }: Mutation): HostileCase {
  return {
    id,
    group: 'mutation',
    title: `a mutation of ${from}`,
    inject: 'proxy',
    ...(encrypted && { room: 'encrypted' }),
    // The macro keeps `__proto__`, lone surrogates and what looks like a macro.
    events: [{ $json: JSON.stringify(event) }],
    expect: { assert: mutationAssertions },
  };
}
