import { BmError, type JsonObject, type Session } from '@bundesmessenger/core';
import { writable } from '@bundesmessenger/core/readable';
import { describe, expect, it, vi } from 'vitest';
import { createFakeRooms, fakeRoom, stateEvent } from '../testing/fake-rooms.ts';
import { createRoomDeeds } from './room-deeds.source.ts';

const userId = '@erika:server.example';
const other = '@max:server.example';
const roomId = '!a:server.example';
const room = encodeURIComponent(roomId);
const user = encodeURIComponent(userId);
const v3 = '/_matrix/client/v3';

/** @param answers by method and path; anything else is answered with `{}` */
function start(
  answers: Readonly<Record<string, JsonObject | BmError>> = {},
  federation: 'internal' | 'federated' = 'internal',
) {
  const asked: [string, object | undefined][] = [];
  const request = vi.fn<Session['request']>(({ method, path, body }) => {
    asked.push([`${method} ${path}`, body]);
    const answer = answers[`${method} ${path}`] ?? {};
    return answer instanceof BmError ? Promise.reject(answer) : Promise.resolve(answer);
  });
  const rooms = createFakeRooms();
  const session = {
    options: { homeserver: 'server.example', whitelist: { servers: [] }, federation },
    request,
    rooms,
    barred: vi.fn<Session['barred']>(() => undefined),
    createRoom: vi.fn<Session['createRoom']>(() => Promise.resolve({ roomId: '!new' })),
    join: vi.fn<Session['join']>(() => Promise.resolve({ roomId })),
    knock: vi.fn<Session['knock']>(() => Promise.resolve({ roomId })),
    invite: vi.fn<Session['invite']>(() => Promise.resolve()),
    leave: vi.fn<Session['leave']>(() => Promise.resolve()),
    forget: vi.fn<Session['forget']>(() => Promise.resolve()),
    sendState: vi.fn<Session['sendState']>(() => Promise.resolve({ eventId: '$s' })),
  };
  const owner = writable<string | undefined>(userId);
  return { session, rooms, asked, owner, deeds: createRoomDeeds(session, owner) };
}
const inviteBy = (sender: string, content: JsonObject) =>
  fakeRoom({ roomId, membership: 'invite', strippedState: [stateEvent('m.room.member', content, userId, { sender })] });
const missing = new BmError('UNEXPECTED', 'x', { errcode: 'M_NOT_FOUND' });
const invalid = expect.objectContaining({ code: 'COMMAND_INVALID' }) as unknown;

describe('entering a room', () => {
  it('goes by room id, alias or link', async () => {
    const { deeds, session } = start();
    for (const target of ['#a:s', '!b', 'https://matrix.to/#/!c?via=s1&via=s2'])
      await deeds.join({ roomIdOrAlias: target });
    expect(session.join.mock.calls).toEqual([
      ['#a:s', []],
      ['!b', []],
      ['!c', ['s1', 's2']],
    ]);
  });

  it('that comes after another one goes by the server of who has replaced that', async () => {
    const { deeds, rooms, session } = start();
    const tombstone = stateEvent('m.room.tombstone', { replacement_room: '!next' }, '', {
      sender: '@eva:land.example',
    });
    rooms.put(fakeRoom({ roomId, states: [tombstone] }));
    await deeds.join({ roomIdOrAlias: '!next' });
    await deeds.join({ roomIdOrAlias: 'https://matrix.to/#/!next?via=s1' });
    expect(session.join.mock.calls).toEqual([
      ['!next', ['land.example']],
      ['!next', ['s1']],
    ]);
  });

  it.each(['', 'amt', '@max:s', 'https://matrix.to/#/@max:s', 5])('is refused for %o', async (target) => {
    const { deeds, session } = start();
    await expect(deeds.join({ roomIdOrAlias: target as string })).rejects.toEqual(invalid);
    expect(session.join).not.toHaveBeenCalled();
  });

  it('may be asked for, with a reason', async () => {
    const { deeds, session } = start();
    await deeds.knock({ roomIdOrAlias: '#a:s', reason: 'Ich bin neu' });
    expect(session.knock).toHaveBeenCalledWith('#a:s', [], 'Ich bin neu');
  });
});

