/**
 * The host's own end of the protocol, over a session in this realm: session and list of rooms at once, everything else from
 * the second stage as soon as that has loaded.
 */
import { BmError, mayStillCome, settledWithin, toBmError, type BareSession } from '@bundesmessenger/core';
import type { SessionState } from '@bundesmessenger/core/types';
import { writable, type Readable } from '@bundesmessenger/core/readable';
import { keepRoomList } from '../cache/cached-room-list.ts';
import { storedTimeline } from '../cache/cached-timelines.ts';
import { createSessionCache } from '../cache/session-cache.ts';
import type { Command } from '../protocol/commands.ts';
import { createSharedReadables } from '../protocol/shared-readables.ts';
import { topicKey, type SnapshotOf, type Snapshots, type Topic } from '../protocol/topics.ts';
import { createRoomsSource } from '../rooms/rooms.source.ts';
import type { Deeds } from './deeds.ts';
import type { FirstStageCommand, FirstStageTopic, SecondStage, SecondStageParts } from './second-stage.ts';
import type { HostConnection } from './serve-port.ts';
import { checkTopic, nameIn } from './topic-fields.ts';

export interface SecondStageSource {
  /** Resolves with what makes the second stage. @throws {BmError} OFFLINE if it did not come, HOST_FILE_MISSING, HOST_LOAD_FAILED */
  load(): Promise<(parts: SecondStageParts) => SecondStage>;
  /** Resolves when the session has loaded it: then it is made, also if no page asks for anything in it. */
  readonly loaded: Promise<void>;
}

/** How long what needs the second stage waits for its file to come after all, unless the session has given it up. */
const patienceMs = 20_000;

type FirstStageSession = Omit<BareSession, 'inside'>;

/**
 * @param initial what the topics of the second stage show until that is there. Without one nothing is told of a topic: pages
 *   begin with the same by themselves
 */
export function createLocalConnection(
  session: FirstStageSession,
  { load, loaded }: SecondStageSource,
  initial: Partial<Snapshots> = {},
): HostConnection {
  const userId = createUserId(session);
  const cache = createSessionCache(session);
  const rooms = createRoomsSource({
    rooms: session.rooms,
    encryption: session.encryption,
    userId,
    barred: (reference) => session.barred(reference),
    policy: session.deployment,
  });
  const stopKeeping = keepRoomList(cache, rooms);
  const shared = createSharedReadables();

  let closed = false;
  let second: SecondStage | undefined;
  let loading: Promise<SecondStage> | undefined;
  const loadSecond = (): Promise<SecondStage> => {
    loading ??= load()
      .catch((error: unknown) => {
        if (!mayStillCome(error)) throw error;
        return reached(session, isMissing, settledWithin(patienceMs, loaded)).then(load);
      })
      .then((create) => {
        if (closed) throw new BmError('DISCONNECTED', 'the host ended');
        return (second = create({ userId, cache, rooms }));
      })
      .catch((error: unknown) => {
        loading = undefined;
        throw error;
      });
    return loading;
  };
  const onceLoaded = loaded.then(() => loadSecond());
  onceLoaded.catch(() => undefined);

  /** Until the second stage is there: what an earlier session has kept, or nothing yet. */
  const firstSnapshot = (topic: Topic): Snapshots[Topic['type']] | undefined => {
    const kept = topic.type === 'timeline' ? storedTimeline(cache, nameIn(topic, 'roomId')) : undefined;
    return kept ? { ...kept, stale: true } : initial[topic.type];
  };
  const fromSecond = (topic: Topic, reader?: string): Readable<Snapshots[Topic['type']] | undefined> => {
    checkTopic(topic);
    if (second) return second.watch(topic, reader);
    return shared(topicKey(topic) + reader, () => {
      const snapshot = writable<Snapshots[Topic['type']] | undefined>(firstSnapshot(topic), () => {
        let listens = true;
        const stops = [
          cache.isLoaded.subscribe(() => {
            if (!second) snapshot.set(firstSnapshot(topic));
          }),
        ];
        // What says who the user is and how the keys are may come after the list; an open room may not.
        const begin = comesAfterList(topic) ? onceLoaded : loadSecond().catch(() => onceLoaded);
        begin
          .then((stage) => {
            if (listens) stops.push(stage.watch(topic, reader).subscribe((value) => snapshot.set(value)));
          })
          .catch(() => undefined); // the session says why the host could not load
        return () => {
          listens = false;
          for (const stop of stops) stop();
        };
      });
      return { get: () => second?.watch(topic, reader).get() ?? firstSnapshot(topic), subscribe: snapshot.subscribe };
    });
  };

  const topics: { [Type in FirstStageTopic]: (topic: Topic) => Readable<Snapshots[Type]> } = {
    session: () => session.state,
    deployment: () => session.deployment,
    rooms: (topic) => rooms.list(topic.type === 'rooms' ? topic.query : undefined),
    room: (topic) => rooms.room(nameIn(topic, 'roomId')),
  };
  const deeds: Pick<Deeds, FirstStageCommand> = {
    login: ({ request }) => session.login(request),
    logout: () => session.logout(),
    reconnect: async () => {
      session.reconnect();
      second?.wake();
    },
  };
  const deedOf = async (type: string): Promise<((command: Command, reader?: string) => Promise<never>) | undefined> => {
    const own = Object.hasOwn(deeds, type) ? deeds : (await loadSecond()).deeds;
    return Object.hasOwn(own, type) ? (own as unknown as Record<string, never>)[type] : undefined;
  };

  return {
    watch<T extends Topic>(topic: T, reader?: string) {
      const first = Object.hasOwn(topics, topic.type) ? topics[topic.type as FirstStageTopic] : undefined;
      return (first ? first(topic) : fromSecond(topic, reader)) as unknown as Readable<SnapshotOf<T>>;
    },
    async call(command, reader) {
      try {
        await reached(session, isStarted);
        const deed = await deedOf(command.type);
        if (!deed) throw new BmError('COMMAND_INVALID', 'there is no such command');
        return await deed(command, reader);
      } catch (error) {
        throw toBmError(error);
      }
    },
    close() {
      closed = true;
      stopKeeping();
      rooms.stop();
      cache.stop();
      second?.stop();
    },
  };
}

/** Whatever is of no room. */
function comesAfterList(topic: Topic): boolean {
  return !('roomId' in topic);
}

/** Who is logged in, if anybody. */
function createUserId({ state }: FirstStageSession): Readable<string | undefined> {
  const read = (): string | undefined => {
    const current = state.get();
    return current.status === 'loggedIn' ? current.userId : undefined;
  };
  const userId = writable(read(), () => state.subscribe(() => userId.set(read())));
  return { get: read, subscribe: userId.subscribe };
}

/** A page may call before the session has read what it stored: the answer would be "nobody is logged in". */
function isStarted({ status }: SessionState): boolean {
  return status !== 'starting';
}

/** Whether it is known for good that a file of the host is not there, be anybody logged in or not. */
function isMissing(state: SessionState): boolean {
  const failed = 'sync' in state ? state.sync : 'homeserver' in state ? state.homeserver : state;
  return 'error' in failed && failed.error.code === 'HOST_FILE_MISSING';
}

/** @param or ends the waiting, too */
function reached(
  { state }: FirstStageSession,
  is: (state: SessionState) => boolean,
  or?: Promise<void>,
): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      queueMicrotask(() => stop());
      resolve();
    };
    const stop = state.subscribe((current) => is(current) && end());
    void or?.then(end);
  });
}
