import { describe, expect, it, vi } from 'vitest';
import type { RoomUpdate } from '../sync/sync-update.ts';
import { anna, ben, member, message, messages, roomId, stateEvent } from '../sync/testing/events.ts';
import { first, registry, room, update } from './testing/registry.ts';

describe('the registry', () => {
  it('knows no room before the first answer', () => {
    const { rooms } = registry();
    expect([rooms.coverage.get(), rooms.all(), rooms.get(roomId)]).toEqual(['none', [], undefined]);
  });

  it('tells once about each answer, what has changed', () => {
    const { rooms, changes } = registry();
    const other = { ...first, roomId: '!other:x' };
    rooms.apply(update([first, other], { accountData: [{ type: 'm.direct', content: { a: 1 } }] }));
    rooms.apply(update([]));
    expect(changes).toEqual([
      { roomIds: new Set([roomId, '!other:x']), accountData: new Set(['m.direct']) },
      { roomIds: new Set(), accountData: new Set() },
    ]);
    expect(rooms.accountData('m.direct')).toEqual({ a: 1 });
  });

  it('has a listener that throws keep nobody from hearing', () => {
    const uncaught = vi.spyOn(globalThis, 'queueMicrotask').mockImplementation(() => undefined);
    const { rooms } = registry();
    const heard = vi.fn<() => void>();
    rooms.onChange(() => {
      throw new Error('x');
    });
    rooms.onChange(heard);
    rooms.apply(update([first]));
    expect([heard.mock.calls.length, uncaught.mock.calls.length]).toEqual([1, 1]);
    uncaught.mockRestore();
  });

  it('covers the window, then all, and goes back only when it is cleared', () => {
    const { rooms, changes } = registry();
    rooms.apply(update([first], { coverage: 'window' }));
    expect(rooms.coverage.get()).toBe('window');
    rooms.apply(update([], { coverage: 'all' }));
    rooms.apply(update([], { coverage: 'window' }));
    expect(rooms.coverage.get()).toBe('all');
    rooms.clear();
    expect([rooms.coverage.get(), rooms.all()]).toEqual(['none', []]);
    expect(changes.at(-1)!.roomIds).toEqual(new Set([roomId]));
  });

  it('forgets rooms that a new connection does not name, once it has named all', () => {
    const { rooms } = registry();
    const gone = { ...first, roomId: '!gone:x' };
    rooms.apply(update([first, gone], { fresh: true, coverage: 'all' }));
    rooms.apply(update([first], { fresh: true, coverage: 'window' }));
    expect(rooms.get('!gone:x')).toBeDefined();
    rooms.apply(update([], { coverage: 'all' }));
    expect(rooms.all().map((known) => known.roomId)).toEqual([roomId]);
  });

  it('holds nothing of what it knew of a room that is told from scratch after it has begun anew', () => {
    const { rooms, apply, room: known, live } = registry();
    apply({ initial: true, timeline: messages('a', 'c', 'd') });
    rooms.beginAnew();
    apply({ timeline: messages('e') });
    expect([live(), known().isPartial]).toEqual([['a', 'c', 'd', 'e'], true]);
    apply({ initial: true, timeline: messages('b', 'd', 'e') });
    expect([live(), known().isPartial, known().live.generation]).toEqual([['b', 'd', 'e'], false, 1]);
    apply({ initial: true, timeline: messages('e', 'f') });
    expect(live()).toEqual(['b', 'd', 'e', 'f']);
  });

  it('gives the same object for a room as long as it knows it', () => {
    const { apply, room } = registry();
    apply(first);
    const before = room();
    apply({ timeline: messages('b') });
    expect(room()).toBe(before);
  });

  it('does not begin a room with what says only that somebody types there', () => {
    const { apply, rooms, changes } = registry();
    apply({ ephemeral: [{ type: 'm.typing', content: { user_ids: [ben] } }] });
    expect([rooms.all(), changes[0]!.roomIds.size]).toEqual([[], 0]);
  });
});

