import { BmError } from '@bundesmessenger/core/errors';
import { describe, expect, it, vi } from 'vitest';
import { initialSnapshots } from '../protocol/topics.ts';
import type { RoomList } from '../rooms/rooms.ts';
import { createFakeStore } from './fake-store.ts';
import { roomList, roomSummary } from './fixtures.ts';

const roomId = '!a:server.example';
const noRooms: RoomList = roomList([]);

describe('what a fake store shows', () => {
  it('begins like a real store', () => {
    const store = createFakeStore();
    expect([store.session.get(), store.deployment.get(), store.rooms.get()]).toEqual([
      initialSnapshots.session,
      initialSnapshots.deployment,
      initialSnapshots.rooms,
    ]);
  });

  it('begins with what it is given', () => {
    expect(createFakeStore({ rooms: noRooms }).rooms.get()).toBe(noRooms);
  });

  it('changes with show', () => {
    const store = createFakeStore();
    store.show({ type: 'rooms' }, noRooms);
    expect(store.rooms.get()).toBe(noRooms);
  });

  it('is announced to listeners', () => {
    const store = createFakeStore();
    const heard = vi.fn();
    store.rooms.subscribe(heard);
    store.show({ type: 'rooms' }, noRooms);
    expect(heard.mock.calls).toEqual([[initialSnapshots.rooms], [noRooms]]);
  });

  it('reaches a room that was asked for before', () => {
    const store = createFakeStore();
    const { timeline } = store.room(roomId);
    const shown = { status: 'ready', atStart: true, atEnd: true, items: [] } as const;
    store.show({ type: 'timeline', roomId }, shown);
    expect(timeline.get()).toBe(shown);
  });

  it('is kept apart by room', () => {
    const store = createFakeStore();
    store.show({ type: 'timeline', roomId }, { status: 'ready', atStart: true, atEnd: true, items: [] });
    expect(store.room('!b:server.example').timeline.get()).toBe(initialSnapshots.timeline);
  });
});

describe('the windows of a fake room list', () => {
  const rooms = ['Bau', 'Amt', 'Zoo'].map((name) => roomSummary({ roomId: `!${name}`, name }));
  const names = (list: RoomList): readonly string[] => list.items.map(({ name }) => name);

  it('show what the list shows, in its order', () => {
    const store = createFakeStore({ rooms: roomList(rooms) });
    expect(names(store.roomList({ limit: 2 }).get())).toEqual(['Bau', 'Amt']);
    expect(names(store.roomList({ search: 'zo' }).get())).toEqual(['Zoo']);
    expect(store.room('!Amt').summary.get()).toBe(rooms[1]);
  });

  it('follow the list', () => {
    const store = createFakeStore({ rooms: roomList(rooms) });
    const [unread, room] = [store.roomList({ filters: ['unread'] }), store.room('!Amt').summary];
    store.show({ type: 'rooms' }, roomList([{ ...rooms[1]!, unreadCount: 1 }]));
    expect([names(unread.get()), room.get()?.unreadCount]).toEqual([['Amt'], 1]);
  });

  it('show what they are told themselves', () => {
    const store = createFakeStore({ rooms: roomList(rooms) });
    store.show({ type: 'room', roomId: '!Amt' }, null);
    store.show({ type: 'rooms', query: { search: 'a' } }, noRooms);
    store.show({ type: 'rooms' }, roomList([]));
    expect([store.room('!Amt').summary.get(), store.roomList({ search: 'a' }).get()]).toEqual([null, noRooms]);
  });
});

