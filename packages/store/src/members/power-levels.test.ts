import type { JsonObject } from '@bundesmessenger/core';
import { describe, expect, it } from 'vitest';
import { fakeRoom, stateEvent } from '../testing/fake-rooms.ts';
import { powerLevels, roleOf, withUserLevel, type PowerLevels } from './power-levels.ts';

const levels = (content?: JsonObject): PowerLevels =>
  powerLevels(
    fakeRoom({
      states: [
        stateEvent('m.room.create', { room_version: '10' }),
        ...(content ? [stateEvent('m.room.power_levels', content)] : []),
      ],
    }),
  );

describe('power levels', () => {
  it('are the specification’s where the event names none', () => {
    const { needed, neededForEvent, neededForState, neededToMentionRoom, of } = levels({});
    expect([needed('kick'), needed('ban'), needed('redact'), needed('invite')]).toEqual([50, 50, 50, 0]);
    expect([neededForEvent('m.room.message'), neededForState('m.room.name'), neededToMentionRoom]).toEqual([0, 50, 50]);
    expect(of('@x:s')).toBe(0);
  });

  it('let everybody change the state of a room without the event', () => {
    expect(levels().neededForState('m.room.name')).toBe(0);
  });

  it('are the event’s', () => {
    const { needed, neededForEvent, neededForState, neededToMentionRoom, of } = levels({
      users: { '@a:s': 70 },
      users_default: 5,
      events: { 'm.room.name': 20, 'm.reaction': 30 },
      events_default: 10,
      state_default: 40,
      invite: 15,
      notifications: { room: 60 },
    });
    expect([of('@a:s'), of('@b:s')]).toEqual([70, 5]);
    expect([neededForState('m.room.name'), neededForState('m.room.topic')]).toEqual([20, 40]);
    expect([neededForEvent('m.reaction'), neededForEvent('m.room.message')]).toEqual([30, 10]);
    expect([needed('invite'), neededToMentionRoom]).toEqual([15, 60]);
  });

  it.each([
    ['100', 100],
    [' -5 ', -5],
    ['1e3', 0],
    ['abc', 0],
    [1.5, 0],
    [null, 0],
    [Number.POSITIVE_INFINITY, 0],
    [[100], 0],
  ])('of %o are %o', (value, expected) => {
    expect(levels({ users: { '@a:s': value } }).of('@a:s')).toBe(expected);
  });

  it('do not find what every object has', () => {
    expect(levels({ users: {}, users_default: 7 }).of('constructor')).toBe(7);
  });
});

it.each([
  [100, 'administrator'],
  [250, 'administrator'],
  [99, 'moderator'],
  [50, 'moderator'],
  [49, 'member'],
  [0, 'member'],
  [-10, 'member'],
] as const)('a level of %i is the role %s', (level, role) => {
  expect(roleOf(level)).toBe(role);
});

describe('a role that is given', () => {
  it('changes nothing else', () => {
    const content = { users: { '@a:s': 100 }, ban: 70, extra: { kept: true } };
    expect(withUserLevel(content, '@b:s', 50)).toEqual({ ...content, users: { '@a:s': 100, '@b:s': 50 } });
  });

  it('that everybody has needs no entry', () => {
    expect(withUserLevel({ users: { '@a:s': 100 } }, '@a:s', 0)).toEqual({ users: {} });
  });

  it('is an entry where everybody has another one', () => {
    expect(withUserLevel({ users_default: 10 }, '@a:s', 0)).toEqual({ users_default: 10, users: { '@a:s': 0 } });
  });

  it('bears users that are none', () => {
    expect(withUserLevel({ users: 'x' }, '@a:s', 50)).toEqual({ users: { '@a:s': 50 } });
  });
});
