/** R14: which rooms may be joined, and the switch that keeps new rooms to the own server. Pure. */
import { refuse } from '../network/web-url.ts';
import type { SessionOptions } from '../types.ts';
import { checkServerName, type ListedServers } from './listed-servers.ts';
import { serverNameIn } from './server-name.ts';

export type Federation = NonNullable<SessionOptions['federation']>;

/** Everything that names a server in a join, knock, invite, space child or room upgrade. */
export interface RoomReference {
  /** Room id or alias. Since room version 12 a room id names no server. */
  readonly room: unknown;
  readonly via?: unknown;
  /** Who invites, or who wrote the event that leads to the room. */
  readonly sender?: unknown;
}

/** Refuses a room that a server outside the list is named for (`WL_SERVER_NAME`). A federated session leaves that to its homeserver. */
export function checkRoom(
  list: ListedServers,
  { room, via = [], sender }: RoomReference,
  federation: Federation,
): void {
  if (federation === 'federated') return;
  if (typeof room !== 'string' || !/^[!#]./.test(room)) return refuse('WL_SERVER_NAME', 'not a room id or alias');
  if (room.startsWith('#') || room.includes(':')) checkServerName(list, serverNameIn(room, room[0] as '#' | '!'));
  if (!Array.isArray(via)) return refuse('WL_SERVER_NAME', 'via names no servers');
  for (const serverName of via) checkServerName(list, serverName);
  if (sender !== undefined) checkServerName(list, serverNameIn(sender, '@'));
}

/**
 * `creation_content` of a new room. An internal session makes rooms that no other server can ever take part in, even if
 * somebody changes the room's server ACL. See docs/decisions/internal-rooms.md.
 */
export function creationContent(federation: Federation): { readonly 'm.federate'?: false } {
  return federation === 'internal' ? { 'm.federate': false } : {};
}
