import { describe, expect, it, vi } from 'vitest';
import { BmError } from '../errors.ts';
import type { SyncOptions } from './sync-loop.ts';
import { anna, ids, member, message, roomId } from './testing/events.ts';
import {
  answer,
  failure,
  first,
  lastPosition,
  live,
  scriptedSync,
  settled,
  type Asked,
} from './testing/scripted-sync.ts';

describe('the sync', () => {
  it('is catching up until the first answer, which shows at once', async () => {
    const sync = scriptedSync();
    expect(sync.states).toEqual([{ status: 'catchingUp' }]);
    const asked = await sync.asked();
    expect([asked.request.method, asked.query.get('timeout'), asked.query.has('pos')]).toEqual(['POST', '0', false]);
    asked.answer(first());
    await sync.asked();
    expect(ids(sync.rooms.get(roomId)!.live.events)).toEqual(['a']);
    expect(sync.states).toEqual([{ status: 'catchingUp' }, { status: 'live' }]);
    await sync.loop.stop();
  });

  it('prefetches the window and grows the list before it waits for news', async () => {
    const sync = scriptedSync();
    const growing = () => answer({ timeline: [message(`m${lastPosition()}`)] }, { lists: { rooms: { count: 130 } } });
    const seen: unknown[] = [];
    for (let round = 0; round < 5; round++) {
      const asked = await sync.asked();
      const { rooms, window } = asked.body.lists;
      seen.push([rooms!.ranges[0]![1], window !== undefined, asked.query.get('timeout')]);
      asked.answer(growing());
    }
    expect(seen).toEqual([
      [19, false, '0'],
      [19, true, '0'],
      [119, true, '0'],
      [99_999, true, '0'],
      [99, true, '30000'],
    ]);
    expect(sync.rooms.coverage.get()).toBe('all');
    await sync.loop.stop();
  });

  it('goes on from each answer, and gives the server longer than it may wait', async () => {
    const { poll, asked, loop } = await live();
    poll.answer(answer({ timeline: [message('b')] }));
    const next = await asked();
    expect(next.query.get('pos')).toBe(lastPosition());
    expect(next.request.timeoutMs).toBeGreaterThan(30_000);
    await loop.stop();
  });

  it('asks again at once when somebody opens a room, with what it knew before', async () => {
    const { poll, asked, loop, rooms } = await live();
    rooms.open('!new:x');
    const next = await asked();
    expect(poll.request.signal!.aborted).toBe(true);
    expect(Object.keys(next.body.room_subscriptions)).toEqual(['!new:x']);
    expect(next.query.get('pos')).toBe(poll.query.get('pos'));
    await loop.stop();
  });

  it('does not ask again when somebody closes a room, or opens one that is open', async () => {
    const { asked, loop, rooms, isAsking } = await live();
    const close = rooms.open(roomId);
    const next = await asked();
    rooms.open(roomId);
    close();
    expect([await isAsking(), next.request.signal!.aborted]).toEqual([false, false]);
    await loop.stop();
  });

  it.each(['sliding', 'classic'] as const)('asks %s for everything again where the rooms begin anew', async (kind) => {
    const sync = scriptedSync({ kind });
    const position = kind === 'sliding' ? 'pos' : 'since';
    const reply = () => ({ ...answer({ timeline: [message('b')] }), next_batch: 'n' });
    (await sync.asked()).answer(reply());
    const before = await sync.asked();
    expect(before.query.has(position)).toBe(true);
    sync.rooms.beginAnew();
    const next = await sync.asked();
    expect([before.request.signal!.aborted, next.query.has(position)]).toEqual([true, false]);
    next.answer(reply());
    expect((await sync.asked()).query.has(position)).toBe(true);
    await sync.loop.stop();
  });

  it('asks for everything again after an answer that is being taken when the rooms begin anew', async () => {
    let taken: () => void = () => undefined;
    const sync = scriptedSync({ kind: 'classic', deliver: () => new Promise((resolve) => (taken = resolve)) });
    (await sync.asked()).answer({ next_batch: 'n' });
    await settled();
    sync.rooms.beginAnew();
    taken();
    expect((await sync.asked()).query.has('since')).toBe(false);
    taken();
    await sync.loop.stop();
  });

  it('opens the first room before anybody else does', async () => {
    const sync = scriptedSync({ firstRoom: '!linked:x' });
    expect(Object.keys((await sync.asked()).body.room_subscriptions)).toEqual(['!linked:x']);
    await sync.loop.stop();
    expect(sync.rooms.opened.size).toBe(0);
  });

  it('ends at once when it is stopped, and hears nothing more', async () => {
    const { poll, loop, isAsking, rooms } = await live();
    await loop.stop();
    expect(poll.request.signal!.aborted).toBe(true);
    rooms.open('!new:x');
    expect(await isAsking()).toBe(false);
  });
});

