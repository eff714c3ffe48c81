import { beforeEach, describe, expect, it } from 'vitest';
import { messageEvent, stateEvent } from '../testing/fake-rooms.ts';
import {
  createEngine,
  createRoomsStage,
  encryptedEvent,
  namedRoom,
  tick,
  userId,
  type RoomsStage,
} from '../testing/rooms-stage.ts';
import { createRoomsSource } from './rooms.source.ts';

let stage: RoomsStage;
beforeEach(() => {
  stage = createRoomsStage(createRoomsSource);
});

describe('what the account data says', () => {
  it('changes the rooms it is about', async () => {
    const list = stage.watch();
    stage.rooms.put(namedRoom('A'), namedRoom('B'));
    stage.rooms.putAccountData('m.direct', { '@max:server.example': ['!A'] });
    await tick();
    expect(list.at(-1)!.items.map(({ name, directUserId }) => [name, directUserId])).toEqual([
      ['A', '@max:server.example'],
      ['B', undefined],
    ]);
    stage.rooms.putAccountData('m.direct', {});
    await tick();
    expect(list.at(-1)!.items[0]).not.toHaveProperty('directUserId');
  });

  it('mutes rooms', async () => {
    const list = stage.watch();
    stage.rooms.put(namedRoom('A', { events: [messageEvent('1')] }));
    await tick();
    expect(list.at(-1)).toMatchObject({ unread: { messages: 1 } });
    const conditions = [{ kind: 'event_match', key: 'room_id', pattern: '!A' }];
    stage.rooms.putAccountData('m.push_rules', {
      global: { override: [{ rule_id: '!A', conditions, actions: [] }] },
    });
    await tick();
    expect(list.at(-1)).toMatchObject({ unread: { messages: 0 }, items: [{ isMuted: true, unreadCount: 0 }] });
  });

  it('silences the whole account, and keeps what is set for its rooms', async () => {
    const mention = { content: { msgtype: 'm.text', body: 'x', 'm.mentions': { user_ids: [userId] } } };
    const list = stage.watch();
    stage.rooms.put(namedRoom('A', { events: [messageEvent('1'), messageEvent('2', '', mention)] }));
    await tick();
    expect(list.at(-1)).toMatchObject({ unread: { messages: 2, highlights: 1 } });
    stage.rooms.putAccountData('m.push_rules', { global: { override: [{ rule_id: '.m.rule.master', actions: [] }] } });
    await tick();
    expect(list.at(-1)).toMatchObject({
      unread: { rooms: 0, messages: 0, highlights: 0 },
      items: [{ isMuted: false, notifications: 'all', unreadCount: 0, highlightCount: 0 }],
    });
  });

  it('names keywords, which count as mentions', async () => {
    const list = stage.watch();
    stage.rooms.put(namedRoom('A', { events: [messageEvent('1', 'Der Haushalt ist da')] }));
    await tick();
    expect(list.at(-1)!.items).toMatchObject([{ unreadCount: 1, highlightCount: 0 }]);
    const rule = { rule_id: 'Haushalt', pattern: 'Haushalt', actions: ['notify', { set_tweak: 'highlight' }] };
    stage.rooms.putAccountData('m.push_rules', { global: { content: [rule] } });
    await tick();
    expect(list.at(-1)!.items).toMatchObject([{ unreadCount: 1, highlightCount: 1 }]);
  });

  it('counts mentions only where that is the default', async () => {
    const mention = { content: { msgtype: 'm.text', body: 'x', 'm.mentions': { user_ids: [userId] } } };
    const list = stage.watch();
    stage.rooms.put(namedRoom('A', { events: [messageEvent('1'), messageEvent('2', '', mention)] }));
    stage.rooms.putAccountData('m.push_rules', {
      global: { underride: [{ rule_id: '.m.rule.message', actions: [] }] },
    });
    await tick();
    expect(list.at(-1)!.items).toMatchObject([{ notifications: 'mentions', unreadCount: 1, highlightCount: 1 }]);
  });
});

