/**
 * The registry of rooms: applies the sync's answers, tells once about each, and keeps no more than is looked at, so that its
 * size depends little on the account.
 */
import { BmError } from '../errors.ts';
import type { AuthenticatedRequest } from '../network/client-server-api.ts';
import { writable } from '../readable.ts';
import type { JsonObject } from '../sync/client-event.ts';
import { readStateEvents } from '../sync/hostile-events.ts';
import type { RoomUpdate, SyncUpdate } from '../sync/sync-update.ts';
import { RoomRecord } from './room-record.ts';
import type { RoomsChange, RoomsCoverage, WritableRooms } from './rooms.ts';

export interface RoomsOptions {
  readonly request: AuthenticatedRequest;
  /** The own user. Asked with each answer: the registry outlives a login. */
  readonly userId: () => string;
}

/** Messages kept in a room that somebody looks at: more than its windows show, so that trimming is rare. */
const openedMessages = 1_000;
/** Messages kept in the rooms at the top of the list: a screenful, so that they open at once. */
const recentMessages = 20;
/** Messages kept in any other room: preview and a count of unread ones. */
const otherMessages = 5;
/** How many rooms count as the top of the list: two windows. */
const recentRooms = 40;
/** How often a member list that was overtaken by the sync is asked for again. */
const memberListAttempts = 3;

