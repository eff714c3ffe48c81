import type { JsonObject } from '@bundesmessenger/core';
import { describe, expect, it } from 'vitest';
import { notificationsChange } from './mute-rules.ts';

const roomId = '!a:server.example';
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
