import type { ClientEvent, Decryption, Encryption, Room } from '@bundesmessenger/core';
import { writable } from '@bundesmessenger/core/readable';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import {
  createFakeRooms,
  fakeRoom,
  messageEvent,
  stateEvent,
  type FakeRoomParts,
  type FakeRooms,
} from '../testing/fake-rooms.ts';
import { createRoomsSource, type RoomsSource } from './rooms.source.ts';
import type { RoomList, RoomListQuery } from './rooms.ts';

const userId = '@erika:server.example';
const tick = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** An engine that reads what the test lets it read. */
function createEngine() {
  const known = new Map<string, Decryption>();
  const listeners = new Set<(roomId: string, eventIds: readonly string[]) => void>();
  const asked: string[] = [];
  const engine = {
    decrypt: (_roomId: string, events: readonly ClientEvent[]) => {
      asked.push(...events.map(({ event_id }) => event_id));
      return Promise.resolve([]);
    },
    decryptionOf: (_roomId: string, event: ClientEvent) => known.get(event.event_id) ?? { status: 'pending' },
    onDecrypted: (listener: (roomId: string, eventIds: readonly string[]) => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  } as unknown as Encryption;
  return {
    engine,
    asked,
    listeners,
    know: (id: string, body: string) =>
      known.set(id, {
        status: 'decrypted',
        type: 'm.room.message',
        content: { msgtype: 'm.text', body },
        shield: 'none',
      }),
    tell: (roomId: string) => listeners.forEach((listener) => listener(roomId, [])),
  };
}

interface Started {
  readonly rooms: FakeRooms;
  readonly source: RoomsSource;
  readonly userId: ReturnType<typeof writable<string | undefined>>;
  readonly encryption: ReturnType<typeof writable<Encryption | undefined>>;
}
function start(): Started {
  const rooms = createFakeRooms();
  const [owner, encryption] = [writable<string | undefined>(userId), writable<Encryption | undefined>(undefined)];
  const source = createRoomsSource({ rooms, encryption, userId: owner, barred: () => undefined });
  return { rooms, source, userId: owner, encryption };
}
const room = (name: string, parts: FakeRoomParts = {}): Room =>
  fakeRoom({ roomId: `!${name}`, ...parts, states: [stateEvent('m.room.name', { name }), ...(parts.states ?? [])] });
/** Rooms whose ids are noted whenever one is projected. */
const observed = (projected: string[], ...rooms: readonly Room[]): readonly Room[] =>
  rooms.map((one) => ({
    ...one,
    receiptsOf: () => {
      projected.push(one.roomId);
      return [];
    },
  }));
const names = ({ items }: RoomList): readonly string[] => items.map(({ name }) => name);
const encrypted = (id: string, changes: Partial<ClientEvent> = {}): ClientEvent =>
  messageEvent(id, '', { type: 'm.room.encrypted', content: { algorithm: 'm.megolm.v1.aes-sha2' }, ...changes });

let started: Started;
beforeEach(() => {
  started = start();
});
/** A list that is watched: its snapshots, newest last. */
function watch(query?: RoomListQuery): RoomList[] {
  const snapshots: RoomList[] = [];
  started.source.list(query).subscribe((snapshot) => snapshots.push(snapshot));
  return snapshots;
}

describe('the room list', () => {
  it('is loading before the first answer', () => {
    expect(watch().at(-1)).toMatchObject({ status: 'loading', complete: false, items: [] });
  });

  it('is ready with the first answer, and complete with the last room', async () => {
    const list = watch();
    started.rooms.put(room('Amt'));
    await tick();
    expect(list.at(-1)).toMatchObject({ status: 'ready', complete: false, total: 1 });
    started.rooms.coverage.set('all');
    await tick();
    expect(list.at(-1)).toMatchObject({ status: 'ready', complete: true });
  });

  it('is announced once for one answer', async () => {
    const list = watch();
    started.rooms.put(...['A', 'B', 'C'].map((name) => room(name)));
    await tick();
    expect(list).toHaveLength(2);
  });

  it('projects only the room that has changed, and keeps the rows of the others', async () => {
    const list = watch();
    const projected: string[] = [];
    started.rooms.put(...observed(projected, ...['A', 'B', 'C'].map((name) => room(name))));
    await tick();
    expect(projected).toEqual(['!A', '!B', '!C']);
    started.rooms.put(...observed(projected, room('B', { events: [messageEvent('neu')] })));
    await tick();
    expect(projected.slice(3)).toEqual(['!B']);
    const [before, after] = list.slice(-2) as [RoomList, RoomList];
    expect(after.items.find(({ name }) => name === 'B')).toMatchObject({ version: 2, latestTs: 2_000 });
    for (const name of ['A', 'C']) {
      expect(after.items.find((row) => row.name === name)).toBe(before.items.find((row) => row.name === name));
    }
  });

  it('is not announced where nothing that it shows has changed', async () => {
    const list = watch();
    started.rooms.put(room('A'));
    await tick();
    started.rooms.put(room('A', { typing: ['@max:server.example'] }));
    await tick();
    expect(list).toHaveLength(2);
  });

  it('lets go of a room that is forgotten, once every room is known', async () => {
    const list = watch();
    started.rooms.put(room('A'), room('B'));
    started.rooms.coverage.set('all');
    await tick();
    started.rooms.remove('!A');
    await tick();
    expect(names(list.at(-1)!)).toEqual(['B']);
  });

  it('shows no room that was left, but its summary does', async () => {
    const list = watch();
    const summary = started.source.room('!A');
    summary.subscribe(() => undefined);
    started.rooms.put(room('A', { membership: 'leave' }));
    await tick();
    expect(names(list.at(-1)!)).toEqual([]);
    expect(summary.get()).toMatchObject({ name: 'A', membership: 'leave' });
  });

  it('is one readable for equal queries while somebody listens', () => {
    const list = started.source.list({ search: 'a' });
    list.subscribe(() => undefined);
    const other = vi.fn();
    started.source.list({ search: 'a' }).subscribe(other);
    expect(other).toHaveBeenCalledTimes(1);
  });

  it('can be read without being watched', () => {
    started.rooms.put(room('A'));
    expect(names(started.source.list().get())).toEqual(['A']);
    expect(started.source.room('!A').get()?.name).toBe('A');
    expect(started.source.room('!B').get()).toBeNull();
  });

  it('refuses what is no query', () => {
    expect(() => started.source.list({ sort: 'x' as 'name' })).toThrow(
      expect.objectContaining({ code: 'COMMAND_INVALID' }),
    );
  });

  it('is empty again after log-out, and knows nothing of it for the next user', async () => {
    const list = watch();
    started.rooms.put(room('A'));
    await tick();
    started.userId.set(undefined);
    started.rooms.coverage.set('none');
    await tick();
    expect(list.at(-1)).toMatchObject({ status: 'loading', items: [] });
    started.userId.set('@eva:server.example');
    await tick();
    expect(list.at(-1)).toMatchObject({ status: 'loading', items: [] });
  });

  it('hears nothing after it has stopped', async () => {
    const list = watch();
    started.source.stop();
    started.rooms.put(room('A'));
    await tick();
    expect(list).toHaveLength(1);
  });
});

describe('what the account data says', () => {
  it('changes the rooms it is about', async () => {
    const list = watch();
    started.rooms.put(room('A'), room('B'));
    started.rooms.putAccountData('m.direct', { '@max:server.example': ['!A'] });
    await tick();
    expect(list.at(-1)!.items.map(({ name, directUserId }) => [name, directUserId])).toEqual([
      ['A', '@max:server.example'],
      ['B', undefined],
    ]);
    started.rooms.putAccountData('m.direct', {});
    await tick();
    expect(list.at(-1)!.items[0]).not.toHaveProperty('directUserId');
  });

  it('mutes rooms', async () => {
    const list = watch();
    started.rooms.put(room('A', { events: [messageEvent('1')] }));
    await tick();
    expect(list.at(-1)).toMatchObject({ unread: { messages: 1 } });
    const conditions = [{ kind: 'event_match', key: 'room_id', pattern: '!A' }];
    started.rooms.putAccountData('m.push_rules', {
      global: { override: [{ rule_id: '!A', conditions, actions: [] }] },
    });
    await tick();
    expect(list.at(-1)).toMatchObject({ unread: { messages: 0 }, items: [{ isMuted: true, unreadCount: 0 }] });
  });
});

describe('unread messages', () => {
  it('are counted from the own receipt on, with mentions', async () => {
    const events = [
      messageEvent('1'),
      messageEvent('2'),
      messageEvent('3', '', { content: { msgtype: 'm.text', body: 'x', 'm.mentions': { user_ids: [userId] } } }),
    ];
    const receipts = { [userId]: [{ eventId: '$1', ts: 1 }] };
    const list = watch();
    started.rooms.put(room('A', { events, receipts }));
    await tick();
    expect(list.at(-1)!.items[0]).toMatchObject({ unreadCount: 2, highlightCount: 1 });
    expect(list.at(-1)!.unread).toEqual({ rooms: 1, messages: 2, highlights: 1, invites: 0 });
  });

  it('count in threads, too', async () => {
    const inThread = messageEvent('2', '', {
      content: { msgtype: 'm.text', body: 'x', 'm.relates_to': { rel_type: 'm.thread', event_id: '$1' } },
    });
    const list = watch();
    started.rooms.put(room('A', { events: [messageEvent('1', '1', { sender: userId }), inThread] }));
    await tick();
    expect(list.at(-1)!.items[0]).toMatchObject({ unreadCount: 1 });
  });
});

describe('spaces', () => {
  it('become the parents of rooms that were there before', async () => {
    const list = watch();
    started.rooms.put(room('A'));
    await tick();
    const states = [
      stateEvent('m.room.create', { type: 'm.space' }),
      stateEvent('m.space.child', { via: ['server.example'] }, '!A'),
    ];
    started.rooms.put(room('S', { states }));
    await tick();
    expect(list.at(-1)!.items).toMatchObject([{ name: 'A', parents: ['!S'] }]);
    started.rooms.put(room('S', { states: states.slice(0, 1) }));
    await tick();
    expect(list.at(-1)!.items).toMatchObject([{ name: 'A', parents: [] }]);
  });

  it('that hold each other come to an end', async () => {
    const create = stateEvent('m.room.create', { type: 'm.space' });
    const child = (id: string) => stateEvent('m.space.child', { via: ['s'] }, id);
    const list = watch({ filters: ['spaces'] });
    started.rooms.put(room('S', { states: [create, child('!T')] }), room('T', { states: [create, child('!S')] }));
    await tick();
    expect(list.at(-1)!.items.map(({ parents }) => parents)).toEqual([['!T'], ['!S']]);
  });
});

describe('encrypted rooms', () => {
  it('are decrypted where somebody sees them, and only there', async () => {
    const { engine, asked } = createEngine();
    watch({ limit: 1 });
    started.rooms.put(
      room('A', { events: [encrypted('a', { origin_server_ts: 9 })] }),
      room('B', { events: [encrypted('b', { origin_server_ts: 8 })] }),
    );
    started.encryption.set(engine);
    await tick();
    expect(asked).toEqual(['$a']);
    started.source.room('!B').subscribe(() => undefined);
    await tick();
    expect(asked).toEqual(['$a', '$b']);
  });

  it('show a message as soon as it can be read', async () => {
    const { engine, know, tell } = createEngine();
    const list = watch();
    started.rooms.put(room('A', { events: [encrypted('a')] }));
    await tick();
    expect(list.at(-1)!.items[0]!.preview).toEqual({ kind: 'pending', eventId: '$a' });
    started.encryption.set(engine);
    know('$a', 'geheim');
    tell('!A');
    await tick();
    expect(list.at(-1)!.items[0]!.preview).toMatchObject({ body: 'geheim' });
  });

  it('hand each event over once', async () => {
    const { engine, asked } = createEngine();
    watch();
    const events = [encrypted('a')];
    started.encryption.set(engine);
    for (const typing of [[], ['@max:s'], []]) {
      started.rooms.put(room('A', { events, typing }));
      await tick();
    }
    expect(asked).toEqual(['$a']);
  });

  it('are handed over again to the encryption of the next login', async () => {
    const [first, second] = [createEngine(), createEngine()];
    watch();
    started.rooms.put(room('A', { events: [encrypted('a')] }));
    started.encryption.set(first.engine);
    await tick();
    started.encryption.set(undefined);
    started.encryption.set(second.engine);
    await tick();
    expect([second.asked, first.listeners.size, second.listeners.size]).toEqual([['$a'], 0, 1]);
    started.source.stop();
    expect(second.listeners.size).toBe(0);
  });
});

describe('what an earlier session has left', () => {
  /** What a session with these rooms stores. */
  const storedBy = (...rooms: readonly Room[]) => {
    const earlier = start();
    earlier.rooms.put(...rooms);
    earlier.source.list().subscribe(() => undefined);
    return structuredClone(earlier.source.toStore()!);
  };

  it('is shown until the first answer, marked', async () => {
    const list = watch();
    started.source.restore(storedBy(room('A'), room('B')));
    expect(list.at(-1)).toMatchObject({ status: 'cached', complete: false, total: 2 });
    expect(names(list.at(-1)!)).toEqual(['A', 'B']);
    started.rooms.put(room('A'));
    await tick();
    expect(list.at(-1)).toMatchObject({ status: 'ready', total: 2 });
  });

  it('goes on with its versions, so that a page sees what has changed', async () => {
    const list = watch();
    started.source.restore(storedBy(room('A'), room('B')));
    const [a, b] = list.at(-1)!.items;
    started.rooms.put(room('A', { joinedCount: 9 }), room('B'));
    await tick();
    expect(list.at(-1)!.items[0]!.version).toBe(a!.version + 1);
    expect(list.at(-1)!.items[1]).toBe(b);
  });

  it('is let go where the room is gone', async () => {
    const list = watch();
    started.source.restore(storedBy(room('A'), room('B')));
    started.rooms.put(room('A'));
    started.rooms.coverage.set('all');
    await tick();
    expect(names(list.at(-1)!)).toEqual(['A']);
  });

  it('keeps the line of an encrypted room until it can be read again', async () => {
    const { engine, know } = createEngine();
    const earlier = start();
    know('$a', 'geheim');
    earlier.encryption.set(engine);
    earlier.rooms.put(room('A', { events: [encrypted('a')] }));
    earlier.source.list().subscribe(() => undefined);
    const stored = structuredClone(earlier.source.toStore()!);
    const list = watch();
    started.source.restore(stored);
    started.rooms.put(room('A', { events: [encrypted('a')] }));
    await tick();
    expect(list.at(-1)!.items[0]!.preview).toMatchObject({ body: 'geheim' });
    started.rooms.put(room('A', { events: [encrypted('a'), encrypted('b')] }));
    await tick();
    expect(list.at(-1)!.items[0]!.preview).toEqual({ kind: 'pending', eventId: '$b' });
  });

  it('knows the numbers of rooms beyond its window', () => {
    const list = watch();
    const stored = storedBy(room('A'));
    started.source.restore({ ...stored, total: 2_000, unread: { rooms: 7, messages: 9, highlights: 1, invites: 0 } });
    expect(list.at(-1)).toMatchObject({ total: 2_000, unread: { rooms: 7 } });
    expect(watch({ search: 'a' }).at(-1)).toMatchObject({ total: 1 });
  });

  it('comes too late after the first answer', async () => {
    const list = watch();
    started.rooms.put(room('B'));
    started.source.restore(storedBy(room('A')));
    await tick();
    expect(names(list.at(-1)!)).toEqual(['B']);
  });

  it('is nothing before the first answer', () => {
    expect(started.source.toStore()).toBeUndefined();
  });

  it('is told of with each change', async () => {
    const heard = vi.fn();
    const stop = started.source.onChange(heard);
    started.rooms.put(room('A'));
    await tick();
    expect(heard).toHaveBeenCalled();
    stop();
    heard.mockClear();
    started.rooms.put(room('B'));
    await tick();
    expect(heard).not.toHaveBeenCalled();
  });
});

describe('two thousand rooms', () => {
  it('cost one projection for one change', async () => {
    const list = watch();
    const projected: string[] = [];
    const all = Array.from({ length: 2_000 }, (_, at) => room(`Raum ${at}`, { bumpStamp: at }));
    started.rooms.put(...observed(projected, ...all));
    await tick();
    expect(list.at(-1)).toMatchObject({ total: 2_000 });
    projected.splice(0);
    started.rooms.put(...observed(projected, room('Raum 7', { bumpStamp: 5_000 })));
    await tick();
    expect(list.at(-1)!.items[0]).toMatchObject({ name: 'Raum 7' });
    expect(projected).toEqual(['!Raum 7']);
  });
});
