/** The state events of one room. Encryption, once on, stays as it was first seen: no later event turns it off or weakens it. */
import type { StateEvent } from '../sync/client-event.ts';

export interface RoomState {
  get(type: string, stateKey: string): StateEvent | undefined;
  ofType(type: string): readonly StateEvent[];
  set(event: StateEvent): void;
  delete(type: string, stateKey: string): void;
  /** Forgets all but the members, whose names old events still need, and the encryption. */
  reset(): void;
  /** Puts the changed event in place of the one with the same id. */
  replace(event: StateEvent): void;
}

export function createRoomState(): RoomState {
  // Most types have one event with an empty key: a map for each would weigh more than the event.
  const unkeyed = new Map<string, StateEvent>();
  const keyed = new Map<string, Map<string, StateEvent>>();
  const state: RoomState = {
    get: (type, stateKey) => (stateKey === '' ? unkeyed.get(type) : keyed.get(type)?.get(stateKey)),
    ofType(type) {
      const event = unkeyed.get(type);
      return [...(event ? [event] : []), ...(keyed.get(type)?.values() ?? [])];
    },
    set(event) {
      const { type, state_key: key } = event;
      if (key !== '') keyed.set(type, (keyed.get(type) ?? new Map<string, StateEvent>()).set(key, event));
      else if (!isEncryption(unkeyed.get(type))) unkeyed.set(type, event);
    },
    delete(type, stateKey) {
      keyed.get(type)?.delete(stateKey);
    },
    reset() {
      const encryption = unkeyed.get('m.room.encryption');
      const members = keyed.get('m.room.member');
      unkeyed.clear();
      keyed.clear();
      if (encryption) unkeyed.set('m.room.encryption', encryption);
      if (members) keyed.set('m.room.member', members);
    },
    replace(event) {
      if (state.get(event.type, event.state_key)?.event_id === event.event_id) state.set(event);
    },
  };
  return state;
}

/** An event without an algorithm, as the first one may be, encrypts nothing and gives way to a later one. */
function isEncryption(event: StateEvent | undefined): boolean {
  return event?.type === 'm.room.encryption' && typeof event.content.algorithm === 'string';
}
