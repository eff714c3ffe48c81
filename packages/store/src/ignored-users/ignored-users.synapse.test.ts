import { createSession, type Session } from '@bundesmessenger/core';
import { until, type Readable } from '@bundesmessenger/core/readable';
import { allowInsecureLocalhost } from '@bundesmessenger/core/types';
import { startHomeserver, type Homeserver } from '@bundesmessenger/homeserver';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createStore } from '../host.ts';
import type { RoomList } from '../rooms/rooms.ts';
import type { Room, Store } from '../store.ts';
import type { Timeline } from '../timeline/timeline.ts';

let homeserver: Homeserver;
const ends: (() => Promise<void>)[] = [];
const watches: (() => void)[] = [];
let users = 0;

beforeAll(async () => {
  homeserver = await startHomeserver();
});
afterEach(async () => {
  for (const stop of watches.splice(0)) stop();
  for (const end of ends.splice(0)) await end();
});
afterAll(() => homeserver?.stop());

type Sync = 'sliding' | 'classic';

interface Person {
  readonly user: string;
  readonly userId: string;
  readonly session: Session;
  readonly store: Store;
}

async function logIn(user: string, sync: Sync = 'sliding'): Promise<Person> {
  const session = await createSession(
    {
      homeserver: homeserver.serverName,
      whitelist: { servers: [{ serverName: homeserver.serverName, baseUrl: homeserver.baseUrl }] },
      [allowInsecureLocalhost]: true,
    },
    { sync },
  );
  const store = createStore(session);
  ends.push(async () => {
    store.close();
    await session.stop();
  });
  await until(store.session, ({ status }) => status === 'loggedOut');
  await store.login({ type: 'm.login.password', user, password: 'Geheim-1234!' });
  await until(store.session, (state) => state.status === 'loggedIn' && state.sync.status === 'live');
  return { user, userId: `@${user}:${homeserver.serverName}`, session, store };
}

async function person(sync?: Sync): Promise<Person> {
  const user = `user${++users}`;
  await homeserver.createUser(user, 'Geheim-1234!', { displayName: `Person ${users}` });
  return logIn(user, sync);
}

/** Keeps a readable alive for the test, as an element does. */
function watch<T>(readable: Readable<T>): Readable<T> {
  watches.push(readable.subscribe(() => undefined));
  return readable;
}

async function roomOf(owner: Person, guests: readonly Person[]): Promise<{ roomId: string; of(who: Person): Room }> {
  const invite = guests.map(({ userId }) => userId);
  const { roomId } = await owner.store.createRoom({ name: 'Bauantrag', invite });
  for (const { store } of guests) {
    await until(store.room(roomId).summary, (summary) => summary?.membership === 'invite');
    await store.join(roomId);
  }
  for (const { store } of [owner, ...guests]) {
    watch(store.rooms);
    watch(store.ignoredUsers);
    watch(store.room(roomId).timeline);
  }
  await until(owner.store.room(roomId).summary, (summary) => summary?.memberCount === guests.length + 1);
  return { roomId, of: ({ store }) => store.room(roomId) };
}

const text = (body: string) => ({ msgtype: 'm.text', body }) as const;
const bodies = ({ items }: Timeline): readonly string[] =>
  items.flatMap((item) => (item.kind === 'message' ? [item.content.body] : []));
const shows = (room: Room, expected: readonly string[]): Promise<Timeline> =>
  until(room.timeline, (timeline) => bodies(timeline).join() === expected.join());
const idsOf = ({ store }: Person): readonly string[] => store.ignoredUsers.get().users.map(({ userId }) => userId);
const isIgnored = ({ store }: Person, { userId }: Person): Promise<unknown> =>
  until(store.ignoredUsers, ({ users: known }) => known.some((one) => one.userId === userId));
const preview = (roomId: string, { items }: RoomList): unknown => {
  const found = items.find((room) => room.roomId === roomId)?.preview;
  return found?.kind === 'message' ? found.body : found?.kind;
};

