/** What a new room looks like: always encrypted, with the conventions of BundesMessenger. Pure. */
import { serverAcl } from '../federation/server-acl.ts';
import { creationContent, type Federation } from '../whitelist/rooms.ts';

export { serverAcl };

export interface NewRoom {
  /** Empty for a direct chat: it is called after the other person. */
  readonly name: string;
  /** User ids. */
  readonly invite: readonly string[];
  /** Whom the room's server ACL admits; can be changed later, within what the session allows. */
  readonly federation: Federation;
  readonly topic?: string;
  /** A space holds rooms and no messages. @default 'room' */
  readonly kind?: 'room' | 'space';
  /** A chat with the invited people, who get the same rights. */
  readonly direct?: boolean;
}

/** What of the session shows in a room it makes. */
export interface RoomMaker {
  /** Its server is the one an internal room admits. */
  readonly userId: string;
  /** Whether rooms of this session can ever take part in federation. See docs/decisions/internal-rooms.md. */
  readonly federation: Federation;
  /** Makes the alias unique, as BundesMessenger's apps do. */
  readonly nowMs: number;
}

/** Room names longer than this are cut for the alias only; a room alias may have 255 bytes in all (appendix 4.2.3). */
const maxAliasNameLength = 64;

/** The body of `POST /createRoom`. */
export function createRoomContent(room: NewRoom, maker: RoomMaker): object {
  const { name, invite, topic, kind = 'room', direct = false } = room;
  const isSpace = kind === 'space';
  return {
    creation_content: { ...creationContent(maker.federation), ...(isSpace && { type: 'm.space' }) },
    preset: direct ? 'trusted_private_chat' : 'private_chat',
    visibility: 'private',
    ...(name !== '' && { name }),
    ...(topic !== undefined && topic !== '' && { topic }),
    ...(direct ? { is_direct: true } : { room_alias_name: aliasName(name, maker.nowMs) }),
    invite,
    // Client-server API "Spaces": nobody should send messages there.
    ...(isSpace && { power_level_content_override: { events_default: 100 } }),
    initial_state: initialState(room, maker),
  };
}

/** As BundesMessenger's apps do it: a direct chat has no ACL. A space has nothing to encrypt, and nothing can be sent to it. */
function initialState({ federation, kind, direct }: NewRoom, { userId }: RoomMaker): readonly object[] {
  const state = (type: string, content: object): object => ({ type, state_key: '', content });
  return [
    ...(kind === 'space' ? [] : [state('m.room.encryption', { algorithm: 'm.megolm.v1.aes-sha2' })]),
    state('m.room.history_visibility', { history_visibility: 'invited' }),
    ...(direct ? [] : [state('m.room.server_acl', serverAcl(federation, userId))]),
  ];
}

function aliasName(name: string, nowMs: number): string {
  const letters = name.toLowerCase().replace(/[^a-z0-9]/g, '');
  return `${letters.slice(0, maxAliasNameLength)}${nowMs}`;
}
