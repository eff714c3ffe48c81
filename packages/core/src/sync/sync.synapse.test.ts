import { startFaultProxy, startHomeserver, type FaultProxy, type Homeserver } from '@bundesmessenger/homeserver';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { joinStretches, type Stretch } from './gap-repair.ts';
import { readEvents } from './hostile-events.ts';
import {
  covered,
  createRoom,
  createUser,
  post,
  put,
  roomWith,
  sendText,
  startClient,
  stopClients,
  transactionId,
  until,
} from './testing/sync-client.ts';
import { backgroundUpdatesDone } from './testing/background-updates.ts';

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

describe.each(['sliding', 'classic'] as const)('%s sync', (kind) => {
  it('tells the rooms of the account, with state, timeline and account data', async () => {
    const [anna, ben] = [await newUser(), await newUser()];
    const roomId = await roomWith(ben, anna, { name: 'Bauantrag', topic: 'Haus 12' });
    await sendText(ben, roomId, 'Guten Tag');
    await put(anna, `/user/${anna.userId}/rooms/${roomId}/tags/m.favourite`, { order: 0.5 });
    await put(anna, `/user/${anna.userId}/account_data/m.direct`, { [ben.userId]: [roomId] });
    const client = startClient(anna, { kind });
    await covered(client);
    await until(client.rooms, () => client.texts(roomId).length > 0);
    const room = client.room(roomId);
    expect(client.states.map(({ status }) => status)).toContain('live');
    expect(room.membership).toBe('join');
    expect(room.state('m.room.name')?.content).toEqual({ name: 'Bauantrag' });
    expect(room.state('m.room.create')?.sender).toBe(ben.userId);
    expect(room.joinedCount).toBe(2);
    expect(room.accountData('m.tag')).toEqual({ tags: { 'm.favourite': { order: 0.5 } } });
    expect(client.rooms.accountData('m.direct')).toEqual({ [ben.userId]: [roomId] });
    expect(client.rooms.accountData('m.push_rules')).toHaveProperty('global');
  });

  it('names who a room without a name is called after', async () => {
    const [anna, ben] = [await newUser(), await newUser({ displayName: 'Ben Amt' })];
    const roomId = await roomWith(ben, anna);
    const client = startClient(anna, { kind });
    await until(client.rooms, () => client.rooms.get(roomId)?.heroes.length);
    expect(client.room(roomId).heroes).toMatchObject([{ userId: ben.userId, displayName: 'Ben Amt' }]);
  });

  it('brings new messages, edits of the room and redactions as they happen', async () => {
    const [anna, ben] = [await newUser(), await newUser()];
    const roomId = await roomWith(ben, anna);
    const client = startClient(anna, { kind });
    await covered(client);
    const eventId = await sendText(ben, roomId, 'Eins');
    await until(client.rooms, () => client.texts(roomId).includes('Eins'));
    await put(ben, `/rooms/${roomId}/state/m.room.name/`, { name: 'Neu' });
    await until(client.rooms, () => client.room(roomId).state('m.room.name')?.content.name === 'Neu');
    await put(ben, `/rooms/${roomId}/redact/${eventId}/${transactionId()}`, {});
    const event = () => client.room(roomId).live.events.find(({ event_id }) => event_id === eventId);
    await until(client.rooms, () => event()?.unsigned?.redacted_because);
    expect(event()?.content).toEqual({});
  });

  it('shows an invite with who sent it, and the room once it is joined', async () => {
    const [anna, ben] = [await newUser(), await newUser()];
    const client = startClient(anna, { kind });
    await covered(client);
    const roomId = await createRoom(ben, { invite: [anna.userId], name: 'Ausschuss' });
    await until(client.rooms, () => client.rooms.get(roomId)?.membership === 'invite');
    const { strippedState } = client.room(roomId);
    expect(strippedState.find(({ type }) => type === 'm.room.name')?.content).toEqual({ name: 'Ausschuss' });
    expect(strippedState.find(({ state_key }) => state_key === anna.userId)?.sender).toBe(ben.userId);
    await post(anna, `/rooms/${roomId}/join`);
    await until(client.rooms, () => client.room(roomId).membership === 'join');
    await until(client.rooms, () => client.room(roomId).state('m.room.name'));
    expect(client.room(roomId).strippedState).toEqual([]);
  });

  it('forgets an invite that is withdrawn or declined', async () => {
    const [anna, ben] = [await newUser(), await newUser()];
    const client = startClient(anna, { kind });
    await covered(client);
    for (const end of [
      (roomId: string) => post(ben, `/rooms/${roomId}/kick`, { user_id: anna.userId }),
      (roomId: string) => post(anna, `/rooms/${roomId}/leave`),
    ]) {
      const roomId = await createRoom(ben, { invite: [anna.userId] });
      await until(client.rooms, () => client.rooms.get(roomId));
      await end(roomId);
      await until(client.rooms, () => !client.rooms.get(roomId));
    }
  });

  it('forgets a room the user leaves, keeps one they are put out of, and takes it up again', async () => {
    const [anna, ben] = [await newUser(), await newUser()];
    const [left, kicked] = [await roomWith(ben, anna), await roomWith(ben, anna)];
    const client = startClient(anna, { kind });
    await until(client.rooms, () => client.rooms.get(left) && client.rooms.get(kicked));
    await post(anna, `/rooms/${left}/leave`);
    await until(client.rooms, () => !client.rooms.get(left));
    await post(ben, `/rooms/${kicked}/kick`, { user_id: anna.userId, reason: 'Versehen' });
    await until(client.rooms, () => client.room(kicked).membership === 'leave');
    expect(client.room(kicked).state('m.room.member', anna.userId)).toMatchObject({
      sender: ben.userId,
      content: { reason: 'Versehen' },
    });
    await post(ben, `/rooms/${kicked}/invite`, { user_id: anna.userId });
    await until(client.rooms, () => client.room(kicked).membership === 'invite');
    await post(anna, `/rooms/${kicked}/join`);
    await until(client.rooms, () => client.room(kicked).membership === 'join');
  });

  it('shows a knock until it is answered', async () => {
    const [anna, ben] = [await newUser(), await newUser()];
    const roomId = await createRoom(ben, {
      initial_state: [{ type: 'm.room.join_rules', state_key: '', content: { join_rule: 'knock' } }],
    });
    const client = startClient(anna, { kind });
    await covered(client);
    await post(anna, `/knock/${roomId}`);
    await until(client.rooms, () => client.rooms.get(roomId)?.membership === 'knock');
    await post(ben, `/rooms/${roomId}/invite`, { user_id: anna.userId });
    await until(client.rooms, () => client.rooms.get(roomId)?.membership === 'invite');
  });

  it('counts what is unread and what mentions the user, and takes receipts from other devices', async () => {
    const [anna, ben] = [await newUser(), await newUser()];
    const roomId = await roomWith(ben, anna);
    await sendText(ben, roomId, 'Alt');
    const client = startClient(anna, { kind });
    await until(client.rooms, () => client.rooms.get(roomId) && client.unread(roomId).count === 1);
    await sendText(ben, roomId, 'Neu', { 'm.mentions': { user_ids: [anna.userId] } });
    await until(client.rooms, () => client.unread(roomId).count === 2);
    expect(client.unread(roomId).highlights).toBe(1);
    const last = client.room(roomId).live.events.at(-1)!.event_id;
    await post(anna, `/rooms/${roomId}/receipt/m.read.private/${last}`);
    await until(client.rooms, () => client.unread(roomId).count === 0);
    await sendText(ben, roomId, 'Noch eins');
    await until(client.rooms, () => client.unread(roomId).count === 1);
    await put(anna, `/pushrules/global/room/${roomId}`, { actions: [] });
    await until(client.rooms, () => client.unread(roomId).count === 0);
  });

  it('shows receipts of others, who types, and tags as they change', async () => {
    const [anna, ben] = [await newUser(), await newUser()];
    const roomId = await roomWith(ben, anna);
    const client = startClient(anna, { kind });
    await covered(client);
    const eventId = await sendText(anna, roomId, 'Lesen Sie das');
    await post(ben, `/rooms/${roomId}/receipt/m.read/${eventId}`);
    await until(client.rooms, () =>
      client
        .room(roomId)
        .receiptsOf(ben.userId)
        .some((receipt) => receipt.eventId === eventId),
    );
    await put(ben, `/rooms/${roomId}/typing/${ben.userId}`, { typing: true, timeout: 30_000 });
    await until(client.rooms, () => client.room(roomId).typing.includes(ben.userId));
    await put(ben, `/rooms/${roomId}/typing/${ben.userId}`, { typing: false });
    await until(client.rooms, () => client.room(roomId).typing.length === 0);
    await put(anna, `/user/${anna.userId}/rooms/${roomId}/tags/m.lowpriority`, {});
    await until(client.rooms, () => client.room(roomId).accountData('m.tag'));
  });

  it('opens a gap where more has happened than an answer holds, and /messages closes it in the right order', async () => {
    const [anna, ben] = [await newUser({ baseUrl: proxy.baseUrl }), await newUser()];
    const roomId = await roomWith(ben, anna);
    await sendText(ben, roomId, 'vorher');
    const client = startClient(anna, { kind });
    const close = client.rooms.open(roomId);
    await until(client.rooms, () => client.rooms.get(roomId) && client.texts(roomId).includes('vorher'));
    await covered(client);
    const before: Stretch = client.room(roomId).live;
    const { generation } = client.room(roomId).live;
    await proxy.down();
    const missed = Array.from({ length: 45 }, (_, index) => `verpasst ${index}`);
    for (const text of missed) await sendText(ben, roomId, text);
    await proxy.up();
    client.loop.wake();
    await until(client.rooms, () => client.texts(roomId).at(-1) === 'verpasst 44');
    let after: Stretch = client.room(roomId).live;
    expect(client.room(roomId).live.generation).toBe(generation + 1);
    expect(joinStretches(before, after)).toBeUndefined();
    while (!joinStretches(before, after)) {
      const { token: from } = after.before as { token: string };
      const query = new URLSearchParams({ dir: 'b', limit: '10', from });
      const path = `/_matrix/client/v3/rooms/${roomId}/messages?${query.toString()}`;
      const { chunk, end } = await anna.request({ method: 'GET', path });
      after = { events: [...readEvents(chunk).toReversed(), ...after.events], before: { token: end as string } };
    }
    const texts = joinStretches(before, after)!
      .events.filter(({ type }) => type === 'm.room.message')
      .map(({ content }) => content.body);
    expect(texts).toEqual(['vorher', ...missed]);
    close();
  });

  it('tells all rooms, also those beyond the first window, and goes on with news of the last of them', async () => {
    const [anna, ben] = [await newUser(), await newUser()];
    const roomIds: string[] = [];
    for (let index = 0; index < 25; index++) roomIds.push(await roomWith(ben, anna, { name: `Raum ${index}` }));
    const client = startClient(anna, { kind });
    await covered(client);
    expect(client.rooms.all()).toHaveLength(25);
    expect(client.room(roomIds[0]!).state('m.room.name')?.content.name).toBe('Raum 0');
    await sendText(ben, roomIds[0]!, 'von ganz unten');
    await until(client.rooms, () => client.texts(roomIds[0]!).includes('von ganz unten'));
  });

  it('loads the members of a room, and keeps the list up to date', async () => {
    const [anna, ben, cem] = [await newUser(), await newUser(), await newUser()];
    const roomId = await roomWith(ben, anna, { invite: [anna.userId, cem.userId] });
    const client = startClient(anna, { kind });
    await until(client.rooms, () => client.rooms.get(roomId));
    await client.rooms.loadMembers(roomId);
    const memberships = () =>
      new Map(
        client
          .room(roomId)
          .statesOf('m.room.member')
          .map((event) => [event.state_key, event.content.membership]),
      );
    expect(memberships().get(cem.userId)).toBe('invite');
    expect(client.room(roomId).membersComplete).toBe(true);
    await post(cem, `/rooms/${roomId}/join`);
    await until(client.rooms, () => memberships().get(cem.userId) === 'join');
    expect(client.room(roomId).membersComplete).toBe(true);
  });

  it.each(['11', '12'])('takes redactions by the rule of room version %s', async (version) => {
    const [anna, ben] = [await newUser(), await newUser()];
    const roomId = await roomWith(ben, anna, { room_version: version });
    const eventId = await sendText(ben, roomId, 'weg damit');
    const client = startClient(anna, { kind });
    await until(client.rooms, () => client.rooms.get(roomId) && client.texts(roomId).includes('weg damit'));
    await put(ben, `/rooms/${roomId}/redact/${eventId}/${transactionId()}`, {});
    await until(client.rooms, () => !client.texts(roomId).includes('weg damit'));
    expect(client.room(roomId).state('m.room.create')?.content.room_version).toBe(version);
  });

  it('delivers to-device messages once, and holds them back until the encryption is there', async () => {
    const [anna, ben] = [await newUser(), await newUser()];
    let ready = (): void => undefined;
    const encryptionReady = new Promise<void>((resolve) => (ready = resolve));
    const client = startClient(anna, { kind, encryptionReady });
    await covered(client);
    const messages = { messages: { [anna.userId]: { '*': { note: 1 } } } };
    await put(ben, `/sendToDevice/org.example.note/${transactionId()}`, messages);
    expect(client.delivered).toEqual([]);
    ready();
    const notes = () => client.delivered.flatMap(({ toDevice }) => toDevice);
    await expect.poll(notes).toEqual([{ type: 'org.example.note', sender: ben.userId, content: { note: 1 } }]);
    expect(client.delivered[0]?.fresh).toBe(true);
    const roomId = await roomWith(ben, anna);
    await until(client.rooms, () => client.rooms.get(roomId));
    expect(notes()).toHaveLength(1);
    expect(client.delivered.at(-1)?.oneTimeKeyCounts).toBeDefined();
  });

  it('says that the token is unknown after a log-out elsewhere, and asks no more', async () => {
    const anna = await newUser();
    let unknown: boolean | undefined;
    const client = startClient(anna, { kind, onTokenUnknown: (soft) => void (unknown = soft) });
    await covered(client);
    await post(anna, '/logout');
    client.loop.wake();
    await expect.poll(() => unknown).toBe(false);
  });
});
