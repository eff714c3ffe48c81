/**
 * The state events of one room. Encryption, once on, stays as it was first seen: no later event turns it off or weakens it.
 * A class with lazy maps, since there are thousands of rooms with few events each.
 */
import type { StateEvent } from '../sync/client-event.ts';

const none: ReadonlyMap<string, StateEvent> = new Map();

export class RoomState {
  // Most types have one event with an empty key: a map for each would weigh more than the event.
  readonly #unkeyed = new Map<string, StateEvent>();
  #keyed: Map<string, Map<string, StateEvent>> | undefined;

  get(type: string, stateKey: string): StateEvent | undefined {
    return stateKey === '' ? this.#unkeyed.get(type) : this.#keyed?.get(type)?.get(stateKey);
  }

  ofType(type: string): readonly StateEvent[] {
    const unkeyed = this.#unkeyed.get(type);
    return [...(unkeyed ? [unkeyed] : []), ...(this.#keyed?.get(type) ?? none).values()];
  }

  byId(eventId: string): StateEvent | undefined {
    for (const events of [this.#unkeyed, ...(this.#keyed?.values() ?? [])]) {
      for (const event of events.values()) if (event.event_id === eventId) return event;
    }
    return undefined;
  }

  set(event: StateEvent): void {
    const { type, state_key: key } = event;
    if (key === '') {
      if (!isEncryption(this.#unkeyed.get(type))) this.#unkeyed.set(type, event);
      return;
    }
    this.#keyed ??= new Map();
    const ofType = this.#keyed.get(type);
    if (ofType) ofType.set(key, event);
    else this.#keyed.set(type, new Map([[key, event]]));
  }

  delete(type: string, stateKey: string): void {
    this.#keyed?.get(type)?.delete(stateKey);
  }

  /** Forgets all but the members, whose names old events still need, and the encryption. */
  reset(): void {
    const encryption = this.#unkeyed.get('m.room.encryption');
    const members = this.#keyed?.get('m.room.member');
    this.#unkeyed.clear();
    if (encryption) this.#unkeyed.set('m.room.encryption', encryption);
    this.#keyed = members && new Map([['m.room.member', members]]);
  }

  /** Puts the changed event in place of the one with the same id. */
  replace(event: StateEvent): void {
    if (this.get(event.type, event.state_key)?.event_id === event.event_id) this.set(event);
  }
}

/** An event without an algorithm, as the first one may be, encrypts nothing and gives way to a later one. */
function isEncryption(event: StateEvent | undefined): boolean {
  return event?.type === 'm.room.encryption' && typeof event.content.algorithm === 'string';
}
