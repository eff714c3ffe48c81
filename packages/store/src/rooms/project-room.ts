/** From what the sync tells of a room to its row in the list. Pure. */
import type { Barred, ClientEvent, JsonObject, Notifications, Room, RoomReference } from '@bundesmessenger/core';
import { displayNames } from '../members/display-names.ts';
import { objectIn } from '../timeline/json.ts';
import { projectFederation } from '../timeline/state-change.ts';
import { isRoomId } from './identifiers.ts';
import { mxcIn } from './mxc.ts';
import { projectPreview, type PreviewContext } from './project-preview.ts';
import type { ListedRoom } from './room-index.ts';
import { heroesOf, roomName } from './room-name.ts';
import type { RoomSummary } from './rooms.ts';
import { searchText } from '../search/search-text.ts';
import { shownText } from './shown-text.ts';
import { stateContent, strippedEvent, versionIn } from './state-content.ts';

/** What the row needs besides the room itself. */
export interface RoomContext {
  readonly userId: string;
  /** The end of the timeline that the user gets to see. */
  readonly events: readonly ClientEvent[];
  readonly unread: Pick<RoomSummary, 'unreadCount' | 'highlightCount' | 'unreadAtLeast'>;
  readonly markedUnread: boolean;
  readonly notifications: Notifications;
  readonly directUserId: string | undefined;
  readonly parents: readonly string[];
  readonly decryptionOf: PreviewContext['decryptionOf'];
  /** `undefined` where the session's policy has nothing against it. */
  readonly barred: (reference: RoomReference) => Barred | undefined;
}

export type ProjectedRoom = Omit<ListedRoom, 'summary'> & { readonly summary: Omit<RoomSummary, 'version'> };

/** The list shows a line of it; the settings have it whole. */
const maxTopicLength = 300;

/** Of what a room's place in the list is made: a state change does not bring it up. As Synapse's `bump_stamp` (MSC4186). */
const bumping: ReadonlySet<string> = new Set([
  'm.room.create',
  'm.room.message',
  'm.room.encrypted',
  'm.sticker',
  'm.poll.start',
  'org.matrix.msc3381.poll.start',
]);

export function projectRoom(room: Room, context: RoomContext): ProjectedRoom {
  const { roomId, membership, bumpStamp, joinedCount, invitedCount } = room;
  const { userId, events, unread, notifications, directUserId, parents } = context;
  const nameOf = displayNames(room);
  const { name, canonicalAlias, heroNames } = roomName(room, userId, nameOf);
  const create = stateContent(room, 'm.room.create');
  const topic = shownText(stateContent(room, 'm.room.topic')?.topic, maxTopicLength);
  const avatar = avatarOf(room, context);
  const encrypted = stateContent(room, 'm.room.encryption') !== undefined;
  const tags = objectIn(room.accountData('m.tag')?.tags);
  const inviterId = membership === 'invite' ? inviterOf(room, userId) : undefined;
  const replacedBy = successorOf(room);
  const { room_id: predecessor } = objectIn(create?.predecessor);
  const barred = barredBy(room, { inviterId, replacedBy }, context);
  return {
    summary: {
      roomId,
      name,
      ...(avatar !== undefined && { avatar }),
      ...(topic !== '' && { topic }),
      ...(canonicalAlias !== undefined && { canonicalAlias }),
      membership,
      kind: create?.type === 'm.space' ? 'space' : 'room',
      encrypted,
      federation: projectFederation(stateContent(room, 'm.room.server_acl') ?? {}),
      memberCount: joinedCount + invitedCount,
      ...unread,
      markedUnread: context.markedUnread,
      preview: projectPreview(events, { ...context, nameOf, encrypted }),
      latestTs: latestTsOf(events),
      isFavourite: 'm.favourite' in tags,
      isLowPriority: 'm.lowpriority' in tags,
      notifications,
      isMuted: notifications === 'none',
      ...(directUserId !== undefined && { directUserId }),
      parents,
      children: childrenOf(room),
      ...(create && { roomVersion: versionIn(create) }),
      ...(replacedBy !== undefined && { replacedBy }),
      ...(inviterId !== undefined && { inviter: { userId: inviterId, displayName: nameOf(inviterId) } }),
      ...(barred && { barred }),
    },
    searchText: searchText([name, canonicalAlias?.replace(aliasStamp, ''), ...heroNames]),
    bumpStamp,
    ...(isRoomId(predecessor) && { predecessor }),
  };
}

/** The milliseconds in the aliases of BundesMessenger's apps: whoever searches for a file's number does not mean them. */
const aliasStamp = /\d{13}(?=:)/u;

/** In a chat of two the other person's picture stands for the room. */
function avatarOf(room: Room, { userId, directUserId }: RoomContext): string | undefined {
  const own = mxcIn(stateContent(room, 'm.room.avatar')?.url);
  const [other, ...more] = heroesOf(room, userId);
  const person = directUserId ?? (more.length === 0 && room.joinedCount + room.invitedCount <= 2 ? other : undefined);
  if (own !== undefined || person === undefined) return own;
  const hero = room.heroes.find((one) => one.userId === person);
  return mxcIn(stateContent(room, 'm.room.member', person)?.avatar_url) ?? mxcIn(hero?.avatarUrl);
}

function inviterOf(room: Room, userId: string): string | undefined {
  return (strippedEvent(room, 'm.room.member', userId) ?? room.state('m.room.member', userId))?.sender;
}

function successorOf(room: Room): string | undefined {
  const { replacement_room: named } = stateContent(room, 'm.room.tombstone') ?? {};
  return isRoomId(named) ? named : undefined;
}

/** An invite or knock leads into the room, an upgrade into its successor. */
function barredBy(
  room: Room,
  { inviterId, replacedBy }: { readonly inviterId: string | undefined; readonly replacedBy: string | undefined },
  { barred }: RoomContext,
): Barred | undefined {
  if (room.membership === 'invite' || room.membership === 'knock') {
    return barred({ room: room.roomId, ...(inviterId !== undefined && { sender: inviterId }) });
  }
  const sender = room.state('m.room.tombstone')?.sender;
  return replacedBy === undefined ? undefined : barred({ room: replacedBy, ...(sender !== undefined && { sender }) });
}

function latestTsOf(events: readonly ClientEvent[]): number {
  const bump = events.findLast(
    ({ type, state_key }) => bumping.has(type) && (state_key === undefined || type === 'm.room.create'),
  );
  return (bump ?? events.at(-1))?.origin_server_ts ?? 0;
}

/** Client-server API "m.space.child": by `order`, then by time, then by id. Without `via` it is a child no more. */
function childrenOf(room: Room): readonly string[] {
  return room
    .statesOf('m.space.child')
    .filter(
      ({ content, state_key }) => Array.isArray(content.via) && content.via.length > 0 && state_key.startsWith('!'),
    )
    .map(({ content, state_key, origin_server_ts }) => ({
      id: state_key,
      order: orderIn(content),
      ts: origin_server_ts,
    }))
    .sort((a, b) => compare(a.order, b.order) || a.ts - b.ts || compare(a.id, b.id))
    .map(({ id }) => id);
}

/** Printable ASCII, at most 50 characters; anything else sorts behind. */
function orderIn({ order }: JsonObject): string {
  return typeof order === 'string' && /^[\x20-\x7E]{1,50}$/.test(order) ? order : '\uffff';
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
