/** What the user's push rules say about a room as a whole (client-server API "Push Rules"). Pure. */
import type { JsonObject } from '../sync/client-event.ts';
import { arrayIn, objectIn } from '../sync/hostile-events.ts';

/** Of which events of a room the user wants to know. `mentions`: only of those that mention them. */
export type Notifications = 'all' | 'mentions' | 'none';

/** @param pushRules content of the global account data `m.push_rules` */
export function notificationsOf(pushRules: JsonObject | undefined, roomId: string): Notifications {
  const { override, room } = objectIn(objectIn(pushRules).global);
  const rules = (kind: unknown): JsonObject[] => arrayIn(kind).map(objectIn).filter(isEnabled);
  // "Mute": an override for just this room comes before the rules for mentions.
  if (rules(override).some((rule) => isForRoom(rule, roomId) && !notifies(rule))) return 'none';
  // "Mentions only": the rule of the room comes after them.
  if (rules(room).some((rule) => rule.rule_id === roomId && !notifies(rule))) return 'mentions';
  return 'all';
}

/** Whether notices, which bots send, count like messages: the default rule that keeps them silent can be turned off. */
export function noticesNotify(pushRules: JsonObject | undefined): boolean {
  const { override } = objectIn(objectIn(pushRules).global);
  return arrayIn(override)
    .map(objectIn)
    .some((rule) => rule.rule_id === '.m.rule.suppress_notices' && !isEnabled(rule));
}

function isEnabled(rule: JsonObject): boolean {
  return rule.enabled !== false;
}

function isForRoom(rule: JsonObject, roomId: string): boolean {
  const conditions = arrayIn(rule.conditions).map(objectIn);
  const [{ kind, key, pattern } = {} as JsonObject] = conditions;
  return conditions.length === 1 && kind === 'event_match' && key === 'room_id' && pattern === roomId;
}

/** `dont_notify` and an empty list mean the same (since Matrix 1.7). */
function notifies({ actions }: JsonObject): boolean {
  return arrayIn(actions).includes('notify');
}