describe('what a user sets for a room', () => {
  it.each([
    [
      (d: ReturnType<typeof start>['deeds']) => d.setFavourite({ roomId, isFavourite: true }),
      `PUT ${v3}/user/${user}/rooms/${room}/tags/m.favourite`,
      {},
    ],
    [
      (d: ReturnType<typeof start>['deeds']) => d.setFavourite({ roomId, isFavourite: false }),
      `DELETE ${v3}/user/${user}/rooms/${room}/tags/m.favourite`,
      undefined,
    ],
    [
      (d: ReturnType<typeof start>['deeds']) => d.setLowPriority({ roomId, isLowPriority: true }),
      `PUT ${v3}/user/${user}/rooms/${room}/tags/m.lowpriority`,
      {},
    ],
    [
      (d: ReturnType<typeof start>['deeds']) => d.setMarkedUnread({ roomId, markedUnread: true }),
      `PUT ${v3}/user/${user}/rooms/${room}/account_data/m.marked_unread`,
      { unread: true },
    ],
  ] as const)('is one request, after which all rooms are told of anew: %#', async (act, request, body) => {
    const { deeds, asked, rooms } = start();
    await act(deeds);
    expect(asked).toEqual([[request, body]]);
    expect(rooms.refreshes).toBe(1);
  });

  it('is silence before the room could ring, and no rule that is in the way', async () => {
    const { deeds, asked, rooms } = start({ [`DELETE ${v3}/pushrules/global/room/${room}`]: missing });
    rooms.putAccountData('m.push_rules', { global: { room: [{ rule_id: roomId, actions: [] }] } });
    await deeds.setNotifications({ roomId, notifications: 'none' });
    expect(asked.map(([request]) => request)).toEqual([
      `PUT ${v3}/pushrules/global/override/${room}`,
      `DELETE ${v3}/pushrules/global/room/${room}`,
    ]);
  });

  it('is a rule that rings where the account has mentions only, known room or not', async () => {
    const { deeds, asked, rooms } = start();
    const silent = ['message', 'encrypted'].map((name) => ({ rule_id: `.m.rule.${name}`, actions: [] }));
    rooms.putAccountData('m.push_rules', { global: { underride: silent } });
    await deeds.setNotifications({ roomId, notifications: 'all' });
    rooms.put(fakeRoom({ roomId, states: [stateEvent('m.room.encryption', {})] }));
    await deeds.setNotifications({ roomId, notifications: 'all' });
    const rings = { actions: ['notify', { set_tweak: 'sound', value: 'default' }] };
    expect(asked).toEqual(Array(2).fill([`PUT ${v3}/pushrules/global/room/${room}`, rings]));
  });

  it.each([
    ['all', 'room', { rule_id: roomId, actions: ['notify'] }],
    ['mentions', 'room', { rule_id: roomId, actions: [] }],
    ['none', 'override', { rule_id: roomId, actions: [], conditions: [] }],
  ] as const)('for %s switches a rule on that somebody has switched off', async (notifications, kind, rule) => {
    const { deeds, asked, rooms } = start();
    const silent = { rule_id: '.m.rule.message', actions: [] };
    const pushRules = { underride: [silent], [kind]: [{ ...rule, enabled: false }] };
    rooms.putAccountData('m.push_rules', { global: pushRules });
    await deeds.setNotifications({ roomId, notifications });
    const path = `PUT ${v3}/pushrules/global/${kind}/${room}`;
    expect(asked).toEqual([
      [path, expect.anything()],
      [`${path}/enabled`, { enabled: true }],
    ]);
  });

  it('reports what went wrong', async () => {
    const { deeds } = start({
      [`DELETE ${v3}/user/${user}/rooms/${room}/tags/m.favourite`]: new BmError('OFFLINE', 'x'),
    });
    await expect(deeds.setFavourite({ roomId, isFavourite: false })).rejects.toMatchObject({ code: 'OFFLINE' });
  });

  it('needs somebody who is logged in', async () => {
    const { deeds, owner } = start();
    owner.set(undefined);
    await expect(async () => deeds.setFavourite({ roomId, isFavourite: true })).rejects.toMatchObject({
      code: 'NOT_LOGGED_IN',
    });
  });
});

