/** What each command about messages does. */
import { BmError, isMarkedUnread, type JsonObject, type Session } from '@bundesmessenger/core';
import type { Readable } from '@bundesmessenger/core/readable';
import type { Drafts } from '../drafts/drafts.source.ts';
import type { MediaFiles } from '../media/media-files.source.ts';
import {
  changedOutgoing,
  newEdit,
  newFile,
  newMessage,
  newPollEnd,
  newReaction,
  newVote,
  type ThreadEnd,
} from '../outbox/compose.ts';
import { editedBy, unsentPrefix, type Outgoing } from '../outbox/outgoing.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { createTypingTeller } from '../typing/typing.source.ts';
import { localIdPrefix } from './event-index.ts';
import type { NewRelation } from './message-content.ts';
import { createOwnReactions } from './own-reactions.source.ts';
import { pinnedEventIds } from './pinned.source.ts';
import type { RoomEvents } from './room-events.source.ts';
import type { TimelineCommands } from './timeline-commands.ts';
import type { Timelines } from './timelines.source.ts';

export type TimelineDeeds = {
  [Type in keyof TimelineCommands]: (
    command: TimelineCommands[Type]['parameters'],
    /** See `Deeds`. */
    reader?: string,
  ) => Promise<TimelineCommands[Type]['result'] extends undefined ? void : TimelineCommands[Type]['result']>;
};

export interface TimelineDeedsOptions {
  readonly session: Pick<Session, 'request' | 'rooms' | 'sendState'>;
  readonly outbox: Outbox;
  readonly timelines: Timelines;
  readonly drafts: Drafts;
  readonly files: MediaFiles;
  readonly userId: Readable<string | undefined>;
  /** Resolves when what an earlier host left is in the outbox, so that the order stays. */
  readonly restored: () => Promise<void>;
}

/** What comes last in each room. */
type Turns = Map<string, Promise<unknown>>;

