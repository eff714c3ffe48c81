/** A store without a host: the test sets snapshots and answers commands. For integrators' tests, stories and previews. */
import { writable, type Writable } from '@bundesmessenger/core/readable';
import type { Command, CommandType, Results } from '../protocol/commands.ts';
import { initialSnapshots, topicKey, type SnapshotOf, type Snapshots, type Topic } from '../protocol/topics.ts';
import { createStoreOver, type Connection, type Store } from '../store.ts';

/** What the fake does for a command: a result, or a throw. May change snapshots first. */
export type CommandAnswers = {
  [Type in CommandType]?: (command: Extract<Command, { type: Type }>) => Results[Type] | Promise<Results[Type]>;
};

export interface FakeStore extends Store {
  /** Sets what watchers of the topic see, from now on. */
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
  snapshots: Partial<Pick<Snapshots, 'session' | 'deployment' | 'rooms'>> = {},
): FakeStore {
  const values = new Map<string, Writable<Snapshots[keyof Snapshots]>>();
  const listening = new Map<string, number>();
  const commands: Command[] = [];
  let answers: CommandAnswers = {};

  const valueOf = (topic: Topic): Writable<Snapshots[keyof Snapshots]> => {
    const key = topicKey(topic);
    let value = values.get(key);
    if (!value) {
      value = writable<Snapshots[keyof Snapshots]>(initialSnapshots[topic.type]);
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

  const show = <T extends Topic>(topic: T, snapshot: SnapshotOf<T>): void => valueOf(topic).set(snapshot);
  for (const [type, snapshot] of Object.entries(snapshots)) show({ type } as Topic, snapshot as never);

  return {
    ...createStoreOver(connection),
    show,
    commands,
    answer: (more) => void (answers = { ...answers, ...more }),
    listenerCount: (topic) => listening.get(topicKey(topic)) ?? 0,
  };
}