describe('a direct chat', () => {
  const path = `${v3}/user/${user}/account_data/m.direct`;

  it('is told to the user’s other devices, with those that are there', async () => {
    const { deeds, asked } = start({ [`GET ${path}`]: { [other]: ['!b'] } });
    await deeds.setDirect({ roomId, userId: other });
    expect(asked.at(-1)).toEqual([`PUT ${path}`, { [other]: ['!b', roomId] }]);
  });

  it('may be the first one', async () => {
    const { deeds, asked } = start({ [`GET ${path}`]: missing });
    await deeds.setDirect({ roomId, userId: other });
    expect(asked.at(-1)).toEqual([`PUT ${path}`, { [other]: [roomId] }]);
  });

  it('is not written where the others could not be read', async () => {
    const { deeds, asked } = start({ [`GET ${path}`]: new BmError('OFFLINE', 'x') });
    await expect(deeds.setDirect({ roomId, userId: other })).rejects.toMatchObject({ code: 'OFFLINE' });
    expect(asked).toHaveLength(1);
  });

  it('is opened again where there is one', async () => {
    const { deeds, rooms, session } = start();
    rooms.putAccountData('m.direct', { [other]: ['!left', roomId] });
    rooms.put(fakeRoom({ roomId: '!left', membership: 'leave' }), fakeRoom({ roomId, joinedCount: 2 }));
    expect(await deeds.openDirectChat({ userId: other })).toEqual({ roomId });
    expect(session.createRoom).not.toHaveBeenCalled();
  });

  it('is what an invite said it is, once it is accepted', async () => {
    const { deeds, rooms, session, asked } = start({ [`GET ${path}`]: { [other]: ['!b'] } });
    rooms.put(inviteBy(other, { is_direct: true }));
    session.join.mockImplementationOnce(() => {
      rooms.put(fakeRoom({ roomId }));
      return Promise.resolve({ roomId });
    });
    expect(await deeds.join({ roomIdOrAlias: roomId })).toEqual({ roomId });
    expect(asked.at(-1)).toEqual([`PUT ${path}`, { [other]: ['!b', roomId] }]);
  });

  it('that could not be written does not keep anybody from entering', async () => {
    const { deeds, rooms } = start({ [`GET ${path}`]: new BmError('OFFLINE', 'x') });
    rooms.put(inviteBy(other, { is_direct: true }));
    expect(await deeds.join({ roomIdOrAlias: roomId })).toEqual({ roomId });
  });

  it('is no other invite', async () => {
    const { deeds, rooms, asked } = start();
    rooms.put(inviteBy(other, { is_direct: 'true' }));
    await deeds.join({ roomIdOrAlias: roomId });
    expect(asked).toEqual([]);
  });

  it('is opened again where the server has not told of it yet', async () => {
    const { deeds, rooms, session } = start();
    rooms.put(fakeRoom({ roomId: '!newest' }));
    rooms.putAccountData('m.direct', { [other]: [roomId] });
    const opening = deeds.openDirectChat({ userId: other });
    expect(rooms.opened).toEqual([roomId]);
    rooms.put(fakeRoom({ roomId, joinedCount: 2 }));
    expect(await opening).toEqual({ roomId });
    expect([session.createRoom.mock.calls, rooms.opened]).toEqual([[], []]);
  });

  it('is one room for who opens it twice, at once or before the server has told of it', async () => {
    const { deeds, rooms, session } = start();
    const both = await Promise.all([deeds.openDirectChat({ userId: other }), deeds.openDirectChat({ userId: other })]);
    rooms.put(fakeRoom({ roomId: '!new', joinedCount: 2 }));
    expect([...both, await deeds.openDirectChat({ userId: other })]).toEqual(Array(3).fill({ roomId: '!new' }));
    expect(session.createRoom).toHaveBeenCalledTimes(1);
  });

  it('is the same room for who tries again because it could not be remembered', async () => {
    const { deeds, rooms, session, asked } = start();
    const path = `${v3}/user/${user}/account_data/m.direct`;
    session.request.mockResolvedValueOnce({}).mockRejectedValueOnce(new BmError('OFFLINE', ''));
    await expect(deeds.openDirectChat({ userId: other })).rejects.toMatchObject({ code: 'OFFLINE' });
    rooms.put(fakeRoom({ roomId: '!new', joinedCount: 2 }));
    expect(await deeds.openDirectChat({ userId: other })).toEqual({ roomId: '!new' });
    expect(asked.at(-1)).toEqual([`PUT ${path}`, { [other]: ['!new'] }]);
  });

  it('is remembered beside another one that is accepted at the same time', async () => {
    const { deeds, session } = start();
    const path = `${v3}/user/${user}/account_data/m.direct`;
    let stored: JsonObject = {};
    session.request.mockImplementation(async ({ method, path: asked, body }) => {
      if (asked !== path) return {};
      const before = stored;
      await Promise.resolve();
      if (method === 'PUT') stored = body as JsonObject;
      return before;
    });
    await Promise.all(['!a', '!b'].map((id) => deeds.setDirect({ roomId: id, userId: other })));
    expect(stored).toEqual({ [other]: ['!a', '!b'] });
  });

  it('is a new room where the server does not tell of the old one', async () => {
    vi.useFakeTimers();
    const { deeds, rooms } = start();
    rooms.putAccountData('m.direct', { [other]: [roomId] });
    const opening = deeds.openDirectChat({ userId: other });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await opening).toEqual({ roomId: '!new' });
    vi.useRealTimers();
  });

  it('is a new room where the other has left the old one', async () => {
    const { deeds, rooms, session, asked } = start({ [`GET ${path}`]: { [other]: [roomId] } });
    rooms.putAccountData('m.direct', { [other]: [roomId] });
    rooms.put(
      fakeRoom({ roomId, states: [stateEvent('m.room.member', { membership: 'leave' }, other)], joinedCount: 3 }),
    );
    expect(await deeds.openDirectChat({ userId: other })).toEqual({ roomId: '!new' });
    expect(session.createRoom).toHaveBeenCalledWith({
      name: '',
      invite: [other],
      federation: 'internal',
      direct: true,
    });
    expect(asked.at(-1)).toEqual([`PUT ${path}`, { [other]: [roomId, '!new'] }]);
  });
});

