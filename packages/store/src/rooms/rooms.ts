/** The room list: what it shows and how Matrix JSON becomes that. Pure; `rooms.source.ts` feeds it. */

/** The newest thing in a room that is worth a line in the list. */
export type RoomPreview =
  | { readonly kind: 'message'; readonly sender: string; readonly own: boolean; readonly body: string }
  | { readonly kind: 'undecryptable' }
  | { readonly kind: 'none' };

export interface RoomSummary {
  readonly roomId: string;
  /** Grows with every change of this row; equal `roomId` and `version` mean equal content. */
  readonly version: number;
  /** `m.room.name`, else the alias, else made from the members as the specification says. Empty for a room without any of these. */
  readonly name: string;
  readonly membership: 'join' | 'invite' | 'knock' | 'leave' | 'ban';
  readonly encrypted: boolean;
  /** Whether servers other than the user's own may take part (`m.room.server_acl`). */
  readonly federation: 'internal' | 'federated';
  readonly memberCount: number;
  readonly unreadCount: number;
  readonly highlightCount: number;
  readonly preview: RoomPreview;
  /** `origin_server_ts` of the newest event, in milliseconds since 1970; 0 where there is none. */
  readonly latestTs: number;
  /** With membership `invite`: who invites. */
  readonly inviter?: { readonly userId: string; readonly displayName: string };
}

export interface RoomList {
  /** `loading` until the first answer of the server since the start. */
  readonly status: 'loading' | 'ready';
  /** Invites first, then newest first. */
  readonly items: readonly RoomSummary[];
}
