/**
 * Where the events of a timeline come from: the live end of the room, the surroundings of one event, or a thread. Each knows
 * how to begin, how to follow the sync, and how to load more at either end.
 */
import { joinStretches, readEvents, type ClientEvent, type JsonObject, type LiveTimeline } from '@bundesmessenger/core';
import type { RoomEvents } from './room-events.source.ts';
import { withNewer, withOlder, type Beyond, type LoadedEvents } from './timeline-window.ts';

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

type Asking = Pick<RoomEvents, 'request' | 'room' | 'readReactions'>;

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
  let generation: number | undefined;
  const relations = async (from: string | undefined): Promise<JsonObject> => {
    const query = new URLSearchParams({ dir: 'b', recurse: 'true', limit: String(threadPageLimit) });
    if (from !== undefined) query.set('from', from);
    return room.request('GET', `relations/${encodeURIComponent(rootId)}?${query}`, undefined, 'v1');
  };
  const before = ({ next_batch: token }: JsonObject): Beyond => (typeof token === 'string' ? { token } : 'start');
  const root = async (): Promise<readonly ClientEvent[]> =>
    readEvents([await room.request('GET', `event/${encodeURIComponent(rootId)}`)]);
  /** The thread begins with its root. */
  const withRoot = async (loaded: LoadedEvents): Promise<LoadedEvents> =>
    loaded.before === 'start' ? withOlder(loaded, await root(), 'start') : loaded;

  return {
    async open(live) {
      generation = live.generation;
      const answer = await relations(undefined);
      const events = readEvents(answer.chunk).toReversed();
      return withRoot(withLive({ events, before: before(answer), after: 'live' }, live, rootId));
    },
    follow(loaded, live) {
      if (live.generation !== generation) return undefined;
      return withLive(loaded, live, rootId);
    },
    async page(loaded, direction) {
      if (direction === 'forwards' || typeof loaded.before !== 'object') return loaded;
      const answer = await relations(loaded.before.token);
      return withRoot(withOlder(loaded, readEvents(answer.chunk), before(answer)));
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
  const token = loaded.before === 'unknown' ? await edgeToken(room, loaded.events[0], 'start') : loaded.before.token;
  if (token === undefined) return { ...loaded, before: 'start' };
  const isCrowded = mostlyReactions(loaded.events.slice(0, edgeEvents));
  const { chunk, end } = await messages(room, 'b', token, limit, isCrowded ? withoutReactions : undefined);
  const before = typeof end === 'string' && end !== token ? end : undefined;
  if (isCrowded) room.readReactions(token, before);
  return withOlder(loaded, readEvents(chunk), before === undefined ? 'start' : { token: before });
}

function mostlyReactions(events: readonly ClientEvent[]): boolean {
  return events.filter(({ type }) => type === 'm.reaction').length > events.length / 2;
}

async function newer(room: Asking, loaded: LoadedEvents, limit: number): Promise<LoadedEvents> {
  if (loaded.after === 'live') return loaded;
  const token = loaded.after === 'unknown' ? await edgeToken(room, loaded.events.at(-1), 'end') : loaded.after.token;
  if (token === undefined) return { ...loaded, after: 'live' };
  const { chunk, end } = await messages(room, 'f', token, limit);
  const events = readEvents(chunk);
  const isOver = events.length === 0 || typeof end !== 'string' || end === token;
  const extended = withNewer(loaded, events, isOver ? 'live' : { token: end });
  const live = room.room()?.live;
  if (!live) return extended;
  return joinedWithLive(extended, live) ?? (isOver ? withNewer(extended, live.events, 'live') : extended);
}

function messages(room: Asking, dir: 'b' | 'f', from: string, limit: number, filter?: string): Promise<JsonObject> {
  const query = { dir, from, limit: String(limit), ...(filter !== undefined && { filter }) };
  return room.request('GET', `messages?${new URLSearchParams(query)}`);
}

function context(room: Asking, eventId: string, limit: number): Promise<JsonObject> {
  return room.request('GET', `context/${encodeURIComponent(eventId)}?limit=${limit}`);
}

async function edgeToken(
  room: Asking,
  event: ClientEvent | undefined,
  side: 'start' | 'end',
): Promise<string | undefined> {
  if (!event) return undefined;
  const token = (await context(room, event.event_id, 0))[side];
  return typeof token === 'string' ? token : undefined;
}
