/** What a seeded homeserver holds: written beside its data, read by every later run. */

/** Counted up when the seed changes; an older folder is then made anew. */
export const seedVersion = 1;

export const password = 'Loopback-1';

/** Prefix of the names of the rooms that an account has many of; the pages are told by it what a room row is. */
export const roomNamePrefix = 'Vorgang';

export interface Reader {
  readonly localpart: string;
  readonly userId: string;
  /** Number of rooms besides the shared ones. */
  readonly rooms: number;
  /** Opens secret storage, in which the key of the key backup lies. */
  readonly recoveryKey: string;
}

/** A room every reader is in. */
export interface SharedRoom {
  readonly roomId: string;
  readonly name: string;
  /** Text of its newest message. */
  readonly newest: string;
}

export interface SeedManifest {
  readonly version: number;
  readonly sizes: readonly number[];
  readonly readers: readonly Reader[];
  /** 10,000 messages in clear. */
  readonly archive: SharedRoom;
  /** 2,000 messages of 20 Megolm sessions. */
  readonly confidential: SharedRoom;
  /** Where messages come in while a client is measured. */
  readonly inbox: SharedRoom;
  /** The Megolm sessions of `confidential`, as key exports hold them. */
  readonly roomKeys: readonly object[];
  /** Localparts of those who write. */
  readonly writers: readonly string[];
}

/** Rooms that lie above all others in every list, because they were written to last. */
export const sharedRooms = ({ archive, confidential, inbox }: SeedManifest): readonly SharedRoom[] => [
  archive,
  confidential,
  inbox,
];

export function readerOf({ readers }: SeedManifest, rooms: number): Reader {
  const found = readers.find((reader) => reader.rooms === rooms);
  if (!found) throw new Error(`the seed has no account of ${rooms} rooms`);
  return found;
}
