import type { JsonObject, Notifications } from '@bundesmessenger/core';
import { describe, expect, it } from 'vitest';
import { notificationsChange as changeOf } from './mute-rules.ts';

const roomId = '!a:server.example';
const notificationsChange = (
  before: JsonObject | undefined,
  id: string,
  notifications: Notifications,
  ofAccount: Notifications = 'all',
): ReturnType<typeof changeOf> => changeOf(before, id, notifications, ofAccount);
const forRoom = (rule_id: string, actions: unknown = [], pattern: unknown = roomId): JsonObject => ({
  rule_id,
  actions,
  conditions: [{ kind: 'event_match', key: 'room_id', pattern }],
});
const rules = (override: readonly unknown[], room: readonly unknown[] = []): JsonObject => ({
  global: { override, room },
});

describe('what has to change in the push rules', () => {
  it('is nothing where all messages are wanted and no rule is against it', () => {
    expect(notificationsChange(undefined, roomId, 'all')).toEqual({ remove: [], add: undefined });
  });

  it('for none is an override for the room', () => {
    expect(notificationsChange(undefined, roomId, 'none').add).toEqual({
      kind: 'override',
      ruleId: roomId,
      rule: { actions: [], conditions: [{ kind: 'event_match', key: 'room_id', pattern: roomId }] },
    });
  });

  it('for mentions is a rule of the room, which comes after those for mentions', () => {
    expect(notificationsChange(undefined, roomId, 'mentions').add).toEqual({
      kind: 'room',
      ruleId: roomId,
      rule: { actions: [] },
    });
  });

  it('takes away what silences the room, whatever other clients called it', () => {
    const before = rules([forRoom('of another client', ['dont_notify'])], [{ rule_id: roomId, actions: [] }]);
    expect(notificationsChange(before, roomId, 'all').remove).toEqual([
      { kind: 'override', ruleId: 'of another client' },
      { kind: 'room', ruleId: roomId },
    ]);
  });

  describe('where the account has mentions only', () => {
    const before = (room: readonly unknown[]): JsonObject => rules([forRoom(roomId)], room);

    it('is for all messages a rule of the room that rings, and no silence before it', () => {
      expect(notificationsChange(before([{ rule_id: roomId, actions: [] }]), roomId, 'all', 'mentions')).toEqual({
        remove: [{ kind: 'override', ruleId: roomId }],
        add: { kind: 'room', ruleId: roomId, rule: { actions: ['notify', { set_tweak: 'sound', value: 'default' }] } },
      });
    });

    it('is nothing where the room rings already', () => {
      const ringing = { rule_id: roomId, actions: ['notify', { set_tweak: 'sound', value: 'chime' }] };
      expect(notificationsChange(before([ringing]), roomId, 'all', 'mentions').add).toBeUndefined();
      expect(
        notificationsChange(before([{ ...ringing, enabled: false }]), roomId, 'all', 'mentions').add,
      ).toBeDefined();
    });
  });

  it('is more where the rule is there and switched off: to put it anew leaves it so', () => {
    const isOff = (before: JsonObject): boolean | undefined =>
      notificationsChange(before, roomId, 'none').add?.isSwitchedOff;
    expect(isOff(rules([{ ...forRoom(roomId), enabled: false }]))).toBe(true);
    const others = [forRoom(roomId), { ...forRoom('of another client'), enabled: false }];
    expect(isOff(rules(others, [{ rule_id: roomId, actions: [], enabled: false }]))).toBeUndefined();
  });

  it('does not take away what it adds', () => {
    expect(notificationsChange(rules([forRoom(roomId)]), roomId, 'none').remove).toEqual([]);
  });

  it.each([
    ['of another room', forRoom('x', [], '!b:server.example')],
    ['that ring', forRoom('x', ['notify'])],
    ['with more conditions', { ...forRoom('x'), conditions: [...(forRoom('x').conditions as []), {}] }],
    ['without conditions', { rule_id: 'x', actions: [] }],
    ['without a name', { ...forRoom('x'), rule_id: 5 }],
    ['that are none', null],
  ])('keeps rules %s', (_, rule) => {
    expect(notificationsChange(rules([rule]), roomId, 'all').remove).toEqual([]);
  });

  it.each([{}, { global: null }, { global: { override: 'x', room: 5 } }])('bears push rules like %o', (before) => {
    expect(notificationsChange(before as JsonObject, roomId, 'all').remove).toEqual([]);
  });
});
