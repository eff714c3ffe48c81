/** Direct chats as the account data `m.direct` tells them (client-server API "Direct Messaging"). Pure. */
import type { JsonObject } from '@bundesmessenger/core';
import { isRoomId, isUserId } from './identifiers.ts';

/** By room: with whom it is a direct chat. The first one named, where it is a chat with several. */
export function directRooms(content: JsonObject | undefined): ReadonlyMap<string, string> {
  const rooms = new Map<string, string>();
  for (const [userId, roomIds] of Object.entries(content ?? {})) {
    if (!isUserId(userId) || !Array.isArray(roomIds)) continue;
    for (const roomId of roomIds as readonly unknown[]) {
      if (isRoomId(roomId) && !rooms.has(roomId)) rooms.set(roomId, userId);
    }
  }
  return rooms;
}

/** The content after the room has become a direct chat with `userId`, or none with `undefined`. What else it holds stays. */
export function withDirectRoom(content: JsonObject, roomId: string, userId: string | undefined): JsonObject {
  const others = Object.entries(content).map(([id, roomIds]): [string, unknown] => [
    id,
    Array.isArray(roomIds) ? (roomIds as readonly unknown[]).filter((other) => other !== roomId) : roomIds,
  ]);
  const kept = new Map(others.filter(([id, roomIds]) => id === userId || !isEmpty(roomIds)));
  if (userId !== undefined) {
    const before = kept.get(userId);
    kept.set(userId, [...(Array.isArray(before) ? (before as readonly unknown[]) : []), roomId]);
  }
  return Object.fromEntries(kept);
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}
