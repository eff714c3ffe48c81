/**
 * Timelines that are on the page before somebody opens their rooms, so that opening one paints its messages in the next frame:
 * the host, another thread, would be asked only then. What the host shows takes their place a moment later.
 */
import { writable, type Readable } from '@bundesmessenger/core/readable';
import type { Topic } from '../protocol/topics.ts';
import type { Connection } from '../store.ts';
import { initialTimelineSnapshots } from './timeline-topics.ts';
import type { Timeline } from './timeline.ts';

const nothing = initialTimelineSnapshots.timeline;
/** Rooms of which what was prefetched is kept: twice as many as stand at the head of a list. */
const maxKept = 40;

/**
 * Timelines that begin with what was prefetched, for `openStore`; with nothing, once the user has logged out or ignores other
 * people than before.
 */
export function withPrefetchedTimelines(connection: Connection): Connection {
  const rooms = new Map<string, RoomTimeline>();
  /** Rooms of which something is kept, the one that was prefetched last at the end. */
  const kept = new Set<string>();
  const timelineOf = (roomId: string): RoomTimeline => {
    const timeline = rooms.get(roomId) ?? createRoomTimeline(connection.watch({ type: 'timeline', roomId }));
    rooms.set(roomId, timeline);
    return timeline;
  };
  const keep = (roomId: string, known: Timeline): void => {
    timelineOf(roomId).begin(known);
    kept.delete(roomId);
    kept.add(roomId);
    const [oldest = roomId] = kept;
    if (kept.size <= maxKept) return;
    kept.delete(oldest);
    timelineOf(oldest).begin(undefined);
  };
  let ignored: string | undefined;
  const stops = [
    connection.watch({ type: 'session' }).subscribe(({ status }) => {
      if (status !== 'loggedOut') return;
      kept.clear();
      for (const timeline of rooms.values()) timeline.forget();
    }),
    connection.watch({ type: 'ignoredUsers' }).subscribe(({ users }) => {
      const before = ignored;
      ignored = users.map(({ userId }) => userId).join();
      if (before !== ignored) for (const timeline of rooms.values()) timeline.begin(nothing);
    }),
  ];
  return {
    watch: ((topic: Topic) =>
      topic.type === 'timeline' ? timelineOf(topic.roomId).readable : connection.watch(topic)) as Connection['watch'],
    call(command) {
      const result = connection.call(command);
      if (command.type === 'prefetch') {
        const { roomId } = command;
        const hold = (known: unknown): void => {
          if (known) keep(roomId, known as Timeline);
        };
        result.then(hold, () => undefined);
      }
      return result;
    },
    close() {
      for (const stop of stops) stop();
      connection.close();
    },
  };
}

interface RoomTimeline {
  readonly readable: Readable<Timeline>;
  /** With what the timeline begins for whoever listens next, instead of what it was left with. */
  begin(known: Timeline | undefined): void;
  /** Begins with nothing, also for who listens now. */
  forget(): void;
}

function createRoomTimeline(host: Readable<Timeline>): RoomTimeline {
  let known: Timeline | undefined;
  let listens = false;
  const timeline = writable(host.get(), () => {
    listens = true;
    let isLeft = true;
    const stop = host.subscribe((next) => {
      // At once comes what the last watch has left: older than what was prefetched since.
      if (known && (isLeft || next.status === 'loading')) return timeline.set(known);
      known = undefined;
      timeline.set(next);
    });
    isLeft = false;
    return () => {
      listens = false;
      stop();
      timeline.set(nothing);
    };
  });
  return {
    readable: { get: () => (listens ? timeline.get() : (known ?? host.get())), subscribe: timeline.subscribe },
    begin(next) {
      if (!listens) known = next;
    },
    forget() {
      known = listens ? undefined : nothing;
    },
  };
}
