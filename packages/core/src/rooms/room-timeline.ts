/** The live end of a room's timeline: what of an answer is new, where a gap opens, and how much is kept. Pure. */
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

/** Lets the oldest events go. */
export function trimTimeline(live: LiveTimeline, maxEvents: number): LiveTimeline {
  if (live.events.length <= maxEvents) return live;
  return { ...live, events: live.events.slice(-maxEvents), before: 'unknown' };
}
