/**
 * Simplified sliding sync (MSC4186) as Synapse serves it: what is asked, and what the answer means. Pure.
 *
 * One request brings the first window. Then the rooms of the window get their last events, so that they open at once, and
 * the list grows in steps to all rooms. From then on the server is asked about the newest ones, and from time to time about
 * all: see docs/decisions/waiting-for-the-newest-rooms.md.
 */
import { BmError } from '../errors.ts';
import type { ClientEvent, JsonObject, StateEvent, StrippedStateEvent } from './client-event.ts';
import {
  arrayIn,
  isCount,
  isRoomId,
  isStateEvent,
  isUserId,
  objectIn,
  readEvents,
  readKeyState,
  readStateEvents,
  readStrippedState,
  readToDeviceEvents,
  readTypedContents,
} from './hostile-events.ts';
import { isMembership, type Hero, type Membership, type RoomUpdate, type SyncUpdate } from './sync-update.ts';

export const slidingSyncPath = '/_matrix/client/unstable/org.matrix.simplified_msc3575/sync';

/** Rooms of the first answer: more than a screen shows. */
export const windowSize = 20;
/** Rooms by which the list grows with each request. Measured on Synapse: 0.3 s for each step with 2,000 rooms. */
const growthStep = 100;
/**
 * Rooms of which the server tells at once, once it has told of all. Measured on Synapse 1.163: with these it answers 3 ms after
 * a message, as for an account of 20 rooms; with 2,000 it takes 25 ms, and as much for each device of each member.
 */
export const liveSize = 100;
/** From here on the list is not cut any more, whatever count a server claims. */
export const maxListSize = 100_000;
/** Events for each room of the window: a screenful, so that it opens without a further request. */
const windowTimelineLimit = 20;
/** Events for a room that somebody looks at. */
const openedTimelineLimit = 30;

type RequiredState = readonly (readonly [type: string, stateKey: string])[];

/** What a row of the list shows, and what decides whether the room may be used. */
const listState: RequiredState = [
  ['m.room.create', ''],
  ['m.room.name', ''],
  ['m.room.avatar', ''],
  ['m.room.canonical_alias', ''],
  ['m.room.encryption', ''],
  ['m.room.tombstone', ''],
  ['m.room.server_acl', ''],
  ['m.room.member', '$ME'],
  ['m.room.member', '$LAZY'],
  ['m.space.child', '*'],
];

/** What counting and previews need on top. */
const windowState: RequiredState = [
  ...listState,
  ['m.room.topic', ''],
  ['m.room.join_rules', ''],
  ['m.room.history_visibility', ''],
  ['m.room.power_levels', ''],
  ['m.space.parent', '*'],
];

/** Named one by one: with a wildcard for the type, Synapse 1.163 sends all members of the room, lazy or not. */
const openedState: RequiredState = [...windowState, ['m.room.pinned_events', ''], ['m.room.guest_access', '']];

export interface SlidingRequest {
  /** Tells the connections of one device apart. */
  readonly connectionId: string;
  /** How many rooms of the list to tell about. */
  readonly listSize: number;
  /** Whether the rooms of the window get their last events. */
  readonly prefetch: boolean;
  /** Rooms somebody looks at. */
  readonly opened: Iterable<string>;
  /** To-device messages and device lists; `since` acknowledges the messages before it. Off: the server keeps them. */
  readonly encryption: 'off' | { readonly toDeviceSince: string | undefined };
}

/** The list after `request`, when the server has `roomCount` rooms. */
export function nextListSize({ listSize, prefetch }: SlidingRequest, roomCount: number): number {
  if (!prefetch) return listSize;
  const next = listSize + growthStep;
  return next >= roomCount || next >= maxListSize ? maxListSize : next;
}

function isWholeList({ listSize }: SlidingRequest, roomCount: number): boolean {
  return listSize >= Math.min(roomCount, maxListSize);
}

export function slidingRequestBody({
  connectionId,
  listSize,
  prefetch,
  opened,
  encryption,
}: SlidingRequest): JsonObject {
  const enabled = { enabled: true };
  return {
    conn_id: connectionId,
    lists: {
      // In this order: for a list, Synapse 1.163 adds up what the lists before it ask for, and lets it stand for all later rooms.
      rooms: { ranges: [[0, listSize - 1]], timeline_limit: 1, required_state: listState },
      ...(prefetch && {
        window: {
          ranges: [[0, windowSize - 1]],
          timeline_limit: windowTimelineLimit,
          required_state: windowState,
        },
      }),
    },
    room_subscriptions: Object.fromEntries(
      [...opened].map((roomId) => [roomId, { timeline_limit: openedTimelineLimit, required_state: openedState }]),
    ),
    extensions: {
      account_data: enabled,
      receipts: enabled,
      typing: enabled,
      ...(encryption !== 'off' && {
        e2ee: enabled,
        to_device: {
          enabled: true,
          ...(encryption.toDeviceSince !== undefined && { since: encryption.toDeviceSince }),
        },
      }),
    },
  };
}

