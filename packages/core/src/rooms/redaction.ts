/** What a redaction leaves of an event (room version specification, "Redactions"), and which event it names. Pure. */
import type { ClientEvent, JsonObject } from '../sync/client-event.ts';
import { isEventId } from '../sync/hostile-events.ts';

/** Room versions whose redactions name their event at the top level. Unknown versions are taken for later ones. */
const versionsWithTopLevelRedacts: ReadonlySet<string> = new Set(['1', '2', '3', '4', '5', '6', '7', '8', '9', '10']);

/** Content that stays, by event type. The union of all room versions: the server has redacted by its own rule already. */
const keptContent: ReadonlyMap<string, readonly string[]> = new Map([
  ['m.room.member', ['membership', 'join_authorised_via_users_server']],
  ['m.room.join_rules', ['join_rule', 'allow']],
  [
    'm.room.power_levels',
    ['ban', 'events', 'events_default', 'invite', 'kick', 'redact', 'state_default', 'users', 'users_default'],
  ],
  ['m.room.history_visibility', ['history_visibility']],
  ['m.room.redaction', ['redacts']],
]);

/** The event that a redaction names, by the rule of the room's version. */
export function redactedEventId(redaction: ClientEvent, roomVersion: string): string | undefined {
  if (redaction.type !== 'm.room.redaction') return undefined;
  const named = versionsWithTopLevelRedacts.has(roomVersion) ? redaction.redacts : redaction.content.redacts;
  return isEventId(named) ? named : undefined;
}

/** The event without what the redaction takes away. */
export function redactEvent(event: ClientEvent, redaction: ClientEvent): ClientEvent {
  const { unsigned: _unsigned, ...redactionItself } = redaction;
  const { transaction_id, membership } = event.unsigned ?? {};
  return {
    ...withoutRedactedContent(event),
    unsigned: {
      ...(transaction_id !== undefined && { transaction_id }),
      ...(membership !== undefined && { membership }),
      redacted_because: redactionItself as unknown as JsonObject,
    },
  };
}

/** What the server should have done with an event that it says was redacted. */
export function withoutRedactedContent(event: ClientEvent): ClientEvent {
  // The create event keeps its content from version 11 on, and before that what matters of it.
  if (event.type === 'm.room.create') return event;
  const kept = keptContent.get(event.type) ?? [];
  const content = Object.fromEntries(Object.entries(event.content).filter(([key]) => kept.includes(key)));
  return { ...event, content };
}
