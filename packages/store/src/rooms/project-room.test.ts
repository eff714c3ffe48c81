import type { Decryption, Hero, JsonObject, Room, StateEvent, StrippedStateEvent } from '@bundesmessenger/core';
import { describe, expect, it } from 'vitest';
import { fakeRoom, messageEvent, stateEvent, type FakeRoomParts } from '../testing/fake-rooms.ts';
import { projectRoom, type ProjectedRoom, type RoomContext } from './project-room.ts';
import { matcher } from '../search/search-text.ts';

const userId = '@erika:server.example';
const maxId = '@max:server.example';

const context: RoomContext = {
  userId,
  events: [],
  unread: { unreadCount: 0, highlightCount: 0 },
  markedUnread: false,
  notifications: 'all',
  directUserId: undefined,
  parents: [],
  decryptionOf: (): Decryption => ({ status: 'pending' }),
  barred: () => undefined,
};
const project = (parts: FakeRoomParts = {}, changes: Partial<RoomContext> = {}): ProjectedRoom['summary'] =>
  projectRoom(fakeRoom(parts), { ...context, events: parts.events ?? [], ...changes }).summary;
const hero = (name: string, changes: Partial<Hero> = {}): Hero => ({
  userId: `@${name.toLowerCase()}:server.example`,
  displayName: name,
  ...changes,
});
const member = (name: string, displayname: unknown = name, membership = 'join'): StateEvent =>
  stateEvent('m.room.member', { membership, displayname } as JsonObject, `@${name.toLowerCase()}:server.example`);
const stripped = (type: string, content: JsonObject, stateKey = '', sender = maxId): StrippedStateEvent => ({
  type,
  content,
  state_key: stateKey,
  sender,
});
const named = (name: unknown): StateEvent => stateEvent('m.room.name', { name });
const alias = stateEvent('m.room.canonical_alias', { alias: '#a:server.example' });

describe('the name of a room', () => {
  it('is what m.room.name says', () => {
    expect(project({ states: [named('Amtsstube'), alias] }).name).toBe('Amtsstube');
  });

  it.each(['', '   ', 5, null, {}, undefined, '\u202E\u2067'])('is the alias where the name is %o', (name) => {
    expect(project({ states: [named(name), alias] }).name).toBe('#a:server.example');
  });

  it('is made of the members where there is neither', () => {
    expect(project({ heroes: [hero('Max'), hero('Anna')], joinedCount: 3 }).name).toBe('Anna, Max');
  });

  it('counts the members it does not name', () => {
    expect(project({ heroes: [hero('Max'), hero('Anna')], joinedCount: 7, invitedCount: 3 }).name).toBe('Anna, Max +7');
  });

  it('does not name the own user', () => {
    expect(project({ heroes: [hero('Erika'), hero('Max')], joinedCount: 2 }).name).toBe('Max');
  });

  it('is made of known members where the server names none', () => {
    expect(
      project({ states: [member('Max'), member('Erika'), member('Eva', 'Eva', 'leave')], joinedCount: 2 }).name,
    ).toBe('Max');
  });

  it('tells members of one name apart by their user ids', () => {
    const heroes = [hero('Max'), hero('Moritz', { displayName: 'Max' })];
    expect(project({ heroes, joinedCount: 3 }).name).toBe('Max (@max:server.example), Max (@moritz:server.example)');
  });

  it('takes names that only look alike for one name', () => {
    const heroes = [hero('Max'), hero('Moritz', { displayName: 'M\u200Báx' })];
    expect(project({ heroes, joinedCount: 3 }).name).toMatch(/@max:.*@moritz:/u);
  });

  it('shows the user id of somebody who is called like one', () => {
    const heroes = [hero('Max', { displayName: '@erika:server.example' })];
    expect(project({ heroes, joinedCount: 2 }).name).toBe('@erika:server.example (@max:server.example)');
  });

  it('is the user id of somebody without a name', () => {
    expect(project({ heroes: [{ userId: maxId }], joinedCount: 2 }).name).toBe(maxId);
  });

  it('is empty for a room of one', () => {
    expect(project().name).toBe('');
  });

  it('is empty rather than a bare number', () => {
    expect(project({ joinedCount: 5 }).name).toBe('');
  });

  it('is one line without characters that change the reading of others', () => {
    expect(project({ states: [named('Amts\nstube\u202E \u0007 Berlin')] }).name).toBe('Amts stube Berlin');
  });

  it('is cut, never within a character', () => {
    const { name } = project({ states: [named('😀'.repeat(40_000))] });
    expect(name).toBe('😀'.repeat(60));
  });

  it('of an invite is what the invite says', () => {
    const strippedState = [stripped('m.room.name', { name: 'Krisenstab' })];
    expect(project({ membership: 'invite', strippedState }).name).toBe('Krisenstab');
  });
});

