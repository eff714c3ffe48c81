import { describe, expect, it } from 'vitest';
import { roomId } from '../sync/testing/events.ts';
import { noticesNotify, notificationsOf } from './push-rules.ts';

const rules = (kinds: object) => ({ global: kinds });
const override = (more: object = {}) => ({
  rule_id: roomId,
  enabled: true,
  conditions: [{ kind: 'event_match', key: 'room_id', pattern: roomId }],
  actions: ['dont_notify'],
  ...more,
});
const room = (more: object = {}) => ({ rule_id: roomId, enabled: true, actions: [], ...more });

describe('notificationsOf', () => {
  it('is everything where no rule is for the room', () => {
    expect(
      notificationsOf(rules({ override: [override({ conditions: [] })], room: [room({ rule_id: '!o:x' })] }), roomId),
    ).toBe('all');
  });

  it('is mentions where the rule of the room does not notify, in the old spelling and the new', () => {
    expect(notificationsOf(rules({ room: [room()] }), roomId)).toBe('mentions');
    expect(notificationsOf(rules({ room: [room({ actions: ['dont_notify'] })] }), roomId)).toBe('mentions');
  });

  it('is nothing where an override for the room alone does not notify', () => {
    expect(notificationsOf(rules({ override: [override()] }), roomId)).toBe('none');
    expect(notificationsOf(rules({ override: [override({ actions: [] })], room: [room()] }), roomId)).toBe('none');
  });

  it('is everything where the rule is off or notifies', () => {
    expect(notificationsOf(rules({ override: [override({ enabled: false })] }), roomId)).toBe('all');
    expect(notificationsOf(rules({ room: [room({ actions: ['notify'] })] }), roomId)).toBe('all');
  });

  it.each([undefined, {}, { global: null }, { global: { room: 'x', override: [null, 5] } }])(
    'is everything where the rules are none: %o',
    (content) => {
      expect(notificationsOf(content as never, roomId)).toBe('all');
    },
  );
});

describe('noticesNotify', () => {
  it('is so only where the default rule against it is off', () => {
    const rule = { rule_id: '.m.rule.suppress_notices', actions: [] };
    expect(noticesNotify(undefined)).toBe(false);
    expect(noticesNotify(rules({ override: [{ ...rule, enabled: true }] }))).toBe(false);
    expect(noticesNotify(rules({ override: [{ ...rule, enabled: false }] }))).toBe(true);
  });
});
