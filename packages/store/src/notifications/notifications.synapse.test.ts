import { createSession, type Session } from '@bundesmessenger/core';
import { until } from '@bundesmessenger/core/readable';
import { allowInsecureLocalhost } from '@bundesmessenger/core/types';
import { startHomeserver, type Homeserver } from '@bundesmessenger/homeserver';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createStore } from '../host.ts';
import type { Store } from '../store.ts';
import type { NotificationItem, Notifications } from './notifications.ts';

const password = 'Geheim-1234!';
let homeserver: Homeserver;
let users = 0;
const ends: (() => Promise<void>)[] = [];
const watches: (() => void)[] = [];

beforeAll(async () => {
  homeserver = await startHomeserver();
});
afterEach(async () => {
  for (const stop of watches.splice(0)) stop();
  for (const end of ends.splice(0)) await end();
});
afterAll(() => homeserver?.stop());

interface Person {
  readonly userId: string;
  readonly session: Session;
  readonly store: Store;
}

async function person(sync: 'sliding' | 'classic'): Promise<Person> {
  const user = `user${++users}`;
  const { userId } = await homeserver.createUser(user, password, { displayName: `Person ${users}` });
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
  await store.login({ type: 'm.login.password', user, password });
  await until(store.session, (state) => state.status === 'loggedIn' && state.sync.status === 'live');
  watches.push(store.rooms.subscribe(() => undefined));
  return { userId, session, store };
}

/** What is told, as soon as it is like that. */
const told = async ({ store }: Person, isSo: (items: readonly NotificationItem[]) => boolean) => {
  const is = (snapshot: Notifications): boolean => snapshot.status === 'ready' && isSo(snapshot.items);
  const snapshot = await until(store.notifications, is);
  return snapshot.status === 'ready' ? snapshot.items : [];
};

describe.each(['sliding', 'classic'] as const)('notifications, at a real homeserver with %s sync', (sync) => {
  it('tell of an invitation, and of encrypted messages until they are read', async () => {
    const [anna, ben] = [await person(sync), await person(sync)];
    watches.push(ben.store.notifications.subscribe(() => undefined));
    await ben.store.setNotificationSettings({ enabled: true, showsText: true });
    await until(ben.store.rooms, ({ complete }) => complete);

    const { roomId } = await anna.store.createRoom({ name: 'Bauantrag', invite: [ben.userId] });
    const invitation = { roomId, name: 'Bauantrag', kind: 'invite' };
    expect(await told(ben, (items) => items.length === 1)).toMatchObject([invitation]);
    await ben.store.join(roomId);
    await told(ben, (items) => items.length === 0);
    await until(anna.store.room(roomId).summary, (summary) => summary?.memberCount === 2);

    const room = anna.store.room(roomId);
    watches.push(room.timeline.subscribe(() => undefined));
    await room.send({ msgtype: 'm.text', body: 'Die Unterlagen sind da.' });
    const [first] = await told(ben, (items) => items.some(({ preview }) => preview !== undefined));
    expect(first).toMatchObject({
      roomId,
      name: 'Bauantrag',
      kind: 'message',
      preview: { sender: expect.stringMatching(/^Person/), body: 'Die Unterlagen sind da.' },
    });

    await room.send({ msgtype: 'm.text', body: 'Bitte prüfen.', mentions: { userIds: [ben.userId], room: false } });
    const [second] = await told(ben, ([item]) => item !== undefined && item.key !== first!.key);
    expect(second).toMatchObject({ kind: 'mention', preview: { body: 'Bitte prüfen.' } });

    const { preview } = second!;
    await ben.store.room(roomId).markRead(preview!.eventId);
    await told(ben, (items) => items.length === 0);
  });
});