describe('the avatar of a room', () => {
  const avatar = (url: unknown): StateEvent => stateEvent('m.room.avatar', { url });

  it('is what m.room.avatar says', () => {
    expect(project({ states: [avatar('mxc://server.example/abc')] }).avatar).toBe('mxc://server.example/abc');
  });

  it.each(['https://evil.example/x.png', 'mxc://a/b/c', 'mxc://a/../b', 'mxc://a/b?c', 'javascript:alert(1)', 5, null])(
    'is never %o',
    (url) => {
      expect(project({ states: [avatar(url)] })).not.toHaveProperty('avatar');
    },
  );

  it('is the other person’s in a chat of two', () => {
    const heroes = [hero('Max', { avatarUrl: 'mxc://server.example/max' })];
    expect(project({ heroes, joinedCount: 2 }).avatar).toBe('mxc://server.example/max');
  });

  it('is nobody’s in a room of three', () => {
    const heroes = [hero('Max', { avatarUrl: 'mxc://server.example/max' })];
    expect(project({ heroes, joinedCount: 3 })).not.toHaveProperty('avatar');
  });

  it('is the person’s of a direct chat that has others, too', () => {
    const heroes = [hero('Max', { avatarUrl: 'mxc://server.example/max' }), hero('Bot')];
    expect(project({ heroes, joinedCount: 3 }, { directUserId: maxId }).avatar).toBe('mxc://server.example/max');
  });
});

describe('what a room is', () => {
  it('is encrypted as soon as a state event says so, whatever it says', () => {
    expect(project({ states: [stateEvent('m.room.encryption', {})] }).encrypted).toBe(true);
    expect(project().encrypted).toBe(false);
  });

  it('is federated where the ACL admits every server', () => {
    expect(project({ states: [stateEvent('m.room.server_acl', { allow: ['*'] })] }).federation).toBe('federated');
    expect(project().federation).toBe('internal');
  });

  it('is a space by its type', () => {
    expect(project({ states: [stateEvent('m.room.create', { type: 'm.space' })] }).kind).toBe('space');
    expect(project({ states: [stateEvent('m.room.create', {})] }).kind).toBe('room');
  });

  it.each([
    [{ room_version: '12' }, '12'],
    [{ room_version: 'de.bwi.mls.v1' }, 'de.bwi.mls.v1'],
    [{}, '1'],
    [{ room_version: 7 }, '1'],
  ])('has the version of %o', (content, version) => {
    expect(project({ states: [stateEvent('m.room.create', content)] }).roomVersion).toBe(version);
  });

  it('has no version before the server has told', () => {
    expect(project()).not.toHaveProperty('roomVersion');
  });

  it('counts joined and invited members', () => {
    expect(project({ joinedCount: 5, invitedCount: 2 }).memberCount).toBe(7);
  });

  it('is a favourite or of low priority by its tags', () => {
    const data = { 'm.tag': { tags: { 'm.favourite': { order: 0.5 }, 'u.work': {} } } };
    expect(project({ data })).toMatchObject({ isFavourite: true, isLowPriority: false });
  });

  it.each([{ tags: null }, { tags: 'm.favourite' }, {}])('bears the tags %o', (content) => {
    expect(project({ data: { 'm.tag': content as JsonObject } })).toMatchObject({ isFavourite: false });
  });

  it.each([
    ['all', false],
    ['mentions', false],
    ['none', true],
  ] as const)('with notifications %s is muted: %o', (notifications, isMuted) => {
    expect(project({}, { notifications })).toMatchObject({ notifications, isMuted });
  });

  it('has a topic of one line, cut', () => {
    const { topic } = project({ states: [stateEvent('m.room.topic', { topic: `Zeile\n${'x'.repeat(70_000)}` })] });
    expect(topic).toMatch(/^Zeile x+$/u);
    expect(topic).toHaveLength(300);
  });
});

describe('the time of a room', () => {
  it('is that of its newest message', () => {
    const events = [messageEvent('a', 'a', { origin_server_ts: 5 }), messageEvent('b', 'b', { origin_server_ts: 9 })];
    expect(project({ events }).latestTs).toBe(9);
  });

  it('does not change when somebody comes or goes', () => {
    const events = [messageEvent('a', 'a', { origin_server_ts: 5 }), { ...member('Max'), origin_server_ts: 9 }];
    expect(project({ events }).latestTs).toBe(5);
  });

  it('is that of whatever is known where there is no message', () => {
    expect(project({ events: [{ ...member('Max'), origin_server_ts: 9 }] }).latestTs).toBe(9);
    expect(project().latestTs).toBe(0);
  });
});