describe('settings', () => {
  it('are state events, one for each that changes', async () => {
    const { deeds, session } = start();
    await deeds.changeSettings({ roomId, settings: { name: 'Amt', avatar: null, joinRule: 'knock' } });
    expect(session.sendState.mock.calls).toEqual([
      [roomId, 'm.room.name', '', { name: 'Amt' }],
      [roomId, 'm.room.avatar', '', {}],
      [roomId, 'm.room.join_rules', '', { join_rule: 'knock' }],
    ]);
  });

  it('close a room to other servers', async () => {
    const { deeds, session } = start();
    await deeds.changeSettings({ roomId, settings: { federation: 'internal' } });
    expect(session.sendState).toHaveBeenCalledWith(roomId, 'm.room.server_acl', '', {
      allow_ip_literals: false,
      deny: [],
      allow: ['server.example'],
    });
  });

  it('open a room to other servers only where the session does', async () => {
    const settings = { federation: 'federated' } as const;
    const internal = start();
    await expect(internal.deeds.changeSettings({ roomId, settings })).rejects.toMatchObject({ code: 'WL_SERVER_NAME' });
    expect(internal.session.sendState).not.toHaveBeenCalled();
    const federated = start({}, 'federated');
    await federated.deeds.changeSettings({ roomId, settings });
    expect(federated.session.sendState.mock.calls[0]![3]).toMatchObject({ allow: ['*'] });
  });

  it.each([{ avatar: 'https://evil.example/a.png' }, { name: 'x'.repeat(300) }, { topic: 5 }])(
    'are refused: %o',
    async (settings) => {
      const { deeds, session } = start();
      await expect(deeds.changeSettings({ roomId, settings: settings as object })).rejects.toEqual(invalid);
      expect(session.sendState).not.toHaveBeenCalled();
    },
  );
});