describe('what a fake store is told', () => {
  it('is noted, oldest first', async () => {
    const store = createFakeStore();
    await store.login({ type: 'm.login.password', user: 'erika', password: 'x' });
    await store.logout();
    expect(store.commands).toEqual([
      { type: 'login', request: { type: 'm.login.password', user: 'erika', password: 'x' } },
      { type: 'logout' },
    ]);
  });

  it('resolves with undefined without an answer', async () => {
    await expect(createFakeStore().join('#a:server.example')).resolves.toBeUndefined();
  });

  it('resolves with the answer', async () => {
    const store = createFakeStore();
    store.answer({ join: () => ({ roomId }) });
    await expect(store.join('#a:server.example')).resolves.toEqual({ roomId });
  });

  it('hands the command to the answer', async () => {
    const store = createFakeStore();
    store.answer({ send: ({ content }) => ({ eventId: `$${content.body}` }) });
    await expect(store.room(roomId).send({ msgtype: 'm.text', body: 'x' })).resolves.toEqual({ eventId: '$x' });
  });

  it('rejects with what the answer throws', async () => {
    const store = createFakeStore();
    store.answer({
      login: () => {
        throw new BmError('LOGIN_FORBIDDEN', 'x');
      },
    });
    await expect(store.login({ type: 'm.login.password', user: 'a', password: 'b' })).rejects.toMatchObject({
      code: 'LOGIN_FORBIDDEN',
    });
  });

  it('keeps answers that are not replaced', async () => {
    const store = createFakeStore();
    store.answer({ join: () => ({ roomId }) });
    store.answer({ createRoom: () => ({ roomId: '!b:server.example' }) });
    await expect(store.join('#a:server.example')).resolves.toEqual({ roomId });
  });

  it('replaces an answer', async () => {
    const store = createFakeStore();
    store.answer({ join: () => ({ roomId }) });
    store.answer({ join: () => ({ roomId: '!b:server.example' }) });
    await expect(store.join('#a:server.example')).resolves.toEqual({ roomId: '!b:server.example' });
  });
});

describe('the commands a store makes', () => {
  const room = (store = createFakeStore()) => ({ store, room: store.room(roomId) });

  it('give each message a key of its own', async () => {
    const { store, room: a } = room();
    await a.send({ msgtype: 'm.text', body: 'x' });
    await a.send({ msgtype: 'm.text', body: 'x' });
    const keys = store.commands.map((command) => (command.type === 'send' ? command.key : ''));
    expect(new Set(keys).size).toBe(2);
  });

  it('load thirty older events unless told otherwise', async () => {
    const { store, room: a } = room();
    await a.paginate();
    await a.paginate(5);
    expect(store.commands).toEqual([
      { type: 'paginate', roomId, limit: 30 },
      { type: 'paginate', roomId, limit: 5 },
    ]);
  });

  it('make internal rooms without guests unless told otherwise', async () => {
    const store = createFakeStore();
    await store.createRoom({ name: 'Amtsstube' });
    expect(store.commands).toEqual([{ type: 'createRoom', name: 'Amtsstube', invite: [], federation: 'internal' }]);
  });

  it.each([
    ['resend', (a: ReturnType<typeof room>['room']) => a.resend('k1'), { key: 'k1' }],
    ['discard', (a: ReturnType<typeof room>['room']) => a.discard('k1'), { key: 'k1' }],
    ['markRead', (a: ReturnType<typeof room>['room']) => a.markRead('$a'), { eventId: '$a' }],
    [
      'invite',
      (a: ReturnType<typeof room>['room']) => a.invite('@max:server.example'),
      { userId: '@max:server.example' },
    ],
    ['leave', (a: ReturnType<typeof room>['room']) => a.leave(), {}],
  ] as const)('name the room for %s', async (type, act, parameters) => {
    const { store, room: a } = room();
    await act(a);
    expect(store.commands).toEqual([{ type, roomId, ...parameters }]);
  });

  it('load nothing where a room is only asked for', () => {
    const { store } = room();
    expect([store.commands, store.listenerCount({ type: 'timeline', roomId })]).toEqual([[], 0]);
  });
});

describe('the listeners of a fake store', () => {
  it('are counted', () => {
    const store = createFakeStore();
    store.rooms.subscribe(() => undefined);
    store.rooms.subscribe(() => undefined);
    expect(store.listenerCount({ type: 'rooms' })).toBe(2);
  });

  it('are counted once however often one of them goes', () => {
    const store = createFakeStore();
    store.rooms.subscribe(() => undefined);
    const stop = store.rooms.subscribe(() => undefined);
    stop();
    stop();
    expect(store.listenerCount({ type: 'rooms' })).toBe(1);
  });

  it('hear nothing after they have gone', () => {
    const store = createFakeStore();
    const heard = vi.fn();
    store.rooms.subscribe(heard)();
    store.show({ type: 'rooms' }, noRooms);
    expect(heard).toHaveBeenCalledTimes(1);
  });
});