describe('somebody who is ignored', () => {
  const max = '@max:server.example';

  it('is neither in the line of a room nor counted, and is again later', async () => {
    const mention = { content: { msgtype: 'm.text', body: 'Max', 'm.mentions': { user_ids: [userId] } } };
    const eva = messageEvent('1', 'Eva', { sender: '@eva:server.example', origin_server_ts: 1_000 });
    const list = stage.watch();
    stage.rooms.put(namedRoom('A', { events: [eva, messageEvent('2', '', mention)] }));
    await tick();
    const both = { unreadCount: 2, highlightCount: 1, preview: { body: 'Max' }, latestTs: 2_000 };
    expect(list.at(-1)!.items).toMatchObject([both]);
    stage.rooms.ignored.set(new Set([max]));
    await tick();
    expect(list.at(-1)!.items).toMatchObject([
      { unreadCount: 1, highlightCount: 0, preview: { body: 'Eva' }, latestTs: 1_000 },
    ]);
    expect(list.at(-1)!.unread).toMatchObject({ messages: 1, highlights: 0 });
    stage.rooms.ignored.set(new Set());
    await tick();
    expect(list.at(-1)!.items).toMatchObject([both]);
  });

  it('leaves the room as it was named, and who is in it', async () => {
    const states = [stateEvent('m.room.name', { name: 'Amt' }, '', { sender: max })];
    const list = stage.watch();
    stage.rooms.put(namedRoom('A', { states, joinedCount: 2 }));
    stage.rooms.ignored.set(new Set([max]));
    await tick();
    expect(list.at(-1)!.items).toMatchObject([{ name: 'Amt', memberCount: 2, preview: { kind: 'none' } }]);
  });

  it('invites in vain, until she is ignored no more', async () => {
    const invitedBy = (sender: string) => ({
      membership: 'invite' as const,
      strippedState: [stateEvent('m.room.member', { membership: 'invite' }, userId, { sender })],
    });
    const list = stage.watch();
    const names = (): string[] =>
      list
        .at(-1)!
        .items.map(({ name }) => name)
        .sort();
    stage.rooms.ignored.set(new Set([max]));
    stage.rooms.put(namedRoom('A', invitedBy(max)), namedRoom('B', invitedBy('@eva:server.example')), namedRoom('C'));
    await tick();
    expect(names()).toEqual(['B', 'C']);
    expect(list.at(-1)!.unread.invites).toBe(1);
    expect(stage.source.room('!A').get()).toBeNull();
    stage.rooms.ignored.set(new Set());
    await tick();
    expect(names()).toEqual(['A', 'B', 'C']);
    stage.rooms.ignored.set(new Set([max]));
    await tick();
    expect(names()).toEqual(['B', 'C']);
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
    const list = stage.watch();
    stage.rooms.put(namedRoom('A', { events, receipts }));
    await tick();
    expect(list.at(-1)!.items[0]).toMatchObject({ unreadCount: 2, highlightCount: 1 });
    expect(list.at(-1)!.unread).toEqual({ rooms: 1, messages: 2, highlights: 1, invites: 0 });
  });

  it('may be more where the last one that was read is not known', async () => {
    const events = [messageEvent('9')];
    const list = stage.watch();
    stage.rooms.put({ ...namedRoom('A'), live: { events, before: 'unknown', generation: 0 } });
    await tick();
    expect(list.at(-1)!.items[0]).toMatchObject({ unreadCount: 1, unreadAtLeast: true });
    const receipts = { [userId]: [{ eventId: '$9', ts: 1 }] };
    stage.rooms.put({ ...namedRoom('A', { receipts }), live: { events, before: 'unknown', generation: 0 } });
    await tick();
    expect(list.at(-1)!.items[0]).toMatchObject({ unreadCount: 0 });
    expect(list.at(-1)!.items[0]).not.toHaveProperty('unreadAtLeast');
  });

  it('count in threads, too', async () => {
    const inThread = messageEvent('2', '', {
      content: { msgtype: 'm.text', body: 'x', 'm.relates_to': { rel_type: 'm.thread', event_id: '$1' } },
    });
    const list = stage.watch();
    stage.rooms.put(namedRoom('A', { events: [messageEvent('1', '1', { sender: userId }), inThread] }));
    await tick();
    expect(list.at(-1)!.items[0]).toMatchObject({ unreadCount: 1 });
  });
});

