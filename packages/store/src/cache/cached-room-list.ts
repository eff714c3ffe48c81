/** The room list and the cache: the default window is kept as it changes, and shown again before the first answer. */
import type { RoomsSource, StoredRoomList } from '../rooms/rooms.source.ts';
import { roomListName } from './cache-record.ts';
import type { SessionCache } from './session-cache.ts';

/** @returns the function that ends it */
export function keepRoomList(cache: SessionCache, rooms: RoomsSource): () => void {
  const stops = [
    cache.isListLoaded.subscribe((isLoaded) => {
      const stored = isLoaded ? cache.get<StoredRoomList>(roomListName) : undefined;
      if (stored) rooms.restore(stored);
    }),
    rooms.onChange(() => cache.keep(roomListName, () => rooms.toStore())),
  ];
  return () => stops.forEach((stop) => stop());
}
