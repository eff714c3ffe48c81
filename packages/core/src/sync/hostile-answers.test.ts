/** Whatever a homeserver puts into its answers: the sync takes what is right in them, and is still the sync afterwards. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BmError } from '../errors.ts';
import { createRooms } from '../rooms/create-rooms.ts';
import { readClassicAnswer } from './classic-sync.ts';
import type { ClientEvent } from './client-event.ts';
import { joinStretches } from './gap-repair.ts';
import {
  isIdentifier,
  readEvents,
  readKeyState,
  readStrippedState,
  readToDeviceEvents,
  readTypedContents,
} from './hostile-events.ts';
import { readSlidingAnswer } from './sliding-sync.ts';
import type { SyncUpdate } from './sync-update.ts';
import { anna, ids, member, message, messages, roomId, stateEvent } from './testing/events.ts';
import { hostileEvents, hostileObject, mallory } from './testing/hostile-events.ts';
import {
  always,
  hostileJson,
  hostileText,
  mutationsOf,
  pollution,
  trapKeysIn,
  type Json,
} from './testing/hostile-json.ts';

const plain = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json;

/** Plain data that crosses a port as it is, without a key that changes a prototype. */
function expectHarmless(value: unknown): void {
  expect(structuredClone(value)).toEqual(value);
  expect(trapKeysIn(value)).toEqual([]);
  expect(pollution()).toEqual([]);
}

describe('events of a hostile server', () => {
  it('are read as what the types promise, or not at all', () => {
    always(fc.array(hostileEvents(), { maxLength: 8 }), (raw) => {
      const events = readEvents(raw);
      expectHarmless(events);
      for (const { event_id, type, sender, origin_server_ts, content, state_key } of events) {
        expect([event_id, type, sender, state_key ?? ''].every(isIdentifier)).toBe(true);
        expect(`${event_id}${sender}`).toMatch(/^\$[^]*@[^]*:/);
        expect(Number.isSafeInteger(origin_server_ts)).toBe(true);
        expect(Array.isArray(content)).toBe(false);
      }
    });
  });

  it('leave the events between which they stand as they are', () => {
    const good = messages('a', 'b', 'c');
    always(fc.array(hostileEvents(), { maxLength: 6 }), ([first = null, second = null, ...rest]) => {
      const events = readEvents([good[0], first, good[1], second, good[2], ...rest]);
      expect(
        events
          .filter(({ sender }) => sender !== mallory)
          .filter((event) => good.some((one) => one.event_id === event.event_id)),
      ).toEqual(good);
    });
  });

  it('have ids that the path of a request can hold', () => {
    always(fc.array(hostileEvents({ ids: ['$a\ud800', '$\udfff', '$%', '$..'] }), { maxLength: 6 }), (raw) => {
      for (const { event_id, type, sender, state_key = '' } of readEvents(raw)) {
        for (const id of [event_id, type, sender, state_key]) expect(() => encodeURIComponent(id)).not.toThrow();
      }
    });
  });

  it('are read as the same, when they are read again', () => {
    always(fc.array(hostileEvents(), { maxLength: 8 }), (raw) => {
      const events = readEvents(raw);
      expect(readEvents(events)).toEqual(events);
    });
  });

  it('never relate to themselves, in no number of steps', () => {
    always(
      fc.array(hostileEvents({ ids: ['$a', '$b', '$c'], targets: ['$a', '$b', '$c'] }), { maxLength: 8 }),
      (raw) => {
        const events = new Map(readEvents(raw).map((event) => [event.event_id, event]));
        const targets = (event: ClientEvent | undefined): string[] => {
          const relates = (event?.content['m.relates_to'] ?? {}) as {
            event_id?: string;
            'm.in_reply_to'?: { event_id?: string };
          };
          return [relates.event_id, relates['m.in_reply_to']?.event_id].filter((id) => typeof id === 'string');
        };
        for (const id of events.keys()) {
          const reached = new Set<string>();
          const open = targets(events.get(id));
          for (let next = open.pop(); next !== undefined; next = open.pop()) {
            if (reached.has(next)) continue;
            reached.add(next);
            open.push(...targets(events.get(next)));
          }
          expect(reached.has(id)).toBe(false);
        }
      },
    );
  });

  it('of other kinds are read as what the types promise, too', () => {
    const values = fc.oneof(fc.array(hostileEvents(), { maxLength: 5 }), hostileJson);
    always(values, (raw) => {
      for (const read of [readStrippedState, readTypedContents, readToDeviceEvents]) expectHarmless(read(raw));
    });
    const keyState = {
      device_lists: { changed: [anna], left: [] },
      device_one_time_keys_count: { a: 5 },
      device_unused_fallback_key_types: ['a'],
    };
    always(hostileObject(keyState), (raw) => expectHarmless(readKeyState(raw)));
  });
});

