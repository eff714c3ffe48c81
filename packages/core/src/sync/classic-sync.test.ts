import { describe, expect, it } from 'vitest';
import { classicSyncPath, readClassicAnswer } from './classic-sync.ts';
import { anna, ben, member, message, roomId, stateEvent } from './testing/events.ts';

const read = (answer: object, fresh = false) =>
  readClassicAnswer({ next_batch: 's2', ...answer }, { userId: anna, fresh }).update;
const readRoom = (part: string, room: object, fresh = false) =>
  read({ rooms: { [part]: { [roomId]: room } } }, fresh).rooms[0]!;

describe('the request', () => {
  const query = (since?: string) => new URL(`https://x${classicSyncPath(since, 30_000)}`).searchParams;

  it('says where to go on, how long to wait, and that nobody is online', () => {
    expect(Object.fromEntries(query('s/1'))).toMatchObject({ since: 's/1', timeout: '30000', set_presence: 'offline' });
    expect(query().has('since')).toBe(false);
  });

  it('filters without a request for it: members lazily, twenty events, no presence', () => {
    expect(JSON.parse(query().get('filter')!)).toEqual({
      room: { timeline: { limit: 20, lazy_load_members: true }, state: { lazy_load_members: true } },
      presence: { not_types: ['*'] },
    });
  });
});

describe('an answer', () => {
  it.each([[{}], [{ next_batch: null }], [{ rooms: {} }]])('without a position is BAD_RESPONSE: %o', (answer) => {
    expect(() => readClassicAnswer(answer, { userId: anna, fresh: true })).toThrow(
      expect.objectContaining({ code: 'BAD_RESPONSE' }),
    );
  });

  it('tells of a joined room in the form that sliding sync has', () => {
    const [state, timeline] = [[stateEvent('m.room.name', '', { name: 'Amt' })], [message('a')]];
    expect(
      readRoom('join', {
        state: { events: state },
        timeline: { events: timeline, limited: true, prev_batch: 't1' },
        summary: { 'm.heroes': [ben, 5], 'm.joined_member_count': 2, 'm.invited_member_count': 0 },
        ephemeral: { events: [{ type: 'm.typing', content: { user_ids: [] } }] },
        account_data: { events: [{ type: 'm.tag', content: {} }] },
      }),
    ).toEqual({
      roomId,
      initial: false,
      membership: 'join',
      state,
      stateAt: 'timelineStart',
      timeline,
      limited: true,
      prevBatch: 't1',
      heroes: [{ userId: ben }],
      joinedCount: 2,
      invitedCount: 0,
      ephemeral: [{ type: 'm.typing', content: { user_ids: [] } }],
      accountData: [{ type: 'm.tag', content: {} }],
    });
  });

  it('tells from scratch the first time', () => {
    expect([readRoom('join', {}, true).initial, readRoom('join', {}).initial]).toEqual([true, false]);
  });

  it('has stripped state of invites and knocks', () => {
    const events = [member(anna, 'invite')];
    expect(readRoom('invite', { invite_state: { events } })).toMatchObject({
      membership: 'invite',
      strippedState: [{ state_key: anna, content: { membership: 'invite' } }],
    });
    expect(readRoom('knock', { knock_state: { events } })).toMatchObject({ membership: 'knock' });
  });

  it('tells a ban from a leave', () => {
    expect(readRoom('leave', { timeline: { events: [member(anna, 'leave')] } }).membership).toBe('leave');
    expect(readRoom('leave', { timeline: { events: [member(anna, 'ban')] } }).membership).toBe('ban');
    expect(readRoom('leave', {}).membership).toBe('leave');
  });

  it('brings account data, to-device messages, device lists and key counts', () => {
    const note = { type: 'm.room_key', sender: ben, content: {} };
    expect(
      read({
        account_data: { events: [{ type: 'm.direct', content: {} }] },
        to_device: { events: [note] },
        device_lists: { changed: [ben] },
        device_one_time_keys_count: { signed_curve25519: 1 },
        device_unused_fallback_key_types: [],
      }),
    ).toMatchObject({
      accountData: [{ type: 'm.direct', content: {} }],
      toDevice: [note],
      deviceLists: { changed: [ben], left: [] },
      oneTimeKeyCounts: { signed_curve25519: 1 },
      unusedFallbackKeyTypes: [],
      coverage: 'all',
    });
  });

  it.each([[null], ['x'], [[]], [{ join: [] }], [{ join: { notARoom: {} } }]])(
    'ignores rooms that are none: %o',
    (rooms) => {
      expect(read({ rooms }).rooms).toEqual([]);
    },
  );
});