export function createTimelineDeeds(options: TimelineDeedsOptions): TimelineDeeds {
  const { session, outbox, timelines, drafts, files, restored } = options;
  const tellTyping = createTypingTeller(session.request);

  const requireLogin = (): string => {
    const userId = options.userId.get();
    if (userId === undefined) throw new BmError('NOT_LOGGED_IN', 'nobody is logged in');
    return userId;
  };
  /** Ready to send to the room, or to any that the sync may still bring. */
  const ready = async (roomId: string): Promise<void> => {
    await restored();
    requireLogin();
    if (session.rooms.coverage.get() === 'all' && !session.rooms.get(roomId)) {
      throw new BmError('ROOM_UNKNOWN', 'the room is not known');
    }
  };
  /** Messages on their way into the outbox. */
  const entering = new Set<Promise<unknown>>();
  /** @param enter calls the outbox, which has the message from then on */
  const enterOutbox = async <Result>(roomId: string, enter: () => Promise<Result>): Promise<Result> => {
    const entered = ready(roomId).then(() => ({ result: enter() }));
    entering.add(entered);
    try {
      return await (
        await entered
      ).result;
    } finally {
      entering.delete(entered);
    }
  };
  const everythingKept = async (): Promise<void> => {
    await Promise.allSettled(entering);
    await outbox.kept();
  };
  /** The event id of an event id or key; of what is not sent yet, a name that the outbox replaces in time. */
  const resolve = (roomId: string, target: string): string => {
    if (typeof target !== 'string' || target === '') throw new BmError('EVENT_UNKNOWN', 'no event has this name');
    if (target.startsWith('$')) return target;
    const known = outbox.eventIdOf(target) ?? timelines.eventsOf(roomId)?.eventIdOf(target);
    if (known !== undefined) return known;
    const waits = outbox
      .echoes(roomId)
      .get()
      .some(({ key }) => key === target);
    if (waits) return unsentPrefix + target;
    throw new BmError('EVENT_UNKNOWN', 'no event has this key');
  };
  const resolveRelation = (roomId: string, { replyTo, threadId }: NewRelation = {}): NewRelation => ({
    ...(replyTo !== undefined && { replyTo: resolve(roomId, replyTo) }),
    ...(threadId !== undefined && { threadId: resolve(roomId, threadId) }),
  });
  /** What the state of a row is about: its message or, where the server has that, the newest edit of it. */
  const underWay = (roomId: string, key: string): string => {
    const waiting = outbox
      .echoes(roomId)
      .get()
      .filter(({ send }) => send.status !== 'sent');
    if (waiting.some((echo) => echo.key === key)) return key;
    const eventId = resolve(roomId, key);
    return waiting.findLast(({ outgoing }) => editedBy(outgoing) === eventId)?.key ?? key;
  };
  /** The edited text of an event where there is one. */
  const contentOf = (roomId: string, eventId: string): JsonObject | undefined => {
    const index = timelines.eventsOf(roomId)?.index;
    const { clearness } = index?.get(eventId) ?? {};
    const edit = index?.editOf(eventId)?.clearness;
    if (edit?.status === 'clear') return edit.content['m.new_content'] as JsonObject;
    return clearness?.status === 'clear' ? clearness.content : undefined;
  };
  /** Clients pass over an edit of anything else, and its text would be nowhere. */
  const requireText = (roomId: string, eventId: string, waiting: Outgoing | undefined): void => {
    const { clearness } = timelines.eventsOf(roomId)?.index.get(eventId) ?? {};
    if (clearness?.status === 'redacted') throw new BmError('EVENT_UNKNOWN', 'the message was deleted');
    const type = waiting?.kind === 'event' ? waiting.eventType : clearness?.status === 'clear' && clearness.type;
    if (type && type !== 'm.room.message') throw new BmError('MESSAGE_INVALID', 'only a message has a text to edit');
  };
  const roomPath = (roomId: string, rest: string, version = 'v3'): string =>
    `/_matrix/client/${version}/rooms/${encodeURIComponent(roomId)}/${rest}`;
  /** A room that was marked to come back to is not any more when it is read (client-server API "Marking rooms as unread"). */
  const unmark = async (roomId: string): Promise<void> => {
    const room = session.rooms.get(roomId);
    if (!room || !isMarkedUnread((type) => room.accountData(type))) return;
    const [user, id] = [requireLogin(), roomId].map(encodeURIComponent);
    const path = `/_matrix/client/v3/user/${user}/rooms/${id}/account_data/m.marked_unread`;
    await session.request({ method: 'PUT', path, body: { unread: false } });
  };
  /** Deeds that begin with what is there follow each other, by room: each has to see what the one before it did. */
  const inTurn = <Done>(turns: Turns, roomId: string, act: () => Promise<Done>): Promise<Done> => {
    const next = (turns.get(roomId) ?? Promise.resolve()).catch(() => undefined).then(act);
    turns.set(roomId, next);
    return next;
  };
  const pinning: Turns = new Map();
  const reacting: Turns = new Map();
  const ownReactions = createOwnReactions({ request: session.request, outbox, timelines });
  /** On what the server has: the sync may be behind. */
  const changePins = async (roomId: string, change: (ids: readonly string[]) => readonly string[]): Promise<void> => {
    requireLogin();
    await inTurn(pinning, roomId, async () => {
      const path = roomPath(roomId, 'state/m.room.pinned_events/');
      const content = await session.request({ method: 'GET', path }).catch((error: unknown) => {
        if (error instanceof BmError && error.errcode === 'M_NOT_FOUND') return {};
        throw error;
      });
      const pinned = change(pinnedEventIds(content));
      await session.sendState(roomId, 'm.room.pinned_events', '', { pinned });
    });
  };

  return {
    send: ({ roomId, key, content, relation }) =>
      enterOutbox(roomId, () => {
        const resolved = resolveRelation(roomId, relation);
        const end = threadEnd(timelines.eventsOf(roomId), resolved.threadId);
        return outbox.send(roomId, key, newMessage(content, resolved, end));
      }),
    sendFile: ({ roomId, key, file, description = {} }) =>
      enterOutbox(roomId, () => {
        const resolved = { ...description, ...resolveRelation(roomId, description) };
        const end = threadEnd(timelines.eventsOf(roomId), resolved.threadId);
        return outbox.send(roomId, key, { kind: 'file', file: newFile(file, resolved, end) }, file);
      }),
    async download({ roomId, mediaId, variant = 'file' }) {
      requireLogin();
      return files.download(roomId, mediaId, variant);
    },
    async loadAvatar({ url, sizePx }) {
      requireLogin();
      return files.avatar(url, sizePx);
    },
    edit: ({ roomId, key, target, content }) =>
      enterOutbox(roomId, () => {
        const eventId = resolve(roomId, target);
        const waiting = outbox
          .echoes(roomId)
          .get()
          .find((echo) => echo.key === target)?.outgoing;
        requireText(roomId, eventId, waiting);
        if (eventId.startsWith(unsentPrefix) && waiting && waiting.kind !== 'redaction') {
          const changed = outbox.change(roomId, target, changedOutgoing(waiting, content));
          if (changed) return changed;
          // Where it will lie is not known before it is there: an edit now would take the file away.
          if (waiting.kind === 'file') throw new BmError('EVENT_UNKNOWN', 'the file is being uploaded');
        }
        const original = waiting?.kind === 'event' ? waiting.content : undefined;
        return outbox.send(roomId, key, newEdit(eventId, content, contentOf(roomId, eventId) ?? original));
      }),
    async redact({ roomId, key, target, reason }) {
      await ready(roomId);
      const eventId = resolve(roomId, target);
      if (eventId.startsWith(unsentPrefix) && outbox.isUnsent(roomId, target)) return outbox.discard(roomId, target);
      await outbox.send(roomId, key, { kind: 'redaction', eventId, ...(reason !== undefined && { reason }) });
    },
    async react({ roomId, key, target, reaction }) {
      await ready(roomId);
      const eventId = resolve(roomId, target);
      const { sent } = await inTurn(reacting, roomId, async (): Promise<{ readonly sent: Promise<unknown> }> => {
        const own = await ownReactions({ roomId, eventId, key: reaction, userId: requireLogin() });
        if (own.length === 0) return { sent: outbox.send(roomId, key, newReaction(eventId, reaction)) };
        const takenBack = own.map((reactionId, at) => {
          const unsent = reactionId.startsWith(localIdPrefix) ? reactionId.slice(localIdPrefix.length) : undefined;
          if (unsent !== undefined && outbox.isUnsent(roomId, unsent)) return outbox.discard(roomId, unsent);
          // The key names this one deed; a second reaction of the same kind is a mistake that ends with it.
          return outbox.send(roomId, at === 0 ? key : crypto.randomUUID(), { kind: 'redaction', eventId: reactionId });
        });
        return { sent: Promise.all(takenBack) };
      });
      await sent;
    },
    async vote({ roomId, key, pollId, answerIds }) {
      await ready(roomId);
      await outbox.send(roomId, key, newVote(resolve(roomId, pollId), answerIds));
    },
    async endPoll({ roomId, key, pollId, text }) {
      await ready(roomId);
      await outbox.send(roomId, key, newPollEnd(resolve(roomId, pollId), text));
    },
    resend: async ({ roomId, key }) => outbox.resend(roomId, underWay(roomId, key)),
    discard: async ({ roomId, key }) => outbox.discard(roomId, underWay(roomId, key)),
    prefetch: async ({ roomId }) => timelines.prefetch(roomId),
    paginate: ({ roomId, limit, direction = 'backwards', view }, reader) =>
      timelines.of(roomId, view, reader).paginate(direction, limit),
    async jumpToDate({ roomId, ts }) {
      requireLogin();
      const query = new URLSearchParams({ ts: String(Math.max(0, Math.round(ts))), dir: 'f' });
      const path = roomPath(roomId, `timestamp_to_event?${query}`, 'v1');
      const { event_id: eventId, origin_server_ts: originServerTs } = await session
        .request({ method: 'GET', path })
        .catch((error: unknown) => {
          const isNone = error instanceof BmError && error.errcode === 'M_NOT_FOUND';
          throw isNone ? new BmError('EVENT_UNKNOWN', 'there is no event at or after this time') : error;
        });
      if (typeof eventId !== 'string' || typeof originServerTs !== 'number') {
        throw new BmError('BAD_RESPONSE', 'the answer names no event');
      }
      return { eventId, originServerTs };
    },
    async markRead({ roomId, eventId, private: isPrivate = false, threadId = 'main' }) {
      requireLogin();
      const path = roomPath(roomId, `receipt/m.read${isPrivate ? '.private' : ''}/${encodeURIComponent(eventId)}`);
      await session.request({ method: 'POST', path, body: { thread_id: threadId } });
      await unmark(roomId);
    },
    async setFullyRead({ roomId, eventId }) {
      requireLogin();
      const path = roomPath(roomId, 'read_markers');
      await session.request({ method: 'POST', path, body: { 'm.fully_read': eventId } });
    },
    setTyping: async ({ roomId, typing }) => tellTyping(roomId, requireLogin(), typing),
    async setDraft({ roomId, threadId, draft }) {
      requireLogin();
      await drafts.set(roomId, threadId, draft, everythingKept());
    },
    pin: ({ roomId, eventId }) => changePins(roomId, (ids) => [...ids.filter((id) => id !== eventId), eventId]),
    unpin: ({ roomId, eventId }) => changePins(roomId, (ids) => ids.filter((id) => id !== eventId)),
  };
}

/** The newest message of a thread, as far as it is known. */
function threadEnd(events: RoomEvents | undefined, threadId: string | undefined): ThreadEnd {
  if (!events || threadId === undefined) return {};
  const members = [...(events.index.threadOf(threadId)?.events.values() ?? [])];
  const latest = members
    .filter(({ event }) => event.event_id.startsWith('$'))
    .sort((a, b) => a.event.origin_server_ts - b.event.origin_server_ts)
    .at(-1);
  return latest ? { latestEventId: latest.event.event_id } : {};
}
