/** A room's state as far as it is known: of an invite or knock what it carried, else what the sync told. Pure. */
import type { JsonObject, Room } from '@bundesmessenger/core';

export function stateContent(room: Room, type: string, stateKey = ''): JsonObject | undefined {
  return room.state(type, stateKey)?.content ?? strippedEvent(room, type, stateKey)?.content;
}

export function strippedEvent(room: Room, type: string, stateKey: string): Room['strippedState'][number] | undefined {
  return room.strippedState.findLast((event) => event.type === type && event.state_key === stateKey);
}

/** Rooms from before there were versions are of the first (client-server API, `m.room.create`). */
export function versionIn({ room_version }: JsonObject): string {
  return typeof room_version === 'string' && room_version.length <= 32 ? room_version : '1';
}
