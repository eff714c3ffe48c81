import { describe, expect, it } from 'vitest';
import type { ClientEvent } from '@bundesmessenger/core/types';
import { projectFederation, projectStateChange } from './state-change.ts';
import type { Sender, StateChange } from './timeline.ts';

const erika = '@erika:server.example';
const max = '@max:server.example';
const senderOf = (userId: string): Sender => ({ userId, displayName: userId === erika ? 'Erika' : 'Max' });

const state = (change: Partial<ClientEvent>): ClientEvent => ({
  event_id: '$a',
  type: 'm.room.name',
  state_key: '',
  sender: erika,
  origin_server_ts: 0,
  content: {},
  ...change,
});
const project = (change: Partial<ClientEvent>): StateChange | undefined => projectStateChange(state(change), senderOf);
type Membership = Readonly<Record<string, unknown>> | string | undefined;
const content = (membership: Membership): Readonly<Record<string, unknown>> =>
  typeof membership === 'object' ? membership : { membership };
/** `sender` changes the membership of `target`. */
const member = (sender: string, target: string, before: Membership, after: Membership): StateChange | undefined =>
  project({
    type: 'm.room.member',
    state_key: target,
    sender,
    content: content(after),
    ...(before !== undefined && { unsigned: { prev_content: content(before) } }),
  });

describe('projectStateChange', () => {
  it('tells that the room was made', () => {
    expect(project({ type: 'm.room.create' })).toEqual({ type: 'created' });
  });

  it('tells that encryption was switched on', () => {
    expect(project({ type: 'm.room.encryption' })).toEqual({ type: 'encryption' });
  });

  it('tells no roles of what is no user id', () => {
    const users = { [erika]: 100, ['@'.repeat(70_000)]: 100, everybody: 100, [`@${'a'.repeat(255)}:s`]: 100 };
    const change = project({ type: 'm.room.power_levels', content: { users }, unsigned: { prev_content: {} } });
    expect(change).toEqual({ type: 'roles', changes: [{ target: senderOf(erika), powerLevel: 100 }] });
  });

  it('cuts no name in the middle of a character', () => {
    expect(project({ content: { name: `${'x'.repeat(1_023)}😀` } })).toEqual({ type: 'name', name: 'x'.repeat(1_023) });
  });

  it('tells the new name', () => {
    expect(project({ content: { name: 'Amtsstube' } })).toEqual({ type: 'name', name: 'Amtsstube' });
  });

  it('tells the new topic', () => {
    expect(project({ type: 'm.room.topic', content: { topic: 'Bauantrag' } })).toEqual({
      type: 'topic',
      topic: 'Bauantrag',
    });
  });

  it.each([5, null, {}, undefined])('takes the name %o for a removed one', (name) => {
    expect(project({ content: { name } })).toEqual({ type: 'name', name: '' });
  });

  it('tells whether other servers may take part', () => {
    expect(project({ type: 'm.room.server_acl', content: { allow: ['*'] } })).toEqual({
      type: 'federation',
      federation: 'federated',
    });
  });

  it.each([
    ['m.room.join_rules', { join_rule: 'knock' }, { type: 'joinRule', joinRule: 'knock' }],
    ['m.room.join_rules', { join_rule: 'knock_restricted' }, { type: 'joinRule', joinRule: 'restricted' }],
    [
      'm.room.history_visibility',
      { history_visibility: 'joined' },
      { type: 'historyVisibility', visibility: 'joined' },
    ],
    ['m.room.avatar', {}, { type: 'avatar' }],
    ['m.room.pinned_events', {}, { type: 'pinned' }],
    ['m.room.tombstone', { replacement_room: {} }, { type: 'upgraded' }],
  ])('tells %s with %o', (type, given, change) => {
    expect(project({ type, content: given })).toEqual(change);
  });

  it.each([
    ['m.room.join_rules', { join_rule: 5 }],
    ['m.room.history_visibility', { history_visibility: 'constructor' }],
    ['org.example.widget', {}],
    ['__proto__', {}],
  ])('says nothing of %s with %o', (type, given) => {
    expect(project({ type, content: given })).toBeUndefined();
  });

  it('says nothing of what was redacted', () => {
    expect(project({ unsigned: { redacted_because: {} } })).toBeUndefined();
  });

  it('says nothing of a state with a key that means nothing', () => {
    expect(project({ state_key: 'x', content: { name: 'y' } })).toBeUndefined();
  });
});

