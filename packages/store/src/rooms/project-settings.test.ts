import type { JsonObject, StateEvent } from '@bundesmessenger/core';
import { writable } from '@bundesmessenger/core/readable';
import { describe, expect, it } from 'vitest';
import { createFakeRooms, fakeRoom, stateEvent, type FakeRoomParts } from '../testing/fake-rooms.ts';
import { projectSettings } from './project-settings.ts';
import type { RoomAction, RoomSettings } from './room-settings.ts';
import { createSettingsSource } from './settings.source.ts';

const userId = '@erika:server.example';
const settings = (states: readonly StateEvent[] = [], parts: FakeRoomParts = {}): RoomSettings =>
  projectSettings(fakeRoom({ states, ...parts }), userId);
const levels = (level: number, more: JsonObject = {}): StateEvent =>
  stateEvent('m.room.power_levels', { users: { [userId]: level }, ...more });
const allowed = (states: readonly StateEvent[], parts?: FakeRoomParts): readonly RoomAction[] =>
  (Object.entries(settings(states, parts).can) as [RoomAction, boolean][]).flatMap(([action, can]) =>
    can ? [action] : [],
  );

describe('the settings of a room', () => {
  it('are what its state says', () => {
    expect(
      settings([
        stateEvent('m.room.create', { room_version: '12', 'm.federate': false }),
        stateEvent('m.room.name', { name: 'Amt' }),
        stateEvent('m.room.topic', { topic: 'Eins\nZwei' }),
        stateEvent('m.room.avatar', { url: 'mxc://s/a' }),
        stateEvent('m.room.canonical_alias', { alias: '#a:s' }),
        stateEvent('m.room.join_rules', { join_rule: 'knock' }),
        stateEvent('m.room.history_visibility', { history_visibility: 'invited' }),
        stateEvent('m.room.server_acl', { allow: ['*'] }),
        stateEvent('m.room.encryption', {}),
      ]),
    ).toMatchObject({
      status: 'ready',
      name: 'Amt',
      topic: 'Eins\nZwei',
      avatar: 'mxc://s/a',
      canonicalAlias: '#a:s',
      joinRule: 'knock',
      historyVisibility: 'invited',
      federation: 'federated',
      federatesNever: true,
      encrypted: true,
      roomVersion: '12',
    });
  });

  it('have an alias and a version only as short as those are', () => {
    const alias = stateEvent('m.room.canonical_alias', { alias: `#${'a'.repeat(255)}:s` });
    const create = stateEvent('m.room.create', { room_version: '1'.repeat(33) });
    expect(settings([alias, create])).not.toHaveProperty('canonicalAlias');
    expect(settings([alias, create]).roomVersion).toBe('1');
  });

  it('are the specification’s where the room says nothing', () => {
    expect(settings()).toMatchObject({ joinRule: 'invite', historyVisibility: 'shared', federatesNever: false });
  });

  it.each([
    ['restricted', 'restricted'],
    ['org.example', 'other'],
    [5, 'other'],
  ])('have the join rule %o as %s', (join_rule, expected) => {
    expect(settings([stateEvent('m.room.join_rules', { join_rule })]).joinRule).toBe(expected);
  });

  it('are loading until the whole state is known', () => {
    expect(settings([stateEvent('m.room.name', { name: 'Amt' })]).status).toBe('loading');
  });

  it('tell the own role', () => {
    expect(settings([levels(50)]).own).toEqual({ role: 'moderator', powerLevel: 50, isCreator: false });
  });
});

describe('what the user may do', () => {
  const encryption = stateEvent('m.room.encryption', {});

  it('is to write and invite for a member', () => {
    expect(allowed([levels(0), encryption])).toEqual(['send', 'react', 'invite']);
  });

  it('is everything for an administrator', () => {
    expect(allowed([levels(100), encryption])).toHaveLength(18);
  });

  it('is not to write where the room is not encrypted', () => {
    expect(allowed([levels(100)])).toHaveLength(16);
    expect(allowed([levels(0)])).toEqual(['invite']);
  });

  it('is less than an administrator for a moderator where the room says so', () => {
    const events = { 'm.room.server_acl': 100, 'm.room.power_levels': 100, 'm.room.tombstone': 100 };
    const can = allowed([levels(50, { events })]);
    expect(can).toContain('changeName');
    expect(can).not.toContain('changeFederation');
    expect(can).not.toContain('changeRoles');
    expect(can).not.toContain('upgrade');
  });

  it('is not to write where encrypted messages are not allowed', () => {
    expect(allowed([levels(0, { events: { 'm.room.message': 50 } }), encryption])).toContain('send');
    expect(allowed([levels(0, { events: { 'm.room.encrypted': 50 } }), encryption])).not.toContain('send');
  });

  it('is nothing outside of the room', () => {
    expect(allowed([levels(100)], { membership: 'leave' })).toEqual([]);
  });
});

describe('watched settings', () => {
  const tick = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
  const start = () => {
    const rooms = createFakeRooms();
    const readable = createSettingsSource({ rooms, userId: writable<string | undefined>(userId) }, '!a');
    const heard: RoomSettings[] = [];
    return { rooms, heard, watch: () => readable.subscribe((snapshot) => heard.push(snapshot)) };
  };
  const ready = (name: string) =>
    fakeRoom({ roomId: '!a', states: [stateEvent('m.room.name', { name }), stateEvent('m.room.join_rules', {})] });

  it('open the room, and let it go', () => {
    const { rooms, watch } = start();
    const stop = watch();
    expect(rooms.opened).toEqual(['!a']);
    stop();
    expect(rooms.opened).toEqual([]);
  });

  it('follow the room, and are quiet where nothing has changed', async () => {
    const { rooms, heard, watch } = start();
    watch();
    for (const name of ['A', 'A', 'B']) {
      rooms.put(ready(name));
      await tick();
    }
    expect(heard.map(({ status, name }) => [status, name])).toEqual([
      ['loading', ''],
      ['ready', 'A'],
      ['ready', 'B'],
    ]);
  });

  it('of a room that is not there are unknown', async () => {
    const { rooms, heard, watch } = start();
    watch();
    rooms.coverage.set('all');
    await tick();
    expect(heard.at(-1)!.status).toBe('unknownRoom');
  });
});
