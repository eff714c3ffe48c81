/** What can be set in a room, and what the user may do there. Pure data; `project-settings.ts` makes it. */
import type { Role } from '../members/members.ts';

/** `m.room.join_rules`. `restricted`: members of certain spaces or rooms may join; `other`: a rule this SDK does not know. */
export type JoinRule = 'public' | 'invite' | 'knock' | 'restricted' | 'knock_restricted' | 'private' | 'other';

/** `m.room.history_visibility`: from when on members can read. */
export type HistoryVisibility = 'world_readable' | 'shared' | 'invited' | 'joined';

/** What a power level may allow in a room. Rights over one member are with the member. */
export type RoomAction =
  | 'send'
  | 'react'
  | 'invite'
  | 'kick'
  | 'ban'
  /** Redact what others sent; one's own is always allowed. */
  | 'redact'
  /** Mention the whole room. */
  | 'notifyRoom'
  | 'pin'
  | 'changeName'
  | 'changeTopic'
  | 'changeAvatar'
  | 'changeAlias'
  | 'changeJoinRule'
  | 'changeHistoryVisibility'
  /** `m.room.server_acl`. */
  | 'changeFederation'
  | 'changeRoles'
  | 'changeSpaceChildren'
  | 'upgrade';

export type RoomPermissions = Readonly<Record<RoomAction, boolean>>;

export interface RoomSettings {
  /** `unknownRoom`: the session does not know the room, or is not in it any more. */
  readonly status: 'loading' | 'ready' | 'unknownRoom';
  /** As it was set; empty where nobody did. */
  readonly name: string;
  readonly topic: string;
  readonly avatar?: string;
  readonly canonicalAlias?: string;
  readonly joinRule: JoinRule;
  readonly historyVisibility: HistoryVisibility;
  readonly federation: 'internal' | 'federated';
  /** `m.federate: false`: no other server can ever take part, whatever `federation` says. */
  readonly federatesNever: boolean;
  readonly encrypted: boolean;
  readonly roomVersion?: string;
  readonly own: { readonly role: Role; readonly powerLevel: number; readonly isCreator: boolean };
  readonly can: RoomPermissions;
}

/** Settings to change; absent ones stay. */
export interface SettingsChange {
  readonly name?: string;
  readonly topic?: string;
  /** `mxc:` URI; `null` removes it. */
  readonly avatar?: string | null;
  readonly joinRule?: 'public' | 'invite' | 'knock';
  readonly historyVisibility?: HistoryVisibility;
  /** Whom `m.room.server_acl` admits. Refused with WL_SERVER_NAME where the session is internal. */
  readonly federation?: 'internal' | 'federated';
}
