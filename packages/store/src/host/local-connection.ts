/** The host's own end of the protocol: every topic's source and every command's deed, over a session in this realm. */
import { BmError, toBmError, type Session } from '@bundesmessenger/core';
import type { Readable } from '@bundesmessenger/core/readable';
import type { MatrixClient } from 'matrix-js-sdk/lib/client.js';
import { createEncryptionDeeds, createEncryptionReadables } from '../encryption/encryption.source.ts';
import { createOutbox } from '../outbox/outbox.ts';
import type { Command, Commands, CommandType, Results } from '../protocol/commands.ts';
import { topicKey, type SnapshotOf, type Snapshots, type Topic } from '../protocol/topics.ts';
import { createRoomsSource } from '../rooms/rooms.source.ts';
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
        // Before the first answer no room is known, and nothing is wrong with the message.
        if (!client().isInitialSyncComplete()) throw new BmError('OFFLINE', 'the first answer is not here yet');
        return session.encrypt(roomId, 'm.room.message', content);
      },
      send: (roomId, encrypted, transactionId) => session.sendEncrypted(roomId, encrypted as never, transactionId),
    },
    session.storage,
  );
  const rooms = createRoomsSource(session);
  const timelines = new Map<string, TimelineSource>();
  const summaries = new Map<string, Readable<Snapshots['room']>>();

  const timelineOf = (roomId: string): TimelineSource => {
    let source = timelines.get(roomId);
    if (!source) timelines.set(roomId, (source = createTimelineSource(session, outbox, roomId)));
    return source;
  };
  const summaryOf = (roomId: string): Readable<Snapshots['room']> => {
    let summary = summaries.get(roomId);
    if (!summary) summaries.set(roomId, (summary = rooms.room(roomId)));
    return summary;
  };

  // What an earlier host left comes before anything new, so that the order stays.
  let restored = Promise.resolve();
  const stopRestoring = session.client.subscribe((current) => {
    if (current) restored = outbox.restore();
    else outbox.clear();
  });
  // When the server is back, the outbox does not wait for its pause to end.
  let wasLive = false;
  const stopFollowing = session.state.subscribe((state) => {
    const live = state.status === 'loggedIn' && state.sync.status === 'live';
    if (live && !wasLive) outbox.wake();
    wasLive = live;
  });

  const client = (): MatrixClient => {
    const current = session.client.get();
    if (!current) throw new BmError('NOT_LOGGED_IN', 'nobody is logged in');
    return current;
  };

  const encryption = createEncryptionReadables(session);

  const deeds: Deeds = {
    ...createEncryptionDeeds(session),
    login: ({ request }) => session.login(request),
    logout: () => session.logout(),
    reconnect: async () => {
      session.reconnect();
      outbox.wake();
    },
    createRoom: ({ name, invite, federation }) => session.createRoom({ name, invite, federation }),
    join: ({ roomIdOrAlias }) => session.join(roomIdOrAlias),
    invite: ({ roomId, userId }) => session.invite(roomId, userId),
    leave: async ({ roomId }) => void (await client().leave(roomId)),
    send: async ({ roomId, key, content }) => {
      await restored;
      if (client().isInitialSyncComplete() && !client().getRoom(roomId)) {
        throw new BmError('ROOM_UNKNOWN', 'the room is not known to this session');
      }
      return outbox.send(roomId, key, content);
    },
    resend: ({ roomId, key }) => outbox.resend(roomId, key),
    discard: ({ roomId, key }) => outbox.discard(roomId, key),
    paginate: ({ roomId, limit }) => timelineOf(roomId).paginate(limit),
    markRead: async ({ roomId, eventId }) => {
      const event = client().getRoom(roomId)?.findEventById(eventId);
      if (!event) throw new BmError('EVENT_UNKNOWN', 'the event is not in the timeline');
      await client().sendReadReceipt(event);
    },
  };

  return {
    watch<T extends Topic>(topic: T) {
      const readables: { [Type in Topic['type']]: () => Readable<Snapshots[Type]> } = {
        session: () => session.state,
        deployment: () => session.deployment,
        rooms: () => rooms.rooms,
        room: () => summaryOf(roomIdOf(topic)),
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
      stopRestoring();
      outbox.stop();
    },
  };
}

/** A page may call before the session has read what it stored: the answer would be "nobody is logged in". */
function untilStarted(session: Session): Promise<void> {
  return new Promise((resolve) => {
    let stop: (() => void) | undefined;
    let done = false;
    const check = (): void => {
      const { status } = session.state.get();
      const starting = status === 'starting' || (status === 'loggedIn' && !session.client.get());
      if (starting || done) return;
      done = true;
      stop?.();
      resolve();
    };
    const stops = [session.state.subscribe(check), session.client.subscribe(check)];
    stop = () => stops.forEach((end) => end());
    if (done) stop();
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
