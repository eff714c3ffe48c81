/** The live end of a room's timeline: what of an answer is new, where a gap opens, and how much is kept. Pure. */
import type { ClientEvent } from '../sync/client-event.ts';
import { joinStretches, type Before } from '../sync/gap-repair.ts';
import type { RoomUpdate } from '../sync/sync-update.ts';
import type { LiveTimeline } from './rooms.ts';

export const emptyTimeline: LiveTimeline = { events: [], before: 'unknown', generation: 0 };

type TimelineUpdate = Pick<RoomUpdate, 'timeline' | 'limited' | 'initial' | 'prevBatch'>;

/** The timeline after an answer; the same object where nothing is new. */
export function extendTimeline(live: LiveTimeline, update: TimelineUpdate): LiveTimeline {
  const { timeline, limited, initial, prevBatch } = update;
  const before: Before = prevBatch === undefined ? 'start' : { token: prevBatch };
  if (timeline.length === 0) return limited && live.events.length > 0 ? gap(live, { events: [], before }) : live;
  if (live.events.length === 0) {
    return { events: timeline, before, generation: live.generation };
  }
  const joined = joinStretches(live, { events: timeline, before });
  if (joined) return joined.events === live.events ? live : { ...joined, generation: live.generation };
  if (limited || initial) return gap(live, { events: timeline, before });
  return { ...live, events: [...live.events, ...timeline] };
}

function gap({ generation }: LiveTimeline, next: Pick<LiveTimeline, 'events' | 'before'>): LiveTimeline {
  return { ...next, generation: generation + 1 };
}

/**
 * Lets the oldest events go. Reactions, edits, votes and redactions are no messages: ever so many of them push none out
 * before they are themselves too many. What is kept has no gap.
 */
export function trimTimeline(live: LiveTimeline, maxMessages: number): LiveTimeline {
  const { events } = live;
  if (events.length <= maxMessages) return live;
  let [messages, relations] = [0, 0];
  let first = events.length;
  for (; first > 0; first--) {
    if (isAboutAnother(events[first - 1]!)) relations++;
    else messages++;
    if (messages > maxMessages || relations > maxMessages * relationsPerMessage) break;
  }
  return first === 0 ? live : { ...live, events: events.slice(first), before: 'unknown' };
}

/** An opened room holds ten thousand reactions on one message, and half as many more. */
const relationsPerMessage = 15;
const aboutAnother: ReadonlySet<unknown> = new Set(['m.annotation', 'm.replace', 'm.reference']);

/** Whether it only says something of another event. Encrypted events say so, too (client-server API, "Encrypting messages"). */
function isAboutAnother({ type, content, state_key: stateKey }: ClientEvent): boolean {
  if (stateKey !== undefined) return false;
  const relates = content['m.relates_to'];
  const isRelation = typeof relates === 'object' && relates !== null && 'rel_type' in relates;
  return type === 'm.room.redaction' || (isRelation && aboutAnother.has(relates.rel_type));
}