export interface SlidingAnswer {
  /** Where the next request goes on. */
  readonly pos: string;
  /** Rooms of the account. */
  readonly roomCount: number;
  readonly toDeviceSince: string | undefined;
  readonly update: SyncUpdate;
}

export interface SlidingContext {
  readonly userId: string;
  readonly request: SlidingRequest;
  /** Whether this is the first answer of a connection. */
  readonly fresh: boolean;
  /** What is known of the user's membership so far. */
  readonly membershipOf: (roomId: string) => Membership | undefined;
}

/** @throws {BmError} BAD_RESPONSE */
export function readSlidingAnswer(answer: JsonObject, context: SlidingContext): SlidingAnswer {
  const { pos, lists, rooms: answeredRooms, extensions } = answer;
  if (typeof pos !== 'string') throw new BmError('BAD_RESPONSE', 'the answer has no position');
  const { account_data, receipts, typing, to_device, e2ee } = objectIn(extensions);
  const ephemeral = [new Map(roomEntries(receipts)), new Map(roomEntries(typing))];
  const accountData = new Map(roomEntries(account_data));
  const told = new Map(Object.entries(objectIn(answeredRooms)));
  const roomIds = new Set([...told.keys(), ...ephemeral.flatMap((map) => [...map.keys()]), ...accountData.keys()]);

  const rooms = [...roomIds].filter(isRoomId).map((roomId): RoomUpdate => ({
    ...readRoom(roomId, objectIn(told.get(roomId)), context),
    ephemeral: readTypedContents(ephemeral.map((map) => map.get(roomId))),
    accountData: readTypedContents(accountData.get(roomId)),
  }));
  const { count } = objectIn(objectIn(lists).rooms);
  const roomCount = isCount(count) ? count : rooms.length;
  const { next_batch, events } = objectIn(to_device);
  return {
    pos,
    roomCount,
    toDeviceSince: typeof next_batch === 'string' ? next_batch : undefined,
    update: {
      rooms,
      accountData: readTypedContents(objectIn(account_data).global),
      toDevice: readToDeviceEvents(events),
      ...readKeyState(objectIn(e2ee)),
      fresh: context.fresh,
      coverage: isWholeList(context.request, roomCount) ? 'all' : 'window',
    },
  };
}

function roomEntries(extension: unknown): [string, unknown][] {
  return Object.entries(objectIn(objectIn(extension).rooms));
}

function readRoom(
  roomId: string,
  room: JsonObject,
  context: SlidingContext,
): Omit<RoomUpdate, 'ephemeral' | 'accountData'> {
  const { initial, limited, unstable_expanded_timeline: expanded, prev_batch, bump_stamp } = room;
  const state = readStateEvents(room.required_state);
  const stripped = readStrippedState(room.invite_state ?? room.stripped_state);
  const timeline = readEvents(room.timeline);
  const heroes = readHeroes(room.heroes);
  const fromScratch = initial === true;
  return {
    roomId,
    initial: fromScratch,
    membership: membershipIn({ state, stripped, timeline }, roomId, fromScratch, context),
    state,
    stateAt: 'timelineEnd',
    ...(stripped.length > 0 && { strippedState: stripped }),
    timeline,
    limited: limited === true || expanded === true,
    // Synapse always gives a token, also where nothing comes before.
    ...(typeof prev_batch === 'string' && timeline[0]?.type !== 'm.room.create' && { prevBatch: prev_batch }),
    ...(heroes.length > 0 && { heroes }),
    ...(isCount(room.joined_count) && { joinedCount: room.joined_count }),
    ...(isCount(room.invited_count) && { invitedCount: room.invited_count }),
    ...(isCount(bump_stamp) && { bumpStamp: bump_stamp }),
  };
}

function readHeroes(values: unknown): Hero[] {
  return arrayIn(values).flatMap((value) => {
    const { user_id, displayname, avatar_url } = objectIn(value);
    if (!isUserId(user_id)) return [];
    return [
      {
        userId: user_id,
        ...(typeof displayname === 'string' && { displayName: displayname }),
        ...(typeof avatar_url === 'string' && { avatarUrl: avatar_url }),
      },
    ];
  });
}

interface Evidence {
  readonly state: readonly StateEvent[];
  readonly stripped: readonly StrippedStateEvent[];
  readonly timeline: readonly ClientEvent[];
}

/** The answer does not name the membership; the user's own member event does, wherever it is. */
function membershipIn(
  { state, stripped, timeline }: Evidence,
  roomId: string,
  initial: boolean,
  { userId, membershipOf }: SlidingContext,
): Membership {
  const isOwn = (event: StrippedStateEvent): boolean => event.type === 'm.room.member' && event.state_key === userId;
  const own = stripped.findLast(isOwn) ?? state.findLast(isOwn) ?? timeline.filter(isStateEvent).findLast(isOwn);
  const named = own?.content.membership;
  if (isMembership(named)) return named;
  if (stripped.length > 0) return 'invite';
  const told = state.length > 0 || timeline.length > 0;
  // Told from scratch and nothing in it: Synapse says so that a state reset has put the user out of the room.
  if (initial) return told ? 'join' : 'leave';
  return membershipOf(roomId) ?? 'join';
}
