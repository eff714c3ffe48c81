import { BmError, type JsonObject, type Session } from '@bundesmessenger/core';
import { writable } from '@bundesmessenger/core/readable';
import { describe, expect, it, vi } from 'vitest';
import { createFakeRooms, fakeRoom, stateEvent } from '../testing/fake-rooms.ts';
import { createIgnoredUsersDeeds, createIgnoredUsersSource } from './ignored-users.source.ts';
import type { IgnoredUsers } from './ignored-users.ts';

const erika = '@erika:server.example';
const max = '@max:server.example';
const eva = '@eva:server.example';
const path = `/_matrix/client/v3/user/${encodeURIComponent(erika)}/account_data/m.ignored_user_list`;
const missing = new BmError('UNEXPECTED', 'x', { errcode: 'M_NOT_FOUND' });

describe('the people whom the user ignores', () => {
  const member = (userId: string, content: JsonObject) =>
    stateEvent('m.room.member', { membership: 'join', ...content }, userId);
  const start = () => {
    const rooms = createFakeRooms();
    const seen: IgnoredUsers[] = [];
    const stop = createIgnoredUsersSource(rooms).subscribe((snapshot) => seen.push(snapshot));
    return { rooms, seen, stop, last: () => seen.at(-1)!.users };
  };

  it('are none before the account has told of any', () => {
    expect(start().seen).toEqual([{ users: [] }]);
  });

  it('have the names and pictures that rooms know, in the order of their names', () => {
    const { rooms, last } = start();
    const states = [
      member(max, { displayname: 'Max', avatar_url: 'mxc://server.example/m' }),
      member(eva, { displayname: 'Eva' }),
    ];
    rooms.put(fakeRoom({ roomId: '!other:server.example' }), fakeRoom({ states }));
    rooms.ignored.set(new Set([max, eva, '@ida:server.example']));
    expect(last()).toEqual([
      { userId: '@ida:server.example', displayName: '@ida:server.example' },
      { userId: eva, displayName: 'Eva' },
      { userId: max, displayName: 'Max', avatarUrl: 'mxc://server.example/m' },
    ]);
  });

  it('get their names when a room comes later, and are told once where nothing has changed', () => {
    const { rooms, seen, last } = start();
    rooms.ignored.set(new Set([max]));
    expect(last()).toEqual([{ userId: max, displayName: max }]);
    rooms.put(fakeRoom({ states: [member(max, { displayname: 'Max' })] }));
    rooms.put(fakeRoom({ states: [member(max, { displayname: 'Max' })] }));
    expect(seen.map(({ users }) => users.length)).toEqual([0, 1, 1]);
    expect(last()[0]!.displayName).toBe('Max');
  });

  it('are not followed when nobody listens', () => {
    const { rooms, seen, stop } = start();
    stop();
    rooms.ignored.set(new Set([max]));
    rooms.put(fakeRoom());
    expect(seen).toHaveLength(1);
  });
});

describe('ignoring somebody', () => {
  /** A server with a list. @param failure of each reading */
  const start = (list?: JsonObject, failure: BmError = missing) => {
    let stored = list;
    const request = vi.fn<Session['request']>(async ({ method, body }) => {
      if (method === 'PUT') stored = structuredClone(body as JsonObject);
      else if (!stored) throw failure;
      return method === 'PUT' ? {} : structuredClone(stored!);
    });
    const owner = writable<string | undefined>(erika);
    return { request, owner, stored: () => stored, ...createIgnoredUsersDeeds({ request }, owner) };
  };

  it('adds them to the list, and keeps what is in it', async () => {
    const { setIgnored, stored, request } = start({ ignored_users: { [eva]: { since: 1 } }, more: 1 });
    await setIgnored({ userId: max, isIgnored: true });
    expect(stored()).toEqual({ ignored_users: { [eva]: { since: 1 }, [max]: {} }, more: 1 });
    expect(request.mock.calls.map(([{ method, path: asked }]) => [method, asked])).toEqual([
      ['GET', path],
      ['PUT', path],
    ]);
    await setIgnored({ userId: max, isIgnored: false });
    expect(stored()).toEqual({ ignored_users: { [eva]: { since: 1 } }, more: 1 });
  });

  it('may begin the list', async () => {
    const { setIgnored, stored } = start();
    await setIgnored({ userId: max, isIgnored: true });
    expect(stored()).toEqual({ ignored_users: { [max]: {} } });
  });

  it('loses nobody when two are ignored at once', async () => {
    const { setIgnored, stored } = start();
    await Promise.all([max, eva].map((userId) => setIgnored({ userId, isIgnored: true })));
    expect(stored()).toEqual({ ignored_users: { [max]: {}, [eva]: {} } });
  });

  it('is not written where the list could not be read, and can be tried again', async () => {
    const { setIgnored, request, stored } = start(undefined, new BmError('OFFLINE', 'x'));
    await expect(setIgnored({ userId: max, isIgnored: true })).rejects.toMatchObject({ code: 'OFFLINE' });
    request.mockImplementationOnce(async () => ({ ignored_users: { [eva]: {} } }));
    await setIgnored({ userId: max, isIgnored: true });
    expect(stored()).toEqual({ ignored_users: { [eva]: {}, [max]: {} } });
  });

  it.each([erika, 'max', '', '@max', 5, null, undefined, `@${'m'.repeat(300)}:server.example`])(
    'is refused for %s',
    async (userId) => {
      const { setIgnored, request } = start();
      await expect(setIgnored({ userId: userId as string, isIgnored: true })).rejects.toMatchObject({
        code: 'COMMAND_INVALID',
      });
      expect(request).not.toHaveBeenCalled();
    },
  );

  it('needs somebody who is logged in', async () => {
    const { setIgnored, owner } = start();
    owner.set(undefined);
    await expect(setIgnored({ userId: max, isIgnored: true })).rejects.toMatchObject({ code: 'NOT_LOGGED_IN' });
  });
});
