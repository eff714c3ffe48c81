/**
 * How two stretches of a room's events join where they overlap. Pure. Events are the same where their ids are; what is known
 * keeps its place and its identity, what is new goes behind its predecessor. Whoever holds a stretch with a gap behind it pages
 * backwards from the live end until the two join.
 */
import type { ClientEvent } from './client-event.ts';

/** Where events before a stretch are to be had: a token for `/messages`, nowhere, or by `/context` of the first event. */
export type Before = { readonly token: string } | 'start' | 'unknown';

/** Events without a gap among them, oldest first. */
export interface Stretch {
  readonly events: readonly ClientEvent[];
  readonly before: Before;
}

/** One stretch of two that share an event, or `undefined` where they share none. */
export function joinStretches(known: Stretch, fresh: Stretch): Stretch | undefined {
  const places = new Map(known.events.map((event, index) => [event.event_id, index]));
  const first = fresh.events.find((event) => places.has(event.event_id));
  if (!first) return undefined;
  /** New events by the index of the known one they follow. */
  const following = new Map<number, ClientEvent[]>();
  const firstPlace = places.get(first.event_id)!;
  let place = firstPlace - 1;
  for (const event of fresh.events) {
    const ownPlace = places.get(event.event_id);
    if (ownPlace !== undefined) place = Math.max(place, ownPlace);
    else {
      const siblings = following.get(place);
      if (siblings) siblings.push(event);
      else following.set(place, [event]);
    }
  }
  const goesFurtherBack = firstPlace === 0 && fresh.events[0] !== first;
  return {
    events:
      following.size === 0 ? known.events : [...(following.get(-1) ?? []), ...withFollowing(known.events, following)],
    before: goesFurtherBack ? fresh.before : known.before,
  };
}

function withFollowing(events: readonly ClientEvent[], following: ReadonlyMap<number, ClientEvent[]>): ClientEvent[] {
  return events.flatMap((event, index) => [event, ...(following.get(index) ?? [])]);
}
