/** The host's own end of the protocol: every topic's source and every command's deed, over a session in this realm. */
import { BmError, toBmError, type Session } from '@bundesmessenger/core';
import { writable, type Readable } from '@bundesmessenger/core/readable';
import { createDirectoryDeeds } from '../directory/directory-deeds.source.ts';
import { createEncryptionDeeds, createEncryptionReadables } from '../encryption/encryption.source.ts';
import type { MemberListQuery } from '../members/members.ts';
import { createMembersSource } from '../members/members.source.ts';
import { createOutbox } from '../outbox/outbox.ts';
import type { Command, Commands, CommandType, Results } from '../protocol/commands.ts';
import { createSharedReadables } from '../protocol/shared-readables.ts';
import { topicKey, type SnapshotOf, type Snapshots, type Topic } from '../protocol/topics.ts';
import { createRoomDeeds } from '../rooms/room-deeds.source.ts';
import { createRoomsSource } from '../rooms/rooms.source.ts';
import { createSettingsSource } from '../rooms/settings.source.ts';
import type { Connection } from '../store.ts';
import { createTimelineSource, type TimelineSource } from '../timeline/timeline.source.ts';

/** A command without a result may resolve with anything: `call` drops it. */
type Deeds = {
  [Type in CommandType]: (command: Commands[Type]) => Promise<Results[Type] extends undefined ? void : Results[Type]>;
};

export function createLocalConnection(session: Session): Connection {
  const outbox = createOutbox(
    {
      async encrypt(roomId, content) {
        if (!isKnown(roomId)) throw new BmError('OFFLINE', 'the room has not arrived by sync yet');
        return session.encrypt(roomId, 'm.room.message', content);
      },
      send: (roomId, encrypted, transactionId) => session.sendEncrypted(roomId, encrypted as never, transactionId),
    },
    session.storage,
  );
  const userId = createUserId(session);
  const rooms = createRoomsSource({
    rooms: session.rooms,
    encryption: session.encryption,
    userId,
    barred: (reference) => session.barred(reference),
  });
  const timelines = new Map<string, TimelineSource>();

  const timelineOf = (roomId: string): TimelineSource => {
    let source = timelines.get(roomId);
    if (!source) timelines.set(roomId, (source = createTimelineSource(session, outbox, roomId)));
    return source;
  };

  const shared = createSharedReadables();
  const settingsOf = (roomId: string): Readable<Snapshots['settings']> =>
    shared(topicKey({ type: 'settings', roomId }), () =>
      createSettingsSource({ rooms: session.rooms, userId }, roomId),
    );
  const membersOf = (roomId: string, query: MemberListQuery | undefined): Readable<Snapshots['members']> =>
    shared(topicKey({ type: 'members', roomId, ...(query && { query }) }), () =>
      createMembersSource({ rooms: session.rooms, userId }, roomId, query),
    );

  let restored = Promise.resolve();
  let wasLoggedIn = false;
  let wasLive = false;
  const stopFollowing = session.state.subscribe((state) => {
    const loggedIn = state.status === 'loggedIn';
    const live = loggedIn && state.sync.status === 'live';
    // What an earlier host left comes before anything new, so that the order stays.
    if (loggedIn && !wasLoggedIn) restored = outbox.restore();
    if (!loggedIn && wasLoggedIn) outbox.clear();
    // When the server is back, the outbox does not wait for its pause to end.
    if (live && !wasLive) outbox.wake();
    wasLoggedIn = loggedIn;
    wasLive = live;
  });
  const requireLogin = (): void => {
    if (session.state.get().status !== 'loggedIn') throw new BmError('NOT_LOGGED_IN', 'nobody is logged in');
  };
  const isKnown = (roomId: string): boolean => session.rooms.get(roomId) !== undefined;

  const encryption = createEncryptionReadables(session);

  const deeds: Deeds = {
    ...createEncryptionDeeds(session),
    ...createRoomDeeds(session, userId),
    ...createDirectoryDeeds(session),
    login: ({ request }) => session.login(request),
    logout: () => session.logout(),
    reconnect: async () => {
      session.reconnect();
      outbox.wake();
    },
    send: async ({ roomId, key, content }) => {
      await restored;
      requireLogin();
      if (session.rooms.coverage.get() === 'all' && !isKnown(roomId)) {
        throw new BmError('ROOM_UNKNOWN', 'the room is not known to this session');
      }
      return outbox.send(roomId, key, content);
    },
    resend: ({ roomId, key }) => outbox.resend(roomId, key),
    discard: ({ roomId, key }) => outbox.discard(roomId, key),
    paginate: ({ roomId, limit }) => timelineOf(roomId).paginate(limit),
    markRead: async ({ roomId, eventId }) => {
      const [room, event] = [roomId, eventId].map(encodeURIComponent);
      await session.request({
        method: 'POST',
        path: `/_matrix/client/v3/rooms/${room}/receipt/m.read/${event}`,
        body: {},
      });
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
        timeline: () => timelineOf(roomIdOf(topic)).timeline,
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
      rooms.stop();
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
  if ('userId' in topic && typeof topic.userId === 'string') return topic.userId;
  throw new BmError('COMMAND_INVALID', `the topic needs a user id: ${topicKey(topic)}`);
}

function roomIdOf(topic: Topic): string {
  if ('roomId' in topic && typeof topic.roomId === 'string') return topic.roomId;
  throw new BmError('COMMAND_INVALID', `the topic needs a room id: ${topicKey(topic)}`);
}
