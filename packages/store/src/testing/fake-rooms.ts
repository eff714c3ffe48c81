/** Rooms of a session without a sync: a test puts them there and says what has changed. Not exported. */
import type {
  ClientEvent,
  JsonObject,
  Room,
  Rooms,
  RoomsChange,
  RoomsCoverage,
  StateEvent,
} from '@bundesmessenger/core';
import { writable, type Writable } from '@bundesmessenger/core/readable';

export type FakeRoomParts = Partial<Omit<Room, 'state' | 'statesOf' | 'accountData' | 'receiptsOf' | 'live'>> & {
  readonly states?: readonly StateEvent[];
  readonly events?: readonly ClientEvent[];
  readonly receipts?: Readonly<Record<string, ReturnType<Room['receiptsOf']>>>;
  readonly data?: Readonly<Record<string, JsonObject>>;
};

/** A joined room of nobody. */
export function fakeRoom({ states = [], events = [], receipts = {}, data = {}, ...rest }: FakeRoomParts = {}): Room {
  return {
    roomId: '!room:server.example',
    membership: 'join',
    strippedState: [],
    isPartial: false,
    live: { events, before: 'start', generation: 0 },
    heroes: [],
    joinedCount: 1,
    invitedCount: 0,
    bumpStamp: undefined,
    membersComplete: false,
    typing: [],
    receiptUsers: Object.keys(receipts),
    state: (type, stateKey = '') => states.findLast((event) => event.type === type && event.state_key === stateKey),
    statesOf: (type) => states.filter((event) => event.type === type),
    receiptsOf: (userId) => receipts[userId] ?? [],
    accountData: (type) => data[type],
    ...rest,
  };
}

/** A state event of the room's maker; `stateKey` names the member or child. */
export function stateEvent(
  type: string,
  content: JsonObject,
  stateKey = '',
  changes: Partial<StateEvent> = {},
): StateEvent {
  return {
    event_id: `$${type}${stateKey}`,
    type,
    sender: '@maker:server.example',
    origin_server_ts: 1_000,
    content,
    state_key: stateKey,
    ...changes,
  };
}

/** A text message by Max. */
export function messageEvent(id: string, body: unknown = id, changes: Partial<ClientEvent> = {}): ClientEvent {
  return {
    event_id: `$${id}`,
    type: 'm.room.message',
    sender: '@max:server.example',
    origin_server_ts: 2_000,
    content: { msgtype: 'm.text', body },
    ...changes,
  };
}

export interface FakeRooms extends Rooms {
  readonly coverage: Writable<RoomsCoverage>;
  readonly ignored: Writable<ReadonlySet<string>>;
  /** Rooms as an answer of the server would bring them. */
  put(...rooms: readonly Room[]): void;
  remove(...roomIds: readonly string[]): void;
  putAccountData(type: string, content: JsonObject): void;
  /** Ids of rooms that somebody looks at. */
  readonly opened: readonly string[];
  /** How often all rooms were asked about. */
  refreshes: number;
  /** Lets `loadMembers` answer: by default it does so at once. */
  onLoadMembers: (roomId: string) => Promise<void>;
}

export function createFakeRooms(): FakeRooms {
  const rooms = new Map<string, Room>();
  const data = new Map<string, JsonObject>();
  const listeners = new Set<(change: RoomsChange) => void>();
  const opened: string[] = [];
  const announce = (roomIds: readonly string[], types: readonly string[] = []): void => {
    for (const listener of listeners) listener({ roomIds: new Set(roomIds), accountData: new Set(types) });
  };
  const fake: FakeRooms = {
    coverage: writable<RoomsCoverage>('none'),
    ignored: writable<ReadonlySet<string>>(new Set()),
    opened,
    onLoadMembers: () => Promise.resolve(),
    put(...changed) {
      for (const room of changed) rooms.set(room.roomId, room);
      if (fake.coverage.get() === 'none') fake.coverage.set('window');
      announce(changed.map(({ roomId }) => roomId));
    },
    remove(...roomIds) {
      for (const roomId of roomIds) rooms.delete(roomId);
      announce(roomIds);
    },
    putAccountData(type, content) {
      data.set(type, content);
      announce([], [type]);
    },
    get: (roomId) => rooms.get(roomId),
    all: () => [...rooms.values()],
    accountData: (type) => data.get(type),
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    open(roomId) {
      opened.push(roomId);
      return () => void opened.splice(opened.indexOf(roomId), 1);
    },
    refreshes: 0,
    refresh: () => void (fake.refreshes += 1),
    loadMembers: (roomId) => fake.onLoadMembers(roomId),
  };
  return fake;
}
