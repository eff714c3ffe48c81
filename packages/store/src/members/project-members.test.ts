import type { JsonObject, StateEvent } from '@bundesmessenger/core';
import { describe, expect, it } from 'vitest';
import { fakeRoom, stateEvent, type FakeRoomParts } from '../testing/fake-rooms.ts';
import type { Member, MemberListQuery } from './members.ts';
import { completeMemberQuery, projectMembers } from './project-members.ts';

const id = (name: string): string => `@${name.toLowerCase()}:server.example`;
const userId = id('Erika');
const member = (name: string, membership = 'join', more: JsonObject = {}): StateEvent =>
  stateEvent('m.room.member', { membership, displayname: name, ...more }, id(name));
const levels = (users: Readonly<Record<string, number>>, more: JsonObject = {}): StateEvent =>
  stateEvent('m.room.power_levels', { users, ...more });
const project = (states: readonly StateEvent[], query?: MemberListQuery, parts: FakeRoomParts = {}) =>
  projectMembers(fakeRoom({ states, ...parts }), userId, completeMemberQuery(query));
const rights = (states: readonly StateEvent[], name: string, parts: FakeRoomParts = {}): Member['can'] =>
  project(states, { memberships: ['join', 'invite', 'knock', 'ban'] }, parts).items.find(
    (row) => row.userId === id(name),
  )!.can;
const none = { kick: false, ban: false, unban: false, invite: false, roles: [] };

describe('the member list', () => {
  it('begins with who has most to say, then goes by name', () => {
    const states = [
      member('Zoë'),
      member('Ägidius'),
      member('Max'),
      member('Erika'),
      levels({ [id('Max')]: 100, [userId]: 50 }),
    ];
    expect(project(states).items.map(({ displayName, role }) => [displayName, role])).toEqual([
      ['Max', 'administrator'],
      ['Erika', 'moderator'],
      ['Ägidius', 'member'],
      ['Zoë', 'member'],
    ]);
  });

  it('holds joined and invited members unless others are asked for', () => {
    const states = ['join', 'invite', 'knock', 'ban', 'leave', 'x'].map((membership) => member(membership, membership));
    expect(project(states).items.map(({ membership }) => membership)).toEqual(['invite', 'join']);
    expect(project(states, { memberships: ['ban', 'knock'] }).items.map(({ membership }) => membership)).toEqual([
      'ban',
      'knock',
    ]);
  });

  it('is a window, and says of how many', () => {
    const states = Array.from({ length: 120 }, (_, at) => member(`m${String(at).padStart(3, '0')}`));
    const { total, offset, items } = project(states, { offset: 100, limit: 2 });
    expect([total, offset, items.map(({ displayName }) => displayName)]).toEqual([120, 100, ['m100', 'm101']]);
  });

  it('can be searched by name and user id', () => {
    const states = [
      member('Jörg'),
      stateEvent('m.room.member', { membership: 'join', displayname: 'X' }, '@jorginho:server.example'),
      member('Max'),
    ];
    expect(project(states, { search: 'jorg' }).items.map(({ displayName }) => displayName)).toEqual(['Jörg', 'X']);
  });

  it('tells members of one name apart', () => {
    const twin = stateEvent('m.room.member', { membership: 'join', displayname: 'Max' }, '@moritz:server.example');
    expect(project([member('Max'), twin]).items.map(({ displayName }) => displayName)).toEqual([
      'Max (@max:server.example)',
      'Max (@moritz:server.example)',
    ]);
  });

  it('bears what a hostile server writes', () => {
    const states = [
      stateEvent(
        'm.room.member',
        { membership: 'join', displayname: 5, avatar_url: 'https://evil.example', reason: {} },
        '@x:s',
      ),
      stateEvent('m.room.power_levels', { users: 'x', users_default: {} }),
    ];
    expect(project(states).items).toEqual([
      {
        userId: '@x:s',
        displayName: '@x:s',
        membership: 'join',
        isOwn: false,
        role: 'member',
        powerLevel: 0,
        isCreator: false,
        can: none,
      },
    ]);
  });

  it('shows why somebody knocks', () => {
    const [row] = project([member('Max', 'knock', { reason: 'Ich\u202E bin neu' })], { memberships: ['knock'] }).items;
    expect(row).toMatchObject({ reason: 'Ich bin neu' });
  });

  it.each([{ memberships: ['leave'] }, { memberships: 'join' }, { search: 5 }, { offset: -1 }])(
    'is refused for %o',
    (query) => {
      expect(() => completeMemberQuery(query as MemberListQuery)).toThrow(
        expect.objectContaining({ code: 'COMMAND_INVALID' }),
      );
    },
  );
});

