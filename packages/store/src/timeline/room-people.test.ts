import type { Room, StateEvent } from '@bundesmessenger/core/types';
import { describe, expect, it } from 'vitest';
import { createRoomPeople } from './room-people.ts';

const moderator = '@moderator:server.example';
const other = '@other:server.example';

function roomWith(levels: StateEvent['content']): Room {
  const states: Record<string, Partial<StateEvent>> = {
    'm.room.create': { type: 'm.room.create', sender: '@maker:server.example', content: { room_version: '9' } },
    'm.room.power_levels': { type: 'm.room.power_levels', content: levels },
  };
  const room: Partial<Room> = {
    roomId: '!a:server.example',
    heroes: [],
    strippedState: [],
    state: (type) => states[type] as StateEvent | undefined,
    statesOf: () => [],
  };
  return room as Room;
}

describe('who may do what', () => {
  it('is read also where an old room has its levels in quotes', () => {
    const { mayRedact, mayNotifyRoom } = createRoomPeople(
      roomWith({ users: { [moderator]: '50' }, redact: '50', notifications: { room: '50' } }),
    );
    expect([moderator, other].map(mayRedact)).toEqual([true, false]);
    expect([moderator, other].map(mayNotifyRoom)).toEqual([true, false]);
  });
});
