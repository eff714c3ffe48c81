/** A store without a host: the test sets snapshots and answers commands. For integrators' tests, stories and previews. */
import { writable, type Writable } from '@bundesmessenger/core/readable';
import type { MemberList, MemberListQuery } from '../members/members.ts';
import { completeMemberQuery } from '../members/project-members.ts';
import type { Command, CommandType, Results } from '../protocol/commands.ts';
import { initialSnapshots, topicKey, type SnapshotOf, type Snapshots, type Topic } from '../protocol/topics.ts';
import { createRoomIndex } from '../rooms/room-index.ts';
import { completeQuery } from '../rooms/room-list-query.ts';
import type { RoomList, RoomListQuery } from '../rooms/rooms.ts';
import { matcher, searchText } from '../search/search-text.ts';
import { createStoreOver, type Connection, type Store } from '../store.ts';

/** What the fake does for a command: a result, or a throw. May change snapshots first. */
export type CommandAnswers = {
  [Type in CommandType]?: (command: Extract<Command, { type: Type }>) => Results[Type] | Promise<Results[Type]>;
};

export interface FakeStore extends Store {
  /**
   * Sets what watchers of the topic see, from now on. Windows of a list and single rooms follow the whole list
   * (the topic without a query) until they are set themselves.
   */
  show<T extends Topic>(topic: T, snapshot: SnapshotOf<T>): void;
  /** Every command so far, oldest first. */
  readonly commands: readonly Command[];
  /** Adds or replaces answers. A command without one resolves with `undefined`. */
  answer(answers: CommandAnswers): void;
  /** How many readables of the topic are listened to right now. */
  listenerCount(topic: Topic): number;
}

/** @param snapshots what the topics without a room show first; the others start as in a real store */
export function createFakeStore(
  snapshots: Partial<
    Pick<Snapshots, 'session' | 'deployment' | 'profile' | 'ignoredUsers' | 'notifications' | 'rooms'>
  > = {},
): FakeStore {
  const values = new Map<string, Writable<Snapshots[keyof Snapshots]>>();
  /** Values that the test has not set: they follow the room list. */
  const derived = new Map<string, Topic>();
  const listening = new Map<string, number>();
  const commands: Command[] = [];
  let answers: CommandAnswers = {};

  const valueOf = (topic: Topic): Writable<Snapshots[keyof Snapshots]> => {
    const key = topicKey(topic);
    let value = values.get(key);
    if (!value) {
      const base = baseOf(topic);
      if (base) derived.set(key, topic);
      value = writable<Snapshots[keyof Snapshots]>(
        base ? deriveFrom(valueOf(base).get(), topic) : initialSnapshots[topic.type],
      );
      values.set(key, value);
    }
    return value;
  };

  const connection: Connection = {
    watch<T extends Topic>(topic: T) {
      const value = valueOf(topic);
      const key = topicKey(topic);
      const count = (change: number): void => void listening.set(key, (listening.get(key) ?? 0) + change);
      return {
        get: () => value.get() as SnapshotOf<T>,
        subscribe(listener: (snapshot: SnapshotOf<T>) => void) {
          count(1);
          const stop = value.subscribe((snapshot) => listener(snapshot as SnapshotOf<T>));
          let listens = true;
          return () => {
            if (listens) count(-1);
            listens = false;
            stop();
          };
        },
      };
    },
    async call(command) {
      commands.push(command);
      const answer = answers[command.type] as ((command: Command) => unknown) | undefined;
      return (await answer?.(command)) as never;
    },
    close: () => values.clear(),
  };

  const show = <T extends Topic>(topic: T, snapshot: SnapshotOf<T>): void => {
    const value = valueOf(topic);
    derived.delete(topicKey(topic));
    value.set(snapshot);
    for (const [key, follower] of derived) {
      if (topicKey(baseOf(follower)!) === topicKey(topic)) values.get(key)!.set(deriveFrom(value.get(), follower));
    }
  };
  for (const [type, snapshot] of Object.entries(snapshots)) show({ type } as Topic, snapshot as never);

  return {
    ...createStoreOver(connection),
    show,
    commands,
    answer: (more) => void (answers = { ...answers, ...more }),
    listenerCount: (topic) => listening.get(topicKey(topic)) ?? 0,
  };
}

/** The topic whose snapshot says what this one shows, as long as the test does not: the whole list, for its windows. */
function baseOf(topic: Topic): Topic | undefined {
  if (topic.type === 'room' || (topic.type === 'rooms' && topic.query)) return { type: 'rooms' };
  return topic.type === 'members' && topic.query ? { type: 'members', roomId: topic.roomId } : undefined;
}

function deriveFrom(base: Snapshots[keyof Snapshots], topic: Topic): Snapshots[keyof Snapshots] {
  switch (topic.type) {
    case 'rooms':
      return cutList(base as RoomList, topic.query);
    case 'members':
      return cutMembers(base as MemberList, topic.query);
    case 'room':
      return (base as RoomList).items.find(({ roomId }) => roomId === topic.roomId) ?? null;
    default:
      return base;
  }
}

function cutList(list: RoomList, request: RoomListQuery | undefined): RoomList {
  const query = completeQuery(request);
  const index = createRoomIndex();
  // The newest is the one that the test names first.
  list.items.forEach((summary, at) =>
    index.set({
      summary,
      searchText: searchText([summary.name, summary.canonicalAlias]),
      bumpStamp: list.items.length - at,
    }),
  );
  return { ...list, offset: query.offset, ...index.query(query) };
}

function cutMembers(list: MemberList, request: MemberListQuery | undefined): MemberList {
  const { memberships, search, offset, limit } = completeMemberQuery(request);
  const isFound = matcher(search);
  const found = list.items.filter(
    ({ membership, displayName, userId }) =>
      memberships.includes(membership) && isFound(searchText([displayName, userId])),
  );
  return { ...list, total: found.length, offset, items: found.slice(offset, offset + limit) };
}
