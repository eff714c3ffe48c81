import { describe, expect, it } from 'vitest';
import {
  nextListSize,
  readSlidingAnswer,
  slidingRequestBody,
  type SlidingContext,
  type SlidingRequest,
} from './sliding-sync.ts';
import { anna, ben, ids, member, message, roomId, stateEvent } from './testing/events.ts';

const request: SlidingRequest = {
  connectionId: 'DEVICE',
  listSize: 20,
  prefetch: false,
  opened: [],
  encryption: 'off',
};
const context: SlidingContext = { userId: anna, request, fresh: false, membershipOf: () => undefined };
const read = (answer: object, more: Partial<SlidingContext> = {}) =>
  readSlidingAnswer({ pos: 'p', ...answer }, { ...context, ...more });
const readRoom = (room: object, more: Partial<SlidingContext> = {}) =>
  read({ rooms: { [roomId]: room } }, more).update.rooms[0]!;

interface Body {
  lists: Record<string, { ranges: number[][]; timeline_limit: number; required_state: string[][]; filters?: object }>;
  room_subscriptions: Record<string, { timeline_limit: number; required_state: string[][] }>;
  extensions: Record<string, { enabled: boolean; since?: string }>;
}
const body = (more: Partial<SlidingRequest> = {}) => slidingRequestBody({ ...request, ...more }) as unknown as Body;

describe('the first request', () => {
  it('asks for one event and little state of the first twenty rooms, whatever they are', () => {
    const { lists } = body();
    expect(Object.keys(lists)).toEqual(['rooms']);
    expect(lists.rooms).toMatchObject({ ranges: [[0, 19]], timeline_limit: 1 });
    expect(lists.rooms).not.toHaveProperty('filters');
    expect(lists.rooms!.required_state).toContainEqual(['m.room.member', '$ME']);
  });

  it('leaves to-device messages with the server until the encryption can take them', () => {
    expect(Object.keys(body().extensions)).toEqual(['account_data', 'receipts', 'typing']);
  });
});

describe('later requests', () => {
  it('bring the last events of the rooms in the window, and grow the list in steps', () => {
    const { lists } = body({ prefetch: true, listSize: 120 });
    // The wider list first: see the comment in the code.
    expect(Object.keys(lists)).toEqual(['rooms', 'window']);
    expect(lists.rooms).toMatchObject({ ranges: [[0, 119]], timeline_limit: 1 });
    expect(lists.window).toMatchObject({ ranges: [[0, 19]], timeline_limit: 20 });
  });

  it('grow the list by a hundred, then to all rooms, and stop where a server says there is no end', () => {
    const grow = (listSize: number, roomCount: number, prefetch = true) =>
      nextListSize({ ...request, prefetch, listSize }, roomCount);
    expect([grow(20, 500, false), grow(20, 500), grow(420, 500)]).toEqual([20, 120, 100_000]);
    expect(grow(99_950, 1e9)).toBe(100_000);
    const endless = { ...request, listSize: 100_000 };
    expect(read({ lists: { rooms: { count: 1e9 } } }, { request: endless }).update.coverage).toBe('all');
  });

  it('subscribe to the rooms somebody looks at, without a wildcard that would bring all members', () => {
    const { room_subscriptions: subscriptions } = body({ opened: [roomId] });
    expect(subscriptions[roomId]).toMatchObject({ timeline_limit: 30 });
    expect(subscriptions[roomId]!.required_state).toContainEqual(['m.room.member', '$LAZY']);
    expect(subscriptions[roomId]!.required_state.some(([type]) => type === '*')).toBe(false);
  });

  it('acknowledge to-device messages by the token of the answer before', () => {
    expect(body({ encryption: { toDeviceSince: undefined } }).extensions).toMatchObject({
      e2ee: { enabled: true },
      to_device: { enabled: true },
    });
    expect(body({ encryption: { toDeviceSince: '5' } }).extensions.to_device).toEqual({ enabled: true, since: '5' });
  });
});

