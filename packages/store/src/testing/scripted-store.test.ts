import { beforeEach, describe, expect, it } from 'vitest';
import type { TimelineItem } from '../timeline/timeline.ts';
import { createScriptedStore, type ScriptedStore } from './scripted-store.ts';

const eva = { userId: '@eva:server.example', displayName: 'Eva' } as const;
const roomId = '!bau:server.example';
let store: ScriptedStore;

beforeEach(() => {
  store = createScriptedStore({
    rooms: [
      {
        name: 'Bauantrag',
        roomId,
        members: [eva],
        messages: ['Guten Tag', { body: 'Sind Sie da?', from: eva.userId }],
      },
      { name: 'Kantine' },
    ],
    now: () => 1_000,
  });
});
const names = (): readonly string[] => store.rooms.get().items.map(({ name }) => name);
const row = () => store.room(roomId).summary.get()!;
const rows = (): readonly TimelineItem[] => store.room(roomId).timeline.get().items;
const bodies = (): readonly string[] => rows().map((item) => (item.kind === 'message' ? item.content.body : item.kind));
const last = (): Extract<TimelineItem, { kind: 'message' }> => rows().at(-1) as never;

describe('a scripted store', () => {
  it('begins with its rooms and messages, all read', () => {
    expect(names()).toEqual(['Bauantrag', 'Kantine']);
    expect(row()).toMatchObject({ unreadCount: 0, memberCount: 2, preview: { sender: 'Eva', body: 'Sind Sie da?' } });
    expect(bodies()).toEqual(['Guten Tag', 'Sind Sie da?']);
  });

  it('is logged in, unless the script says otherwise', async () => {
    expect(store.session.get().status).toBe('loggedIn');
    const other = createScriptedStore({ loggedOut: true });
    expect(other.session.get().status).toBe('loggedOut');
    await other.login({ type: 'm.login.password', user: 'anna', password: 'x' });
    expect(other.session.get()).toMatchObject({ status: 'loggedIn', userId: '@anna:server.example' });
    await other.logout();
    expect(other.session.get().status).toBe('loggedOut');
  });

  it('shows what others write, on top and unread', () => {
    store.receive(roomId, 'x');
    const other = store.rooms.get().items[1]!.roomId;
    store.receive(other, 'Linseneintopf');
    expect(names()).toEqual(['Kantine', 'Bauantrag']);
    expect(row()).toMatchObject({ unreadCount: 1 });
    expect(store.rooms.get().unread).toMatchObject({ rooms: 2, messages: 2 });
  });

  it('is read when the user has seen it', async () => {
    const { eventId } = store.receive(roomId, 'x');
    await store.room(roomId).markRead(eventId);
    expect(row().unreadCount).toBe(0);
  });

  it('filters and searches its list', () => {
    store.receive(roomId, 'x');
    expect(
      store
        .roomList({ filters: ['unread'] })
        .get()
        .items.map(({ name }) => name),
    ).toEqual(['Bauantrag']);
    expect(store.roomList({ search: 'kant' }).get().total).toBe(1);
  });

  it('shows who is writing', () => {
    store.showTyping(roomId, [eva.userId]);
    expect(store.room(roomId).typing.get().users).toMatchObject([{ displayName: 'Eva' }]);
  });

  it('makes, joins and leaves rooms', async () => {
    const { roomId: made } = await store.createRoom({ name: 'Neu', invite: [eva.userId] });
    expect(names()[0]).toBe('Neu');
    store.addRoom({ name: 'Einladung', roomId: '!i', summary: { membership: 'invite' } });
    await store.join('!i');
    expect(store.room('!i').summary.get()?.membership).toBe('join');
    await store.room(made).leave();
    expect(names()).toEqual(['Einladung', 'Bauantrag', 'Kantine']);
    expect(await store.openDirectChat(eva.userId)).toEqual(await store.openDirectChat(eva.userId));
  });

  it('leaves out what somebody says who is ignored, and shows it again', async () => {
    store.receive(roomId, { body: 'vorher', from: eva.userId });
    const lines = (): unknown[] => [bodies().at(-1), store.room(roomId).summary.get()?.preview];
    const before = lines();
    await store.setIgnored(eva.userId, true);
    expect(store.ignoredUsers.get().users).toMatchObject([{ userId: eva.userId, displayName: 'Eva' }]);
    const { unreadCount } = store.room(roomId).summary.get()!;
    store.receive(roomId, { body: 'nachher', from: eva.userId });
    expect(store.room(roomId).summary.get()).toMatchObject({ unreadCount });
    expect(lines()).not.toEqual(before);
    expect(bodies()).not.toContain('nachher');
    await store.setIgnored(eva.userId, false);
    expect(bodies().slice(-2)).toEqual(['vorher', 'nachher']);
    expect(store.room(roomId).summary.get()?.preview).toMatchObject({ body: 'nachher' });
    await expect(store.setIgnored('@anna:server.example', true)).rejects.toMatchObject({ code: 'COMMAND_INVALID' });
  });

  it('refuses a barred room', async () => {
    store.addRoom({
      name: 'Fremd',
      roomId: '!f',
      summary: { membership: 'invite', barred: { code: 'WL_SERVER_NAME' } },
    });
    await expect(store.join('!f')).rejects.toMatchObject({ code: 'WL_SERVER_NAME' });
  });

  it('keeps what is set for a room', async () => {
    const room = store.room(roomId);
    await room.setFavourite(true);
    await room.setLowPriority(true);
    await room.setNotifications('none');
    await room.setMarkedUnread(true);
    await room.changeSettings({ name: 'Umbau', topic: 'Z 12' });
    expect(row()).toMatchObject({
      isFavourite: true,
      isLowPriority: true,
      isMuted: true,
      markedUnread: true,
      name: 'Umbau',
      topic: 'Z 12',
    });
  });

  it('knows members and roles', async () => {
    const room = store.room(roomId);
    const shown = () =>
      room
        .members()
        .get()
        .items.map(({ displayName, role }) => `${displayName} ${role}`);
    expect(shown()).toEqual(['Anna administrator', 'Eva member']);
    await room.setRole(eva.userId, 'moderator');
    await room.invite('@kim:server.example');
    expect(shown()).toEqual(['Anna administrator', 'Eva moderator', '@kim:server.example member']);
    await room.ban(eva.userId);
    expect(room.members({ memberships: ['ban'] }).get().total).toBe(1);
    await room.unban(eva.userId);
    await room.kick('@kim:server.example');
    expect([shown(), row().memberCount]).toEqual([['Anna administrator'], 1]);
  });
});

