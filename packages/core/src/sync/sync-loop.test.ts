import { describe, expect, it, vi } from 'vitest';
import { BmError } from '../errors.ts';
import type { ApiRequest, AuthenticatedRequest } from '../network/client-server-api.ts';
import { createRooms } from '../rooms/create-rooms.ts';
import type { SyncState } from '../types.ts';
import type { JsonObject } from './client-event.ts';
import { startSync, type SyncLoop, type SyncOptions } from './sync-loop.ts';
import type { SyncUpdate } from './sync-update.ts';
import { anna, ids, member, message, roomId } from './testing/events.ts';

/** A request the loop has made, to be answered by the test. */
interface Asked {
  readonly request: Omit<ApiRequest, 'accessToken'>;
  readonly query: URLSearchParams;
  readonly body: { extensions: object; room_subscriptions: object; lists: Record<string, { ranges: number[][] }> };
  answer(json: JsonObject): void;
  fail(error: BmError): void;
}

function scriptedSync(options: Partial<SyncOptions> = {}) {
  const waiting: Asked[] = [];
  const takers: ((asked: Asked) => void)[] = [];
  let time = 0;
  const sleeps: number[] = [];
  let naps: (() => void)[] = [];
  const request: AuthenticatedRequest = (apiRequest) =>
    new Promise((resolve, reject) => {
      const asked: Asked = {
        request: apiRequest,
        query: new URL(`https://x${apiRequest.path}`).searchParams,
        body: apiRequest.body as Asked['body'],
        answer: resolve,
        fail: reject,
      };
      // As the real one does: an end by the caller is no answer.
      apiRequest.signal!.addEventListener('abort', () => reject(new BmError('OFFLINE', 'x')));
      const taker = takers.shift();
      if (taker) taker(asked);
      else waiting.push(asked);
    });
  const rooms = createRooms({ request, userId: () => anna });
  const states: SyncState[] = [];
  const delivered: SyncUpdate[] = [];
  const tokenUnknown = vi.fn<(soft: boolean) => void>();
  const kinds: string[] = [];
  const loop: SyncLoop = startSync({
    request,
    userId: anna,
    rooms,
    kind: 'sliding',
    connectionId: 'DEVICE',
    deliver: async (update) => void delivered.push(update),
    encryptionReady: Promise.resolve(),
    onState: (state) => states.push(state),
    onTokenUnknown: tokenUnknown,
    onKind: (kind) => kinds.push(kind),
    clock: {
      now: () => time,
      sleep: (ms, signal) =>
        new Promise((resolve) => {
          sleeps.push(ms);
          const wake = (): void => {
            time += ms;
            resolve();
          };
          if (signal.aborted) resolve();
          signal.addEventListener('abort', () => resolve());
          naps.push(wake);
        }),
    },
    ...options,
  });
  return {
    loop,
    rooms,
    states,
    delivered,
    tokenUnknown,
    kinds,
    sleeps,
    /** The next request, once it is made. */
    asked: (): Promise<Asked> => {
      const next = waiting.shift();
      return next ? Promise.resolve(next) : new Promise((resolve) => takers.push(resolve));
    },
    /** Whether a request waits to be answered, once everything else has been done. */
    async isAsking(): Promise<boolean> {
      await settled();
      return waiting.length > 0;
    },
    /** Lets the time of a pause pass. */
    async wakeUp(): Promise<void> {
      await settled();
      for (const wake of naps.splice(0)) wake();
      naps = [];
    },
    pass: (ms: number) => void (time += ms),
  };
}

