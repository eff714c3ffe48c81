/** Every room of the account as the server told it: plain Matrix JSON, kept up to date by the sync. What a UI shows of it is the store's. */
import type { Readable, Writable } from '../readable.ts';
import type { ClientEvent, JsonObject, StateEvent, StrippedStateEvent } from '../sync/client-event.ts';
import type { Hero, Membership, SyncUpdate } from '../sync/sync-update.ts';

/** The end of a room's timeline that the sync has brought. */
export interface LiveTimeline {
  /** Oldest first. */
  readonly events: readonly ClientEvent[];
  /**
   * Where `/messages` goes on backwards. `start`: the first event is the first of the room. `unknown`: events were let go
   * to save memory; `/context` of the first event tells the token.
   */
  readonly before: { readonly token: string } | 'start' | 'unknown';
  /** Grows when events before these are missing: what somebody holds of an earlier generation is not adjacent any more. */
  readonly generation: number;
}

/** A receipt of one user (client-server API "Receipts"). */
export interface Receipt {
  readonly eventId: string;
  /** Milliseconds since 1970. */
  readonly ts: number;
  /** `main`, a thread root's event id, or absent for an unthreaded one. */
  readonly threadId?: string;
}

export interface Room {
  readonly roomId: string;
  readonly membership: Membership;
  state(type: string, stateKey?: string): StateEvent | undefined;
  /** All known state events of a type. Members are known in full only where `membersComplete`. */
  statesOf(type: string): readonly StateEvent[];
  /** Of an invite or knock. */
  readonly strippedState: readonly StrippedStateEvent[];
  readonly live: LiveTimeline;
  /** Whether events are missing among those of `live`, until the server has told of the room from scratch. */
  readonly isPartial: boolean;
  readonly heroes: readonly Hero[];
  readonly joinedCount: number;
  readonly invitedCount: number;
  readonly bumpStamp: number | undefined;
  /** Whether all joined and invited members are among the state. */
  readonly membersComplete: boolean;
  readonly typing: readonly string[];
  /** Latest receipts per user: public and, of the own user, private ones. */
  receiptsOf(userId: string): readonly Receipt[];
  /** Users with a receipt, for those who show them. */
  readonly receiptUsers: readonly string[];
  accountData(type: string): JsonObject | undefined;
}

export interface RoomsChange {
  /** Rooms that changed, also by ephemeral events and account data. */
  readonly roomIds: ReadonlySet<string>;
  /** Types of global account data that changed. */
  readonly accountData: ReadonlySet<string>;
}

/** `none`: no answer yet. `window`: the top of the list. `all`: every room. */
export type RoomsCoverage = 'none' | 'window' | 'all';

export interface Rooms {
  readonly coverage: Readable<RoomsCoverage>;
  get(roomId: string): Room | undefined;
  all(): readonly Room[];
  /** Global account data. */
  accountData(type: string): JsonObject | undefined;
  /** Whom the user ignores, once the second stage has read it: who shows events leaves theirs out, see `withoutIgnored`. */
  readonly ignored: Readable<ReadonlySet<string>>;
  /** Called after each answer, once. Returns the function that ends it. */
  onChange(listener: (change: RoomsChange) => void): () => void;
  /**
   * Asks for the whole of a room while somebody looks at it: full state (members lazily), timeline, receipts, typing.
   * Returns the function that lets go.
   */
  open(roomId: string): () => void;
  /**
   * Asks at once what has changed in all rooms. By itself the sync of a large account tells at once of every event, but of
   * receipts and tags in rooms far down the list within a minute.
   */
  refresh(): void;
  /** Loads the member list; resolves when `membersComplete`. @throws {BmError} OFFLINE, FORBIDDEN, … */
  loadMembers(roomId: string): Promise<void>;
}

/** The writing side, for the sync. */
export interface WritableRooms extends Rooms {
  readonly ignored: Writable<ReadonlySet<string>>;
  /** The server would tell now what it has left out before: it is asked for everything again, and each room is partial until then. */
  beginAnew(): void;
  /** How often that was called. */
  readonly beginnings: number;
  apply(update: SyncUpdate): void;
  /** Forgets a room, as when the user does not want to see one any more that they were put out of. */
  forget(roomId: string): void;
  /** Forgets everything, as when the user logs out; listeners stay and hear of it. */
  clear(): void;
  /** Rooms that somebody looks at, for the next request. */
  readonly opened: ReadonlySet<string>;
  /** How often `refresh` was called. */
  readonly refreshes: number;
  /** Called when there is more to ask for: another room was opened or let go of, or all are to be told of, or told anew. */
  onWanted(listener: () => void): () => void;
}
