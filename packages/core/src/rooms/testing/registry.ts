/** A registry of rooms, and answers to fill it, for tests. */
import type { AuthenticatedRequest } from '../../network/client-server-api.ts';
import type { RoomUpdate, SyncUpdate } from '../../sync/sync-update.ts';
import { anna, ids, member, messages, roomId } from '../../sync/testing/events.ts';
import { createRooms } from '../create-rooms.ts';
import type { RoomsChange } from '../rooms.ts';

export const room = (more: Partial<RoomUpdate> = {}): RoomUpdate => ({
  roomId,
  initial: false,
  membership: 'join',
  state: [],
  stateAt: 'timelineEnd',
  timeline: [],
  limited: false,
  prevBatch: 't',
  ephemeral: [],
  accountData: [],
  ...more,
});
export const update = (rooms: readonly RoomUpdate[], more: Partial<SyncUpdate> = {}): SyncUpdate => ({
  rooms,
  accountData: [],
  toDevice: [],
  fresh: false,
  coverage: 'window',
  ...more,
});
export const first = room({ initial: true, state: [member(anna, 'join')], timeline: messages('a') });

export function registry(request: AuthenticatedRequest = () => Promise.resolve({})) {
  const rooms = createRooms({ request, userId: () => anna });
  const changes: RoomsChange[] = [];
  rooms.onChange((change) => changes.push(change));
  return {
    rooms,
    changes,
    apply: (...updates: Partial<RoomUpdate>[]) => rooms.apply(update(updates.map(room))),
    room: () => rooms.get(roomId)!,
    live: () => ids(rooms.get(roomId)!.live.events),
  };
}
