import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../sync/client-event.ts';
import { roomId, stateEvent } from '../sync/testing/events.ts';
import {
  isSilenced,
  keywordsOf,
  noticesNotify,
  notificationsOf as notificationsOfRoom,
  type NotifyingRoom,
} from './push-rules.ts';

const encryption = stateEvent('m.room.encryption', '', {});
const roomOf = (joinedCount: number, isEncrypted: boolean): NotifyingRoom => ({
  roomId,
  joinedCount,
  state: (type) => (isEncrypted && type === 'm.room.encryption' ? encryption : undefined),
});
const notificationsOf = (pushRules: JsonObject | undefined, about = roomOf(3, true)) =>
  notificationsOfRoom(pushRules, about);
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
      notificationsOf(rules({ override: [override({ conditions: [] })], room: [room({ rule_id: '!o:x' })] })),
    ).toBe('all');
  });

  it('is mentions where the rule of the room does not notify, in the old spelling and the new', () => {
    expect(notificationsOf(rules({ room: [room()] }))).toBe('mentions');
    expect(notificationsOf(rules({ room: [room({ actions: ['dont_notify'] })] }))).toBe('mentions');
  });

  it('is nothing where an override for the room alone does not notify', () => {
    expect(notificationsOf(rules({ override: [override()] }))).toBe('none');
    expect(notificationsOf(rules({ override: [override({ actions: [] })], room: [room()] }))).toBe('none');
  });

  it('is everything where the rule is off or notifies', () => {
    expect(notificationsOf(rules({ override: [override({ enabled: false })] }))).toBe('all');
    expect(notificationsOf(rules({ room: [room({ actions: ['notify'] })] }))).toBe('all');
  });

  it.each([undefined, {}, { global: null }, { global: { room: 'x', override: [null, 5] } }])(
    'is everything where the rules are none: %o',
    (content) => {
      expect(notificationsOf(content as never)).toBe('all');
    },
  );
});

describe('the default of the account', () => {
  const rule = (name: string, more: object = {}) => ({
    rule_id: `.m.rule.${name}`,
    enabled: true,
    actions: ['notify'],
    ...more,
  });
  const silent = { actions: [] };
  const off = { enabled: false };
  const names = ['encrypted_room_one_to_one', 'room_one_to_one', 'message', 'encrypted'];
  const all = names.map((name) => rule(name));
  const without = (changed: string, more: object) =>
    all.map((one) => (one.rule_id === `.m.rule.${changed}` ? { ...one, ...more } : one));

  it.each([
    ['message', roomOf(3, false)],
    ['encrypted', roomOf(3, true)],
    ['room_one_to_one', roomOf(2, false)],
    ['encrypted_room_one_to_one', roomOf(2, true)],
  ])('is mentions where .m.rule.%s does not notify, for its kind of rooms alone', (name, about) => {
    const others = [roomOf(3, false), roomOf(3, true), roomOf(2, false), roomOf(2, true)].filter(
      ({ joinedCount, state }) =>
        joinedCount !== about.joinedCount || state('m.room.encryption') !== about.state('m.room.encryption'),
    );
    const underride = without(name, silent);
    expect(notificationsOf(rules({ underride }), about)).toBe('mentions');
    expect(others.map((other) => notificationsOf(rules({ underride }), other))).toEqual(['all', 'all', 'all']);
  });

  it('of a chat of two is that of all rooms where its own rule is off', () => {
    const underride = without('encrypted_room_one_to_one', off);
    expect(notificationsOf(rules({ underride }), roomOf(2, true))).toBe('all');
    const silentToo = underride.map((one) => (one.rule_id === '.m.rule.encrypted' ? { ...one, ...silent } : one));
    expect(notificationsOf(rules({ underride: silentToo }), roomOf(2, true))).toBe('mentions');
  });

  it('is mentions where every rule for such rooms is off', () => {
    expect(notificationsOf(rules({ underride: without('message', off) }), roomOf(3, false))).toBe('mentions');
  });

  it('yields to what is set for the room', () => {
    const underride = without('encrypted', silent);
    expect(notificationsOf(rules({ underride, room: [room({ actions: ['notify'] })] }))).toBe('all');
    expect(notificationsOf(rules({ underride, room: [room({ actions: ['notify'], ...off })] }))).toBe('mentions');
    expect(notificationsOf(rules({ underride, override: [override()] }))).toBe('none');
    expect(notificationsOf(rules({ underride: all, room: [room()] }))).toBe('mentions');
  });
});