describe('what the user may do to a member', () => {
  const people = [member('Erika'), member('Max'), member('Eva', 'ban'), member('Kim', 'knock')];

  it('is everything for an administrator', () => {
    const states = [...people, levels({ [userId]: 100 })];
    expect(rights(states, 'Max')).toEqual({
      ...none,
      kick: true,
      ban: true,
      roles: ['administrator', 'moderator', 'member'],
    });
    expect(rights(states, 'Eva')).toEqual({ ...none, unban: true });
    expect(rights(states, 'Kim')).toMatchObject({ invite: true, kick: true });
  });

  it('is nothing but inviting for a member', () => {
    const states = [...people, levels({ [id('Max')]: 50 })];
    expect(rights(states, 'Max')).toEqual(none);
    expect(rights(states, 'Kim')).toEqual({ ...none, invite: true });
  });

  it('is nothing against equals', () => {
    expect(rights([...people, levels({ [userId]: 100, [id('Max')]: 100 })], 'Max')).toEqual(none);
  });

  it('is to step down oneself', () => {
    expect(rights([...people, levels({ [userId]: 100 })], 'Erika')).toEqual({
      ...none,
      roles: ['administrator', 'moderator', 'member'],
    });
  });

  it('is to give no role above the own', () => {
    const states = [...people, levels({ [userId]: 50 }, { events: { 'm.room.power_levels': 50 } })];
    expect(rights(states, 'Max').roles).toEqual(['moderator', 'member']);
  });

  it('is nothing for who has left', () => {
    expect(rights([...people, levels({ [userId]: 100 })], 'Max', { membership: 'leave' })).toEqual(none);
  });

  it('follows levels that are named', () => {
    const states = [...people, levels({ [userId]: 60 }, { kick: 60, ban: 70, invite: 70 })];
    expect(rights(states, 'Max')).toMatchObject({ kick: true, ban: false });
    expect(rights(states, 'Kim')).toMatchObject({ invite: false });
  });
});

describe('the creators of a room of version 12', () => {
  const create = (content: JsonObject): StateEvent => stateEvent('m.room.create', content, '', { sender: id('Max') });
  const people = [member('Erika'), member('Max'), member('Eva')];
  const row = (states: readonly StateEvent[], name: string) =>
    project(states).items.find(({ userId: other }) => other === id(name));

  it('are above all, and nobody can change that', () => {
    const states = [...people, create({ room_version: '12' }), levels({ [userId]: 100 })];
    expect(row(states, 'Max')).toMatchObject({
      isCreator: true,
      role: 'administrator',
      powerLevel: Number.MAX_SAFE_INTEGER,
      can: none,
    });
    expect(project(states).items[0]).toMatchObject({ userId: id('Max') });
  });

  it('are several where the room says so', () => {
    const states = [...people, create({ room_version: '12', additional_creators: [id('Eva'), 5] })];
    expect(row(states, 'Eva')).toMatchObject({ isCreator: true });
    expect(row(states, 'Erika')).toMatchObject({ isCreator: false });
  });

  it('may do everything to administrators', () => {
    const states = [
      ...people,
      stateEvent('m.room.create', { room_version: '12' }, '', { sender: userId }),
      levels({ [id('Max')]: 100 }),
    ];
    expect(rights(states, 'Max')).toMatchObject({
      kick: true,
      ban: true,
      roles: ['administrator', 'moderator', 'member'],
    });
  });

  it.each(['1', '9', '11'])('are administrators like others in version %s', (room_version) => {
    expect(row([...people, create({ room_version, additional_creators: [id('Eva')] })], 'Max')).toMatchObject({
      isCreator: false,
      powerLevel: 100,
    });
    expect(row([...people, create({ room_version }), levels({})], 'Max')).toMatchObject({ powerLevel: 0 });
  });

  it.each(['13', 'de.bwi.mls.v1'])('are expected in later versions, too: %s', (room_version) => {
    expect(row([...people, create({ room_version })], 'Max')).toMatchObject({ isCreator: true });
  });
});
