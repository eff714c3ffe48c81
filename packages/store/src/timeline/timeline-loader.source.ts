/**
 * Where the events of a timeline come from: the live end of the room, the surroundings of one event, or a thread. Each knows
 * how to begin, how to follow the sync, and how to load more at either end.
 */
import { joinStretches, readEvents, type ClientEvent, type JsonObject, type LiveTimeline } from '@bundesmessenger/core';
import type { RoomEvents } from './room-events.source.ts';
import { withNewer, withOlder, type LoadedEvents } from './timeline-window.ts';

export type Direction = 'backwards' | 'forwards';

export interface TimelineLoader {
  /** @throws {BmError} what the server says */
  open(live: LiveTimeline): Promise<LoadedEvents>;
  /**
   * What is loaded, with what the sync has brought since; `undefined` where it does not join and has to be opened anew.
   * @param readsBack somebody reads away from the newest, and stays there when the sync leaves a gap
   */
  follow(loaded: LoadedEvents, live: LiveTimeline, readsBack: boolean): LoadedEvents | undefined;
  /** One page more. @throws {BmError} what the server says */
  page(loaded: LoadedEvents, direction: Direction, limit: number): Promise<LoadedEvents>;
}

type Asking = Pick<RoomEvents, 'request' | 'room' | 'readReactions' | 'index'>;

/** Events around the one that is focused, as many before as after. */
const contextLimit = 40;
/** Where most of so many events at the edge are reactions, the next page comes without them. */
const edgeEvents = 20;
const withoutReactions = JSON.stringify({ not_types: ['m.reaction'] });
/** Events of a page of a thread; reactions and edits are among them. */
const threadPageLimit = 50;

export function createLiveLoader(room: Asking): TimelineLoader {
  return {
    open: async (live) => fromLive(live),
    follow: (loaded, live, readsBack) => {
      const stays = readsBack || loaded.after !== 'live';
      return joinedWithLive(loaded, live) ?? (stays ? withGapBehind(loaded, live) : fromLive(live));
    },
    page: (loaded, direction, limit) => page(room, loaded, direction, limit),
  };
}

export function createFocusedLoader(room: Asking, eventId: string): TimelineLoader {
  return {
    async open(live) {
      const answer = await context(room, eventId, contextLimit);
      const [before, event, after] = [answer.events_before, [answer.event], answer.events_after].map(readEvents);
      const loaded: LoadedEvents = {
        events: [...before!.toReversed(), ...event!, ...after!],
        before: typeof answer.start === 'string' ? { token: answer.start } : 'start',
        after: typeof answer.end === 'string' ? { token: answer.end } : 'unknown',
      };
      return joinedWithLive(loaded, live) ?? loaded;
    },
    follow: (loaded, live) => joinedWithLive(loaded, live) ?? withGapBehind(loaded, live),
    page: (loaded, direction, limit) => page(room, loaded, direction, limit),
  };
}

export function createThreadLoader(room: Asking & Pick<RoomEvents, 'lookFor'>, rootId: string): TimelineLoader {
  /** Of the sync, when the thread was last whole up to its newest. */
  let generation: number | undefined;
  const relations = async (dir: 'b' | 'f', from?: string): Promise<JsonObject> => {
    const query = new URLSearchParams({ dir, recurse: 'true', limit: String(threadPageLimit) });
    if (from !== undefined) query.set('from', from);
    return room.request('GET', `relations/${encodeURIComponent(rootId)}?${query}`, undefined, 'v1');
  };
  const nextOf = ({ next_batch: token }: JsonObject): { token: string } | undefined =>
    typeof token === 'string' ? { token } : undefined;
  const root = async (): Promise<readonly ClientEvent[]> =>
    readEvents([await room.request('GET', `event/${encodeURIComponent(rootId)}`)]);
  /** The thread begins with its root. */
  const withRoot = async (loaded: LoadedEvents): Promise<LoadedEvents> =>
    loaded.before === 'start' ? withOlder(loaded, await root(), 'start') : loaded;
  const upToNow = (loaded: LoadedEvents, live: LiveTimeline): LoadedEvents => {
    generation = live.generation;
    return withLive(loaded, live, rootId);
  };
  const earlier = async (loaded: LoadedEvents, { token }: { readonly token: string }): Promise<LoadedEvents> => {
    const answer = await relations('b', token);
    return withRoot(withOlder(loaded, readEvents(answer.chunk), nextOf(answer) ?? 'start'));
  };
  const later = async (loaded: LoadedEvents): Promise<LoadedEvents> => {
    const before = room.room()?.live.generation;
    const token = await tokenAfter(room, loaded);
    if (token === undefined) return { ...loaded, after: 'live' };
    const answer = await relations('f', token);
    const [events, next] = [readEvents(answer.chunk), nextOf(answer)];
    if (events.length > 0 && next && next.token !== token) return withNewer(loaded, events, next);
    const extended = withNewer(loaded, events, 'unknown');
    const live = room.room()?.live;
    // Where the sync has left another gap meanwhile, what came in that one may be missing.
    return live && live.generation === before ? upToNow(extended, live) : extended;
  };

  return {
    async open(live) {
      generation = live.generation;
      const answer = await relations('b');
      const events = readEvents(answer.chunk).toReversed();
      return withRoot(withLive({ events, before: nextOf(answer) ?? 'start', after: 'live' }, live, rootId));
    },
    follow(loaded, live, readsBack) {
      const isWhole = loaded.after === 'live' && live.generation === generation;
      if (isWhole || reaches(live, loaded)) return upToNow(loaded, live);
      if (loaded.after !== 'live') return loaded;
      return readsBack ? { ...loaded, after: 'unknown' } : undefined;
    },
    async page(loaded, direction) {
      if (direction === 'forwards') return loaded.after === 'live' ? loaded : later(loaded);
      return typeof loaded.before === 'object' ? earlier(loaded, loaded.before) : loaded;
    },
  };
}

