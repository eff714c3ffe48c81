/** Everything about messages over one session: outbox, timelines, drafts, and the deeds of their commands. */
import {
  BmError,
  countUnread,
  isSilenced,
  keywordsOf,
  mayMentionRoom,
  noticesNotify,
  notificationsOf,
  withoutIgnored,
  type Session,
} from '@bundesmessenger/core';
import type { Readable } from '@bundesmessenger/core/readable';
import { storedTimeline } from '../cache/cached-timelines.ts';
import type { SnapshotCache } from '../cache/snapshot-cache.ts';
import { createDrafts, type Drafts } from '../drafts/drafts.source.ts';
import { createFileUpload } from '../media/file-upload.ts';
import { createMediaFiles } from '../media/media-files.source.ts';
import { leavesInClear } from '../outbox/outgoing.ts';
import { createOutbox, type Outbox, type OutboxTransport } from '../outbox/outbox.ts';
import type { RoomEventsOptions } from './room-events.source.ts';
import { createTimelineDeeds, type TimelineDeeds } from './timeline-deeds.source.ts';
import { createTimelines, type Timelines } from './timelines.source.ts';

export interface Messages {
  readonly outbox: Outbox;
  readonly timelines: Timelines;
  readonly drafts: Drafts;
  readonly deeds: TimelineDeeds;
  /** Somebody has logged in: takes up what an earlier host left. */
  restore(): void;
  /** Somebody has logged out. */
  clear(): void;
}

export function createMessages(session: Session, userId: Readable<string | undefined>, cache: SnapshotCache): Messages {
  const outbox = createOutbox(createTransport(session), session.storage);
  const timelines = createTimelines({
    rooms: session.rooms,
    encryption: session.encryption,
    request: session.request,
    userId,
    outbox,
    threadUnread: createThreadUnread(session, userId),
    stored: (roomId) => storedTimeline(cache, roomId),
  });
  const drafts = createDrafts(session.storage);
  const files = createMediaFiles(session.media, timelines, outbox);
  let restored = Promise.resolve();
  return {
    outbox,
    timelines,
    drafts,
    deeds: createTimelineDeeds({ session, outbox, timelines, drafts, files, userId, restored: () => restored }),
    restore() {
      restored = outbox.restore();
      drafts.restore();
    },
    clear() {
      outbox.clear();
      timelines.clear();
      drafts.clear();
      files.clear();
    },
  };
}

function createTransport(session: Session): OutboxTransport {
  return {
    async encrypt(roomId, eventType, content) {
      if (!session.rooms.get(roomId)) {
        // Left meanwhile: what was meant for those who were there then must not be sent by itself if she ever comes back.
        if (session.rooms.coverage.get() === 'all') throw new BmError('ROOM_UNKNOWN', 'the user has left the room');
        throw new BmError('OFFLINE', 'the room has not arrived by sync yet');
      }
      return session.encrypt(roomId, eventType, content);
    },
    async send(roomId, eventType, content, transactionId) {
      if (!leavesInClear(eventType)) return session.sendEncrypted(roomId, content as never, transactionId);
      const path = ['rooms', roomId, 'send', eventType, transactionId].map(encodeURIComponent).join('/');
      const answer = await session.request({ method: 'PUT', path: `/_matrix/client/v3/${path}`, body: content });
      if (typeof answer.event_id !== 'string') throw new BmError('BAD_RESPONSE', 'the answer has no event_id');
      return { eventId: answer.event_id };
    },
    redact: (roomId, eventId, transactionId, reason) => session.redact(roomId, eventId, transactionId, reason),
    upload: createFileUpload(session.media),
    isAnswering() {
      const state = session.state.get();
      return state.status === 'loggedIn' && state.sync.status === 'live';
    },
  };
}

/** By root: what core counts for the room list, without what is in no thread. */
function createThreadUnread(session: Session, userId: Readable<string | undefined>): RoomEventsOptions['threadUnread'] {
  return (room) => {
    const own = userId.get();
    if (own === undefined) return new Map();
    const pushRules = session.rooms.accountData('m.push_rules');
    const [levels, create] = [room.state('m.room.power_levels'), room.state('m.room.create')];
    const { threads } = countUnread({
      userId: own,
      events: withoutIgnored(room.live.events, session.rooms.ignored.get()),
      fromStart: room.live.before === 'start',
      receipts: room.receiptsOf(own),
      decrypted(event) {
        const decryption = session.encryption.get()?.decryptionOf(room.roomId, event);
        return decryption?.status === 'decrypted' ? decryption : undefined;
      },
      notifications: isSilenced(pushRules) ? 'none' : notificationsOf(pushRules, room),
      notices: noticesNotify(pushRules),
      keywords: keywordsOf(pushRules),
      mayMentionRoom: (sender) => mayMentionRoom(sender, levels, create),
    });
    return threads;
  };
}