describe('an invite', () => {
  const invite = (inviter: string): FakeRoomParts => ({
    roomId: '!krisenstab:land.example',
    membership: 'invite',
    strippedState: [
      stripped('m.room.member', { membership: 'invite' }, userId, inviter),
      stripped('m.room.member', { membership: 'join', displayname: 'Cem' }, '@cem:land.example', '@cem:land.example'),
      stripped('m.room.encryption', { algorithm: 'm.megolm.v1.aes-sha2' }),
    ],
  });

  it('names who invites', () => {
    expect(project(invite('@cem:land.example')).inviter).toEqual({ userId: '@cem:land.example', displayName: 'Cem' });
  });

  it('tells that the room is encrypted', () => {
    expect(project(invite('@cem:land.example')).encrypted).toBe(true);
  });

  it('is barred by the policy, which sees room and inviter', () => {
    const barred: RoomContext['barred'] = ({ room, sender }) => ({
      code: 'WL_SERVER_NAME',
      serverName: `${String(room)} ${String(sender)}`,
    });
    expect(project(invite('@cem:land.example'), { barred }).barred).toEqual({
      code: 'WL_SERVER_NAME',
      serverName: '!krisenstab:land.example @cem:land.example',
    });
  });

  it('is open where the policy has nothing against it', () => {
    expect(project(invite('@cem:land.example'))).not.toHaveProperty('barred');
  });
});

describe('a room that was upgraded', () => {
  const tombstone = (replacement_room: unknown): FakeRoomParts => ({
    states: [stateEvent('m.room.tombstone', { replacement_room })],
  });
  const barredAll: RoomContext['barred'] = () => ({ code: 'WL_SERVER_NAME' });

  it('names its successor', () => {
    expect(project(tombstone('!new')).replacedBy).toBe('!new');
  });

  it.each(['new', '', 5, null, '! '])('has no successor %o', (replacement) => {
    expect(project(tombstone(replacement), { barred: barredAll })).not.toHaveProperty('replacedBy');
  });

  it('is barred where the policy does not admit the successor (CVE-2025-59161)', () => {
    expect(project(tombstone('!new:evil.example'), { barred: barredAll }).barred).toEqual({ code: 'WL_SERVER_NAME' });
  });

  it('is the only joined room that can be barred', () => {
    expect(project({}, { barred: barredAll })).not.toHaveProperty('barred');
  });
});

describe('a space', () => {
  const child = (id: string, content: JsonObject, ts = 1_000): StateEvent =>
    stateEvent('m.space.child', content, id, { origin_server_ts: ts });
  const childrenOf = (...states: readonly StateEvent[]): readonly string[] => project({ states }).children;
  const via = ['server.example'];

  it('has its children by order, then by age', () => {
    expect(
      childrenOf(
        child('!c', { via }, 5),
        child('!b', { via }, 4),
        child('!a', { via, order: 'b' }),
        child('!d', { via, order: 'a' }),
      ),
    ).toEqual(['!d', '!a', '!b', '!c']);
  });

  it.each([{}, { via: [] }, { via: 'server.example' }])('has no child with content %o', (content) => {
    expect(childrenOf(child('!a', content as JsonObject))).toEqual([]);
  });

  it('sorts a child with an order that is none behind', () => {
    expect(childrenOf(child('!a', { via, order: 'ä' }), child('!b', { via, order: 'z' }))).toEqual(['!b', '!a']);
  });

  it('knows no child that is no room', () => {
    expect(childrenOf(child('@a:server.example', { via }))).toEqual([]);
  });
});

describe('what finds a room', () => {
  it('leaves out the time that makes an alias unique', () => {
    const made = stateEvent('m.room.canonical_alias', { alias: '#akte61795423712831:server.example' });
    const isFound = (search: string): boolean =>
      matcher(search)(projectRoom(fakeRoom({ states: [named('Akte 6'), made] }), context).searchText);
    expect(['akte 6', 'akte6', 'akte 3'].map(isFound)).toEqual([true, true, false]);
  });

  it('is its name, its alias and its members', () => {
    const room: Room = fakeRoom({ states: [named('Bürgeramt Straße'), alias], heroes: [hero('Zoë')], joinedCount: 2 });
    expect(projectRoom(room, context).searchText).toBe('burgeramt strasse\n#a:server.example\nzoe');
  });
});