describe('an account of many rooms', () => {
  const rangeOf = ({ body }: Asked): [last: number, window: boolean] => [
    body.lists.rooms!.ranges[0]![1]!,
    'window' in body.lists,
  ];
  const large = { lists: { rooms: { count: 101 } } };
  /** Something: what brings nothing at once is asked for more slowly. */
  const news = () => answer({ timeline: [message(`n${lastPosition()}`)] }, large);
  const allRooms = 99_999;

  it('is told of its newest rooms at once, and of all after a minute', async () => {
    const { poll, asked, loop, pass, rooms } = await live({}, large);
    expect(rangeOf(poll)).toEqual([99, true]);
    poll.answer(news());
    const next = await asked();
    expect([rangeOf(next), next.query.get('timeout')]).toEqual([[99, true], '30000']);
    pass(60_000);
    next.answer(news());
    const whole = await asked();
    expect([rangeOf(whole), whole.query.get('timeout')]).toEqual([[allRooms, true], '0']);
    whole.answer(news());
    expect(rangeOf(await asked())).toEqual([99, true]);
    expect(rooms.coverage.get()).toBe('all');
    expect(rooms.get(roomId)).toBeDefined();
    await loop.stop();
  });

  it('is told of all where so many rooms had news that there may be more', async () => {
    const { poll, asked, loop } = await live({}, large);
    const room = { timeline: [message('x')] };
    poll.answer(
      answer({}, { ...large, rooms: Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`!r${n}:x`, room])) }),
    );
    expect(rangeOf(await asked())).toEqual([allRooms, true]);
    await loop.stop();
  });

  it('is told of all at once where that is wanted, and once', async () => {
    const { poll, asked, loop, rooms } = await live({}, large);
    rooms.refresh();
    const whole = await asked();
    expect([poll.request.signal!.aborted, rangeOf(whole), whole.query.get('timeout')]).toEqual([
      true,
      [allRooms, true],
      '0',
    ]);
    whole.answer(news());
    expect(rangeOf(await asked())).toEqual([99, true]);
    await loop.stop();
  });

  it('is told of all again where that was wanted while it was told', async () => {
    const { asked, loop, rooms } = await live({}, large);
    rooms.refresh();
    const whole = await asked();
    rooms.refresh();
    whole.answer(news());
    expect(rangeOf(await asked())).toEqual([allRooms, true]);
    await loop.stop();
  });

  it.each([
    ['after a failure', ({ poll }: Awaited<ReturnType<typeof live>>) => poll.fail(failure('OFFLINE'))],
    ['after a sleep', ({ loop }: Awaited<ReturnType<typeof live>>) => loop.wake()],
  ])('is told of all %s', async (_, interrupt) => {
    const sync = await live({}, large);
    interrupt(sync);
    await sync.wakeUp();
    expect(rangeOf(await sync.asked())).toEqual([allRooms, true]);
    await sync.loop.stop();
  });

  it('is none of a hundred: of those the server tells always', async () => {
    const hundred = { lists: { rooms: { count: 100 } } };
    const { poll, loop, rooms, isAsking } = await live({}, hundred);
    expect(rangeOf(poll)).toEqual([allRooms, true]);
    rooms.refresh();
    expect([await isAsking(), poll.request.signal!.aborted]).toEqual([false, false]);
    await loop.stop();
  });

  it('is one from its hundred and first room on', async () => {
    const { poll, asked, loop } = await live({}, { lists: { rooms: { count: 100 } } });
    poll.answer(news());
    expect(rangeOf(await asked())).toEqual([99, true]);
    await loop.stop();
  });
});

