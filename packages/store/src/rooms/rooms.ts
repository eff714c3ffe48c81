/** The room list: what a row holds, what can be asked of the list, and the window it answers with. Pure data. */
import type { ErrorCode } from '@bundesmessenger/core/errors';

/** The newest thing in a room that is worth a line in the list. `body` is one line, cut. */
export type RoomPreview =
  | {
      readonly kind: 'message';
      readonly eventId: string;
      /** Display name of the sender. */
      readonly sender: string;
      readonly own: boolean;
      readonly content:
        'text' | 'emote' | 'notice' | 'image' | 'file' | 'audio' | 'video' | 'location' | 'sticker' | 'poll';
      /** The text, the caption or file name, the question. */
      readonly body: string;
      /** In an encrypted room: the server and its operator could read it, and could have written it. */
      readonly clearText?: true;
    }
  /** Encrypted, and not decrypted yet: turns into one of the others by itself. */
  | { readonly kind: 'pending'; readonly eventId: string }
  | { readonly kind: 'undecryptable' }
  | { readonly kind: 'none' };

/** Why an invite, a knock or an upgrade cannot be followed: the session's policy does not admit a server it names. */
export interface Barred {
  readonly code: ErrorCode;
  /** Absent where what should name a server does not. */
  readonly serverName?: string;
}

export interface RoomSummary {
  readonly roomId: string;
  /** Grows with every change of this row; equal `roomId` and `version` mean equal content. */
  readonly version: number;
  /**
   * `m.room.name`, else the alias, else made from the members as the specification says (client-server API "Calculating the
   * display name for a room"), with the user id where two members share a name. Empty for a room without any of these.
   */
  readonly name: string;
  /** `mxc:` URI: of the room, else of the other person in a direct chat. */
  readonly avatar?: string;
  readonly topic?: string;
  /** `m.room.canonical_alias`. */
  readonly canonicalAlias?: string;
  readonly membership: 'join' | 'invite' | 'knock' | 'leave' | 'ban';
  readonly kind: 'room' | 'space';
  readonly encrypted: boolean;
  /** Whether servers other than the user's own may take part (`m.room.server_acl`). */
  readonly federation: 'internal' | 'federated';
  /** Joined and invited. */
  readonly memberCount: number;
  /** By own receipts and push rules, threads included: only what the user wants to know of. 0 in an account that is silenced. */
  readonly unreadCount: number;
  /** Of those, the ones that mention the user, or hold a keyword of the push rules. */
  readonly highlightCount: number;
  /**
   * There may be more of both: the last read message lies before those that this session has. Of rooms far down the list
   * that is one, until somebody opens the room.
   */
  readonly unreadAtLeast?: true;
  /** By hand (`m.marked_unread`). */
  readonly markedUnread: boolean;
  readonly preview: RoomPreview;
  /** `origin_server_ts` of the newest event that puts the room up in the list, in milliseconds since 1970; 0 where none is known. */
  readonly latestTs: number;
  /** `m.favourite`. */
  readonly isFavourite: boolean;
  /** `m.lowpriority`. */
  readonly isLowPriority: boolean;
  /** Of which messages the user wants to know, by push rules: as set for the room, else for the account. */
  readonly notifications: 'all' | 'mentions' | 'none';
  /** Of none. */
  readonly isMuted: boolean;
  /** With whom this is a direct chat (`m.direct`). */
  readonly directUserId?: string;
  /** Ids of joined spaces that name this room as their child. */
  readonly parents: readonly string[];
  /** Of a space: ids of its rooms and spaces, in its order, whether joined or not. */
  readonly children: readonly string[];
  /** Absent where the server has not told yet. Versions this SDK does not know can be read as far as they are alike. */
  readonly roomVersion?: string;
  /** Room id of the successor, after an upgrade (`m.room.tombstone`). */
  readonly replacedBy?: string;
  /** With membership `invite`: who invites. */
  readonly inviter?: { readonly userId: string; readonly displayName: string };
  /** The invite or knock cannot be followed, or the upgrade. Show why; the command would be refused. */
  readonly barred?: Barred;
}

export type RoomFilter =
  /** Unread messages, or marked as unread, or an invite. */
  | 'unread'
  /** Messages that mention the user. */
  | 'highlighted'
  | 'favourite'
  | 'lowPriority'
  | 'muted'
  /** Direct chats. */
  | 'people'
  /** Everything but direct chats. */
  | 'rooms'
  | 'spaces'
  | 'invites'
  | 'knocks'
  | 'encrypted'
  | 'federated';

/** Each begins with the invites. `unread`: then mentions, then unread, then the rest, each newest first. */
export type RoomSort = 'recent' | 'name' | 'unread';

/** What part of the list to show. Spaces are listed only where `filters` has `spaces`. */
export interface RoomListQuery {
  /** All have to match. */
  readonly filters?: readonly RoomFilter[];
  /** None may match. */
  readonly without?: readonly RoomFilter[];
  /** Id of a space: its rooms, and those of the spaces in it. */
  readonly space?: string;
  /** Words that name, alias or member names have to contain, whatever their case and accents. */
  readonly search?: string;
  /** @default 'recent' */
  readonly sort?: RoomSort;
  /** Matching rooms before the window. @default 0 */
  readonly offset?: number;
  /** Rooms in the window. @default 30, at most 300 */
  readonly limit?: number;
}

/** Over all rooms but the muted, whatever the query. */
export interface UnreadTotals {
  /** Rooms with unread messages or marked as unread. */
  readonly rooms: number;
  /** Of rooms with `unreadAtLeast` those that are known. */
  readonly messages: number;
  readonly highlights: number;
  readonly invites: number;
}

export interface RoomList {
  /** `loading`: nothing is known. `cached`: as it was when the session last ran. `ready`: as the server says. */
  readonly status: 'loading' | 'cached' | 'ready';
  /** Whether every room of the account is known: until then `total` grows, and filters and search do not see all. */
  readonly complete: boolean;
  /** Number of rooms that match. `items` is a window of them. */
  readonly total: number;
  readonly unread: UnreadTotals;
  /** Matching rooms before the first item. */
  readonly offset: number;
  readonly items: readonly RoomSummary[];
}
