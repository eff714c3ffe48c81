/** What the homeserver's directories answer: public rooms and users to be found. Pure data. */
import type { Barred } from '../rooms/rooms.ts';

export interface PublicRoom {
  readonly roomId: string;
  readonly name: string;
  readonly topic?: string;
  readonly canonicalAlias?: string;
  /** `mxc:` URI. */
  readonly avatar?: string;
  readonly memberCount: number;
  readonly kind: 'room' | 'space';
  /** `knock`: somebody inside has to let the user in. */
  readonly access: 'join' | 'knock';
  /** What the user is to the room now, where the session knows it. */
  readonly membership?: 'join' | 'invite' | 'knock';
  /** The session's policy does not admit a server the room names. */
  readonly barred?: Barred;
}

export interface DirectoryPage {
  readonly rooms: readonly PublicRoom[];
  /** Goes on with the next page; absent at the end. */
  readonly nextBatch?: string;
}

export interface FoundUser {
  readonly userId: string;
  readonly displayName: string;
  /** `mxc:` URI. */
  readonly avatar?: string;
  /** The session's policy does not admit the user's server: cannot be invited. */
  readonly barred?: Barred;
}

export interface FoundUsers {
  readonly users: readonly FoundUser[];
  /** There are more than the server tells: the search should be narrower. */
  readonly limited: boolean;
}