describe('a list that has become shorter', () => {
  it('has the server asked which rooms the user is in: of a ban it says nothing', async () => {
    const { poll, asked, rooms, loop } = await live();
    poll.answer(answer({}, { lists: { rooms: { count: 0 } } }));
    const requests = [await asked(), await asked()];
    requests.find(({ request }) => request.path.endsWith('/joined_rooms'))!.answer({ joined_rooms: [] });
    await vi.waitFor(() => expect(rooms.get(roomId)?.membership).toBe('leave'));
    await loop.stop();
  });

  it('leaves alone what the user joins while the server answers', async () => {
    const other = '!new:hs.example';
    const { poll, asked, rooms, loop } = await live();
    poll.answer(answer({}, { lists: { rooms: { count: 0 } } }));
    const requests = [await asked(), await asked()];
    const isJoined = ({ request }: Asked): boolean => request.path.endsWith('/joined_rooms');
    requests
      .find((each) => !isJoined(each))!
      .answer(answer({}, { rooms: { [other]: { initial: true, required_state: [member(anna, 'join')] } } }));
    await vi.waitFor(() => expect(rooms.get(other)?.membership).toBe('join'));
    requests.find(isJoined)!.answer({ joined_rooms: [] });
    await vi.waitFor(() => expect(rooms.get(roomId)?.membership).toBe('leave'));
    expect(rooms.get(other)?.membership).toBe('join');
    await loop.stop();
  });

  it.each([{}, { joined_rooms: [roomId] }])('changes nothing where the server does not say so: %o', async (said) => {
    const { poll, asked, rooms, loop } = await live();
    poll.answer(answer({}, { lists: { rooms: { count: 0 } } }));
    const requests = [await asked(), await asked()];
    requests.find(({ request }) => request.path.endsWith('/joined_rooms'))!.answer(said);
    await settled();
    expect(rooms.get(roomId)?.membership).toBe('join');
    await loop.stop();
  });
});

describe('the rest after the first answer', () => {
  it('is taken once', async () => {
    const sync = scriptedSync({ restMs: 250 });
    (await sync.asked()).answer(first());
    expect(await sync.isAsking()).toBe(false);
    await sync.wakeUp();
    (await sync.asked()).answer(answer());
    await sync.asked();
    expect(sync.sleeps).toEqual([250]);
    await sync.loop.stop();
  });

  it('ends when a room is opened', async () => {
    const sync = scriptedSync({ restMs: 250 });
    (await sync.asked()).answer(first());
    expect(await sync.isAsking()).toBe(false);
    sync.rooms.open('!new:x');
    expect(Object.keys((await sync.asked()).body.room_subscriptions)).toEqual(['!new:x']);
    await sync.loop.stop();
  });
});

describe('encryption', () => {
  it('gets nothing before it is ready, then is asked for at once', async () => {
    let ready = (): void => undefined;
    const { poll, asked, delivered, loop } = await live({
      encryptionReady: new Promise<void>((resolve) => (ready = resolve)),
    });
    expect(poll.body.extensions).not.toHaveProperty('to_device');
    expect(delivered).toEqual([]);
    ready();
    const next = await asked();
    expect(poll.request.signal!.aborted).toBe(true);
    expect([next.query.get('timeout'), next.body.extensions]).toMatchObject(['0', { to_device: {}, e2ee: {} }]);
    await loop.stop();
  });

  it('is told that device lists are unknown with the first that it gets, and only then', async () => {
    const { poll, asked, delivered, loop } = await live();
    poll.answer(answer());
    await asked();
    expect(delivered.map(({ fresh }) => fresh)).toEqual([true, ...delivered.slice(1).map(() => false)]);
    await loop.stop();
  });

  it('has taken the messages before the next request acknowledges them', async () => {
    let taken = (): void => undefined;
    const deliver = vi
      .fn<SyncOptions['deliver']>()
      .mockResolvedValue(undefined)
      .mockImplementation((update) =>
        update.toDevice.length > 0 ? new Promise((resolve) => (taken = resolve)) : Promise.resolve(),
      );
    const { poll, asked, isAsking, loop } = await live({ deliver });
    const note = { type: 'm.room_key', sender: anna, content: {} };
    poll.answer(answer({}, { extensions: { to_device: { next_batch: '7', events: [note] } } }));
    expect(await isAsking()).toBe(false);
    taken();
    expect((await asked()).body.extensions).toMatchObject({ to_device: { since: '7' } });
    await loop.stop();
  });

  it('gets the messages again where it could not take them', async () => {
    const deliver = vi
      .fn<SyncOptions['deliver']>()
      .mockImplementation((update) =>
        update.toDevice.length > 0 ? Promise.reject(new BmError('STORE_FULL', 'x')) : Promise.resolve(),
      );
    const { poll, asked, states, wakeUp, loop } = await live({ deliver });
    const note = { type: 'm.room_key', sender: anna, content: {} };
    poll.answer(answer({}, { extensions: { to_device: { next_batch: '7', events: [note] } } }));
    await wakeUp();
    const next = await asked();
    expect(next.query.get('pos')).toBe(poll.query.get('pos'));
    expect(next.body.extensions).not.toMatchObject({ to_device: { since: '7' } });
    expect(states.at(-1)).toMatchObject({ status: 'offline', error: { code: 'STORE_FULL' } });
    await loop.stop();
  });

  it('is waited for by classic sync, whose next request acknowledges in any case', async () => {
    let ready = (): void => undefined;
    const encryptionReady = new Promise<void>((resolve) => (ready = resolve));
    const { asked, isAsking, delivered, rooms, loop } = scriptedSync({ kind: 'classic', encryptionReady });
    const join = { [roomId]: { timeline: { events: [message('a')] } } };
    (await asked()).answer({ next_batch: 's1', rooms: { join } });
    expect(await isAsking()).toBe(false);
    expect(rooms.get(roomId)).toBeDefined();
    ready();
    expect((await asked()).query.get('since')).toBe('s1');
    expect(delivered).toHaveLength(1);
    await loop.stop();
  });
});

