import { describe, expect, it } from 'vitest';
import { writable } from '../readable.ts';
import type { JsonObject } from '../sync/client-event.ts';
import { anna, ben, ids, member, message } from '../sync/testing/events.ts';
import type { SessionState } from '../types.ts';
import { followIgnoredUsers, ignoredUsersIn, withIgnoredUser, withoutIgnored } from './ignored-users.ts';
import { first, registry, update } from './testing/registry.ts';

const carla = '@carla:hs.example';
const list = (...userIds: readonly string[]): JsonObject => ({
  ignored_users: Object.fromEntries(userIds.map((id) => [id, {}])),
});

describe('who is ignored', () => {
  it('is told by m.ignored_user_list', () => {
    expect([...ignoredUsersIn(list(ben, carla), anna)]).toEqual([ben, carla]);
  });

  it.each([
    undefined,
    {},
    { ignored_users: null },
    { ignored_users: [ben] },
    { ignored_users: ben },
    list('ben', 'ben:hs.example', '@ben', '!room:hs.example', '', '__proto__', 'constructor'),
    list(`@${'b'.repeat(300)}:hs.example`),
  ] as readonly (JsonObject | undefined)[])('is nobody in %o', (content) => {
    expect(ignoredUsersIn(content, anna).size).toBe(0);
  });

  it('is never the user', () => {
    expect([...ignoredUsersIn(list(anna, ben), anna)]).toEqual([ben]);
  });

  it('does not depend on what the list says of each', () => {
    expect([...ignoredUsersIn({ ignored_users: { [ben]: null, [carla]: 'x' } }, anna)]).toEqual([ben, carla]);
  });

  it('is no more than a list can hold that was made by hand', () => {
    const many = Array.from({ length: 20_000 }, (_, nth) => `@user${nth}:hs.example`);
    expect(ignoredUsersIn(list(...many), anna).size).toBe(10_000);
  });
});

describe('a list that is changed', () => {
  it('keeps the others, what is said of them, and what it does not understand', () => {
    const content = { ignored_users: { [carla]: { since: 1 }, broken: 5 }, more: ['x'] };
    const next = withIgnoredUser(content, ben, true);
    expect(next).toEqual({ ignored_users: { [carla]: { since: 1 }, broken: 5, [ben]: {} }, more: ['x'] });
    expect(withIgnoredUser(next, ben, false)).toEqual(content);
  });

  it('keeps what it says of somebody who is ignored again', () => {
    const content = { ignored_users: { [ben]: { since: 1 } } };
    expect(withIgnoredUser(content, ben, true)).toEqual(content);
  });

  it.each([{}, { ignored_users: null }, { ignored_users: [1] }] as readonly JsonObject[])(
    'may begin as %o',
    (content) => {
      expect(withIgnoredUser(content, ben, true)).toEqual(list(ben));
      expect(withIgnoredUser(content, ben, false)).toEqual(list());
    },
  );

  it('takes no key for a prototype', () => {
    const content = JSON.parse('{"ignored_users":{"__proto__":{"polluted":true}}}') as JsonObject;
    const next = withIgnoredUser(content, ben, true);
    expect(JSON.stringify(next)).toBe(`{"ignored_users":{"__proto__":{"polluted":true},"${ben}":{}}}`);
    expect(Object.getPrototypeOf(next.ignored_users)).toBe(Object.prototype);
  });
});

describe('events', () => {
  it('are shown without those of who is ignored, but for state', () => {
    const events = [message('a'), member(ben, 'join'), message('b', { sender: carla })];
    expect(ids(withoutIgnored(events, new Set([ben]))).at(-1)).toBe('b');
    expect(withoutIgnored(events, new Set([ben]))).toEqual([events[1], events[2]]);
    expect(withoutIgnored(events, new Set())).toBe(events);
  });
});

describe('the registry', () => {
  const loggedIn = { status: 'loggedIn', userId: anna } as SessionState;
  const start = () => {
    const { rooms } = registry();
    const state = writable<SessionState>(loggedIn);
    const ended = new AbortController();
    const tell = (content: JsonObject): void =>
      rooms.apply(update([], { accountData: [{ type: 'm.ignored_user_list', content }] }));
    rooms.apply(update([first]));
    followIgnoredUsers(rooms, state, ended.signal);
    return { rooms, state, ended, tell, ignored: () => [...rooms.ignored.get()] };
  };

  it('says who is ignored as the account data changes', () => {
    const { tell, ignored } = start();
    expect(ignored()).toEqual([]);
    tell(list(anna, ben));
    expect(ignored()).toEqual([ben]);
    tell(list(ben, carla));
    expect(ignored()).toEqual([ben, carla]);
  });

  it('says it once, where the same is told again', () => {
    const { rooms, tell } = start();
    tell(list(ben));
    const before = rooms.ignored.get();
    tell({ ...list(ben), more: 1 });
    expect(rooms.ignored.get()).toBe(before);
  });

  it('begins anew when somebody is back, and only then: the server has left out what they sent', () => {
    const { rooms, tell } = start();
    tell(list(ben, carla));
    expect(rooms.beginnings).toBe(0);
    tell(list(carla));
    expect([rooms.beginnings, rooms.all().every(({ isPartial }) => isPartial)]).toEqual([1, true]);
    tell(list(ben));
    expect(rooms.beginnings).toBe(2);
  });

  it('ignores nobody once the user has logged out', () => {
    const { rooms, tell, ignored } = start();
    tell(list(ben));
    rooms.clear();
    expect(ignored()).toEqual([]);
  });

  it('hears nothing after the end of the session', () => {
    const { ended, tell, ignored } = start();
    ended.abort();
    tell(list(ben));
    expect(ignored()).toEqual([]);
  });
});