const ownRoom = '!own:hs.example';
const summary = {
  heroes: [{ user_id: mallory, displayname: 'M', avatar_url: 'mxc://a/b' }],
  joined_count: 2,
  invited_count: 0,
};
const ephemeral = {
  receipts: { type: 'm.receipt', content: { $a: { 'm.read': { [mallory]: { ts: 5, thread_id: 'main' } } } } },
  typing: { type: 'm.typing', content: { user_ids: [mallory] } },
};
const goodRoom = { initial: true, required_state: [member(anna, 'join')], timeline: messages('good') };
const sliding = {
  pos: 'p',
  lists: { rooms: { count: 2 } },
  rooms: {
    [roomId]: {
      ...summary,
      initial: true,
      limited: true,
      prev_batch: 't',
      bump_stamp: 5,
      required_state: [member(anna, 'join'), stateEvent('m.room.name', '', { name: 'x' })],
      timeline: messages('a', 'b'),
    },
    '!invite:hs.example': { stripped_state: [member(anna, 'invite')] },
  },
  extensions: {
    account_data: {
      global: [{ type: 'm.direct', content: { [mallory]: [roomId] } }],
      rooms: { [roomId]: [{ type: 'm.tag', content: { tags: { 'm.favourite': {} } } }] },
    },
    receipts: { rooms: { [roomId]: ephemeral.receipts } },
    typing: { rooms: { [roomId]: ephemeral.typing } },
    to_device: { next_batch: 't', events: [{ type: 'm.room_key', sender: mallory, content: {} }] },
    e2ee: { device_lists: { changed: [mallory], left: [] }, device_one_time_keys_count: { a: 5 } },
  },
};
const classic = {
  next_batch: 'n',
  rooms: {
    join: {
      [roomId]: {
        summary: { 'm.heroes': [mallory], 'm.joined_member_count': 2 },
        state: { events: [member(anna, 'join')] },
        timeline: { limited: true, prev_batch: 't', events: messages('a', 'b') },
        ephemeral: { events: [ephemeral.receipts, ephemeral.typing] },
        account_data: { events: [{ type: 'm.tag', content: { tags: {} } }] },
      },
    },
    invite: { '!invite:hs.example': { invite_state: { events: [member(anna, 'invite')] } } },
    knock: { '!knock:hs.example': { knock_state: { events: [member(anna, 'knock')] } } },
    leave: { '!left:hs.example': { timeline: { events: [member(anna, 'ban', { sender: mallory })] } } },
  },
  account_data: { events: [{ type: 'm.push_rules', content: {} }] },
  to_device: { events: [{ type: 'm.room_key', sender: mallory, content: {} }] },
  device_lists: { changed: [mallory] },
};
const request = { connectionId: 'c', listSize: 20, prefetch: false, opened: [], encryption: 'off' } as const;

type Answer = Readonly<Record<string, Json>>;
const readers: Readonly<Record<string, { answer: object; read: (answer: Answer) => SyncUpdate }>> = {
  'sliding sync': {
    answer: sliding,
    read: (answer) =>
      readSlidingAnswer(answer, { userId: anna, request, fresh: true, membershipOf: () => undefined }).update,
  },
  'classic sync': {
    answer: classic,
    read: (answer) => readClassicAnswer(answer, { userId: anna, fresh: true }).update,
  },
};

/** What the answer says, or the code with which it is refused. */
function readOrRefused(read: () => SyncUpdate): SyncUpdate | string {
  try {
    return read();
  } catch (error) {
    if (error instanceof BmError) return error.code;
    throw error;
  }
}

