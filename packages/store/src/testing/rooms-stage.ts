/** A rooms source over rooms, an account and an encryption that a test plays. */
import type { ClientEvent, Decryption, Encryption, Room } from '@bundesmessenger/core';
import { writable } from '@bundesmessenger/core/readable';
import type { createRoomsSource, RoomsSource } from '../rooms/rooms.source.ts';
import type { RoomList, RoomListQuery } from '../rooms/rooms.ts';
import {
  createFakeRooms,
  fakeRoom,
  messageEvent,
  stateEvent,
  type FakeRoomParts,
  type FakeRooms,
} from './fake-rooms.ts';

export const userId = '@erika:server.example';
/** What has changed is announced in a task of its own. */
export const tick = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** An engine that reads what the test lets it read. */
export function createEngine() {
  const known = new Map<string, Decryption>();
  const listeners = new Set<(roomId: string, eventIds: readonly string[]) => void>();
  const asked: string[] = [];
  const engine = {
    decrypt: (_roomId: string, events: readonly ClientEvent[]) => {
      asked.push(...events.map(({ event_id }) => event_id));
      return Promise.resolve([]);
    },
    decryptionOf: (_roomId: string, event: ClientEvent) => known.get(event.event_id) ?? { status: 'pending' },
    onDecrypted: (listener: (roomId: string, eventIds: readonly string[]) => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  } as unknown as Encryption;
  return {
    engine,
    asked,
    listeners,
    know: (id: string, body: string) =>
      known.set(id, {
        status: 'decrypted',
        type: 'm.room.message',
        content: { msgtype: 'm.text', body },
        shield: 'none',
      }),
    tell: (roomId: string) => listeners.forEach((listener) => listener(roomId, [])),
  };
}

export interface RoomsStage {
  readonly rooms: FakeRooms;
  readonly source: RoomsSource;
  readonly userId: ReturnType<typeof writable<string | undefined>>;
  readonly encryption: ReturnType<typeof writable<Encryption | undefined>>;
  /** A list that is watched: its snapshots, newest last. */
  watch(query?: RoomListQuery): RoomList[];
}

/** @param createSource handed in: this folder holds no code of the host face */
export function createRoomsStage(createSource: typeof createRoomsSource): RoomsStage {
  const rooms = createFakeRooms();
  const [owner, encryption] = [writable<string | undefined>(userId), writable<Encryption | undefined>(undefined)];
  const source = createSource({ rooms, encryption, userId: owner, barred: () => undefined });
  return {
    rooms,
    source,
    userId: owner,
    encryption,
    watch(query) {
      const snapshots: RoomList[] = [];
      source.list(query).subscribe((snapshot) => snapshots.push(snapshot));
      return snapshots;
    },
  };
}

export const namedRoom = (name: string, parts: FakeRoomParts = {}): Room =>
  fakeRoom({ roomId: `!${name}`, ...parts, states: [stateEvent('m.room.name', { name }), ...(parts.states ?? [])] });

export const namesIn = ({ items }: RoomList): readonly string[] => items.map(({ name }) => name);

/** Rooms whose ids are noted whenever one is projected. */
export const observed = (projected: string[], ...rooms: readonly Room[]): readonly Room[] =>
  rooms.map((one) => ({
    ...one,
    receiptsOf: () => {
      projected.push(one.roomId);
      return [];
    },
  }));

export const encryptedEvent = (id: string, changes: Partial<ClientEvent> = {}): ClientEvent =>
  messageEvent(id, '', { type: 'm.room.encrypted', content: { algorithm: 'm.megolm.v1.aes-sha2' }, ...changes });