/** Until all promises that can be kept without a request or a clock have been kept. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

let position = 0;
const answer = (room: object = {}, more: object = {}): JsonObject => ({
  pos: `p${++position}`,
  lists: { rooms: { count: 1 } },
  rooms: Object.keys(room).length > 0 ? { [roomId]: room } : {},
  ...more,
});
const first = () => answer({ initial: true, required_state: [member(anna, 'join')], timeline: [message('a')] });
const failure = (status: ConstructorParameters<typeof BmError>[0], details = {}) => new BmError(status, 'x', details);

/** Past the first answers: the sync waits for news, with the encryption. */
async function live(options: Partial<SyncOptions> = {}) {
  const sync = scriptedSync(options);
  (await sync.asked()).answer(first());
  for (;;) {
    const asked = await sync.asked();
    if (asked.query.get('timeout') === '30000') return { ...sync, poll: asked };
    asked.answer(answer());
  }
}

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
    const growing = () => answer({ timeline: [message(`m${position}`)] }, { lists: { rooms: { count: 130 } } });
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
      [99_999, true, '30000'],
    ]);
    expect(sync.rooms.coverage.get()).toBe('all');
    await sync.loop.stop();
  });

  it('goes on from each answer, and gives the server longer than it may wait', async () => {
    const { poll, asked, loop } = await live();
    poll.answer(answer({ timeline: [message('b')] }));
    const next = await asked();
    expect(next.query.get('pos')).toBe(`p${position}`);
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

describe('a failure', () => {
  it('shows why, is tried again after a growing wait, and is over with the next answer', async () => {
    const { poll, asked, states, sleeps, wakeUp, loop } = await live();
    poll.fail(failure('OFFLINE'));
    await wakeUp();
    const second = await asked();
    expect(second.query.get('pos')).toBe(poll.query.get('pos'));
    second.fail(failure('SERVER_ERROR'));
    await wakeUp();
    (await asked()).fail(failure('BAD_RESPONSE'));
    await wakeUp();
    expect(states.slice(2)).toMatchObject([
      { status: 'offline', error: { code: 'OFFLINE' } },
      { status: 'offline', error: { code: 'SERVER_ERROR' } },
      { status: 'offline', error: { code: 'BAD_RESPONSE' } },
    ]);
    expect(sleeps[0]).toBeGreaterThanOrEqual(1_000);
    expect(sleeps[2]).toBeGreaterThanOrEqual(2_000);
    (await asked()).answer(answer());
    await asked();
    expect(states.at(-1)).toEqual({ status: 'live' });
    await loop.stop();
  });

  it('is waited out as long as the server asks', async () => {
    const { poll, sleeps, wakeUp, asked, loop } = await live();
    poll.fail(failure('RATE_LIMITED', { errcode: 'M_LIMIT_EXCEEDED', retryAfterMs: 42_000 }));
    await wakeUp();
    await asked();
    expect(sleeps).toEqual([42_000]);
    await loop.stop();
  });

  it('is not waited out where somebody wants to know', async () => {
    const { poll, asked, loop } = await live();
    poll.fail(failure('OFFLINE'));
    await settled();
    loop.wake();
    await asked();
    await loop.stop();
  });

  it.each([
    ['without a position', { rooms: {} }],
    ['empty', {}],
  ])('is an answer that is %s', async (_, json) => {
    const { poll, states, wakeUp, asked, tokenUnknown, loop } = await live();
    poll.answer(json);
    await wakeUp();
    await asked();
    expect(states.at(-1)).toMatchObject({ status: 'offline', error: { code: 'BAD_RESPONSE' } });
    expect(tokenUnknown).not.toHaveBeenCalled();
    await loop.stop();
  });

  it.each([
    [{ errcode: 'M_UNKNOWN_TOKEN' }, false],
    [{ errcode: 'M_UNKNOWN_TOKEN', softLogout: true }, true],
  ])('with %o ends the sync and the login', async (details, soft) => {
    const { poll, tokenUnknown, isAsking, loop } = await live();
    poll.fail(failure('TOKEN_UNKNOWN', details));
    expect(await isAsking()).toBe(false);
    expect(tokenUnknown.mock.calls).toEqual([[soft]]);
    await loop.stop();
  });

  it.each([
    ['a missing token, which something on the way has taken', failure('TOKEN_UNKNOWN', { errcode: 'M_MISSING_TOKEN' })],
    ['a refusal', failure('FORBIDDEN', { errcode: 'M_FORBIDDEN' })],
    ['a page in place of the answer', failure('BAD_RESPONSE')],
    ['the door', failure('WL_REDIRECT')],
  ])('by %s never ends the login', async (_, error) => {
    const { poll, tokenUnknown, wakeUp, asked, loop } = await live();
    poll.fail(error);
    await wakeUp();
    await asked();
    expect(tokenUnknown).not.toHaveBeenCalled();
    await loop.stop();
  });

  it('of the position alone begins a new connection at once, without looking offline', async () => {
    const { poll, asked, states, delivered, loop } = await live();
    poll.fail(failure('UNEXPECTED', { errcode: 'M_UNKNOWN_POS' }));
    const next = await asked();
    expect([next.query.has('pos'), next.query.get('timeout')]).toEqual([false, '0']);
    expect(Object.keys(next.body.lists)).toEqual(['rooms', 'window']);
    next.answer(first());
    await asked();
    expect(delivered.at(-1)!.fresh).toBe(true);
    expect(states.at(-1)).toEqual({ status: 'live' });
    await loop.stop();
  });

  it('of the position again and again is waited out like any other', async () => {
    const { poll, asked, sleeps, wakeUp, loop } = await live();
    poll.fail(failure('UNEXPECTED', { errcode: 'M_UNKNOWN_POS' }));
    (await asked()).fail(failure('UNEXPECTED', { errcode: 'M_UNKNOWN_POS' }));
    await wakeUp();
    await asked();
    expect(sleeps).toHaveLength(1);
    await loop.stop();
  });

  it('of the homeserver itself, twice over one position, gives the position up', async () => {
    const { poll, asked, wakeUp, loop } = await live();
    const stumble = failure('SERVER_ERROR', { errcode: 'M_UNKNOWN' });
    poll.fail(stumble);
    await wakeUp();
    const second = await asked();
    expect(second.query.get('pos')).toBe(poll.query.get('pos'));
    second.fail(stumble);
    await wakeUp();
    expect((await asked()).query.has('pos')).toBe(false);
    await loop.stop();
  });

  it('of something before the homeserver does not', async () => {
    const { poll, asked, wakeUp, loop } = await live();
    poll.fail(failure('SERVER_ERROR'));
    for (let round = 0; round < 3; round++) {
      await wakeUp();
      const next = await asked();
      expect(next.query.has('pos')).toBe(true);
      next.fail(failure('SERVER_ERROR'));
    }
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

  it('is classic where the server does not know the other one, from the next request on', async () => {
    const sync = scriptedSync({ kind: 'auto' });
    (await sync.asked()).fail(failure('UNEXPECTED', { errcode: 'M_UNRECOGNIZED' }));
    expect((await sync.asked()).request).toMatchObject({ method: 'GET', path: expect.stringContaining('/v3/sync?') });
    expect([sync.kinds, sync.sleeps, sync.states]).toEqual([['classic'], [], [{ status: 'catchingUp' }]]);
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