describe.each(Object.entries(readers))('a hostile answer of %s', (_, { answer, read }) => {
  it('is read, or refused as BAD_RESPONSE', () => {
    always(hostileObject(plain(answer) as Record<string, Json>), (hostile) => {
      const update = readOrRefused(() => read(hostile));
      if (typeof update === 'string') {
        expect(update).toBe('BAD_RESPONSE');
        return;
      }
      expectHarmless(update);
      for (const { roomId: id } of update.rooms) expect(() => encodeURIComponent(id)).not.toThrow();
      expect(new Set(update.rooms.map(({ roomId: id }) => id)).size).toBe(update.rooms.length);
    });
  });

  it('leaves the registry with what it knew and can tell', () => {
    always(
      fc.array(hostileObject(plain(answer) as Record<string, Json>), { minLength: 1, maxLength: 3 }),
      (hostile) => {
        const rooms = createRooms({ request: () => Promise.resolve({}), userId: () => anna });
        const known = readers['sliding sync']!.read({ pos: 'p', rooms: { [ownRoom]: plain(goodRoom) } });
        rooms.apply(known);
        for (const one of hostile) {
          const update = readOrRefused(() => read(one));
          // Who tells of all rooms may leave one out, and then it is gone.
          if (typeof update !== 'string') rooms.apply({ ...update, fresh: false });
        }
        for (const room of rooms.all()) {
          const { roomId: id, membership, live, heroes, joinedCount, invitedCount, typing, strippedState } = room;
          expectHarmless({ id, membership, live, heroes, joinedCount, invitedCount, typing, strippedState });
          expect(new Set(ids(live.events)).size).toBe(live.events.length);
          for (const userId of room.receiptUsers) expectHarmless(room.receiptsOf(userId));
        }
        expect(ids(rooms.get(ownRoom)!.live.events)).toEqual(['good']);
      },
      0.5,
    );
  });
});

describe('a room whose later answers are hostile', () => {
  it('stays encrypted', () => {
    const encryption = stateEvent('m.room.encryption', '', { algorithm: 'm.megolm.v1.aes-sha2' });
    const hostile = fc.array(hostileEvents(), { maxLength: 6 });
    always(fc.tuple(hostile, hostile, fc.boolean()), ([state, timeline, initial]) => {
      const rooms = createRooms({ request: () => Promise.resolve({}), userId: () => anna });
      const apply = (room: unknown) =>
        rooms.apply(readers['sliding sync']!.read({ pos: 'p', rooms: { [roomId]: plain(room) } }));
      apply({ initial: true, required_state: [member(anna, 'join'), encryption], timeline: [] });
      apply({ initial, required_state: state, timeline });
      const after = rooms.get(roomId);
      if (after) expect(after.state('m.room.encryption')?.content).toEqual(encryption.content);
    });
  });

  it('keeps what others said, unless it is redacted', () => {
    const hostile = fc.array(hostileEvents({ targets: ['$h1', '$h2'] }), { maxLength: 6 });
    always(hostile, (timeline) => {
      const rooms = createRooms({ request: () => Promise.resolve({}), userId: () => anna });
      const good = messages('x', 'y');
      const apply = (room: unknown) =>
        rooms.apply(readers['sliding sync']!.read({ pos: 'p', rooms: { [roomId]: plain(room) } }));
      apply({ initial: true, required_state: [member(anna, 'join')], timeline: [good[0]] });
      apply({ timeline: [...timeline, good[1]], limited: false });
      const { events } = rooms.get(roomId)?.live ?? { events: good };
      expect(events.filter(({ event_id }) => event_id === '$x' || event_id === '$y')).toEqual(good);
    });
  });
});

describe('stretches of events', () => {
  const stretch = fc
    .array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { maxLength: 6 })
    .map((names) => [...new Set(names)].map((name) => message(name)));

  it('join to one that has each event once, and the known ones in their order', () => {
    always(fc.tuple(stretch, stretch), ([known, fresh]) => {
      const joined = joinStretches({ events: known, before: 'unknown' }, { events: fresh, before: 'start' });
      const shared = fresh.some(({ event_id }) => known.some((event) => event.event_id === event_id));
      expect(joined !== undefined).toBe(shared);
      if (!joined) return;
      const found = ids(joined.events);
      expect(found.toSorted()).toEqual([...new Set([...ids(known), ...ids(fresh)])].toSorted());
      expect(found.filter((id) => ids(known).includes(id))).toEqual(ids(known));
    });
  });
});

describe('identifiers', () => {
  it('have at most 255 bytes, whatever characters they have', () => {
    always(hostileText, (text) => {
      if (isIdentifier(text)) expect(new TextEncoder().encode(text).length).toBeLessThanOrEqual(255);
    });
  });
});

describe('mutations', () => {
  it('are JSON, so that a failing one can be kept as it is printed', () => {
    always(mutationsOf(plain(sliding)), (mutated) => expect(JSON.parse(JSON.stringify(mutated))).toEqual(mutated));
  });
});