describe('isSilenced', () => {
  const master = (more: object) => rules({ override: [{ rule_id: '.m.rule.master', actions: [], ...more }] });

  it('is so only while the rule over all others is on', () => {
    expect(isSilenced(undefined)).toBe(false);
    expect(isSilenced(master({ enabled: false }))).toBe(false);
    expect(isSilenced(master({ enabled: true }))).toBe(true);
    expect(isSilenced(master({ enabled: true, actions: ['notify'] }))).toBe(false);
  });

  it('leaves what is set for the rooms as it is', () => {
    expect(notificationsOf(master({ enabled: true }))).toBe('all');
  });
});

describe('noticesNotify', () => {
  it('is so only where the default rule against it is off', () => {
    const rule = { rule_id: '.m.rule.suppress_notices', actions: [] };
    expect(noticesNotify(undefined)).toBe(false);
    expect(noticesNotify(rules({ override: [{ ...rule, enabled: true }] }))).toBe(false);
    expect(noticesNotify(rules({ override: [{ ...rule, enabled: false }] }))).toBe(true);
  });
});

describe('keywords', () => {
  const keyword = (pattern: unknown, more: object = {}) => ({
    rule_id: String(pattern),
    enabled: true,
    pattern,
    actions: ['notify', { set_tweak: 'highlight' }],
    ...more,
  });
  const finds = (pattern: string, text: string) => keywordsOf(rules({ content: [keyword(pattern)] }))?.test(text);

  it.each([
    ['Bauantrag', 'Der bauantrag, eilig', true],
    ['Bauantrag', 'Bauanträge', false],
    ['amt', 'Bauamt', false],
    ['Über', 'über', true],
    ['ber', 'über', false],
    ['Z 12', 'siehe Z 12!', true],
    ['C++', 'in C++ geschrieben', true],
    ['4.1', '4x1', false],
    ['B?n', 'Ben', true],
    ['Bau*', 'Bauanträge', true],
    ['Bau*e', 'Bauanträge', true],
    ['*amt', 'Bauamt', true],
    ['a*b', `a${'x'.repeat(100)}b`, false],
  ])('are whole words, whatever their case, with wildcards: %s in %s', (pattern, text, isFound) => {
    expect(finds(pattern, text)).toBe(isFound);
  });

  it('may hold any character', () => {
    const characters = Array.from({ length: 0x100 }, (_, code) => String.fromCharCode(code)).filter(
      (one) => one !== '*',
    );
    for (const one of [...characters, '\ud800', '👍'])
      expect([one, finds(`a${one}b`, `a${one}b`)]).toEqual([one, true]);
  });

  it('are any of several', () => {
    const found = keywordsOf(rules({ content: [keyword('Etat'), keyword('Haushalt')] }))!;
    expect(['Etat', 'Haushalt', 'Plan'].map((text) => found.test(text))).toEqual([true, true, false]);
  });

  it.each([
    ['off', keyword('x', { enabled: false })],
    ['silent', keyword('x', { actions: [] })],
    ['the name of the user', keyword('x', { rule_id: '.m.rule.contains_user_name' })],
    ['empty', keyword('')],
    ['full of wildcards', keyword('*a*b*')],
    ['no text', keyword(5)],
    ['longer than any word', keyword('x'.repeat(101))],
    ['of a rule without a name', keyword('x', { rule_id: [{ toString: 0 }] })],
    ['nothing', null],
  ])('are none that are %s', (_, rule) => {
    expect(keywordsOf(rules({ content: [rule] }))).toBeUndefined();
  });

  it('are a hundred at most: no number of rules makes an expression that an engine refuses', () => {
    const content = Array.from({ length: 5_000 }, (_, at) => keyword(`${'x'.repeat(90)}${at}`));
    const found = keywordsOf(rules({ content }))!;
    expect(['0', '99', '100'].map((end) => found.test('x'.repeat(90) + end))).toEqual([true, true, false]);
  });

  it('are none without rules', () => {
    expect(keywordsOf(undefined)).toBeUndefined();
  });
});
