/**
 * Own messages on the page that sends them, in the frame after the key that sent them: the host, which has its own echo, is
 * another thread and may be busy. What the host shows takes the place of what stands here, under the same key.
 */
import { writable, type Readable } from '@bundesmessenger/core/readable';
import type { Topic } from '../protocol/topics.ts';
import type { Connection } from '../store.ts';
import type { NewContent, NewRelation, TextContent } from './message-content.ts';
import { initialTimelineSnapshots } from './timeline-topics.ts';
import type { Timeline, TimelineItem } from './timeline.ts';

/** Own messages at once, for `openStore`: whoever shows no messages does without. */
export function withOwnEchoes(connection: Connection, now: () => number = Date.now): Connection {
  const echoes = createOwnEchoes(connection, now);
  return {
    ...connection,
    watch: ((topic: Topic) =>
      topic.type === 'timeline' ? echoes.timeline(topic.roomId) : connection.watch(topic)) as Connection['watch'],
    call(command) {
      const result = connection.call(command);
      if (command.type === 'send') echoes.show(command.roomId, command.key, command, result);
      return result;
    },
  };
}

interface OwnEchoes {
  /** The timeline of a room as the host shows it, with what this page has just sent. The same readable for the same room. */
  timeline(roomId: string): Readable<Timeline>;
  /**
   * Shows a message until the host does. Not one that needs more than it says itself: answers, threads, polls and places
   * wait for the host.
   * @param sent settles at the latest when the host has shown it, or never will
   */
  show(
    roomId: string,
    key: string,
    message: { readonly content: NewContent; readonly relation?: NewRelation | undefined },
    sent: Promise<unknown>,
  ): void;
}

interface RoomEchoes {
  readonly timeline: Readable<Timeline>;
  readonly add: (item: TimelineItem) => void;
  readonly remove: (key: string) => void;
}

/** Less than every version of the host. */
const ownVersion = 0;

function createOwnEchoes({ watch }: Pick<Connection, 'watch'>, now: () => number): OwnEchoes {
  const session = watch({ type: 'session' });
  const rooms = new Map<string, RoomEchoes>();
  const echoesOf = (roomId: string): RoomEchoes => {
    const echoes = rooms.get(roomId) ?? createRoomEchoes(watch({ type: 'timeline', roomId }));
    rooms.set(roomId, echoes);
    return echoes;
  };
  return {
    timeline: (roomId) => echoesOf(roomId).timeline,
    show(roomId, key, { content, relation = {} }, sent) {
      const { timeline, add, remove } = echoesOf(roomId);
      const current = session.get();
      const snapshot = timeline.get();
      const isAlone = relation.replyTo === undefined && relation.threadId === undefined;
      if (current.status !== 'loggedIn' || !isAlone || !isText(content) || !isOpenAt(snapshot, now())) return;
      const { userId } = current;
      const before = snapshot.items.findLast((item) => 'own' in item && item.own);
      add({
        kind: 'message',
        key,
        version: ownVersion,
        sender: before && 'sender' in before ? before.sender : { userId, displayName: userId },
        own: true,
        originServerTs: now(),
        content,
        send: { status: 'sending', waiting: 'turn' },
        protection: 'encrypted',
        edited: false,
      });
      const settled = (): void => remove(key);
      sent.then(settled, settled);
    },
  };
}

function createRoomEchoes(host: Readable<Timeline>): RoomEchoes {
  let own: readonly TimelineItem[] = [];
  let listens = false;
  let snapshot = host.get();
  const update = (): void => {
    if (own.length > 0) {
      const known = new Set(snapshot.items.map(({ key }) => key));
      own = own.filter(({ key }) => !known.has(key));
    }
    timeline.set(own.length === 0 || !snapshot.atEnd ? snapshot : { ...snapshot, items: [...snapshot.items, ...own] });
  };
  const timeline = writable(snapshot, () => {
    listens = true;
    const stop = host.subscribe((next) => {
      snapshot = next;
      update();
    });
    return () => {
      stop();
      listens = false;
      own = [];
      // Nothing stays here of what a log-out takes away from where it came from.
      snapshot = initialTimelineSnapshots.timeline;
      timeline.set(snapshot);
    };
  });
  return {
    timeline: { get: () => (listens ? timeline.get() : host.get()), subscribe: timeline.subscribe },
    add(item) {
      if (!listens) return;
      own = [...own, item];
      update();
    },
    remove(key) {
      if (!own.some((item) => item.key === key)) return;
      own = own.filter((item) => item.key !== key);
      update();
    },
  };
}

/** Whether what is sent now would be the next row. The first one of a day has the day's name above it. */
function isOpenAt({ status, atEnd, items }: Timeline, ts: number): boolean {
  const last = items.findLast((item) => 'originServerTs' in item);
  if (!last || !('originServerTs' in last) || !atEnd) return false;
  const isToday = new Date(last.originServerTs).toDateString() === new Date(ts).toDateString();
  return isToday && (status === 'ready' || status === 'paginating');
}

function isText(content: NewContent): content is TextContent {
  return content.msgtype === 'm.text' || content.msgtype === 'm.notice' || content.msgtype === 'm.emote';
}
