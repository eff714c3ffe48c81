/** Small events for tests, as a server would send them. */
import type { ClientEvent, StateEvent } from '../client-event.ts';

export const anna = '@anna:hs.example';
export const ben = '@ben:hs.example';
export const roomId = '!room:hs.example';

let clock = 1_700_000_000_000;

/** A message whose body is its id without the sigil. Each is later than the one before. */
export function message(id: string, more: Partial<ClientEvent> = {}): ClientEvent {
  return {
    event_id: `$${id}`,
    type: 'm.room.message',
    sender: ben,
    origin_server_ts: ++clock,
    content: { msgtype: 'm.text', body: id },
    ...more,
  };
}

export function messages(...ids: readonly string[]): ClientEvent[] {
  return ids.map((id) => message(id));
}

export function stateEvent(
  type: string,
  stateKey: string,
  content: object,
  more: Partial<ClientEvent> = {},
): StateEvent {
  return { ...message(`${type} ${stateKey} ${++clock}`, more), type, state_key: stateKey, content: { ...content } };
}

export function member(userId: string, membership: string, more: Partial<ClientEvent> = {}): StateEvent {
  return stateEvent('m.room.member', userId, { membership }, { sender: userId, ...more });
}

export function ids(events: readonly ClientEvent[]): string[] {
  return events.map(({ event_id }) => event_id.slice(1));
}
