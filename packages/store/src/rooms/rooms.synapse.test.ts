import { createSession, type Session, type SessionEnvironment } from '@bundesmessenger/core';
import { allowInsecureLocalhost } from '@bundesmessenger/core/types';
import { startHomeserver, type Homeserver } from '@bundesmessenger/homeserver';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { until } from '@bundesmessenger/core/readable';
import { backgroundUpdatesDone } from '../../../core/src/sync/testing/background-updates.ts';
import { createStore } from '../host.ts';
import { type Store } from '../store.ts';
import type { RoomList, RoomSummary } from './rooms.ts';

let homeserver: Homeserver;
const ends: (() => Promise<void> | void)[] = [];
let count = 0;
/** For what the server does in its own time. */
const patience = { timeout: 30_000, interval: 200 };

beforeAll(async () => {
  homeserver = await startHomeserver({ config: { background_updates: { sleep_enabled: false } } });
  await backgroundUpdatesDone(homeserver.databasePath);
});
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});
afterAll(() => homeserver?.stop());

interface Person {
  readonly userId: string;
  readonly session: Session;
  readonly store: Store;
}

describe.each(['sliding', 'classic'] as const)('rooms of a real homeserver by %s sync', (sync) => {
  const person = async (name: string): Promise<Person> => {
    const user = `${name.toLowerCase()}${++count}`;
    await homeserver.createUser(user, 'Geheim-1234!', { displayName: name });
    return logIn(user);
  };
  const logIn = async (user: string): Promise<Person> => {
    const environment: Partial<SessionEnvironment> = { sync };
    const session = await createSession(
      {
        homeserver: homeserver.serverName,
        whitelist: { servers: [{ serverName: homeserver.serverName, baseUrl: homeserver.baseUrl }] },
        [allowInsecureLocalhost]: true,
      },
      environment,
    );
    const store = createStore(session);
    ends.push(async () => {
      store.close();
      await session.stop();
    });
    await until(store.session, ({ status }) => status === 'loggedOut');
    await store.login({ type: 'm.login.password', user, password: 'Geheim-1234!' });
    await until(store.session, (state) => state.status === 'loggedIn' && state.sync.status === 'live');
    // As a page does: the list is watched as long as it is open.
    ends.push(store.rooms.subscribe(() => undefined));
    return { userId: `@${user}:${homeserver.serverName}`, session, store };
  };
  const summary = ({ store }: Person, roomId: string, is: (room: RoomSummary) => boolean): Promise<RoomSummary> =>
    until(store.room(roomId).summary, (room): room is RoomSummary => room !== null && is(room));
  const list = ({ store }: Person, is: (list: RoomList) => boolean): Promise<RoomList> => until(store.rooms, is);
  /** A room that both have joined. */
  const together = async (anna: Person, ben: Person, name = 'Bauantrag'): Promise<string> => {
    const { roomId } = await anna.store.createRoom({ name, invite: [ben.userId] });
    await summary(ben, roomId, ({ membership }) => membership === 'invite');
    await ben.store.join(roomId);
    return roomId;
  };

  it('shows an invite with who sends it, and the room after it was accepted', async () => {
    const [anna, ben] = [await person('Anna'), await person('Ben')];
    const { roomId } = await anna.store.createRoom({ name: 'Bauantrag', invite: [ben.userId] });
    const invite = await summary(ben, roomId, ({ membership }) => membership === 'invite');
    expect(invite).toMatchObject({
      name: 'Bauantrag',
      encrypted: true,
      inviter: { userId: anna.userId, displayName: 'Anna' },
    });
    expect(invite).not.toHaveProperty('barred');
    await ben.store.join(roomId);
    expect(await summary(ben, roomId, ({ memberCount }) => memberCount === 2)).toMatchObject({
      membership: 'join',
      federation: 'internal',
      kind: 'room',
    });
  });

  it('lets go of an invite that is declined', async () => {
    const [anna, ben] = [await person('Anna'), await person('Ben')];
    const { roomId } = await anna.store.createRoom({ name: 'Bauantrag', invite: [ben.userId] });
    await summary(ben, roomId, ({ membership }) => membership === 'invite');
    await ben.store.room(roomId).leave();
    await list(ben, ({ status, items }) => status === 'ready' && items.length === 0);
  });

  it('counts, previews and reads encrypted messages, and what mentions the user', async () => {
    const [anna, ben] = [await person('Anna'), await person('Ben')];
    const roomId = await together(anna, ben);
    await until(anna.store.room(roomId).summary, (room) => room?.memberCount === 2);
    await anna.store.room(roomId).send({ msgtype: 'm.text', body: 'Guten Tag' });
    const read = ({ preview }: RoomSummary): boolean => preview.kind === 'message' && preview.body === 'Guten Tag';
    expect(await summary(ben, roomId, read)).toMatchObject({ unreadCount: 1, preview: { sender: 'Anna', own: false } });
    expect(await summary(anna, roomId, read)).toMatchObject({ unreadCount: 0, preview: { own: true } });

    const mentions = { userIds: [ben.userId], room: false };
    const { eventId } = await anna.store.room(roomId).send({ msgtype: 'm.text', body: 'Ben?', mentions });
    await summary(ben, roomId, ({ unreadCount, highlightCount }) => unreadCount === 2 && highlightCount === 1);
    await list(ben, ({ unread }) => unread.rooms === 1 && unread.messages === 2 && unread.highlights === 1);
    await ben.store.room(roomId).markRead(eventId);
    await summary(ben, roomId, ({ unreadCount, highlightCount }) => unreadCount === 0 && highlightCount === 0);
  });

  it.runIf(sync === 'sliding')(
    'says of a room far down the list that more may be unread, until somebody opens it',
    async () => {
      const [anna, ben] = [await person('Anna'), await person('Ben')];
      const roomId = await together(anna, ben);
      for (const body of ['eins', 'zwei', 'drei']) await anna.store.room(roomId).send({ msgtype: 'm.text', body });
      // The first answer has the whole end of 20 rooms.
      for (let index = 0; index <= 20; index++) await ben.store.createRoom({ name: `Raum ${index}` });
      const onceMore = await logIn(ben.userId.slice(1, ben.userId.indexOf(':')));
      await summary(onceMore, roomId, ({ unreadCount, unreadAtLeast }) => unreadCount === 1 && unreadAtLeast === true);
      ends.push(onceMore.store.room(roomId).timeline.subscribe(() => undefined));
      await summary(
        onceMore,
        roomId,
        ({ unreadCount, unreadAtLeast }) => unreadCount === 3 && unreadAtLeast === undefined,
      );
    },
  );

  it('keeps favourites, low priority, marks and notifications on the server', async () => {
    const anna = await person('Anna');
    const { roomId } = await anna.store.createRoom({ name: 'Bauantrag' });
    const room = anna.store.room(roomId);
    await room.setFavourite(true);
    await summary(anna, roomId, ({ isFavourite }) => isFavourite);
    await room.setFavourite(false);
    await room.setLowPriority(true);
    await summary(anna, roomId, ({ isFavourite, isLowPriority }) => !isFavourite && isLowPriority);
    await room.setMarkedUnread(true);
    await list(anna, ({ unread }) => unread.rooms === 1);
    await room.setMarkedUnread(false);
    await list(anna, ({ unread }) => unread.rooms === 0);
    for (const notifications of ['none', 'mentions', 'all'] as const) {
      await room.setNotifications(notifications);
      await summary(anna, roomId, (shown) => shown.notifications === notifications);
    }
  });

  it('has notifications as they were set last, also after another client has switched their rule off', async () => {
    const anna = await person('Anna');
    const { roomId } = await anna.store.createRoom({ name: 'Bauantrag' });
    const path = `/_matrix/client/v3/pushrules/global/room/${encodeURIComponent(roomId)}/enabled`;
    const set = async (): Promise<void> => {
      await anna.store.room(roomId).setNotifications('mentions');
      await summary(anna, roomId, ({ notifications }) => notifications === 'mentions');
    };
    await set();
    await anna.session.request({ method: 'PUT', path, body: { enabled: false } });
    await summary(anna, roomId, ({ notifications }) => notifications === 'all');
    await set();
  });

  it('notifies as the account does, where nothing is set for the room', async () => {
    const [anna, ben] = [await person('Anna'), await person('Ben')];
    const roomId = await together(anna, ben);
    const rule = (kind: string, change: string): string =>
      `/_matrix/client/v3/pushrules/global/${kind.replace('/', '/.m.rule.')}/${change}`;
    await anna.store.room(roomId).send({ msgtype: 'm.text', body: 'Guten Tag' });
    await summary(ben, roomId, ({ unreadCount, notifications }) => unreadCount === 1 && notifications === 'all');
    for (const name of ['encrypted', 'encrypted_room_one_to_one']) {
      await ben.session.request({ method: 'PUT', path: rule(`underride/${name}`, 'actions'), body: { actions: [] } });
    }
    await summary(ben, roomId, ({ unreadCount, notifications }) => unreadCount === 0 && notifications === 'mentions');
    await ben.store.room(roomId).setNotifications('all');
    await summary(ben, roomId, ({ unreadCount, notifications }) => unreadCount === 1 && notifications === 'all');
    await ben.session.request({ method: 'PUT', path: rule('override/master', 'enabled'), body: { enabled: true } });
    await summary(ben, roomId, ({ unreadCount, notifications }) => unreadCount === 0 && notifications === 'all');
  });

  it('changes what is set in a room, for everybody in it', async () => {
    const [anna, ben] = [await person('Anna'), await person('Ben')];
    const roomId = await together(anna, ben);
    const settings = ben.store.room(roomId).settings;
    ends.push(settings.subscribe(() => undefined));
    await anna.store
      .room(roomId)
      .changeSettings({ name: 'Umbau', topic: 'Z 12', joinRule: 'knock', historyVisibility: 'joined' });
    const changed = await until(
      settings,
      ({ name, historyVisibility }) => name === 'Umbau' && historyVisibility === 'joined',
    );
    expect(changed).toMatchObject({ status: 'ready', topic: 'Z 12', joinRule: 'knock', federatesNever: true });
    expect(changed.can).toMatchObject({ send: true, changeName: false, changeRoles: false });
    await expect(ben.store.room(roomId).changeSettings({ name: 'Meins' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(anna.store.room(roomId).changeSettings({ federation: 'federated' })).rejects.toMatchObject({
      code: 'WL_SERVER_NAME',
    });
  });

  it('lists members with their roles, and lets an administrator change them', async () => {
    const [anna, ben] = [await person('Anna'), await person('Ben')];
    const roomId = await together(anna, ben);
    const members = anna.store.room(roomId).members();
    ends.push(members.subscribe(() => undefined));
    const ready = await until(members, ({ status, total }) => status === 'ready' && total === 2);
    expect(ready.items).toMatchObject([
      { userId: anna.userId, displayName: 'Anna', role: 'administrator', isOwn: true },
      { userId: ben.userId, displayName: 'Ben', role: 'member', can: { kick: true, ban: true } },
    ]);
    await anna.store.room(roomId).setRole(ben.userId, 'moderator');
    await until(members, ({ items }) => items[1]?.role === 'moderator');
    await anna.store.room(roomId).kick(ben.userId, 'Grund');
    await summary(ben, roomId, ({ membership }) => membership === 'leave');
    await list(ben, ({ items }) => items.length === 0);
    await anna.store.room(roomId).ban(ben.userId);
    await until(anna.store.room(roomId).members({ memberships: ['ban'] }), ({ items }) => items[0]?.can.unban === true);
    await anna.store.room(roomId).unban(ben.userId);
    await until(
      anna.store.room(roomId).members({ memberships: ['ban'] }),
      ({ status, total }) => status === 'ready' && total === 0,
    );
  });

  it('lets somebody in who knocks', async () => {
    const [anna, ben] = [await person('Anna'), await person('Ben')];
    const { roomId } = await anna.store.createRoom({ name: 'Sprechstunde' });
    await anna.store.room(roomId).changeSettings({ joinRule: 'knock' });
    await ben.store.knock(roomId, 'Ich bin neu');
    await summary(ben, roomId, ({ membership }) => membership === 'knock');
    const knocks = anna.store.room(roomId).members({ memberships: ['knock'] });
    const { items } = await until(knocks, ({ total }) => total === 1);
    expect(items).toMatchObject([{ userId: ben.userId, reason: 'Ich bin neu', can: { invite: true } }]);
    await anna.store.room(roomId).invite(ben.userId);
    await summary(ben, roomId, ({ membership }) => membership === 'invite');
    await ben.store.join(roomId);
    await summary(ben, roomId, ({ membership }) => membership === 'join');
  });

  it('opens one direct chat with a person, called and pictured after them', async () => {
    const [anna, ben] = [await person('Anna'), await person('Ben')];
    const { roomId } = await anna.store.openDirectChat(ben.userId);
    expect(
      await summary(anna, roomId, ({ directUserId, name }) => directUserId === ben.userId && name === 'Ben'),
    ).toMatchObject({
      encrypted: true,
    });
    expect(await anna.store.openDirectChat(ben.userId)).toEqual({ roomId });
    await until(anna.store.roomList({ filters: ['people'] }), ({ total }) => total === 1);
    await until(anna.store.roomList({ filters: ['rooms'] }), ({ status, total }) => status === 'ready' && total === 0);
  });

  it('puts rooms into spaces', async () => {
    const anna = await person('Anna');
    const space = await anna.store.createRoom({ name: 'Referat Z', kind: 'space' });
    const [inside] = [
      await anna.store.createRoom({ name: 'Drinnen' }),
      await anna.store.createRoom({ name: 'Draußen' }),
    ];
    await anna.store.room(space.roomId).setSpaceChild(inside!.roomId, true);
    const { items } = await until(anna.store.roomList({ space: space.roomId }), ({ total }) => total === 1);
    expect(items).toMatchObject([{ name: 'Drinnen', parents: [space.roomId] }]);
    await list(anna, ({ total }) => total === 2);
    await until(anna.store.roomList({ filters: ['spaces'] }), ({ items: spaces }) => spaces[0]?.name === 'Referat Z');
    await anna.store.room(space.roomId).setSpaceChild(inside!.roomId, false);
    await until(anna.store.roomList({ space: space.roomId }), ({ total }) => total === 0);
  });

  it('upgrades a room to the newest version, whose creator is above all', async () => {
    const [anna, ben] = [await person('Anna'), await person('Ben')];
    const roomId = await together(anna, ben);
    const { roomId: successor } = await anna.store.room(roomId).upgrade('12');
    const shown = await summary(anna, successor, ({ membership, encrypted }) => membership === 'join' && encrypted);
    expect(shown.roomVersion).toBe('12');
    await summary(ben, roomId, ({ replacedBy }) => replacedBy === successor);
    const members = anna.store.room(successor).members();
    const { items } = await until(members, ({ status, total }) => status === 'ready' && total === 2);
    expect(items).toMatchObject([
      { userId: anna.userId, isCreator: true, role: 'administrator', can: { roles: [] } },
      { userId: ben.userId, membership: 'invite' },
    ]);
    await list(anna, ({ items: rooms }) => rooms.length === 1 && rooms[0]!.roomId === successor);
  });

  it('finds public rooms and users', async () => {
    const [anna, ben] = [await person('Anna'), await person('Ben')];
    const word = crypto.randomUUID().slice(0, 8);
    const { roomId } = await anna.store.createRoom({ name: `Kantine ${word}` });
    await anna.store.room(roomId).changeSettings({ joinRule: 'knock' });
    await anna.session.request({
      method: 'PUT',
      path: `/_matrix/client/v3/directory/list/room/${encodeURIComponent(roomId)}`,
      body: { visibility: 'public' },
    });
    // Synapse fills its directory beside its answers.
    const found = () => ben.store.searchDirectory({ search: word });
    await vi.waitFor(
      async () => expect(await found()).toMatchObject({ rooms: [{ roomId, memberCount: 1, access: 'knock' }] }),
      patience,
    );
    await expect(ben.store.searchDirectory({ server: 'evil.example' })).rejects.toMatchObject({
      code: 'WL_SERVER_NAME',
    });
    await together(anna, ben);
    const users = async () => (await ben.store.searchUsers(anna.userId)).users;
    await vi.waitFor(async () => expect(await users()).toMatchObject([{ userId: anna.userId }]), patience);
  });

  it('joins by a link to an alias', async () => {
    const [anna, ben] = [await person('Anna'), await person('Ben')];
    const { roomId } = await anna.store.createRoom({ name: 'Offen' });
    await anna.store.room(roomId).changeSettings({ joinRule: 'public' });
    const { canonicalAlias } = await summary(anna, roomId, (room) => room.canonicalAlias !== undefined);
    expect(await ben.store.join(`https://matrix.to/#/${encodeURIComponent(canonicalAlias!)}`)).toEqual({ roomId });
    await summary(ben, roomId, ({ name }) => name === 'Offen');
  });

  it('shows an invite from a server outside the policy, and that it cannot be accepted', async () => {
    const [anna, ben] = [await person('Anna'), await person('Ben')];
    const { roomId } = await anna.store.createRoom({ name: 'Bauantrag', invite: [ben.userId] });
    await summary(ben, roomId, ({ membership }) => membership === 'invite');
    // What another server could have sent: the same invite with another inviter.
    const known = ben.session.rooms.get(roomId)!;
    const forged = known.strippedState.map((event) =>
      event.state_key === ben.userId ? { ...event, sender: '@x:evil.example' } : event,
    );
    Object.defineProperty(known, 'strippedState', { value: forged });
    expect(ben.session.barred({ room: roomId, sender: '@x:evil.example' })).toMatchObject({ code: 'WL_SERVER_NAME' });
    await expect(ben.store.join(roomId)).rejects.toMatchObject({ code: 'WL_SERVER_NAME' });
  });

  it('knows rooms beyond the first window, in order', async () => {
    const anna = await person('Anna');
    for (let at = 0; at < 22; at++) {
      await anna.session.request({
        method: 'POST',
        path: '/_matrix/client/v3/createRoom',
        body: { name: `Raum ${String(at).padStart(2, '0')}`, preset: 'private_chat' },
      });
    }
    const again = await logIn(anna.userId.slice(1, anna.userId.indexOf(':')));
    const all = await until(again.store.roomList({ limit: 300 }), ({ complete, total }) => complete && total === 22);
    expect(all.items.map(({ name }) => name)).toEqual(
      Array.from({ length: 22 }, (_, at) => `Raum ${String(21 - at).padStart(2, '0')}`),
    );
    const found = await until(again.store.roomList({ search: 'raum 03' }), ({ total }) => total === 1);
    expect(found.items[0]).toMatchObject({ name: 'Raum 03' });
    const byName = await until(
      again.store.roomList({ sort: 'name', offset: 19, limit: 2 }),
      ({ items }) => items.length === 2,
    );
    expect(byName.items.map(({ name }) => name)).toEqual(['Raum 19', 'Raum 20']);
  });
});
