/** Counting and push rules over whatever events, receipts and account data a homeserver gives. */
import fc, { type Arbitrary } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClientEvent, StateEvent } from '../sync/client-event.ts';
import { readEvents, readStateEvents, readTypedContents } from '../sync/hostile-events.ts';
import { anna } from '../sync/testing/events.ts';
import { hostileEvents, hostileObject, mallory } from '../sync/testing/hostile-events.ts';
import {
  always,
  hostileText,
  mutationsOf,
  oddNumber,
  pollution,
  trapKeysIn,
  type Json,
} from '../sync/testing/hostile-json.ts';
import { defaultNotificationsOf, isSilenced, keywordsOf, noticesNotify, notificationsOf } from './push-rules.ts';
import { redactedEventId, redactEvent } from './redaction.ts';
import { RoomReceipts } from './room-receipts.ts';
import type { Receipt } from './rooms.ts';
import { countUnread, mayMentionRoom } from './unread.ts';

const roomId = '!room:hs.example';
const pushRules = {
  global: {
    override: [
      { rule_id: '.m.rule.master', enabled: true, actions: [] },
      { rule_id: '.m.rule.suppress_notices', enabled: false, actions: [] },
      {
        rule_id: roomId,
        actions: ['dont_notify'],
        conditions: [{ kind: 'event_match', key: 'room_id', pattern: roomId }],
      },
    ],
    content: [
      { rule_id: 'word', pattern: 'ba?stelle*', actions: ['notify'] },
      { rule_id: 'other', pattern: '*a*', actions: ['notify', { set_tweak: 'sound', value: 'x' }] },
    ],
    room: [{ rule_id: roomId, enabled: true, actions: ['notify'] }],
    underride: [{ rule_id: '.m.rule.encrypted_room_one_to_one', actions: ['notify'] }],
  },
};
/** As the sync hands it over: without keys that change a prototype. */
const readRules = (raw: Json) => readTypedContents([{ type: 'm.push_rules', content: raw }])[0]?.content;
const rules = hostileObject(pushRules).map(readRules);
const events: Arbitrary<readonly ClientEvent[]> = fc
  .array(hostileEvents({ senders: [mallory, anna] }), { maxLength: 12, size: 'max' })
  .map(readEvents);
const receipts: Arbitrary<readonly Receipt[]> = hostileObject({
  $h1: { 'm.read': { [anna]: { ts: 1_772_366_400_001 }, [mallory]: { ts: 5, thread_id: 'main' } } },
  $h2: { 'm.read.private': { [anna]: { ts: 1_772_366_400_002, thread_id: '$h3' } } },
}).map((content) => {
  const known = new RoomReceipts(anna);
  known.add(content);
  expect(known.users.length).toBeLessThanOrEqual(1_000);
  return known.of(anna);
});

describe('the count of unread messages', () => {
  it('is a number of the events there are, mentions among them, whatever the events are', () => {
    const drawn = fc.tuple(events, receipts, rules, fc.constantFrom('all', 'mentions', 'none'));
    always(drawn, ([some, read, pushRulesContent, notifications]) => {
      const count = countUnread({
        userId: anna,
        events: some,
        fromStart: false,
        receipts: read,
        decrypted: (event) => ({ type: 'm.room.message', content: event.content }),
        notifications,
        notices: noticesNotify(pushRulesContent),
        keywords: keywordsOf(pushRulesContent),
        mayMentionRoom: () => true,
      });
      const all = [count, ...count.threads.values()];
      for (const one of all) {
        expect(one.highlights).toBeLessThanOrEqual(one.count);
        expect(one.count).toBeGreaterThanOrEqual(0);
      }
      expect(all.reduce((sum, one) => sum + one.count, 0)).toBeLessThanOrEqual(some.length);
      if (notifications === 'none') expect(count.count).toBe(0);
    });
  });

  it('does not grow by a receipt', () => {
    always(fc.tuple(events, receipts), ([some, read]) => {
      const count = (known: readonly Receipt[]): number => {
        const { count: main, threads } = countUnread({
          userId: anna,
          events: some,
          fromStart: true,
          receipts: known,
          decrypted: () => undefined,
          notifications: 'all',
          notices: true,
          keywords: undefined,
          mayMentionRoom: () => true,
        });
        return main + [...threads.values()].reduce((sum, thread) => sum + thread.count, 0);
      };
      expect(count(read)).toBeLessThanOrEqual(count([]));
    });
  });
});