describe('membership', () => {
  it('ends with the room where the user leaves', () => {
    const { apply, rooms, changes } = registry();
    apply(first);
    apply({ membership: 'leave', state: [member(anna, 'leave')] });
    expect(rooms.get(roomId)).toBeUndefined();
    expect(changes.at(-1)!.roomIds).toEqual(new Set([roomId]));
  });

  it.each(['leave', 'ban'] as const)('keeps a room the user was put out of (%s), to tell them', (membership) => {
    const { apply, room, live } = registry();
    apply(first);
    apply({ membership, timeline: [member(anna, membership, { sender: ben })] });
    expect([room().membership, live()[0]]).toEqual([membership, 'a']);
  });

  it('keeps it also where the state before the timeline still has the user join', () => {
    const { apply, room } = registry();
    apply(first);
    apply({
      membership: 'leave',
      stateAt: 'timelineStart',
      state: [member(anna, 'join')],
      timeline: [message('b', { sender: anna }), member(anna, 'leave', { sender: ben })],
    });
    expect(room()?.membership).toBe('leave');
  });

  it.each(['invite', 'knock'] as const)('forgets an %s that has come to nothing', (membership) => {
    const { apply, rooms } = registry();
    apply({ membership, strippedState: [member(anna, membership, { sender: ben })] });
    expect(rooms.get(roomId)?.membership).toBe(membership);
    apply({ membership: 'leave', state: [member(anna, 'leave', { sender: ben })] });
    expect(rooms.get(roomId)).toBeUndefined();
  });

  it('does not take up rooms left long ago, unless somebody looks at one', () => {
    const { apply, rooms } = registry();
    const left: Partial<RoomUpdate> = {
      initial: true,
      membership: 'leave',
      state: [member(anna, 'leave', { sender: ben })],
    };
    apply(left);
    expect(rooms.get(roomId)).toBeUndefined();
    rooms.open(roomId);
    apply(left);
    expect(rooms.get(roomId)?.membership).toBe('leave');
  });

  it('shows an invite by its stripped state, and the room without it afterwards', () => {
    const { apply, room } = registry();
    const stripped = [member(anna, 'invite', { sender: ben })];
    apply({ membership: 'invite', strippedState: stripped });
    expect(room().strippedState).toEqual(stripped);
    apply({ ...first });
    expect([room().strippedState, room().membership]).toEqual([[], 'join']);
  });

  it('begins anew with an invite back into a room', () => {
    const { apply, room, live } = registry();
    apply({ ...first, state: [...first.state, stateEvent('m.room.name', '', { name: 'Alt' })] });
    apply({ membership: 'leave', timeline: [member(anna, 'leave', { sender: ben })] });
    apply({ membership: 'invite', strippedState: [member(anna, 'invite')] });
    expect([room().state('m.room.name'), live(), room().live.generation]).toEqual([undefined, [], 1]);
  });

  it('is forgotten by hand, too', () => {
    const { apply, rooms, changes } = registry();
    apply(first);
    rooms.forget(roomId);
    rooms.forget('!unknown:x');
    expect([rooms.get(roomId), changes.length]).toEqual([undefined, 2]);
  });
});

describe('state', () => {
  const name = (text: string) => stateEvent('m.room.name', '', { name: text });

  it('is the latest, by the end the answer tells it from', () => {
    const { apply, room } = registry();
    apply({ ...first, stateAt: 'timelineStart', state: [name('vorher')], timeline: [name('nachher')] });
    expect(room().state('m.room.name')?.content.name).toBe('nachher');
    apply({ stateAt: 'timelineEnd', state: [name('gilt')], timeline: [name('überholt')] });
    expect(room().state('m.room.name')?.content.name).toBe('gilt');
  });

  it('is found by type and key', () => {
    const { apply, room } = registry();
    const child = stateEvent('m.space.child', '!child:x', {});
    apply({ ...first, state: [member(anna, 'join'), member(ben, 'join'), child] });
    expect(room().state('m.space.child', '!child:x')).toEqual(child);
    expect(room().statesOf('m.room.member')).toHaveLength(2);
    expect([room().state('m.space.child'), room().statesOf('toString')]).toEqual([undefined, []]);
  });

  it('begins anew where a room is told from scratch, but for members', () => {
    const { apply, room } = registry();
    apply({ ...first, state: [name('weg'), member(ben, 'join')] });
    apply({ initial: true, timeline: messages('z') });
    expect([room().state('m.room.name'), room().state('m.room.member', ben)?.type]).toEqual([
      undefined,
      'm.room.member',
    ]);
  });

  it.each([{}, { algorithm: 'none' }, { algorithm: 'm.megolm.v1.aes-sha2', rotation_period_msgs: 999_999 }])(
    'keeps encryption as it was first seen, whatever comes: %o',
    (content) => {
      const encryption = stateEvent('m.room.encryption', '', { algorithm: 'm.megolm.v1.aes-sha2' });
      const { apply, room } = registry();
      apply({ ...first, state: [encryption] });
      apply({ state: [stateEvent('m.room.encryption', '', content)] });
      apply({ initial: true, state: [stateEvent('m.room.encryption', '', content)] });
      apply({ initial: true });
      expect(room().state('m.room.encryption')).toEqual(encryption);
    },
  );

  it('keeps encryption that somebody redacts', () => {
    const encryption = stateEvent('m.room.encryption', '', { algorithm: 'm.megolm.v1.aes-sha2' });
    const { apply, room } = registry();
    apply({ ...first, timeline: [encryption] });
    apply({ timeline: [message('r', { type: 'm.room.redaction', content: { redacts: encryption.event_id } })] });
    expect(room().state('m.room.encryption')?.content.algorithm).toBe('m.megolm.v1.aes-sha2');
  });

  it('names heroes by their member events where the answer does not', () => {
    const { apply, room } = registry();
    const named = stateEvent('m.room.member', ben, { membership: 'join', displayname: 'Ben', avatar_url: 5 });
    apply({ ...first, state: [named], heroes: [{ userId: ben }, { userId: '@c:x', displayName: 'C' }] });
    expect(room().heroes).toEqual([
      { userId: ben, displayName: 'Ben' },
      { userId: '@c:x', displayName: 'C' },
    ]);
  });
});