describe('spaces', () => {
  it('become the parents of rooms that were there before', async () => {
    const list = stage.watch();
    stage.rooms.put(namedRoom('A'));
    await tick();
    const states = [
      stateEvent('m.room.create', { type: 'm.space' }),
      stateEvent('m.space.child', { via: ['server.example'] }, '!A'),
    ];
    stage.rooms.put(namedRoom('S', { states }));
    await tick();
    expect(list.at(-1)!.items).toMatchObject([{ name: 'A', parents: ['!S'] }]);
    stage.rooms.put(namedRoom('S', { states: states.slice(0, 1) }));
    await tick();
    expect(list.at(-1)!.items).toMatchObject([{ name: 'A', parents: [] }]);
  });

  it('that hold each other come to an end', async () => {
    const create = stateEvent('m.room.create', { type: 'm.space' });
    const child = (id: string) => stateEvent('m.space.child', { via: ['s'] }, id);
    const list = stage.watch({ filters: ['spaces'] });
    stage.rooms.put(
      namedRoom('S', { states: [create, child('!T')] }),
      namedRoom('T', { states: [create, child('!S')] }),
    );
    await tick();
    expect(list.at(-1)!.items.map(({ parents }) => parents)).toEqual([['!T'], ['!S']]);
  });
});

describe('encrypted rooms', () => {
  it('are decrypted where somebody sees them, and only there', async () => {
    const { engine, asked } = createEngine();
    stage.watch({ limit: 1 });
    stage.rooms.put(
      namedRoom('A', { events: [encryptedEvent('a', { origin_server_ts: 9 })] }),
      namedRoom('B', { events: [encryptedEvent('b', { origin_server_ts: 8 })] }),
    );
    stage.encryption.set(engine);
    await tick();
    expect(asked).toEqual(['$a']);
    stage.source.room('!B').subscribe(() => undefined);
    await tick();
    expect(asked).toEqual(['$a', '$b']);
  });

  it('show a message as soon as it can be read', async () => {
    const { engine, know, tell } = createEngine();
    const list = stage.watch();
    stage.rooms.put(namedRoom('A', { events: [encryptedEvent('a')] }));
    await tick();
    expect(list.at(-1)!.items[0]!.preview).toEqual({ kind: 'pending', eventId: '$a' });
    stage.encryption.set(engine);
    know('$a', 'geheim');
    tell('!A');
    await tick();
    expect(list.at(-1)!.items[0]!.preview).toMatchObject({ body: 'geheim' });
  });

  it('hand each event over once', async () => {
    const { engine, asked } = createEngine();
    stage.watch();
    const events = [encryptedEvent('a')];
    stage.encryption.set(engine);
    for (const typing of [[], ['@max:s'], []]) {
      stage.rooms.put(namedRoom('A', { events, typing }));
      await tick();
    }
    expect(asked).toEqual(['$a']);
  });

  it('are handed over again to the encryption of the next login', async () => {
    const [first, second] = [createEngine(), createEngine()];
    stage.watch();
    stage.rooms.put(namedRoom('A', { events: [encryptedEvent('a')] }));
    stage.encryption.set(first.engine);
    await tick();
    stage.encryption.set(undefined);
    stage.encryption.set(second.engine);
    await tick();
    expect([second.asked, first.listeners.size, second.listeners.size]).toEqual([['$a'], 0, 1]);
    stage.source.stop();
    expect(second.listeners.size).toBe(0);
  });
});