describe.each<Sync>(['sliding', 'classic'])('somebody who is ignored, at a real homeserver with %s sync', (sync) => {
  it('is not shown from then on, on all devices of the account, and is shown again with all that was said meanwhile', async () => {
    const [anna, ben, carla] = [await person(sync), await person(), await person()];
    const other = await logIn(anna.user, sync);
    const { roomId, of } = await roomOf(anna, [ben, carla]);
    for (const readable of [other.store.rooms, other.store.ignoredUsers, other.store.room(roomId).timeline])
      watch<unknown>(readable);
    await of(carla).send(text('Guten Morgen'));
    await of(ben).send(text('Erste'));
    const [, first] = (await shows(of(anna), ['Guten Morgen', 'Erste'])).items.filter(({ kind }) => kind === 'message');
    await of(ben).react(first && 'eventId' in first ? first.eventId! : '', '👍');
    await shows(of(other), ['Guten Morgen', 'Erste']);

    await anna.store.setIgnored(ben.userId, true);
    await shows(of(anna), ['Guten Morgen']);
    await shows(of(other), ['Guten Morgen']);
    expect(idsOf(other)).toEqual([ben.userId]);
    expect(other.store.ignoredUsers.get().users[0]!.displayName).toMatch(/^Person/);
    await until(anna.store.rooms, (list) => preview(roomId, list) === 'Guten Morgen');

    await of(ben).send(text('Zweite'));
    await of(carla).send(text('Mahlzeit'));
    await shows(of(anna), ['Guten Morgen', 'Mahlzeit']);
    await shows(of(other), ['Guten Morgen', 'Mahlzeit']);

    await anna.store.setIgnored(ben.userId, false);
    for (const who of [anna, other]) {
      await shows(of(who), ['Guten Morgen', 'Erste', 'Zweite', 'Mahlzeit']);
      expect(idsOf(who)).toEqual([]);
      expect(of(who).timeline.get().items).toContainEqual(
        expect.objectContaining({ reactions: [expect.objectContaining({ key: '👍', count: 1 })] }),
      );
    }
  });

  it('invites in vain, until she is ignored no more', async () => {
    const [anna, ben] = [await person(sync), await person()];
    for (const readable of [anna.store.rooms, anna.store.ignoredUsers]) watch<unknown>(readable);
    const before = await ben.store.createRoom({ name: 'Vorher', invite: [anna.userId] });
    await until(anna.store.rooms, ({ unread }) => unread.invites === 1);
    await anna.store.setIgnored(ben.userId, true);
    await until(anna.store.rooms, ({ unread, items }) => unread.invites === 0 && items.length === 0);
    expect(anna.store.room(before.roomId).summary.get()).toBeNull();
    const after = await ben.store.createRoom({ name: 'Nachher', invite: [anna.userId] });
    // What comes after it has come: so has the invite, if at all.
    const own = await anna.store.createRoom({ name: 'Eigener' });
    await until(anna.store.rooms, ({ items }) => items.some(({ roomId }) => roomId === own.roomId));
    expect(anna.store.rooms.get().items.map(({ name }) => name)).toEqual(['Eigener']);
    await anna.store.setIgnored(ben.userId, false);
    await until(anna.store.rooms, ({ unread }) => unread.invites === 2);
    expect(anna.store.room(after.roomId).summary.get()?.inviter?.userId).toBe(ben.userId);
  });
});

describe('the list of those who are ignored', () => {
  it('keeps what others have written into it, and honours nothing that is no user id', async () => {
    const [anna, ben] = [await person(), await person()];
    const { of } = await roomOf(anna, [ben]);
    const path = `/_matrix/client/v3/user/${encodeURIComponent(anna.userId)}/account_data/m.ignored_user_list`;
    const eva = `@eva:${homeserver.serverName}`;
    const body = { ignored_users: { [eva]: { since: 1 }, constructor: {}, '': 'x' }, other: ['kept'] };
    await anna.session.request({ method: 'PUT', path, body });
    await until(anna.store.ignoredUsers, ({ users: known }) => known.length > 0);
    expect(idsOf(anna)).toEqual([eva]);
    await of(anna).send(text('Eigene'));
    await shows(of(anna), ['Eigene']);
    await Promise.all([
      anna.store.setIgnored(ben.userId, true),
      anna.store.setIgnored(`@ida:${homeserver.serverName}`, true),
    ]);
    await isIgnored(anna, ben);
    expect(await anna.session.request({ method: 'GET', path })).toEqual({
      ...body,
      ignored_users: { ...body.ignored_users, [ben.userId]: {}, [`@ida:${homeserver.serverName}`]: {} },
    });
    await expect(anna.store.setIgnored(anna.userId, true)).rejects.toMatchObject({ code: 'COMMAND_INVALID' });
  });
});
