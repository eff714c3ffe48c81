/** `GET /_matrix/client/v3/sync`: what is asked, and what the answer means. Pure. */
import { BmError } from '../errors.ts';
import type { JsonObject } from './client-event.ts';
import {
  arrayIn,
  isCount,
  isRoomId,
  isUserId,
  objectIn,
  readEvents,
  readKeyState,
  readStateEvents,
  readStrippedState,
  readToDeviceEvents,
  readTypedContents,
} from './hostile-events.ts';
import { isMembership, type Membership, type RoomUpdate, type SyncUpdate } from './sync-update.ts';

/** Events for each room: a screenful, as in the window of sliding sync. */
const timelineLimit = 20;

/** Inline instead of stored on the server: that would be one more request before the list. */
const filter = JSON.stringify({
  room: {
    timeline: { limit: timelineLimit, lazy_load_members: true },
    state: { lazy_load_members: true },
  },
  presence: { not_types: ['*'] },
});

/** @param waitMs how long the server may hold the request until something happens */
export function classicSyncPath(since: string | undefined, waitMs: number): string {
  const query = new URLSearchParams({ filter, timeout: String(waitMs), set_presence: 'offline' });
  if (since !== undefined) query.set('since', since);
  return `/_matrix/client/v3/sync?${query.toString()}`;
}

export interface ClassicAnswer {
  /** Where the next request goes on. */
  readonly nextBatch: string;
  readonly update: SyncUpdate;
}

export interface ClassicContext {
  readonly userId: string;
  /** Whether this is the first answer. */
  readonly fresh: boolean;
}

/** @throws {BmError} BAD_RESPONSE */
export function readClassicAnswer(answer: JsonObject, { userId, fresh }: ClassicContext): ClassicAnswer {
  const { next_batch, rooms, account_data, to_device } = answer;
  if (typeof next_batch !== 'string') throw new BmError('BAD_RESPONSE', 'the answer has no position');
  const { join, invite, knock, leave } = objectIn(rooms);
  const each = (part: unknown, read: (roomId: string, room: JsonObject) => RoomUpdate): RoomUpdate[] =>
    Object.entries(objectIn(part)).flatMap(([roomId, room]) =>
      isRoomId(roomId) ? [read(roomId, objectIn(room))] : [],
    );
  return {
    nextBatch: next_batch,
    update: {
      rooms: [
        ...each(join, (roomId, room) => readRoom(roomId, room, 'join', fresh)),
        ...each(invite, (roomId, { invite_state }) => readStripped(roomId, invite_state, 'invite')),
        ...each(knock, (roomId, { knock_state }) => readStripped(roomId, knock_state, 'knock')),
        ...each(leave, (roomId, room) => {
          const update = readRoom(roomId, room, 'leave', fresh);
          return { ...update, membership: leaveOrBan(update, userId) };
        }),
      ],
      accountData: readTypedContents(objectIn(account_data).events),
      toDevice: readToDeviceEvents(objectIn(to_device).events),
      ...readKeyState(answer),
      fresh,
      coverage: 'all',
    },
  };
}

function readRoom(roomId: string, room: JsonObject, membership: Membership, fresh: boolean): RoomUpdate {
  const { limited, prev_batch, events } = objectIn(room.timeline);
  const summary = objectIn(room.summary);
  const { 'm.heroes': heroes, 'm.joined_member_count': joined, 'm.invited_member_count': invited } = summary;
  const timeline = readEvents(events);
  return {
    roomId,
    initial: fresh,
    membership,
    state: readStateEvents(objectIn(room.state).events),
    stateAt: 'timelineStart',
    timeline,
    limited: limited === true,
    ...(typeof prev_batch === 'string' && timeline[0]?.type !== 'm.room.create' && { prevBatch: prev_batch }),
    ...(Array.isArray(heroes) && {
      heroes: arrayIn(heroes)
        .filter(isUserId)
        .map((userId) => ({ userId })),
    }),
    ...(isCount(joined) && { joinedCount: joined }),
    ...(isCount(invited) && { invitedCount: invited }),
    ephemeral: readTypedContents(objectIn(room.ephemeral).events),
    accountData: readTypedContents(objectIn(room.account_data).events),
  };
}

function readStripped(roomId: string, state: unknown, membership: 'invite' | 'knock'): RoomUpdate {
  return {
    ...readRoom(roomId, {}, membership, false),
    strippedState: readStrippedState(objectIn(state).events),
  };
}

/** Both are in the part `leave`. */
function leaveOrBan({ state, timeline }: RoomUpdate, userId: string): Membership {
  const own = [...state, ...timeline].findLast(
    ({ type, state_key }) => type === 'm.room.member' && state_key === userId,
  );
  const named = own?.content.membership;
  return isMembership(named) && named === 'ban' ? 'ban' : 'leave';
}