describe('hostile push rules', () => {
  it('say something about each room', () => {
    always(fc.tuple(rules, oddNumber), ([content, joinedCount]) => {
      const room = { roomId, joinedCount, state: () => undefined };
      for (const said of [notificationsOf(content, room), defaultNotificationsOf(content, room)]) {
        expect(['all', 'mentions', 'none']).toContain(said);
      }
      expect(typeof isSilenced(content)).toBe('boolean');
    });
  });

  it('have keywords that find themselves, in bounded time', () => {
    always(fc.tuple(hostileText, hostileText), ([pattern, text]) => {
      const word = pattern.slice(0, 100);
      const found = keywordsOf({ global: { content: [{ rule_id: 'w', pattern: word, actions: ['notify'] }] } });
      const startedMs = performance.now();
      found?.test(text);
      found?.test(`${word} `.repeat(50));
      expect(performance.now() - startedMs).toBeLessThan(500);
      if (/^[\p{L}\d]+$/u.test(word)) expect(found!.test(`(${word})`)).toBe(true);
    });
  });

  it('may be many, and long', () => {
    const patterns = fc.tuple(
      hostileText,
      fc.nat(70_000),
      fc.constantFrom(1, 10, 500),
      fc.constantFrom('', '*', '?', '**'),
    );
    always(
      patterns,
      ([word, length, times, wildcard]) => {
        const long = `${word || 'x'}`.repeat(Math.ceil(length / Math.max(1, word.length))).slice(0, length);
        const content = Array.from({ length: times }, (_, at) => ({
          rule_id: `w${at}`,
          pattern: `${long}${wildcard}${at}`,
          actions: ['notify'],
        }));
        const startedMs = performance.now();
        keywordsOf({ global: { content } })?.test('Der Bauantrag liegt bei der Bauaufsicht.');
        expect(performance.now() - startedMs).toBeLessThan(500);
      },
      0.5,
    );
  });
});

describe('a hostile redaction', () => {
  it('takes the content of an event and nothing else', () => {
    const one = fc
      .tuple(hostileEvents(), hostileEvents({ ids: ['$redaction'] }))
      .map((raw) => raw.map((each) => readEvents([each])[0]));
    always(one, ([event, redaction]) => {
      if (!event || !redaction) return;
      expect(redactedEventId(redaction, '11')?.length ?? 0).toBeLessThanOrEqual(255);
      const redacted = redactEvent(event, redaction);
      expect(structuredClone(redacted)).toEqual(redacted);
      expect(trapKeysIn(redacted)).toEqual([]);
      expect({ ...redacted, content: 0, unsigned: 0 }).toEqual({ ...event, content: 0, unsigned: 0 });
      expect(Object.keys(redacted.content).every((name) => name in event.content)).toBe(true);
      expect(readEvents([redacted])).toEqual([redacted]);
    });
  });
});

describe('who may mention a room', () => {
  it('is nobody whom hostile power levels do not name', () => {
    const levels = { users: { [anna]: 100, [mallory]: 'high' }, users_default: 0, notifications: { room: 50 } };
    const event = (type: string, content: Json): Json => ({
      type,
      state_key: '',
      event_id: `$${type}`,
      sender: anna,
      origin_server_ts: 1,
      content,
    });
    const drawn = fc.tuple(mutationsOf(levels, ['users']), hostileText);
    always(drawn, ([content, stranger]) => {
      const [state] = readStateEvents([event('m.room.power_levels', content)]) as (StateEvent | undefined)[];
      const users = (content as { users?: Record<string, Json> }).users;
      const isNamed = typeof users === 'object' && users !== null && Object.hasOwn(users, stranger);
      if (!isNamed)
        expect(mayMentionRoom(stranger, state, undefined)).toBe(
          state === undefined ? false : mayMentionRoom('@nobody:x', state, undefined),
        );
      expect(pollution()).toEqual([]);
    });
  });
});
