/** Files of a room's messages, as the store gives and takes them. */
import type { NewFile, Room } from '@bundesmessenger/store';

export interface RoomFiles {
  download(mediaId: string, options?: { readonly thumbnail?: boolean }): Promise<Blob>;
  sendFile(file: Blob, options?: NewFile): Promise<{ eventId: string }>;
}

export function filesOf(room: Room): RoomFiles {
  return room as Room & RoomFiles;
}