describe('a change of roles', () => {
  const roles = (before: unknown, after: unknown): StateChange | undefined =>
    project({
      type: 'm.room.power_levels',
      content: { users: after },
      unsigned: { prev_content: { users: before } },
    });

  it('names who has a new power level', () => {
    expect(roles({ [erika]: 100 }, { [erika]: 100, [max]: 50 })).toEqual({
      type: 'roles',
      changes: [{ target: { userId: max, displayName: 'Max' }, powerLevel: 50 }],
    });
  });

  it('names who has lost one', () => {
    expect(roles({ [max]: 50 }, {})).toMatchObject({ changes: [{ powerLevel: 0 }] });
  });

  it('knows levels in text, as old rooms have them', () => {
    expect(roles({ [max]: '50' }, { [max]: 50 })).toBeUndefined();
  });

  it.each([null, 5, 'x', [], { [max]: {} }, { [max]: 1.5 }])('says nothing of the users %o', (users) => {
    expect(roles(users, users)).toBeUndefined();
  });

  it('says nothing where nobody knows what was before', () => {
    expect(project({ type: 'm.room.power_levels', content: { users: { [max]: 50 } } })).toBeUndefined();
  });
});

describe('a change of membership', () => {
  const target = { userId: max, displayName: 'Max' };

  it.each([
    ['joined', max, undefined, 'join'],
    ['joined', max, 'invite', 'join'],
    ['joined', max, 'leave', 'join'],
    ['invited', erika, undefined, 'invite'],
    ['knocked', max, undefined, 'knock'],
    ['banned', erika, 'join', 'ban'],
    ['unbanned', erika, 'ban', 'leave'],
    ['left', max, 'join', 'leave'],
    ['removed', erika, 'join', 'leave'],
    ['inviteDeclined', max, 'invite', 'leave'],
    ['inviteWithdrawn', erika, 'invite', 'leave'],
  ] as const)('is “%s” when %s turns %s into %s', (type, sender, before, after) => {
    expect(member(sender, max, before, after)).toEqual({ type, target });
  });

  it('tells a new display name with the one before', () => {
    expect(
      member(max, max, { membership: 'join', displayname: 'M.' }, { membership: 'join', displayname: 'Max M.' }),
    ).toEqual({ type: 'displayName', target: { userId: max, displayName: 'Max M.' }, previous: 'M.' });
  });

  it('tells a new picture', () => {
    expect(
      member(
        max,
        max,
        { membership: 'join', displayname: 'M.' },
        { membership: 'join', displayname: 'M.', avatar_url: 'x' },
      ),
    ).toEqual({ type: 'userAvatar', target });
  });

  it('says nothing where nothing has changed', () => {
    expect(member(max, max, { membership: 'join' }, { membership: 'join' })).toBeUndefined();
  });

  it.each(['kein-nutzer', '', '@', '__proto__'])('says nothing of “%s”, which is no user', (stateKey) => {
    expect(member(max, stateKey, undefined, 'join')).toBeUndefined();
  });

  it('does not take a name from the event of somebody who leaves', () => {
    expect(member(max, max, 'join', { membership: 'leave', displayname: 'Erika' })).toEqual({ type: 'left', target });
  });

  it('does not take a name that is no string', () => {
    expect(member(max, max, undefined, { membership: 'join', displayname: { a: 1 } })).toEqual({
      type: 'joined',
      target,
    });
  });

  it.each([undefined, null, 5, {}, 'JOIN', 'constructor'])('says nothing of the membership %o', (membership) => {
    expect(member(max, max, 'join', { membership })).toBeUndefined();
  });
});

describe('projectFederation', () => {
  it.each([
    ['every server', { allow: ['*'] }, 'federated'],
    ['every server among others', { allow: ['a.example', '*'] }, 'federated'],
    ['one server', { allow: ['a.example'] }, 'internal'],
    ['a part of names', { allow: ['*.a.example'] }, 'internal'],
    ['nobody', { allow: [] }, 'internal'],
    ['nothing', {}, 'internal'],
    ['a string', { allow: '*' }, 'internal'],
    ['null', { allow: null }, 'internal'],
  ] as const)('takes a list that admits %s for %s', (_, acl, federation) => {
    expect(projectFederation(acl)).toBe(federation);
  });
});