describe('messages of a scripted store', () => {
  it('are shown at once, and sent', async () => {
    const sent = store.room(roomId).send({ msgtype: 'm.text', body: 'Ja' });
    expect(last()).toMatchObject({ own: true, send: { status: 'sending' }, content: { body: 'Ja' } });
    const { key } = last();
    const { eventId } = await sent;
    expect(last()).toMatchObject({ key, eventId, send: { status: 'sent' } });
  });

  it('wait while it is offline', async () => {
    store.goOffline();
    expect(store.session.get()).toMatchObject({ sync: { status: 'offline' } });
    const sent = store.room(roomId).send({ msgtype: 'm.text', body: 'Ja' });
    expect(last().send).toEqual({ status: 'sending', waiting: 'network' });
    store.goOnline();
    await sent;
    expect(last().send).toEqual({ status: 'sent' });
  });

  it('fail when the script says so, and can be sent again or discarded', async () => {
    const room = store.room(roomId);
    store.failNext('send', 'FORBIDDEN');
    await expect(room.send({ msgtype: 'm.text', body: 'Ja' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(last().send).toEqual({ status: 'failed', code: 'FORBIDDEN', recoverable: true });
    await room.resend(last().key);
    expect(last().send).toEqual({ status: 'sent' });
    store.failNext('send', 'FORBIDDEN');
    await room.send({ msgtype: 'm.text', body: 'Nein' }).catch(() => undefined);
    await room.discard(last().key);
    expect(bodies().at(-1)).toBe('Ja');
  });

  it('can be edited, reacted to and redacted', async () => {
    const room = store.room(roomId);
    const { eventId } = await room.send({ msgtype: 'm.text', body: 'Ja' });
    await room.edit(eventId, { msgtype: 'm.text', body: 'Doch' });
    expect(last()).toMatchObject({ edited: true, content: { body: 'Doch' } });
    await room.react(eventId, '👍');
    expect(last().reactions).toEqual([{ key: '👍', count: 1, own: true, names: ['Anna'] }]);
    await room.react(eventId, '👍');
    expect(last().reactions).toEqual([]);
    await room.redact(eventId);
    expect(last().kind).toBe('redacted');
  });

  it('keep the rows of others as they are', async () => {
    const before = rows();
    await store.room(roomId).send({ msgtype: 'm.text', body: 'Ja' });
    expect(rows().slice(0, 2)).toEqual(before);
    expect(rows()[0]).toBe(before[0]);
  });

  it('that nobody knows cannot be changed', async () => {
    await expect(store.room(roomId).redact('$nothing')).rejects.toMatchObject({ code: 'EVENT_UNKNOWN' });
  });
});

describe('the test of somebody who scripts', () => {
  it('reads which commands came', async () => {
    await store.room(roomId).setFavourite(true);
    expect(store.commands).toEqual([{ type: 'setFavourite', roomId, isFavourite: true }]);
  });

  it('may refuse any command once', async () => {
    store.failNext('setFavourite', 'RATE_LIMITED');
    await expect(store.room(roomId).setFavourite(true)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    await store.room(roomId).setFavourite(true);
    expect(row().isFavourite).toBe(true);
  });

  it('may answer a command in another way', async () => {
    store.answer({ searchUsers: () => ({ users: [{ userId: eva.userId, displayName: 'Eva' }], limited: false }) });
    expect((await store.searchUsers('eva')).users).toHaveLength(1);
  });

  it('may show anything over what was played', () => {
    store.show({ type: 'session' }, { status: 'loggingOut' });
    expect(store.session.get().status).toBe('loggingOut');
  });
});
