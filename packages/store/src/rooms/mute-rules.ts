/** Push rules that say of which messages of a room the user wants to know (client-server API "Push Rules"). Pure. */
import type { JsonObject, Notifications } from '@bundesmessenger/core';
import { objectIn } from '../timeline/json.ts';

export interface PushRuleName {
  readonly kind: 'override' | 'room';
  readonly ruleId: string;
}

export interface NotificationsChange {
  readonly remove: readonly PushRuleName[];
  /** `isSwitchedOff`: it is there already, and a server that is given it anew leaves it off. */
  readonly add: (PushRuleName & { readonly rule: JsonObject; readonly isSwitchedOff?: true }) | undefined;
}

/**
 * As other clients do it: an override for the one room silences it whole; a rule of the room comes after those for
 * mentions, and before those of the account. Rules for the room that ring, with a sound of its own perhaps, are other
 * clients' and stay.
 * @param ofAccount what is in force where no rule is for the room
 */
export function notificationsChange(
  pushRules: JsonObject | undefined,
  roomId: string,
  notifications: Notifications,
  ofAccount: Notifications,
): NotificationsChange {
  const { override, room } = objectIn(objectIn(pushRules).global);
  const silentOnes = [
    ...rulesIn(override)
      .filter((rule) => isForRoom(rule, roomId) && !notifies(rule))
      .map((rule) => ({ kind: 'override', ruleId: rule.rule_id }) as const),
    ...rulesIn(room)
      .filter((rule) => rule.rule_id === roomId && !notifies(rule))
      .map((rule) => ({ kind: 'room', ruleId: rule.rule_id }) as const),
  ];
  const rings = rulesIn(room).some((rule) => rule.rule_id === roomId && rule.enabled !== false && notifies(rule));
  // What rings by itself needs no rule.
  const ringsAnyway = rings || ofAccount === 'all';
  const added = notifications === 'all' && ringsAnyway ? undefined : ruleFor(roomId, notifications);
  const same = rulesIn(added?.kind === 'override' ? override : room).find((rule) => rule.rule_id === added?.ruleId);
  return {
    remove: silentOnes.filter(({ kind, ruleId }) => kind !== added?.kind || ruleId !== added.ruleId),
    add: added && { ...added, ...(same?.enabled === false && { isSwitchedOff: true }) },
  };
}

function ruleFor(roomId: string, notifications: Notifications): NonNullable<NotificationsChange['add']> {
  switch (notifications) {
    case 'all':
      return {
        kind: 'room',
        ruleId: roomId,
        rule: { actions: ['notify', { set_tweak: 'sound', value: 'default' }] },
      };
    case 'mentions':
      return { kind: 'room', ruleId: roomId, rule: { actions: [] } };
    case 'none':
      return {
        kind: 'override',
        ruleId: roomId,
        rule: { actions: [], conditions: [{ kind: 'event_match', key: 'room_id', pattern: roomId }] },
      };
  }
}

type Rule = JsonObject & { readonly rule_id: string };

function rulesIn(value: unknown): readonly Rule[] {
  if (!Array.isArray(value)) return [];
  return (value as readonly unknown[]).map(objectIn).filter((rule): rule is Rule => typeof rule.rule_id === 'string');
}

function isForRoom({ conditions }: Rule, roomId: string): boolean {
  if (!Array.isArray(conditions) || conditions.length !== 1) return false;
  const { kind, key, pattern } = objectIn((conditions as readonly unknown[])[0]);
  return kind === 'event_match' && key === 'room_id' && pattern === roomId;
}

function notifies({ actions }: Rule): boolean {
  return Array.isArray(actions) && actions.includes('notify');
}