describe('roles', () => {
  const path = `GET ${v3}/rooms/${room}/state/m.room.power_levels/`;

  it('are power levels, changed in what the server has now', async () => {
    const { deeds, rooms, session } = start({ [path]: { users: { [userId]: 100 }, ban: 70 } });
    rooms.put(fakeRoom({ roomId }));
    await deeds.setRole({ roomId, userId: other, role: 'moderator' });
    expect(session.sendState).toHaveBeenCalledWith(roomId, 'm.room.power_levels', '', {
      users: { [userId]: 100, [other]: 50 },
      ban: 70,
    });
  });

  it('of two members at once are both changed', async () => {
    const { deeds, rooms, session } = start();
    rooms.put(fakeRoom({ roomId }));
    let levels: JsonObject = { users: {} };
    session.request.mockImplementation(() => Promise.resolve(levels));
    session.sendState.mockImplementation(async (_roomId, _type, _key, content) => {
      await Promise.resolve();
      levels = content;
      return { eventId: '$s' };
    });
    await Promise.all(
      [other, '@eva:server.example'].map((id) => deeds.setRole({ roomId, userId: id, role: 'moderator' })),
    );
    expect(levels).toEqual({ users: { [other]: 50, '@eva:server.example': 50 } });
  });

  it('of creators cannot be changed', async () => {
    const { deeds, rooms } = start();
    rooms.put(
      fakeRoom({ roomId, states: [stateEvent('m.room.create', { room_version: '12' }, '', { sender: other })] }),
    );
    await expect(deeds.setRole({ roomId, userId: other, role: 'member' })).rejects.toEqual(invalid);
  });

  it('are the three that there are', async () => {
    const { deeds, rooms } = start();
    rooms.put(fakeRoom({ roomId }));
    await expect(deeds.setRole({ roomId, userId: other, role: 'toString' as 'member' })).rejects.toEqual(invalid);
  });

  it('are not written where the levels could not be read', async () => {
    const { deeds, rooms, session } = start({ [path]: new BmError('OFFLINE', 'x') });
    rooms.put(fakeRoom({ roomId }));
    await expect(deeds.setRole({ roomId, userId: other, role: 'member' })).rejects.toMatchObject({ code: 'OFFLINE' });
    expect(session.sendState).not.toHaveBeenCalled();
  });
});

describe('members', () => {
  it.each(['kick', 'ban', 'unban'] as const)('are subject to %s, with a reason', async (action) => {
    const { deeds, asked } = start();
    await deeds[action]({ roomId, userId: other, reason: 'Grund' });
    expect(asked).toEqual([[`POST ${v3}/rooms/${room}/${action}`, { user_id: other, reason: 'Grund' }]]);
  });
});

describe('an upgrade', () => {
  const path = `POST ${v3}/rooms/${room}/upgrade`;
  const members = [userId, other, '@eva:server.example', '@gone:server.example'].map((id) =>
    stateEvent('m.room.member', { membership: id.startsWith('@gone') ? 'leave' : 'join' }, id),
  );

  it('takes the version the server prefers, and invites the members', async () => {
    const { deeds, rooms, session, asked } = start({
      [`GET ${v3}/capabilities`]: { capabilities: { 'm.room_versions': { default: '12' } } },
      [path]: { replacement_room: '!new' },
    });
    rooms.put(fakeRoom({ roomId, states: members }));
    session.invite.mockRejectedValueOnce(new BmError('FORBIDDEN', 'x'));
    expect(await deeds.upgradeRoom({ roomId })).toEqual({ roomId: '!new' });
    expect(asked.at(-1)).toEqual([path, { new_version: '12' }]);
    expect(session.invite.mock.calls).toEqual([
      ['!new', other],
      ['!new', '@eva:server.example'],
    ]);
  });

  it('that names no successor has failed', async () => {
    await expect(start().deeds.upgradeRoom({ roomId, version: '12' })).rejects.toMatchObject({ code: 'BAD_RESPONSE' });
  });

  it('needs a version', async () => {
    await expect(start().deeds.upgradeRoom({ roomId })).rejects.toMatchObject({ code: 'BAD_RESPONSE' });
  });
});

describe('a space', () => {
  it('takes a room in over the own server, and lets it go', async () => {
    const { deeds, session } = start();
    await deeds.setSpaceChild({ spaceId: '!s', roomId, isChild: true });
    await deeds.setSpaceChild({ spaceId: '!s', roomId, isChild: false });
    expect(session.sendState.mock.calls).toEqual([
      ['!s', 'm.space.child', roomId, { via: ['server.example'] }],
      ['!s', 'm.space.child', roomId, {}],
    ]);
  });

  it('takes in no room that the policy does not admit', async () => {
    const { deeds, session } = start();
    session.barred.mockReturnValue({ code: 'WL_SERVER_NAME' });
    await expect(deeds.setSpaceChild({ spaceId: '!s', roomId, isChild: true })).rejects.toMatchObject({
      code: 'WL_SERVER_NAME',
    });
    expect(session.sendState).not.toHaveBeenCalled();
  });
});
