import { describe, expect, it } from 'vitest';
import type { TimelineEvent } from './project-timeline.ts';
import { projectFederation, projectStateChange } from './state-change.ts';
import type { StateChange } from './timeline.ts';

const erika = '@erika:server.example';
const max = '@max:server.example';
const nameOf = (userId: string): string => (userId === erika ? 'Erika' : 'Max');

const state = (change: Partial<TimelineEvent>): TimelineEvent => ({
  eventId: '$a',
  type: 'm.room.name',
  stateKey: '',
  sender: erika,
  originServerTs: 0,
  content: {},
  encrypted: false,
  redacted: false,
  ...change,
});
const project = (change: Partial<TimelineEvent>): StateChange | undefined => projectStateChange(state(change), nameOf);
type Membership = Readonly<Record<string, unknown>> | string | undefined;
const content = (membership: Membership): Readonly<Record<string, unknown>> =>
  typeof membership === 'object' ? membership : { membership };
/** `sender` changes the membership of `target`. */
const member = (sender: string, target: string, before: Membership, after: Membership): StateChange | undefined =>
  project({
    type: 'm.room.member',
    stateKey: target,
    sender,
    content: content(after),
    ...(before !== undefined && { previousContent: content(before) }),
  });

describe('projectStateChange', () => {
  it('tells that the room was made', () => {
    expect(project({ type: 'm.room.create' })).toEqual({ type: 'created' });
  });

  it('tells that encryption was switched on', () => {
    expect(project({ type: 'm.room.encryption' })).toEqual({ type: 'encryption' });
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

  it.each(['m.room.power_levels', 'm.room.join_rules', 'm.room.history_visibility', 'org.example.widget', '__proto__'])(
    'says nothing of %s',
    (type) => {
      expect(project({ type })).toBeUndefined();
    },
  );
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

  it('says nothing of a new picture', () => {
    expect(
      member(
        max,
        max,
        { membership: 'join', displayname: 'M.' },
        { membership: 'join', displayname: 'M.', avatar_url: 'x' },
      ),
    ).toBeUndefined();
  });

  it('names an invited person as the invitation does, who may be in no room yet', () => {
    expect(member(erika, max, undefined, { membership: 'invite', displayname: 'Max Muster' })).toEqual({
      type: 'invited',
      target: { userId: max, displayName: 'Max Muster' },
    });
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
