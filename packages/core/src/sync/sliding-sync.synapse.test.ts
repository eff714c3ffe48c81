import { startFaultProxy, startHomeserver, type FaultProxy, type Homeserver } from '@bundesmessenger/homeserver';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { backgroundUpdatesDone } from './testing/background-updates.ts';
import {
  covered,
  logIn,
  createRoom,
  createUser,
  post,
  put,
  roomWith,
  sendText,
  startClient,
  stopClients,
  until,
} from './testing/sync-client.ts';

let homeserver: Homeserver;
let proxy: FaultProxy;

const newUser = (options: { baseUrl?: string; displayName?: string } = {}) => createUser(fetch, homeserver, options);

beforeAll(async () => {
  homeserver = await startHomeserver({ config: { background_updates: { sleep_enabled: false } } });
  await backgroundUpdatesDone(homeserver.databasePath);
  proxy = await startFaultProxy(homeserver.baseUrl);
});
afterEach(async () => {
  proxy.clearRules();
  await stopClients();
});
afterAll(async () => {
  await proxy?.stop();
  await homeserver?.stop();
});

describe('sliding sync', () => {
  it('asks once before the list is there, and needs no look at the versions', async () => {
    const [anna, ben] = [await newUser(), await newUser()];
    const roomId = await roomWith(ben, anna, { name: 'Einer' });
    const client = startClient(anna, { kind: 'auto' });
    await until(client.rooms, () => client.rooms.get(roomId)?.state('m.room.name'));
    expect(client.paths).toHaveLength(1);
  });

  it('tells the room of a deep link in the first answer, wherever it stands in the list', async () => {
    const [anna, ben] = [await newUser(), await newUser()];
    const firstRoom = await roomWith(ben, anna, { name: 'Verlinkt' });
    const texts = Array.from({ length: 25 }, (_, index) => `Satz ${index}`);
    for (const text of texts) await sendText(ben, firstRoom, text);
    for (let index = 0; index < 22; index++) await roomWith(ben, anna);
    const client = startClient(anna, { kind: 'sliding', firstRoom });
    await until(client.rooms, () => client.rooms.coverage.get() !== 'none');
    expect(client.paths).toHaveLength(1);
    expect(client.texts(firstRoom)).toEqual(texts);
  });

  it('prefetches the rooms of the window, so that they open at once', async () => {
    const [anna, ben] = [await newUser(), await newUser()];
    const roomId = await roomWith(ben, anna);
    for (let index = 0; index < 12; index++) await sendText(ben, roomId, `Satz ${index}`);
    const client = startClient(anna, { kind: 'sliding' });
    await until(client.rooms, () => client.rooms.get(roomId) && client.texts(roomId).length === 12);
    expect(client.room(roomId).live.generation).toBe(0);
  });

  it('brings the rest of a room at once when somebody opens it', async () => {
    const [anna, ben] = [await newUser(), await newUser()];
    const roomId = await roomWith(ben, anna);
    await put(ben, `/rooms/${roomId}/state/m.room.pinned_events/`, { pinned: ['$x'] });
    for (let index = 0; index < 28; index++) await sendText(ben, roomId, `Satz ${index}`);
    const client = startClient(anna, { kind: 'sliding' });
    await covered(client);
    await until(client.rooms, () => client.texts(roomId).length === 20);
    const close = client.rooms.open(roomId);
    await until(client.rooms, () => client.texts(roomId).length === 28);
    expect(client.room(roomId).state('m.room.pinned_events')?.content).toEqual({ pinned: ['$x'] });
    expect(client.room(roomId).live.generation).toBe(0);
    close();
    expect(client.texts(roomId)).toHaveLength(20);
    expect(client.room(roomId).live.before).toBe('unknown');
  });

  it('tells at once of events in rooms below the newest hundred, and of tags and receipts when it is wanted', async () => {
    const [anna, ben] = [await newUser(), await newUser()];
    const [quiet, renamed, closed] = [
      await roomWith(ben, anna),
      await roomWith(ben, anna, { name: 'Alt' }),
      await roomWith(ben, anna),
    ];
    const eventId = await sendText(ben, quiet, 'Eins');
    for (let index = 0; index < 101; index++) await createRoom(anna);
    const client = startClient(anna, { kind: 'sliding' });
    await covered(client);
    await put(anna, `/user/${anna.userId}/rooms/${quiet}/tags/m.favourite`, {});
    await post(anna, `/rooms/${quiet}/receipt/m.read/${eventId}`);
    await put(ben, `/rooms/${renamed}/state/m.room.name/`, { name: 'Neu' });
    await until(client.rooms, () => client.room(renamed).state('m.room.name')?.content.name === 'Neu');
    await post(ben, `/rooms/${closed}/kick`, { user_id: anna.userId });
    await until(client.rooms, () => client.rooms.get(closed)?.membership === 'leave');
    const invited = await createRoom(ben, { invite: [anna.userId] });
    await until(client.rooms, () => client.rooms.get(invited)?.membership === 'invite');
    const told = () => [
      client.room(quiet).accountData('m.tag')?.tags,
      client
        .room(quiet)
        .receiptsOf(anna.userId)
        .map((receipt) => receipt.eventId),
    ];
    expect(told()).toEqual([undefined, []]);
    client.rooms.refresh();
    await until(client.rooms, () => client.room(quiet).accountData('m.tag'));
    expect(told()).toEqual([{ 'm.favourite': {} }, [eventId]]);
    await sendText(ben, quiet, 'Zwei');
    await until(client.rooms, () => client.texts(quiet).includes('Zwei'));
    expect([client.texts(quiet), client.room(quiet).live.generation]).toEqual([['Eins', 'Zwei'], 0]);
  });

  it('notices a ban, of which the server says nothing', async () => {
    const [anna, ben] = [await newUser(), await newUser()];
    const [banned, other] = [await roomWith(ben, anna), await roomWith(ben, anna)];
    const client = startClient(anna, { kind: 'sliding' });
    await covered(client);
    await until(client.rooms, () => client.rooms.get(banned) && client.rooms.get(other));
    await post(ben, `/rooms/${banned}/ban`, { user_id: anna.userId });
    client.loop.wake(); // the next answer may be half a minute away
    await until(client.rooms, () => client.room(banned).membership === 'leave');
    expect(client.room(other).membership).toBe('join');
  });

  it('begins anew when the server has forgotten the position, without losing or doubling anything', async () => {
    const [anna, ben] = [await newUser({ baseUrl: proxy.baseUrl }), await newUser()];
    const [roomId, left] = [await roomWith(ben, anna), await roomWith(ben, anna)];
    await sendText(ben, roomId, 'Eins');
    const client = startClient(anna, { kind: 'sliding' });
    await covered(client);
    await until(client.rooms, () => client.rooms.get(roomId) && client.texts(roomId).includes('Eins'));
    await proxy.down();
    await post(await logIn(fetch, homeserver.baseUrl, anna.userId), `/rooms/${left}/leave`);
    await sendText(ben, roomId, 'Zwei');
    proxy.rule({ path: /sync/ }, { kind: 'answer', status: 400, body: { errcode: 'M_UNKNOWN_POS' } }, { times: 1 });
    await proxy.up();
    client.loop.wake();
    await until(client.rooms, () => client.texts(roomId).includes('Zwei') && !client.rooms.get(left));
    expect(client.texts(roomId)).toEqual(['Eins', 'Zwei']);
  });

  it('gives way to classic sync where the server does not know it', async () => {
    const [anna, ben] = [await newUser({ baseUrl: proxy.baseUrl }), await newUser()];
    const roomId = await roomWith(ben, anna);
    proxy.rule({ path: /simplified_msc3575/ }, { kind: 'answer', status: 404, body: { errcode: 'M_UNRECOGNIZED' } });
    const kinds: string[] = [];
    const client = startClient(anna, { kind: 'auto', onKind: (kind) => kinds.push(kind) });
    await until(client.rooms, () => client.rooms.get(roomId));
    expect(kinds).toEqual(['classic']);
  });
});
