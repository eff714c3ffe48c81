/** The host's own end of the protocol: every topic's source and every command's deed, over a session in this realm. */
import { BmError, toBmError, type Session } from '@bundesmessenger/core';
import { writable, type Readable } from '@bundesmessenger/core/readable';
import { cachedTimeline } from '../cache/cached-timelines.ts';
import { keepRoomList } from '../cache/cached-room-list.ts';
import { createSessionCache } from '../cache/session-cache.ts';
import { createDirectoryDeeds } from '../directory/directory-deeds.source.ts';
import { createEncryptionDeeds, createEncryptionReadables } from '../encryption/encryption.source.ts';
import type { MemberListQuery } from '../members/members.ts';
import { createMembersSource } from '../members/members.source.ts';
import type { Command, Commands, CommandType, Results } from '../protocol/commands.ts';
import { createSharedReadables } from '../protocol/shared-readables.ts';
import { topicKey, type SnapshotOf, type Snapshots, type Topic } from '../protocol/topics.ts';
import { createRoomDeeds } from '../rooms/room-deeds.source.ts';
import { createRoomsSource } from '../rooms/rooms.source.ts';
import { createSettingsSource } from '../rooms/settings.source.ts';
import type { Connection } from '../store.ts';
import { createMessages } from '../timeline/messages.source.ts';
import { createTypingSource } from '../typing/typing.source.ts';

/** A command without a result may resolve with anything: `call` drops it. */
type Deeds = {
  [Type in CommandType]: (command: Commands[Type]) => Promise<Results[Type] extends undefined ? void : Results[Type]>;
};

export function createLocalConnection(session: Session): Connection {
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

  const messages = createMessages(session, userId, cache);
  const { outbox, timelines, drafts } = messages;

  const shared = createSharedReadables();
  const settingsOf = (roomId: string): Readable<Snapshots['settings']> =>
    shared(topicKey({ type: 'settings', roomId }), () =>
      createSettingsSource({ rooms: session.rooms, userId }, roomId),
    );
  const membersOf = (roomId: string, query: MemberListQuery | undefined): Readable<Snapshots['members']> =>
    shared(topicKey({ type: 'members', roomId, ...(query && { query }) }), () =>
      createMembersSource({ rooms: session.rooms, userId }, roomId, query),
    );

  const timelineOf = (roomId: string): Readable<Snapshots['timeline']> =>
    cachedTimeline(timelines.of(roomId).timeline, { cache, isLoaded: cache.isLoaded, roomId });

  let wasLoggedIn = false;
  let wasLive = false;
  const stopFollowing = session.state.subscribe((state) => {
    const loggedIn = state.status === 'loggedIn';
    const live = loggedIn && state.sync.status === 'live';
    // What an earlier host left comes before anything new, so that the order stays.
    if (loggedIn && !wasLoggedIn) messages.restore();
    if (!loggedIn && wasLoggedIn) messages.clear();
    // When the server is back, the outbox does not wait for its pause to end.
    if (live && !wasLive) outbox.wake();
    wasLoggedIn = loggedIn;
    wasLive = live;
  });
  const encryption = createEncryptionReadables(session);

  const deeds: Deeds = {
    ...createEncryptionDeeds(session),
    ...createRoomDeeds(session, userId),
    ...createDirectoryDeeds(session),
    ...messages.deeds,
    login: ({ request }) => session.login(request),
    logout: () => session.logout(),
    reconnect: async () => {
      session.reconnect();
      outbox.wake();
    },
  };

  return {
    watch<T extends Topic>(topic: T) {
      const readables: { [Type in Topic['type']]: () => Readable<Snapshots[Type]> } = {
        session: () => session.state,
        deployment: () => session.deployment,
        rooms: () => rooms.list(topic.type === 'rooms' ? topic.query : undefined),
        room: () => rooms.room(roomIdOf(topic)),
        settings: () => settingsOf(roomIdOf(topic)),
        members: () => membersOf(roomIdOf(topic), topic.type === 'members' ? topic.query : undefined),
        timeline: () => shared(topicKey(topic), () => timelineOf(roomIdOf(topic))),
        focused: () => timelines.of(roomIdOf(topic), { type: 'focused', eventId: nameIn(topic, 'eventId') }).timeline,
        thread: () => timelines.of(roomIdOf(topic), { type: 'thread', threadId: nameIn(topic, 'threadId') }).timeline,
        pinned: () => timelines.pinned(roomIdOf(topic)),
        typing: () => shared(topicKey(topic), () => createTypingSource(session.rooms, userId, roomIdOf(topic))),
        draft: () => drafts.of(roomIdOf(topic), topic.type === 'draft' ? topic.threadId : undefined),
        encryption: () => encryption.encryption,
        devices: () => encryption.devices,
        verification: () => encryption.verification,
        reauthentication: () => encryption.reauthentication,
        identity: () => encryption.identity(userIdOf(topic)),
      };
      const readable = Object.hasOwn(readables, topic.type) ? readables[topic.type] : undefined;
      if (!readable) throw new BmError('COMMAND_INVALID', 'there is no such topic');
      return readable() as unknown as Readable<SnapshotOf<T>>;
    },
    async call(command) {
      const deed = Object.hasOwn(deeds, command.type)
        ? (deeds[command.type] as (command: Command) => Promise<never>)
        : undefined;
      if (!deed) throw new BmError('COMMAND_INVALID', 'there is no such command');
      try {
        await untilStarted(session);
        return await deed(command);
      } catch (error) {
        throw toBmError(error);
      }
    },
    close() {
      stopFollowing();
      stopKeeping();
      rooms.stop();
      cache.stop();
      outbox.stop();
    },
  };
}

/** Who is logged in, if anybody. */
function createUserId({ state }: Session): Readable<string | undefined> {
  const read = (): string | undefined => {
    const current = state.get();
    return current.status === 'loggedIn' ? current.userId : undefined;
  };
  const userId = writable(read(), () => state.subscribe(() => userId.set(read())));
  return { get: read, subscribe: userId.subscribe };
}

/** A page may call before the session has read what it stored: the answer would be "nobody is logged in". */
function untilStarted(session: Session): Promise<void> {
  return new Promise((resolve) => {
    const stop = session.state.subscribe(({ status }) => {
      if (status === 'starting') return;
      queueMicrotask(() => stop());
      resolve();
    });
  });
}

function userIdOf(topic: Topic): string {
  return nameIn(topic, 'userId');
}

function roomIdOf(topic: Topic): string {
  return nameIn(topic, 'roomId');
}

/** What a page sends is checked here: it may be of another version. */
function nameIn(topic: Topic, name: 'userId' | 'roomId' | 'eventId' | 'threadId'): string {
  const value = (topic as unknown as Readonly<Record<string, unknown>>)[name];
  if (typeof value === 'string') return value;
  throw new BmError('COMMAND_INVALID', `the topic needs a ${name}: ${topicKey(topic)}`);
}
