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
import { createNotificationsSource } from '../notifications/notifications.source.ts';
import { createProfileSource } from '../profile/profile.source.ts';
import { createSharedReadables } from '../protocol/shared-readables.ts';
import { topicKey, type Snapshots, type Topic } from '../protocol/topics.ts';
import { createRoomDeeds } from '../rooms/room-deeds.source.ts';
import type { RoomsSource } from '../rooms/rooms.source.ts';
import { createSettingsSource } from '../rooms/settings.source.ts';
import { createMessages } from '../timeline/messages.source.ts';
import type { TimelineView } from '../timeline/timeline-commands.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { createTypingSource } from '../typing/typing.source.ts';
import type { Deeds } from './deeds.ts';
import { nameIn } from './topic-fields.ts';

/** What the first stage does itself. */
export type FirstStageTopic = 'session' | 'deployment' | 'rooms' | 'room';
export type FirstStageCommand = 'login' | 'logout' | 'reconnect';

type SecondStageTopic = Exclude<Topic['type'], FirstStageTopic>;
/** Timelines, in which each reader has a place of her own. */
type ViewTopic = 'timeline' | 'focused' | 'thread' | 'files' | 'search';

export interface SecondStage {
  readonly deeds: Omit<Deeds, FirstStageCommand>;
  /** @throws {BmError} COMMAND_INVALID where the topic lacks a field */
  watch(topic: Topic, reader?: string): Readable<Snapshots[SecondStageTopic]>;
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
  readonly rooms: Pick<RoomsSource, 'list'>;
}

/** What the first stage gives. */
export type SecondStageParts = Omit<SecondStageOptions, 'session'>;

export function createSecondStage({ session, userId, cache, rooms }: SecondStageOptions): SecondStage {
  const messages = createMessages(session, userId, cache);
  const { outbox, timelines, drafts } = messages;
  const encryption = createEncryptionReadables(session);
  const notifications = createNotificationsSource({ storage: session.storage, userId, rooms });
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

  const views: { readonly [Type in ViewTopic]: (topic: Topic) => TimelineView } = {
    timeline: () => ({ type: 'live' }),
    focused: (topic) => ({ type: 'focused', eventId: nameIn(topic, 'eventId') }),
    thread: (topic) => ({ type: 'thread', threadId: nameIn(topic, 'threadId') }),
    files: () => ({ type: 'files' }),
    search: (topic) => ({ type: 'search', search: nameIn(topic, 'search') }),
  };
  const timelineOf = (topic: Topic, view: TimelineView, reader?: string): Readable<Timeline> => {
    const roomId = nameIn(topic, 'roomId');
    const { timeline } = timelines.of(roomId, view, reader);
    return view.type === 'live' ? cachedTimeline(timeline, { cache, isLoaded: cache.isLoaded, roomId }) : timeline;
  };
  const sources: {
    [Type in Exclude<SecondStageTopic, ViewTopic>]: (
      topic: Extract<Topic, { type: Type }>,
    ) => Readable<Snapshots[Type]>;
  } = {
    pinned: (topic) => timelines.pinned(nameIn(topic, 'roomId')),
    draft: (topic) => drafts.of(nameIn(topic, 'roomId'), topic.threadId),
    typing: (topic) => createTypingSource(session.rooms, userId, nameIn(topic, 'roomId')),
    settings: (topic) => createSettingsSource({ rooms: session.rooms, userId }, nameIn(topic, 'roomId')),
    members: (topic) => createMembersSource({ rooms: session.rooms, userId }, nameIn(topic, 'roomId'), topic.query),
    profile: () => createProfileSource(session),
    notifications: () => notifications.notifications,
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
      ...notifications.deeds,
      ...messages.deeds,
    } satisfies Omit<Deeds, FirstStageCommand> as Record<Exclude<CommandType, FirstStageCommand>, never>,
    watch(topic, reader) {
      const view = Object.hasOwn(views, topic.type) ? views[topic.type as ViewTopic](topic) : undefined;
      if (view) return shared(`${topicKey(topic)} ${reader}`, () => timelineOf(topic, view, reader));
      const source = sources[topic.type as keyof typeof sources];
      return shared(topicKey(topic), () => source(topic as never) as never);
    },
    wake: () => outbox.wake(),
    stop() {
      stopFollowing();
      notifications.stop();
      for (const stop of stopForgetting) stop();
      outbox.stop();
    },
  };
}
