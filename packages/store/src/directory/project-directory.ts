/** From what the homeserver's directories answer to rows. Pure. */
import type { Barred, JsonObject, Room, RoomReference } from '@bundesmessenger/core';
import { isAlias, isRoomId, isUserId } from '../rooms/identifiers.ts';
import { mxcIn } from '../rooms/mxc.ts';
import { shownText } from '../rooms/shown-text.ts';
import type { DirectoryPage, FoundUser, FoundUsers, PublicRoom } from './directory.ts';

/** More than was asked for is cut. */
const maxRows = 100;
const maxNameLength = 120;
const maxIdLength = 255;
const maxTopicLength = 300;
/** A token is the server's; one that is longer than any address would be is none. */
const maxTokenLength = 1_000;

export interface DirectoryContext {
  readonly barred: (reference: RoomReference) => Barred | undefined;
  readonly membershipOf: (roomId: string) => Room['membership'] | undefined;
}

/** Answer of `POST /publicRooms`. */
export function projectDirectory(
  { chunk, next_batch: nextBatch }: JsonObject,
  context: DirectoryContext,
): DirectoryPage {
  const rooms = rowsIn(chunk).flatMap((row) => projectPublicRoom(row, context) ?? []);
  const goesOn = typeof nextBatch === 'string' && nextBatch !== '' && nextBatch.length <= maxTokenLength;
  return { rooms, ...(goesOn && { nextBatch }) };
}

function projectPublicRoom(row: JsonObject, { barred, membershipOf }: DirectoryContext): PublicRoom | undefined {
  const { room_id: roomId, canonical_alias: alias, num_joined_members: count } = row;
  if (!isRoomId(roomId)) return undefined;
  const canonicalAlias = isAlias(alias) ? alias : undefined;
  const topic = shownText(row.topic, maxTopicLength);
  const avatar = mxcIn(row.avatar_url);
  const membership = membershipOf(roomId);
  const bar = barred({ room: roomId });
  return {
    roomId,
    name: shownText(row.name, maxNameLength) || (canonicalAlias ?? shownText(roomId, maxIdLength)),
    ...(topic !== '' && { topic }),
    ...(canonicalAlias !== undefined && { canonicalAlias }),
    ...(avatar !== undefined && { avatar }),
    memberCount: Number.isSafeInteger(count) && (count as number) > 0 ? (count as number) : 0,
    kind: row.room_type === 'm.space' ? 'space' : 'room',
    access: row.join_rule === 'knock' || row.join_rule === 'knock_restricted' ? 'knock' : 'join',
    ...((membership === 'join' || membership === 'invite' || membership === 'knock') && { membership }),
    ...(bar && { barred: bar }),
  };
}

/** Answer of `POST /user_directory/search`. */
export function projectUsers(
  { results, limited }: JsonObject,
  { barred }: Pick<DirectoryContext, 'barred'>,
): FoundUsers {
  return { users: rowsIn(results).flatMap((row) => projectUser(row, barred) ?? []), limited: limited === true };
}

function projectUser(row: JsonObject, barred: DirectoryContext['barred']): FoundUser | undefined {
  const { user_id: userId } = row;
  if (!isUserId(userId) || /\s/.test(userId)) return undefined;
  const avatar = mxcIn(row.avatar_url);
  // A room of version 12 names no server: only the user's counts.
  const bar = barred({ room: '!room', sender: userId });
  return {
    userId,
    displayName: shownText(row.display_name, maxNameLength) || shownText(userId, maxIdLength),
    ...(avatar !== undefined && { avatar }),
    ...(bar && { barred: bar }),
  };
}

function rowsIn(value: unknown): readonly JsonObject[] {
  if (!Array.isArray(value)) return [];
  return (value as readonly unknown[])
    .slice(0, maxRows)
    .filter((row): row is JsonObject => typeof row === 'object' && row !== null && !Array.isArray(row));
}
