/**
 * How stretches of a room's events join where they overlap, and what lies between them where they do not. Pure. Events are
 * the same where their ids are; what is known keeps its place and its identity, what is new goes behind its predecessor.
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

/** An answer of `GET /rooms/{roomId}/messages?dir=b`. */
export interface MessagesPage {
  /** Newest first, as the server sends them. */
  readonly chunk: readonly ClientEvent[];
  /** Where the next page goes on; absent at the start of the room, or of what the user may see. */
  readonly end: string | undefined;
}

/** What somebody holds of a room: stretches with gaps between them, oldest first. The last one is the live one. */
export type HeldTimeline = readonly Stretch[];

/** The live end of the room as the sync has it now. A gap opens where it does not overlap. */
export function withLive(held: HeldTimeline, live: Stretch): HeldTimeline {
  const last = held.at(-1);
  if (!last) return [live];
  const joined = joinStretches(last, live);
  if (joined) return [...held.slice(0, -1), joined];
  return live.events.length === 0 ? held : closeGap([...held, live]);
}

/**
 * A page that was asked for with the token before the stretch at `index`. Where the page reaches the stretch before, the
 * gap between the two is closed.
 */
export function withPage(held: HeldTimeline, index: number, { chunk, end }: MessagesPage): HeldTimeline {
  const stretch = held[index];
  if (!stretch) return held;
  const ids = new Set(stretch.events.map((event) => event.event_id));
  const older = chunk.toReversed().filter((event) => !ids.has(event.event_id));
  const extended: Stretch = {
    events: [...older, ...stretch.events],
    before: end === undefined ? 'start' : { token: end },
  };
  return closeGap(held.with(index, extended));
}

/** Joins neighbours that overlap. One that reaches the start of the room leaves no gap before it, and nothing either. */
function closeGap(held: HeldTimeline): HeldTimeline {
  const closed: Stretch[] = [];
  for (const stretch of held) {
    const previous = closed.at(-1);
    const joined = previous && joinStretches(previous, stretch);
    if (joined) closed[closed.length - 1] = joined;
    else closed.push(stretch);
  }
  return closed;
}