describe('redactions', () => {
  const redact = (id: string, version: string) => ({
    type: 'm.room.redaction',
    ...(version === '10' ? { redacts: `$${id}`, content: {} } : { content: { redacts: `$${id}` } }),
  });
  const create = (version: string) => stateEvent('m.room.create', '', { room_version: version });
  const event = (of: ReturnType<typeof registry>, id: string) =>
    of.room().live.events.find(({ event_id }) => event_id === `$${id}`)!;

  it.each(['10', '11', '12'])(
    'take the content of an event in the same answer or an earlier one (version %s)',
    (version) => {
      const of = registry();
      of.apply({ ...first, state: [create(version)], timeline: messages('a', 'b') });
      of.apply({ timeline: [message('r1', redact('a', version)), message('c'), message('r2', redact('c', version))] });
      expect(['a', 'b', 'c'].map((id) => Object.keys(event(of, id).content).length > 0)).toEqual([false, true, false]);
      expect(event(of, 'a').unsigned?.redacted_because).toMatchObject({ event_id: '$r1' });
    },
  );

  it('take the content of state, too', () => {
    const of = registry();
    const topic = stateEvent('m.room.topic', '', { topic: 'geheim' });
    of.apply({ ...first, state: [create('11')], timeline: [topic] });
    of.apply({ timeline: [message('r', redact(topic.event_id.slice(1), '11'))] });
    expect(of.room().state('m.room.topic')?.content).toEqual({});
  });

  it('take the content of state whose event is too old to be in the timeline', () => {
    const of = registry();
    const topic = stateEvent('m.room.topic', '', { topic: 'geheim' });
    const insulting = stateEvent('m.room.member', ben, { membership: 'join', displayname: 'Beleidigung' });
    of.apply({ ...first, state: [create('11'), topic, insulting] });
    of.apply({ timeline: [topic, insulting].map(({ event_id: id }) => message(`r${id}`, redact(id.slice(1), '11'))) });
    expect(of.room().state('m.room.topic')?.content).toEqual({});
    expect(of.room().state('m.room.member', ben)?.content).toEqual({ membership: 'join' });
  });

  it('have their content taken where the server has not done so', () => {
    const of = registry();
    of.apply({ ...first, timeline: [message('a', { unsigned: { redacted_because: { event_id: '$x' } } })] });
    expect(event(of, 'a').content).toEqual({});
  });
});

describe('ephemeral events and account data', () => {
  it('are the latest', () => {
    const { apply, room } = registry();
    apply(first);
    apply({
      ephemeral: [
        { type: 'm.typing', content: { user_ids: [ben, null, {}, 'x'] } },
        { type: 'm.receipt', content: { $a: { 'm.read': { [ben]: { ts: 5 } } } } },
      ],
      accountData: [{ type: 'm.tag', content: { tags: null } }],
    });
    expect([room().typing, room().receiptsOf(ben), room().receiptUsers]).toEqual([
      [ben],
      [{ eventId: '$a', ts: 5 }],
      [ben],
    ]);
    expect([room().accountData('m.tag'), room().accountData('m.fully_read')]).toEqual([{ tags: null }, undefined]);
    apply({ ephemeral: [{ type: 'm.typing', content: { user_ids: 'x' } }] });
    expect(room().typing).toEqual([]);
  });
});

describe('what is kept', () => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => message(`m${index}`));

  it('is everything while somebody looks, and a screenful afterwards', () => {
    const { apply, rooms, live, room } = registry();
    const close = rooms.open(roomId);
    apply({ ...first, timeline: many(100) });
    expect(live()).toHaveLength(100);
    close();
    expect([live().length, room().live.before, room().live.generation]).toEqual([20, 'unknown', 0]);
    expect(live().at(-1)).toBe('m99');
  });

  it('is little in rooms that are not at the top of the list', () => {
    const { rooms } = registry();
    const all = Array.from({ length: 60 }, (_, index) => ({
      ...first,
      roomId: `!r${index}:x`,
      bumpStamp: index + 1,
      timeline: many(30),
    }));
    rooms.apply(update(all));
    const kept = (index: number) => rooms.get(`!r${index}:x`)!.live.events.length;
    expect([kept(0), kept(19), kept(20), kept(59)]).toEqual([5, 5, 20, 20]);
    rooms.apply(update([{ ...room(), roomId: '!r0:x', bumpStamp: 100, timeline: messages('new') }]));
    expect([kept(0), kept(20), kept(21)]).toEqual([6, 5, 20]);
  });

  it('is open until the last one lets go, and each lets go once', () => {
    const { rooms } = registry();
    const heard = vi.fn<() => void>();
    rooms.onWanted(heard);
    const [closeFirst, closeSecond] = [rooms.open(roomId), rooms.open(roomId)];
    closeFirst();
    closeFirst();
    expect([rooms.opened.has(roomId), heard.mock.calls.length]).toEqual([true, 1]);
    closeSecond();
    expect([rooms.opened.has(roomId), heard.mock.calls.length]).toEqual([false, 2]);
    rooms.refresh();
    expect([rooms.refreshes, heard.mock.calls.length]).toEqual([1, 3]);
  });
});
