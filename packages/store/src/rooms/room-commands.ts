/**
 * What a page can ask about rooms and their members: one row per command, with parameters and result. All throw
 * NOT_LOGGED_IN, OFFLINE, SERVER_ERROR, RATE_LIMITED; what the user's power level does not allow throws FORBIDDEN.
 */
import type { Member, Role } from '../members/members.ts';
import type { SettingsChange } from './room-settings.ts';
import type { RoomSummary } from './rooms.ts';

/** Somebody in a room. `reason` is for everybody in the room to read, not encrypted. */
interface OnMember {
  roomId: string;
  userId: Member['userId'];
  reason?: string | undefined;
}

export interface RoomCommands {
  /**
   * Always encrypted, but for spaces, which hold no messages. `direct`: a chat with who is invited. Throws WL_SERVER_NAME for
   * whom the session's policy does not admit.
   */
  createRoom: {
    parameters: {
      name: string;
      invite: readonly string[];
      federation: 'internal' | 'federated';
      topic?: string;
      kind?: RoomSummary['kind'];
      direct?: boolean;
    };
    result: { roomId: string };
  };
  /** The direct chat with a user: the one there is, else a new one. Throws WL_SERVER_NAME. */
  openDirectChat: { parameters: { userId: string }; result: { roomId: string } };
  /** By room id, alias, or a link that names one. Throws WL_SERVER_NAME, FORBIDDEN, COMMAND_INVALID where it names no room. */
  join: { parameters: { roomIdOrAlias: string }; result: { roomId: string } };
  /** Asks to be let in. As `join`. */
  knock: { parameters: { roomIdOrAlias: string; reason?: string | undefined }; result: { roomId: string } };
  invite: { parameters: { roomId: string; userId: string }; result: undefined };
  leave: { parameters: { roomId: string }; result: undefined };
  /** Takes a room that was left off the account. */
  forget: { parameters: { roomId: string }; result: undefined };
  setFavourite: { parameters: { roomId: string; isFavourite: boolean }; result: undefined };
  setLowPriority: { parameters: { roomId: string; isLowPriority: boolean }; result: undefined };
  setNotifications: { parameters: { roomId: string; notifications: RoomSummary['notifications'] }; result: undefined };
  setMarkedUnread: { parameters: { roomId: string; markedUnread: boolean }; result: undefined };
  /** `null`: not a direct chat. */
  setDirect: { parameters: { roomId: string; userId: string | null }; result: undefined };
  /** One after the other; the first that fails ends it. Throws WL_SERVER_NAME for `federated` in an internal session. */
  changeSettings: { parameters: { roomId: string; settings: SettingsChange }; result: undefined };
  /** Throws COMMAND_INVALID for a creator of a room of version 12, whose role nobody can change. */
  setRole: { parameters: { roomId: string; userId: string; role: Role }; result: undefined };
  /** Also takes back an invite and refuses a knock. */
  kick: { parameters: OnMember; result: undefined };
  ban: { parameters: OnMember; result: undefined };
  unban: { parameters: OnMember; result: undefined };
  /** Makes a successor of the given version (default: the server's) and invites the members to it. */
  upgradeRoom: { parameters: { roomId: string; version?: string | undefined }; result: { roomId: string } };
  /** Puts a room or space into a space, or takes it out. Throws WL_SERVER_NAME. */
  setSpaceChild: { parameters: { spaceId: string; roomId: string; isChild: boolean }; result: undefined };
}

/** Must not be repeated when their answer got lost with the host. */
export const onceOnlyRoomCommands = [
  'createRoom',
  'openDirectChat',
  'upgradeRoom',
] as const satisfies readonly (keyof RoomCommands)[];
