/**
 * The second stage of the host: everything that happens inside rooms and with keys. It loads with the encryption, after the
 * list of rooms is there; what a page asks of it before waits.
 */
import type { Session } from '@bundesmessenger/core';
import type { Readable } from '@bundesmessenger/core/readable';
import { cachedTimeline, forgetIgnored } from '../cache/cached-timelines.ts';
import type { SessionCache } from '../cache/session-cache.ts';
import { createDirectoryDeeds } from '../directory/directory-deeds.source.ts';
import { createEncryptionDeeds, createEncryptionReadables } from '../encryption/encryption.source.ts';
import { createIgnoredUsersDeeds, createIgnoredUsersSource } from '../ignored-users/ignored-users.source.ts';
import { createMembersSource } from '../members/members.source.ts';
import type { CommandType } from '../protocol/commands.ts';
import { createProfileSource } from '../profile/profile.source.ts';
import { createSharedReadables } from '../protocol/shared-readables.ts';
import { topicKey, type Snapshots, type Topic } from '../protocol/topics.ts';
import { createRoomDeeds } from '../rooms/room-deeds.source.ts';
import { createSettingsSource } from '../rooms/settings.source.ts';
import { createMessages } from '../timeline/messages.source.ts';
import { createTypingSource } from '../typing/typing.source.ts';
import type { Deeds } from './deeds.ts';
import { nameIn } from './topic-fields.ts';

/** What the first stage does itself. */
export type FirstStageTopic = 'session' | 'deployment' | 'rooms' | 'room';
export type FirstStageCommand = 'login' | 'logout' | 'reconnect';

type SecondStageTopic = Exclude<Topic['type'], FirstStageTopic>;

export interface SecondStage {
  readonly deeds: Omit<Deeds, FirstStageCommand>;
  /** @throws {BmError} COMMAND_INVALID where the topic lacks a field */
  watch(topic: Topic): Readable<Snapshots[SecondStageTopic]>;
  /** The server may be back: what waits is tried at once. */
  wake(): void;
  stop(): void;
}

/** What the file of the second stage exports to the first. */
export type SecondStageModule = typeof import('../encryption.ts');

export interface SecondStageOptions {
  readonly session: Session;
  readonly userId: Readable<string | undefined>;
  readonly cache: SessionCache;
}

export function createSecondStage({ session, userId, cache }: SecondStageOptions): SecondStage {
  const messages = createMessages(session, userId, cache);
  const { outbox, timelines, drafts } = messages;
  const encryption = createEncryptionReadables(session);
  const shared = createSharedReadables();

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

  const forgetKept = (): void => {
    timelines.forgetPrefetched();
    forgetIgnored(cache, session.rooms.ignored.get());
  };
  const stopForgetting = [session.rooms.ignored, cache.isLoaded].map((either) => either.subscribe(forgetKept));

  const sources: {
    [Type in SecondStageTopic]: (topic: Extract<Topic, { type: Type }>) => Readable<Snapshots[Type]>;
  } = {
    timeline: (topic) => {
      const roomId = nameIn(topic, 'roomId');
      return cachedTimeline(timelines.of(roomId, { type: 'live' }, topic.reader).timeline, {
        cache,
        isLoaded: cache.isLoaded,
        roomId,
      });
    },
    focused: (topic) =>
      timelines.of(nameIn(topic, 'roomId'), { type: 'focused', eventId: nameIn(topic, 'eventId') }, topic.reader)
        .timeline,
    thread: (topic) =>
      timelines.of(nameIn(topic, 'roomId'), { type: 'thread', threadId: nameIn(topic, 'threadId') }, topic.reader)
        .timeline,
    files: (topic) => timelines.of(nameIn(topic, 'roomId'), { type: 'files' }, topic.reader).timeline,
    search: (topic) =>
      timelines.of(nameIn(topic, 'roomId'), { type: 'search', search: nameIn(topic, 'search') }, topic.reader).timeline,
    pinned: (topic) => timelines.pinned(nameIn(topic, 'roomId')),
    draft: (topic) => drafts.of(nameIn(topic, 'roomId'), topic.threadId),
    typing: (topic) => createTypingSource(session.rooms, userId, nameIn(topic, 'roomId')),
    settings: (topic) => createSettingsSource({ rooms: session.rooms, userId }, nameIn(topic, 'roomId')),
    members: (topic) => createMembersSource({ rooms: session.rooms, userId }, nameIn(topic, 'roomId'), topic.query),
    profile: () => createProfileSource(session),
    ignoredUsers: () => createIgnoredUsersSource(session.rooms),
    encryption: () => encryption.encryption,
    devices: () => encryption.devices,
    verification: () => encryption.verification,
    reauthentication: () => encryption.reauthentication,
    identity: (topic) => encryption.identity(nameIn(topic, 'userId')),
  };

  return {
    deeds: {
      beginLogin: ({ request }) => session.beginLogin(request),
      ...createEncryptionDeeds(session),
      ...createRoomDeeds(session, userId),
      ...createDirectoryDeeds(session),
      ...createIgnoredUsersDeeds(session, userId),
      ...messages.deeds,
    } satisfies Omit<Deeds, FirstStageCommand> as Record<Exclude<CommandType, FirstStageCommand>, never>,
    watch: (topic) => shared(topicKey(topic), () => sources[topic.type as SecondStageTopic](topic as never) as never),
    wake: () => outbox.wake(),
    stop() {
      stopFollowing();
      for (const stop of stopForgetting) stop();
      outbox.stop();
    },
  };
}