function fromLive({ events, before }: LiveTimeline): LoadedEvents {
  return { events, before, after: 'live' };
}

/** The sync has left a gap behind what was the end, and newer pages close it. */
function withGapBehind(loaded: LoadedEvents, live: LiveTimeline): LoadedEvents {
  return loaded.after === 'live' && live.events.length > 0 ? { ...loaded, after: 'unknown' } : loaded;
}

/** Whether the last that is loaded is among what the sync holds without a gap. */
function reaches({ events }: LiveTimeline, loaded: LoadedEvents): boolean {
  const last = loaded.events.at(-1)?.event_id;
  return events.some((event) => event.event_id === last);
}

/** One stretch, where the two share an event. */
function joinedWithLive(loaded: LoadedEvents, live: LiveTimeline): LoadedEvents | undefined {
  if (loaded.events.length === 0) return undefined;
  if (live.events.length === 0) return loaded.after === 'live' ? loaded : undefined;
  const joined = joinStretches(loaded, live);
  return joined && { ...joined, after: 'live' };
}

/**
 * The thread with its messages that the sync has brought since; older ones come by its pages, in their place. What refers to
 * them finds its way by the index. The relation is never encrypted.
 */
function withLive(loaded: LoadedEvents, { events }: LiveTimeline, rootId: string): LoadedEvents {
  const known = new Set(loaded.events.map((event) => event.event_id));
  const since = events.slice(events.findLastIndex((event) => known.has(event.event_id)) + 1);
  const ofThread = since.filter(({ content, state_key: stateKey }) => {
    const relates = (content['m.relates_to'] ?? {}) as JsonObject;
    return stateKey === undefined && relates.rel_type === 'm.thread' && relates.event_id === rootId;
  });
  return withNewer(loaded, ofThread, 'live');
}

async function page(room: Asking, loaded: LoadedEvents, direction: Direction, limit: number): Promise<LoadedEvents> {
  return direction === 'backwards' ? older(room, loaded, limit) : newer(room, loaded, limit);
}

async function older(room: Asking, loaded: LoadedEvents, limit: number): Promise<LoadedEvents> {
  if (loaded.before === 'start') return loaded;
  const token = loaded.before === 'unknown' ? await edgeToken(room, loaded.events, 'start') : loaded.before.token;
  // From the end of the room, where all that is loaded is of people who are ignored.
  const isFromEnd = loaded.events.length > 0 && loaded.events.every(({ event_id: id }) => room.index.isIgnored(id));
  if (token === undefined && !isFromEnd) return { ...loaded, before: 'start' };
  const isCrowded = mostlyReactions(loaded.events.slice(0, edgeEvents));
  const { chunk, end } = await messages(room, 'b', token, limit, isCrowded ? withoutReactions : undefined);
  const before = typeof end === 'string' && end !== token ? end : undefined;
  if (isCrowded && token !== undefined) room.readReactions(token, before);
  return withOlder(loaded, readEvents(chunk), before === undefined ? 'start' : { token: before });
}

function mostlyReactions(events: readonly ClientEvent[]): boolean {
  return events.filter(({ type }) => type === 'm.reaction').length > events.length / 2;
}

async function newer(room: Asking, loaded: LoadedEvents, limit: number): Promise<LoadedEvents> {
  if (loaded.after === 'live') return loaded;
  const token = await tokenAfter(room, loaded);
  if (token === undefined) return { ...loaded, after: 'live' };
  const { chunk, end } = await messages(room, 'f', token, limit);
  const events = readEvents(chunk);
  const isOver = events.length === 0 || typeof end !== 'string' || end === token;
  const extended = withNewer(loaded, events, isOver ? 'live' : { token: end });
  const live = room.room()?.live;
  if (!live) return extended;
  return joinedWithLive(extended, live) ?? (isOver ? withNewer(extended, live.events, 'live') : extended);
}

/** @param from `undefined`: from the end of the room, backwards */
function messages(
  room: Asking,
  dir: 'b' | 'f',
  from: string | undefined,
  limit: number,
  filter?: string,
): Promise<JsonObject> {
  const start = from === undefined ? {} : { from };
  const query = { dir, ...start, limit: String(limit), ...(filter !== undefined && { filter }) };
  return room.request('GET', `messages?${new URLSearchParams(query)}`);
}

function context(room: Asking, eventId: string, limit: number): Promise<JsonObject> {
  return room.request('GET', `context/${encodeURIComponent(eventId)}?limit=${limit}`);
}

async function tokenAfter(room: Asking, { events, after }: LoadedEvents): Promise<string | undefined> {
  return typeof after === 'object' ? after.token : edgeToken(room, events, 'end');
}

/** The server knows no context of what somebody has sent who is ignored: that of the next event does as well. */
async function edgeToken(
  room: Asking,
  events: readonly ClientEvent[],
  side: 'start' | 'end',
): Promise<string | undefined> {
  const isKnown = ({ event_id: id }: ClientEvent): boolean => !room.index.isIgnored(id);
  const event = side === 'start' ? events.find(isKnown) : events.findLast(isKnown);
  if (!event) return undefined;
  const token = (await context(room, event.event_id, 0))[side];
  return typeof token === 'string' ? token : undefined;
}