describe('the kind', () => {
  it('is sliding where the server answers it', async () => {
    const sync = scriptedSync({ kind: 'auto' });
    (await sync.asked()).answer(first());
    await sync.asked();
    expect(sync.kinds).toEqual(['sliding']);
    await sync.loop.stop();
  });

  it.each([
    ['the server does not know the other one', failure('UNEXPECTED', { errcode: 'M_UNRECOGNIZED' })],
    ['a gateway does not pass the other one on', failure('BAD_RESPONSE', { notFound: true })],
  ])('is classic where %s, from the next request on', async (_, error) => {
    const sync = scriptedSync({ kind: 'auto' });
    (await sync.asked()).fail(error);
    const next = await sync.asked();
    expect(next.request).toMatchObject({ method: 'GET', path: expect.stringContaining('/v3/sync?') });
    expect([sync.sleeps, sync.states]).toEqual([[], [{ status: 'catchingUp' }]]);
    next.answer({ next_batch: 's1' });
    await sync.asked();
    expect(sync.kinds).toEqual(['classic']);
    await sync.loop.stop();
  });

  it('is asked for anew where a gateway passes nothing on', async () => {
    const sync = scriptedSync({ kind: 'auto' });
    const nothing = failure('BAD_RESPONSE', { notFound: true });
    (await sync.asked()).fail(nothing);
    (await sync.asked()).fail(nothing);
    await sync.wakeUp();
    expect(sync.states.at(-1)).toMatchObject({ status: 'offline' });
    const third = await sync.asked();
    expect(third.request.method).toBe('POST');
    third.answer(first());
    await sync.asked();
    expect(sync.kinds).toEqual(['sliding']);
    await sync.loop.stop();
  });

  it('stays what was asked for', async () => {
    const sync = scriptedSync({ kind: 'sliding' });
    (await sync.asked()).fail(failure('UNEXPECTED', { errcode: 'M_UNRECOGNIZED' }));
    await sync.wakeUp();
    expect((await sync.asked()).request.method).toBe('POST');
    await sync.loop.stop();
  });
});

describe('a server that answers without waiting', () => {
  it('is asked once a second after three answers without content', async () => {
    const { poll, asked, isAsking, sleeps, wakeUp, loop } = await live();
    poll.answer(answer());
    for (let round = 0; round < 8; round++) {
      if (!(await isAsking())) await wakeUp();
      (await asked()).answer(answer());
    }
    await settled();
    expect(sleeps.length).toBeGreaterThanOrEqual(6);
    expect(new Set(sleeps)).toEqual(new Set([1_000]));
    await loop.stop();
  });

  it('is asked at once after each answer that has waited, empty or not', async () => {
    const { poll, asked, pass, sleeps, loop } = await live();
    let next = poll;
    for (let round = 0; round < 8; round++) {
      pass(30_000);
      next.answer(answer());
      next = await asked();
    }
    expect(sleeps).toEqual([]);
    await loop.stop();
  });
});
