import { describe, expect, it } from 'vitest';
import {
  isEventId,
  isIdentifier,
  isRoomId,
  isUserId,
  readEvent,
  readEvents,
  readKeyState,
  readStateEvents,
  readStrippedState,
  readToDeviceEvents,
  readTypedContents,
} from './hostile-events.ts';
import { ids, message, stateEvent } from './testing/events.ts';

/** As `JSON.parse` makes it: `__proto__` is a key like any other. */
const parsed = (json: string): Record<string, unknown> => JSON.parse(json) as Record<string, unknown>;
const nested = (depth: number): unknown => parsed(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`);
const depthOf = (value: unknown): number =>
  typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;

describe('readEvent', () => {
  it('copies the fields of the specification and nothing else', () => {
    const event = message('a');
    const unsigned = { age: 5, transaction_id: 't', membership: 'join', prev_content: { a: 1 } };
    expect(readEvent({ ...event, room_id: '!other:evil.example', user_id: 'x', unsigned, 'm.extra': {} })).toEqual({
      ...event,
      unsigned: { transaction_id: 't', membership: 'join', prev_content: { a: 1 } },
    });
  });

  it('keeps the state key, also an empty one, and the event a redaction names', () => {
    const event = { ...stateEvent('m.room.name', '', { name: 'x' }), redacts: '$b' };
    expect(readEvent(event)).toEqual(event);
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a string', 'x'],
    ['a list', [message('a')]],
    ['no id', { ...message('a'), event_id: undefined }],
    ['an id that is none', { ...message('a'), event_id: 'a' }],
    ['an id that is too long', message('x'.repeat(255))],
    ['an id that is too long in bytes', message('ä'.repeat(128))],
    ['no type', { ...message('a'), type: 5 }],
    ['a sender that is no user', { ...message('a'), sender: 'ben' }],
    ['a time with a fraction', { ...message('a'), origin_server_ts: 1.5 }],
    ['a time beyond whole numbers', { ...message('a'), origin_server_ts: 1e300 }],
    ['a time before 1970', { ...message('a'), origin_server_ts: -1 }],
    ['a time as text', { ...message('a'), origin_server_ts: '5' }],
    ['no content', { ...message('a'), content: undefined }],
    ['a list as content', { ...message('a'), content: [] }],
    ['a state key that is no text', { ...message('a'), state_key: 5 }],
  ])('drops an event with %s', (_, value) => {
    expect(readEvent(value)).toBeUndefined();
  });

  it('takes keys out of the content that mean a prototype, at any depth (CVE-2022-36059, CVE-2022-36060, CVE-2023-28427, CVE-2023-28103)', () => {
    const content = parsed(
      '{"body":"x","__proto__":{"polluted":1},"a":[{"constructor":{"prototype":{"polluted":1}}}]}',
    );
    const event = readEvent({ ...message('a'), content })!;
    expect(Object.keys(event.content)).toEqual(['body', 'a']);
    expect(event.content.a).toEqual([{}]);
    Object.assign({}, event.content);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('keeps the rest of a content that is nested too deeply to be cloned', () => {
    const event = readEvent({ ...message('a'), content: { body: 'tief', x: nested(5_000) } })!;
    expect(event.content.body).toBe('tief');
    expect(depthOf(event.content)).toBeLessThanOrEqual(64);
    expect(structuredClone(event)).toEqual(event);
  });

  it('keeps the content as it is where nothing is wrong with it', () => {
    const content = { body: 'x', info: { w: 1.5, h: 1e300 } };
    expect(readEvent({ ...message('a'), content })!.content).toBe(content);
  });

  it.each([
    ['no event', {}],
    ['an event without a time', { event_id: '$e', type: 'm.room.message', sender: '@b:x', content: {} }],
    ['text', 'x'],
  ])('does not take %s for a bundled edit, a thread or a redaction', (_, value) => {
    const unsigned = {
      redacted_because: value,
      'm.relations': { 'm.replace': value, 'm.thread': { latest_event: value, count: 1 } },
    };
    expect(readEvent({ ...message('a'), unsigned })).not.toHaveProperty('unsigned');
  });

  it('keeps bundled edits, threads and references, but no bundles within them', () => {
    const inner = { ...message('edit'), unsigned: { 'm.relations': { 'm.replace': message('x') } } };
    const relations = {
      'm.replace': inner,
      'm.thread': { latest_event: message('late'), count: 2, current_user_participated: 1 },
      'm.reference': { chunk: [{ event_id: '$r' }, { event_id: 5 }, null] },
      'm.annotation': { chunk: [] },
    };
    const { unsigned } = readEvent({ ...message('a'), unsigned: { 'm.relations': relations } })!;
    expect(unsigned?.['m.relations']).toMatchObject({
      'm.replace': { event_id: '$edit' },
      'm.thread': { latest_event: { event_id: '$late' }, count: 2, current_user_participated: false },
      'm.reference': { chunk: [{ event_id: '$r' }] },
    });
    const kept = unsigned!['m.relations'] as Record<string, object>;
    expect([Object.keys(kept), kept['m.replace']]).toEqual([
      ['m.replace', 'm.thread', 'm.reference'],
      expect.not.objectContaining({ unsigned: expect.anything() }),
    ]);
  });
});

describe('readEvents', () => {
  it.each([undefined, null, 'x', 5, {}, { length: 3 }])('takes %o for an empty list', (value) => {
    expect(readEvents(value)).toEqual([]);
  });

  it('drops what is wrong and keeps its neighbours in order', () => {
    expect(ids(readEvents([message('a'), null, { ...message('b'), sender: 5 }, [], message('c')]))).toEqual(['a', 'c']);
  });

  it('takes the first of two events with one id', () => {
    const [event, ...rest] = readEvents([message('a', { content: { body: 'erste' } }), message('a')]);
    expect([event!.content.body, rest]).toEqual(['erste', []]);
  });

  it('gives state events only where there is a state key', () => {
    expect(readStateEvents([message('a'), stateEvent('m.room.name', '', {})])).toHaveLength(1);
  });

  it('loses no neighbour to any of ten thousand random events (CVE-2022-39236, CVE-2024-51750, CVE-2025-59047, CVE-2025-66622)', () => {
    const random = pseudoRandom(20_261_122);
    for (let round = 0; round < 500; round++) {
      const wild = Array.from({ length: 20 }, () => mutated(random));
      const events = readEvents([message('before'), ...wild, message('after')]);
      expect(ids(events)).toEqual(expect.arrayContaining(['before', 'after']));
      for (const event of events) {
        expect([isEventId(event.event_id), isUserId(event.sender), isIdentifier(event.type)]).toEqual([
          true,
          true,
          true,
        ]);
        expect(Number.isSafeInteger(event.origin_server_ts)).toBe(true);
        expect(structuredClone(event)).toEqual(event);
      }
    }
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

describe('state, account data and to-device messages', () => {
  it('need a type, a content and, where it counts, a sender', () => {
    const stripped = { type: 'm.room.name', state_key: '', sender: '@b:x', content: { name: 'n' } };
    expect(readStrippedState([{ ...stripped, event_id: '$x' }, { ...stripped, state_key: undefined }, null])).toEqual([
      stripped,
    ]);
    expect(
      readTypedContents([{ type: 'm.tag', content: {}, sender: 'x' }, { type: 'm.tag', content: null }, 5]),
    ).toEqual([{ type: 'm.tag', content: {} }]);
    const message = { type: 'm.room_key', sender: '@b:x', content: {} };
    expect(readToDeviceEvents([message, { ...message, sender: 'x' }, { ...message, content: 5 }])).toEqual([message]);
  });

  it('are cleaned of keys that mean a prototype', () => {
    const content = parsed('{"__proto__":{"polluted":1}}');
    expect(Object.keys(readTypedContents([{ type: 'm.direct', content }])[0]!.content)).toEqual([]);
  });
});

describe('readKeyState', () => {
  it('takes users, counts and key types, and leaves out what the answer leaves out', () => {
    expect(readKeyState({})).toEqual({});
    expect(
      readKeyState({
        device_lists: { changed: ['@a:x', 5, 'x'], left: null },
        device_one_time_keys_count: { signed_curve25519: 50, evil: -1, worse: '5' },
        device_unused_fallback_key_types: ['signed_curve25519', {}],
      }),
    ).toEqual({
      deviceLists: { changed: ['@a:x'], left: [] },
      oneTimeKeyCounts: { signed_curve25519: 50 },
      unusedFallbackKeyTypes: ['signed_curve25519'],
    });
  });
});

describe('ids', () => {
  it('begin with their sigil and have at most 255 bytes', () => {
    expect([isRoomId('!a:x'), isRoomId('!without-server'), isRoomId('#a:x'), isRoomId(null)]).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect([isUserId('@a:x'), isUserId('@a'), isUserId(`@${'a'.repeat(300)}:x`)]).toEqual([true, false, false]);
    expect([isIdentifier('€'.repeat(85)), isIdentifier('€'.repeat(86))]).toEqual([true, false]);
  });

  it('hold whole characters: no path of a request can hold half of one', () => {
    expect([isEventId('$😀'), isEventId('$\ud83d'), isUserId('@\ude00:x'), isRoomId('!a\ud83db')]).toEqual([
      true,
      false,
      false,
      false,
    ]);
    expect(readEvents([message('a'), message('\ud83d'), message('b')]).map(({ event_id }) => event_id)).toEqual([
      '$a',
      '$b',
    ]);
  });
});

/** Mulberry32: the same numbers in each run, so that a failure can be looked at. */
function pseudoRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** An event of which some fields are replaced by anything. */
function mutated(random: () => number): unknown {
  const values: readonly unknown[] = [
    undefined,
    null,
    0,
    -1,
    1.5,
    1e300,
    '',
    'x'.repeat(300),
    '\ud800',
    [],
    {},
    [null],
    parsed('{"__proto__":{"polluted":true}}'),
    { toString: 5 },
    nested(100),
    { 'm.relates_to': { event_id: '$wild1', rel_type: 'm.replace' } },
    { 'm.relates_to': { 'm.in_reply_to': { event_id: '$wild2' } } },
    { 'm.relates_to': 5 },
    '$wild1',
    '@wild:x',
  ];
  const any = (): unknown => values[Math.floor(random() * values.length)];
  if (random() < 0.05) return any();
  const event: Record<string, unknown> = {
    ...message(`wild${Math.floor(random() * 5)}`),
    unsigned: { 'm.relations': { 'm.replace': any() }, redacted_because: any() },
  };
  for (const key of ['event_id', 'type', 'sender', 'origin_server_ts', 'content', 'state_key', 'redacts', 'unsigned']) {
    if (random() < 0.3) event[key] = any();
  }
  return event;
}