describe('an answer', () => {
  it.each([[{}], [{ pos: 5 }], [{ lists: {}, rooms: {} }]])('without a position is BAD_RESPONSE (U9): %o', (answer) => {
    expect(() => readSlidingAnswer(answer, context)).toThrow(expect.objectContaining({ code: 'BAD_RESPONSE' }));
  });

  it('covers all rooms once the list is as long as their number', () => {
    const coverage = (count: number) => read({ lists: { rooms: { count } } }).update.coverage;
    expect([coverage(20), coverage(21)]).toEqual(['all', 'window']);
  });

  it('tells of a room from scratch, or what is new', () => {
    const state = [member(anna, 'join'), stateEvent('m.room.name', '', { name: 'Amt' })];
    const timeline = [message('a'), message('b')];
    expect(
      readRoom({
        initial: true,
        required_state: state,
        timeline,
        prev_batch: 't1',
        limited: true,
        joined_count: 3,
        invited_count: 1,
        bump_stamp: 7,
        heroes: [{ user_id: ben, displayname: 'Ben', avatar_url: 'mxc://a/b' }, { user_id: 5 }],
      }),
    ).toEqual({
      roomId,
      initial: true,
      membership: 'join',
      state,
      stateAt: 'timelineEnd',
      timeline,
      limited: true,
      prevBatch: 't1',
      joinedCount: 3,
      invitedCount: 1,
      bumpStamp: 7,
      heroes: [{ userId: ben, displayName: 'Ben', avatarUrl: 'mxc://a/b' }],
      ephemeral: [],
      accountData: [],
    });
  });

  it('may have left something out between what is known and a timeline that was expanded', () => {
    expect(readRoom({ timeline: [message('a')], limited: false, unstable_expanded_timeline: true }).limited).toBe(true);
  });

  it('has nothing before the event that created the room, whatever token is given', () => {
    const create = stateEvent('m.room.create', '', {});
    expect(readRoom({ timeline: [create, message('a')], prev_batch: 't' })).not.toHaveProperty('prevBatch');
  });

  it('brings receipts, typing and account data, also of rooms in which nothing else has happened', () => {
    const extensions = {
      receipts: { rooms: { [roomId]: { type: 'm.receipt', content: { $a: {} } } } },
      typing: { rooms: { [roomId]: { type: 'm.typing', content: { user_ids: [ben] } }, '!other:x': null } },
      account_data: {
        global: [{ type: 'm.direct', content: {} }],
        rooms: { [roomId]: [{ type: 'm.tag', content: {} }], evil: [] },
      },
    };
    const { update } = read({ extensions }, { membershipOf: () => 'join' });
    expect(update.rooms.map((room) => room.roomId)).toEqual([roomId, '!other:x']);
    expect(update.rooms[0]).toMatchObject({
      membership: 'join',
      ephemeral: [{ type: 'm.receipt' }, { type: 'm.typing' }],
      accountData: [{ type: 'm.tag' }],
    });
    expect(update.accountData).toEqual([{ type: 'm.direct', content: {} }]);
  });

  it('brings to-device messages, device lists and key counts', () => {
    const note = { type: 'm.room_key', sender: ben, content: {} };
    const { update, toDeviceSince } = read({
      extensions: {
        to_device: { next_batch: '9', events: [note, null] },
        e2ee: { device_lists: { changed: [ben], left: [] }, device_one_time_keys_count: { signed_curve25519: 3 } },
      },
    });
    expect(toDeviceSince).toBe('9');
    expect(update).toMatchObject({
      toDevice: [note],
      deviceLists: { changed: [ben], left: [] },
      oneTimeKeyCounts: { signed_curve25519: 3 },
    });
  });

  it('loses no room to one that is wrong', () => {
    const rooms = { [roomId]: { timeline: [message('a')] }, '!bad:x': 5, notARoom: {}, '!worse:x': { timeline: 'x' } };
    const { update } = read({ rooms });
    expect(update.rooms.map((room) => [room.roomId, ids(room.timeline)])).toEqual([
      [roomId, ['a']],
      ['!bad:x', []],
      ['!worse:x', []],
    ]);
  });
});

describe('the membership of the user', () => {
  it.each([
    ['their member event in the state', { required_state: [member(anna, 'ban')] }, 'ban'],
    ['their member event in the timeline', { timeline: [message('a'), member(anna, 'leave')] }, 'leave'],
    [
      'the state, where it says something else than the timeline',
      {
        required_state: [member(anna, 'join')],
        timeline: [member(anna, 'leave')],
      },
      'join',
    ],
    ['the stripped state of an invite', { invite_state: [member(anna, 'invite')] }, 'invite'],
    ['the stripped state of a knock', { invite_state: [member(anna, 'knock')] }, 'knock'],
    ['stripped state at all', { invite_state: [stateEvent('m.room.name', '', {})] }, 'invite'],
    ['what was known', { timeline: [message('a'), member(ben, 'leave')] }, 'knock'],
    ['what was known, where the event makes no sense', { required_state: [member(anna, 'boss')] }, 'knock'],
    ['a room from scratch that says nothing', { initial: true, timeline: [message('a')] }, 'join'],
    ['a room from scratch with nothing in it', { initial: true }, 'leave'],
  ])('is read from %s', (_, room, expected) => {
    expect(readRoom(room, { membershipOf: () => 'knock' }).membership).toBe(expected);
  });

  it('is to be joined where nothing says otherwise', () => {
    expect(readRoom({ timeline: [message('a')] }).membership).toBe('join');
  });
});
