/** One answer of the server in one form, whether sliding or classic sync brought it. Cleaned; plain data. */
import type { ClientEvent, StateEvent, StrippedStateEvent, ToDeviceEvent, TypedContent } from './client-event.ts';

const memberships = ['join', 'invite', 'knock', 'leave', 'ban'] as const;

export type Membership = (typeof memberships)[number];

export function isMembership(value: unknown): value is Membership {
  return (memberships as readonly unknown[]).includes(value);
}

/** A member the room is called after where it has no name (client-server API, room summary `m.heroes`). */
export interface Hero {
  readonly userId: string;
  readonly displayName?: string;
  readonly avatarUrl?: string;
}

/** What has changed in one room. Absent fields have not changed. */
export interface RoomUpdate {
  readonly roomId: string;
  /** The answer tells the room from scratch: what was known of its state and timeline before does not count any more. */
  readonly initial: boolean;
  readonly membership: Membership;
  /** In full or in part (lazy members, the list's selection). */
  readonly state: readonly StateEvent[];
  /** What `state` describes: the room before the timeline's first event (classic sync) or after its last one (sliding sync). */
  readonly stateAt: 'timelineStart' | 'timelineEnd';
  /** Of an invite or knock. */
  readonly strippedState?: readonly StrippedStateEvent[];
  /** Oldest first, state events among them. */
  readonly timeline: readonly ClientEvent[];
  /** Events are missing between what was known and `timeline`. */
  readonly limited: boolean;
  /** Where `/messages` goes on backwards from the first event of `timeline`. Absent at the start of the room. */
  readonly prevBatch?: string;
  readonly heroes?: readonly Hero[];
  readonly joinedCount?: number;
  readonly invitedCount?: number;
  /** Grows with what is worth a place at the top of the list; its unit is the server's own. Sliding sync only. */
  readonly bumpStamp?: number;
  /** `m.receipt`, `m.typing`. */
  readonly ephemeral: readonly TypedContent[];
  /** `m.tag`, `m.fully_read`, `m.marked_unread` … */
  readonly accountData: readonly TypedContent[];
}

export interface SyncUpdate {
  readonly rooms: readonly RoomUpdate[];
  /** Global account data: `m.direct`, `m.push_rules` … */
  readonly accountData: readonly TypedContent[];
  readonly toDevice: readonly ToDeviceEvent[];
  readonly deviceLists?: { readonly changed: readonly string[]; readonly left: readonly string[] };
  /** By algorithm. */
  readonly oneTimeKeyCounts?: Readonly<Record<string, number>>;
  readonly unusedFallbackKeyTypes?: readonly string[];
  /** The first answer of a new connection: what changed in other users' device lists before it is unknown. */
  readonly fresh: boolean;
  /** How much of the account this answer has told of. */
  readonly coverage: Coverage;
}

/** `window`: the rooms at the top of the list. `all`: every room. */
export type Coverage = 'window' | 'all';
