/** Feeds a room's timeline from matrix-js-sdk while somebody listens. */
import { writable, type Readable } from '@bundesmessenger/core/readable';
import { BmError, toBmError, type Session } from '@bundesmessenger/core';
import { ClientEvent, type MatrixClient } from 'matrix-js-sdk/lib/client.js';
import { Direction } from 'matrix-js-sdk/lib/models/event-timeline.js';
import { MatrixEventEvent, type MatrixEvent } from 'matrix-js-sdk/lib/models/event.js';
import { RoomEvent } from 'matrix-js-sdk/lib/models/room.js';
import { RoomStateEvent } from 'matrix-js-sdk/lib/models/room-state.js';
import type { Outbox } from '../outbox/outbox.ts';
import { coalesce } from '../protocol/coalesce.ts';
import { initialSnapshots } from '../protocol/topics.ts';
import { withVersions } from '../protocol/versions.ts';
import { projectTimeline } from './project-timeline.ts';
import { readTimelineEvent } from './timeline-event.source.ts';
import type { Timeline, TimelineItem } from './timeline.ts';

export interface TimelineSource {
  readonly timeline: Readable<Timeline>;
  /** Loads older events. @throws {BmError} ROOM_UNKNOWN and what the server says */
  paginate(limit: number): Promise<void>;
}

export function createTimelineSource(session: Session, outbox: Outbox, roomId: string): TimelineSource {
  let paginating: Promise<void> | undefined;
  /** Whether what the room held when it was opened is decrypted: before, rows would pop up one by one in any order. */
  let opened = false;
  /** While older events load: the oldest event shown. They appear together, when all are decrypted. */
  let oldestShown: string | undefined;
  let paginationError: string | undefined;

  const timeline = writable<Timeline>(initialSnapshots.timeline, () => {
    const stops: (() => void)[] = [];
    let unfollow: (() => void) | undefined;
    stops.push(
      session.client.subscribe((client) => {
        unfollow?.();
        unfollow = client && follow(client, project);
        project();
      }),
      outbox.echoes(roomId).subscribe(project),
    );
    return () => {
      unfollow?.();
      for (const stop of stops) stop();
    };
  });

  const project = coalesce(() => {
    const client = session.client.get();
    const room = client?.getRoom(roomId);
    if (!client || !room || !opened) {
      const synced = client?.isInitialSyncComplete() === true;
      timeline.set({ ...initialSnapshots.timeline, status: synced && !room ? 'unknownRoom' : 'loading' });
      return;
    }
    const live = room.getLiveTimeline();
    const all = live.getEvents();
    const from = oldestShown === undefined ? 0 : all.findIndex((event) => event.getId() === oldestShown);
    if (!paginating) void decrypt(client, all);
    const events = all.slice(Math.max(from, 0)).flatMap((event) => readTimelineEvent(event) ?? []);
    for (const { eventId } of events) outbox.confirm(roomId, eventId);
    const items = projectTimeline({
      userId: client.getSafeUserId(),
      events,
      echoes: outbox.echoes(roomId).get(),
      nameOf: (userId) => room.getMember(userId)?.name ?? userId,
      keyOf: outbox.keyOf,
      dayOf,
    });
    timeline.set({
      status: paginating ? 'paginating' : 'ready',
      atStart: live.getPaginationToken(Direction.Backward) === null,
      atEnd: true,
      ...(paginationError !== undefined && { paginationError }),
      items: withVersions<TimelineItem>(timeline.get().items, items as never, ({ key }) => key),
    });
  });

  const follow = (client: MatrixClient, onChange: () => void): (() => void) => {
    const ofRoom = (_: unknown, room?: { roomId: string }): void => void (room?.roomId === roomId && onChange());
    const onReset = (room?: { roomId: string }): void => void (room?.roomId === roomId && onChange());
    const onDecrypted = (event: { getRoomId(): string | undefined }): void =>
      void (event.getRoomId() === roomId && onChange());
    const onState = (_: unknown, state: { roomId: string }): void => void (state.roomId === roomId && onChange());
    client.on(RoomEvent.Timeline, ofRoom);
    client.on(RoomEvent.TimelineReset, onReset);
    client.on(RoomEvent.Redaction, ofRoom);
    client.on(MatrixEventEvent.Decrypted, onDecrypted);
    client.on(RoomStateEvent.Members, onState);
    client.on(ClientEvent.Sync, onChange);
    const open = async (): Promise<void> => {
      const room = client.getRoom(roomId);
      if (opened || opening || !room) return;
      opening = true;
      await decrypt(client, room.getLiveTimeline().getEvents());
      opened = true;
      onChange();
    };
    let opening = false;
    client.on(ClientEvent.Sync, open);
    void open();
    // Names of members that the first answer left out; without them rows show bare user ids.
    void client
      .getRoom(roomId)
      ?.loadMembersIfNeeded()
      .then(onChange, () => undefined);
    return () => {
      client.off(RoomEvent.Timeline, ofRoom);
      client.off(RoomEvent.TimelineReset, onReset);
      client.off(RoomEvent.Redaction, ofRoom);
      client.off(MatrixEventEvent.Decrypted, onDecrypted);
      client.off(RoomStateEvent.Members, onState);
      client.off(ClientEvent.Sync, onChange);
      client.off(ClientEvent.Sync, open);
      opened = false;
    };
  };

  return {
    timeline,
    async paginate(limit) {
      const client = session.client.get();
      const room = client?.getRoom(roomId);
      if (!client || !room) throw new BmError('ROOM_UNKNOWN', 'the room is not known to this session');
      paginating ??= (async () => {
        oldestShown = room.getLiveTimeline().getEvents()[0]?.getId();
        project();
        try {
          await client.scrollback(room, limit);
          await decrypt(client, room.getLiveTimeline().getEvents());
          paginationError = undefined;
        } catch (error) {
          const known = toBmError(error);
          paginationError = known.code;
          throw known;
        } finally {
          oldestShown = undefined;
          paginating = undefined;
          project();
        }
      })();
      await paginating;
    },
  };
}

/** matrix-js-sdk decrypts what it needs for counts; a timeline needs the rest too. Newest first, as people read. */
async function decrypt(client: MatrixClient, events: readonly MatrixEvent[]): Promise<void> {
  await Promise.allSettled(events.toReversed().map((event) => client.decryptEventIfNeeded(event)));
}

/** ISO 8601 day in the host's time zone: Swedish dates are written that way. */
const dayFormat = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short' });
function dayOf(timestampMs: number): string {
  // The specification bounds neither sign nor size of the time; Intl throws beyond ±8.64e15 ms.
  return Number.isFinite(timestampMs) && Math.abs(timestampMs) <= 8.64e15
    ? dayFormat.format(timestampMs)
    : '1970-01-01';
}
