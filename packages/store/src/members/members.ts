/** The members of a room and their roles. Pure data; `project-members.ts` makes it. */

/** BundesMessenger's three roles: power level 100 and more, 50 and more, less. */
export type Role = 'administrator' | 'moderator' | 'member';

export interface Member {
  readonly userId: string;
  /** Grows with every change of this row; equal `userId` and `version` mean equal content. */
  readonly version: number;
  /** With the user id where two members share a name. The user id where there is none. */
  readonly displayName: string;
  /** `mxc:` URI. */
  readonly avatar?: string;
  readonly membership: 'join' | 'invite' | 'knock' | 'ban';
  readonly isOwn: boolean;
  readonly role: Role;
  /** Of a creator of a room of version 12: `Number.MAX_SAFE_INTEGER`, above all that can be set. */
  readonly powerLevel: number;
  /** Made the room, and since room version 12 nobody can take that from her. */
  readonly isCreator: boolean;
  /** Why somebody was banned, invited or wants to be let in, in their own words. */
  readonly reason?: string;
  /** What the user may do to this member. */
  readonly can: {
    /** Also: take back an invite, refuse a knock. */
    readonly kick: boolean;
    readonly ban: boolean;
    readonly unban: boolean;
    /** Answer a knock with an invite. */
    readonly invite: boolean;
    /** Roles that can be given; empty where the role cannot be changed. */
    readonly roles: readonly Role[];
  };
}

export interface MemberListQuery {
  /** @default 'join' and 'invite' */
  readonly memberships?: readonly Member['membership'][];
  /** Words that display name or user id have to contain, whatever their case and accents. */
  readonly search?: string;
  /** @default 0 */
  readonly offset?: number;
  /** @default 50, at most 300 */
  readonly limit?: number;
}

export interface MemberList {
  /** `partial`: those that are known so far; the rest is loading. `failed`: the rest could not be loaded; asked again by the next watch. */
  readonly status: 'loading' | 'partial' | 'ready' | 'failed' | 'unknownRoom';
  /** Number of members that match. `items` is a window of them. */
  readonly total: number;
  readonly offset: number;
  /** Highest power level first, then by name. */
  readonly items: readonly Member[];
}