export function createRooms({ request, userId }: RoomsOptions): WritableRooms {
  const rooms = new Map<string, RoomRecord>();
  const globalData = new Map<string, JsonObject>();
  const coverage = writable<RoomsCoverage>('none');
  const changeListeners = new Set<(change: RoomsChange) => void>();
  const wantedListeners = new Set<() => void>();
  const viewers = new Map<string, number>();
  const opened = new Set<string>();
  const recent = createRecentRooms();
  const memberLists = new Map<string, Promise<void>>();
  /** Counts connections: what an earlier one told of may be gone. */
  let connection = 0;
  let refreshes = 0;
  let beginnings = 0;

  /** A listener that throws keeps neither the others nor the sync from going on. */
  const tell = <T extends unknown[]>(listeners: ReadonlySet<(...args: T) => void>, ...args: T): void => {
    for (const listener of [...listeners]) {
      if (!listeners.has(listener)) continue;
      try {
        listener(...args);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  };
  const announce = (change: RoomsChange): void => tell(changeListeners, change);

  const trim = (roomId: string): void => {
    const isRecent = recent.has(roomId);
    rooms.get(roomId)?.trim(opened.has(roomId) ? openedMessages : isRecent ? recentMessages : otherMessages);
  };

  const remove = (roomId: string): void => {
    rooms.delete(roomId);
    recent.delete(roomId);
  };

  /** Whether something has changed that a listener could see. */
  const applyToRoom = (update: RoomUpdate, ownUserId: string): boolean => {
    const { roomId } = update;
    const known = rooms.get(roomId);
    if (!known && !isWorthKnowing(update, opened)) return false;
    if (isGone(update, known, ownUserId)) {
      if (known) remove(roomId);
      return known !== undefined;
    }
    const room = known ?? new RoomRecord(roomId, ownUserId);
    if (!known) rooms.set(roomId, room);
    room.apply(update);
    room.connection = connection;
    const left = recent.touch(roomId, room.bumpStamp ?? room.live.events.at(-1)?.origin_server_ts ?? 0);
    if (left !== undefined) trim(left);
    trim(roomId);
    return true;
  };

  const letGo = (roomId: string): void => {
    opened.delete(roomId);
    trim(roomId);
    rooms.get(roomId)?.trimMembers();
  };

  const requestMembers = async (room: RoomRecord): Promise<void> => {
    for (let attempt = 0; attempt < memberListAttempts && !room.membersComplete; attempt++) {
      const membersSince = room.watchMembers();
      const gaps = room.memberGaps;
      const path = `/_matrix/client/v3/rooms/${encodeURIComponent(room.roomId)}/members?not_membership=leave`;
      const { chunk } = await request({ method: 'GET', path });
      if (!Array.isArray(chunk)) throw new BmError('BAD_RESPONSE', 'the answer has no members');
      const members = readStateEvents(chunk).filter(({ type }) => type === 'm.room.member');
      room.setAllMembers(members, membersSince());
      room.membersComplete = room.memberGaps === gaps;
      announce({ roomIds: new Set([room.roomId]), accountData: new Set() });
    }
  };

  return {
    coverage,
    opened,
    get: (roomId) => rooms.get(roomId),
    all: () => [...rooms.values()],
    accountData: (type) => globalData.get(type),
    onChange(listener) {
      changeListeners.add(listener);
      return () => void changeListeners.delete(listener);
    },
    get refreshes() {
      return refreshes;
    },
    refresh() {
      refreshes++;
      tell(wantedListeners);
    },
    ignored: writable<ReadonlySet<string>>(new Set()),
    get beginnings() {
      return beginnings;
    },
    beginAnew() {
      beginnings++;
      for (const room of rooms.values()) room.isPartial = true;
      tell(wantedListeners);
    },
    onWanted(listener) {
      wantedListeners.add(listener);
      return () => void wantedListeners.delete(listener);
    },
    open(roomId) {
      viewers.set(roomId, (viewers.get(roomId) ?? 0) + 1);
      if (!opened.has(roomId)) {
        opened.add(roomId);
        tell(wantedListeners);
      }
      let open = true;
      return () => {
        if (!open) return;
        open = false;
        const left = (viewers.get(roomId) ?? 1) - 1;
        if (left > 0) return void viewers.set(roomId, left);
        viewers.delete(roomId);
        letGo(roomId);
        tell(wantedListeners);
      };
    },
    async loadMembers(roomId) {
      const room = rooms.get(roomId);
      if (!room) throw new BmError('ROOM_UNKNOWN', 'the room is not known');
      if (room.membersComplete) return;
      const running = memberLists.get(roomId) ?? requestMembers(room).finally(() => memberLists.delete(roomId));
      memberLists.set(roomId, running);
      await running;
    },
    apply(update: SyncUpdate) {
      if (update.fresh) connection++;
      const ownUserId = userId();
      const roomIds = new Set<string>();
      for (const roomUpdate of update.rooms) if (applyToRoom(roomUpdate, ownUserId)) roomIds.add(roomUpdate.roomId);
      if (update.coverage === 'all') {
        // A new connection does not tell which rooms are gone; with all rooms told, they are those it has not named.
        for (const room of rooms.values()) {
          if (room.connection === connection) continue;
          remove(room.roomId);
          roomIds.add(room.roomId);
        }
      }
      for (const { type, content } of update.accountData) globalData.set(type, content);
      if (coverage.get() !== 'all') coverage.set(update.coverage);
      announce({ roomIds, accountData: new Set(update.accountData.map(({ type }) => type)) });
    },
    forget(roomId) {
      if (!rooms.has(roomId)) return;
      remove(roomId);
      announce({ roomIds: new Set([roomId]), accountData: new Set() });
    },
    clear() {
      const roomIds = new Set(rooms.keys());
      const accountData = new Set(globalData.keys());
      rooms.clear();
      globalData.clear();
      recent.clear();
      memberLists.clear();
      coverage.set('none');
      announce({ roomIds, accountData });
    },
  };
}

/** Not what only says that somebody types in a room nobody has told of, nor a room that the user has left long ago. */
function isWorthKnowing(update: RoomUpdate, opened: ReadonlySet<string>): boolean {
  const { roomId, membership, state, timeline, strippedState } = update;
  if (membership === 'leave' || membership === 'ban') return opened.has(roomId);
  return state.length > 0 || timeline.length > 0 || strippedState !== undefined;
}

/** Whether the user has left by their own will, or an invitation or knock has come to nothing. Who was put out gets to see it. */
function isGone(update: RoomUpdate, known: RoomRecord | undefined, ownUserId: string): boolean {
  const { membership, state, stateAt, timeline } = update;
  if (membership !== 'leave' && membership !== 'ban') return false;
  if (known && (known.membership === 'invite' || known.membership === 'knock')) return true;
  const own = (stateAt === 'timelineStart' ? [...state, ...timeline] : [...timeline, ...state]).findLast(
    ({ type, state_key }) => type === 'm.room.member' && state_key === ownUserId,
  );
  return membership === 'leave' && own?.sender === ownUserId;
}

/** The rooms with the highest stamps. */
function createRecentRooms() {
  const stamps = new Map<string, number>();
  return {
    has: (roomId: string): boolean => stamps.has(roomId),
    delete: (roomId: string): void => void stamps.delete(roomId),
    clear: (): void => stamps.clear(),
    /** @returns the room that had to make place, perhaps this one */
    touch(roomId: string, stamp: number): string | undefined {
      stamps.set(roomId, stamp);
      if (stamps.size <= recentRooms) return undefined;
      let lowest = roomId;
      for (const [id, other] of stamps) if (other < stamps.get(lowest)!) lowest = id;
      stamps.delete(lowest);
      return lowest;
    },
  };
}
