/** What the user's push rules say about a room as a whole (client-server API "Push Rules"). Pure. */
import type { JsonObject } from '../sync/client-event.ts';
import { arrayIn, objectIn } from '../sync/hostile-events.ts';
import type { Room } from './rooms.ts';

/** Of which events of a room the user wants to know. `mentions`: only of those that mention them. */
export type Notifications = 'all' | 'mentions' | 'none';

/** What of a room decides which rules are for it. */
export type NotifyingRoom = Pick<Room, 'roomId' | 'joinedCount' | 'state'>;

/**
 * What is set for the room, else what the account has for such rooms. An account that is silenced keeps it for later.
 * @param pushRules content of the global account data `m.push_rules`
 */
export function notificationsOf(pushRules: JsonObject | undefined, room: NotifyingRoom): Notifications {
  // "Mute": an override for just this room comes before the rules for mentions.
  const override = rulesIn(pushRules, 'override').filter((rule) => isForRoom(rule, room.roomId));
  if (override.some((rule) => isEnabled(rule) && !notifies(rule))) return 'none';
  // The rule of the room comes after them, and before those of the account.
  const own = rulesIn(pushRules, 'room').find((rule) => rule.rule_id === room.roomId && isEnabled(rule));
  return own ? allIf(notifies(own)) : defaultNotificationsOf(pushRules, room);
}

/** What the account has for rooms like this one: of each kind there is a default rule, for chats of two another before it. */
export function defaultNotificationsOf(pushRules: JsonObject | undefined, room: NotifyingRoom): Notifications {
  const [ofTwo, ofAny] = room.state('m.room.encryption')
    ? ['encrypted_room_one_to_one', 'encrypted']
    : ['room_one_to_one', 'message'];
  const rules = rulesIn(pushRules, 'underride').filter(
    ({ rule_id }) => rule_id === `.m.rule.${ofAny}` || (room.joinedCount === 2 && rule_id === `.m.rule.${ofTwo}`),
  );
  const inForce = rules.find(isEnabled);
  // Where the server has not told of them yet, nothing is said against messages.
  return allIf(rules.length === 0 || (inForce !== undefined && notifies(inForce)));
}

/** Whether the user wants to know of nothing at all, mentions included. */
export function isSilenced(pushRules: JsonObject | undefined): boolean {
  return rulesIn(pushRules, 'override').some(
    (rule) => rule.rule_id === '.m.rule.master' && isEnabled(rule) && !notifies(rule),
  );
}

/** Whether notices, which bots send, count like messages: the default rule that keeps them silent can be turned off. */
export function noticesNotify(pushRules: JsonObject | undefined): boolean {
  return rulesIn(pushRules, 'override').some((rule) => rule.rule_id === '.m.rule.suppress_notices' && !isEnabled(rule));
}

/** Wildcards of a keyword: more of them, or longer ones, could keep whoever reads a long message busy. */
const maxWildcards = 2;
const maxWildcardLength = 30;
/** Nobody's word is longer, in UTF-16 units, and nobody has more: engines refuse an expression of tens of thousands of characters. */
const maxKeywordLength = 100;
const maxKeywords = 100;

/**
 * The user's own words: a message that holds one mentions the user. The names among the default rules are none: whom a
 * message means it says itself. `undefined` where there are no such words.
 */
export function keywordsOf(pushRules: JsonObject | undefined): RegExp | undefined {
  const all = rulesIn(pushRules, 'content').flatMap((rule) => {
    const { rule_id, pattern } = rule;
    const isOwn = typeof rule_id === 'string' && !rule_id.startsWith('.') && isEnabled(rule) && notifies(rule);
    if (!isOwn || typeof pattern !== 'string' || pattern.length > maxKeywordLength) return [];
    const parts = pattern
      .replace(/[\\^$.+()[\]{}|]/g, '\\$&')
      .replaceAll('?', '.')
      .split('*');
    return pattern && parts.length <= maxWildcards + 1 ? parts.join(`.{0,${maxWildcardLength}}`) : [];
  });
  const words = all.slice(0, maxKeywords);
  const noWord = String.raw`[\p{L}\w])`;
  return words.length === 0 ? undefined : new RegExp(`(?<!${noWord}(?:${words.join('|')})(?!${noWord}`, 'iu');
}

function rulesIn(
  pushRules: JsonObject | undefined,
  kind: 'content' | 'override' | 'room' | 'underride',
): readonly JsonObject[] {
  return arrayIn(objectIn(objectIn(pushRules).global)[kind]).map(objectIn);
}

function allIf(notifying: boolean): Notifications {
  return notifying ? 'all' : 'mentions';
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
