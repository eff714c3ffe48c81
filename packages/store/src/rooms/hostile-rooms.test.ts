/** Whatever a homeserver tells of a room: its row, its settings and its members are within their bounds, and the list goes on. */
import type { Decryption, Room } from '@bundesmessenger/core';
import fc, { type Arbitrary } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { registry } from '../../../core/src/rooms/testing/registry.ts';
import { readSlidingAnswer } from '../../../core/src/sync/sliding-sync.ts';
import { hostileEvents, hostileObject, mallory } from '../../../core/src/sync/testing/hostile-events.ts';
import {
  always,
  alwaysSoon,
  hostileJson,
  hostileText,
  oddNumber,
  pollution,
  textsIn,
  trapKeysIn,
  type Json,
} from '../../../core/src/sync/testing/hostile-json.ts';
import { displayNames } from '../members/display-names.ts';
import { powerLevels, withUserLevel } from '../members/power-levels.ts';
import { completeMemberQuery, projectMembers } from '../members/project-members.ts';
import { createRoomsStage, namedRoom, tick, userId } from '../testing/rooms-stage.ts';
import { messageEvent } from '../testing/fake-rooms.ts';
import { roomSummary } from '../testing/fixtures.ts';
import { directRooms, withDirectRoom } from './direct-rooms.ts';
import { formattedText } from './formatted-text.ts';
import { notificationsChange } from './mute-rules.ts';
import { projectRoom, type RoomContext } from './project-room.ts';
import { permissions, projectSettings } from './project-settings.ts';
import { createRoomIndex, type ListedRoom } from './room-index.ts';
import { parseRoomLink } from './room-link.ts';
import { completeQuery } from './room-list-query.ts';
import { createRoomsSource } from './rooms.source.ts';
import type { RoomSummary } from './rooms.ts';
import { matcher, searchText } from '../search/search-text.ts';
import { firstLine, shownText } from './shown-text.ts';

const roomId = '!room:hs.example';
/** Its direction turns whatever stands behind it. */
const turned = '@\u202emallory\u0000:evil.example';
const events = fc.array(hostileEvents({ senders: [mallory, userId, turned] }), { maxLength: 8, size: 'max' });
const ownMember = fc.constantFrom('join', 'invite', 'knock', 'leave', 'ban').map((membership): Json => ({
  type: 'm.room.member',
  state_key: userId,
  sender: mallory,
  event_id: '$own',
  origin_server_ts: 1,
  content: { membership },
}));

/** What a sliding sync says of a room. */
const toldRoom: Arbitrary<Json> = fc
  .record({
    initial: fc.constant(true),
    required_state: fc.tuple(events, ownMember).map(([some, own]): Json => [...some, own]),
    stripped_state: fc.option(events.map((some): Json => some)),
    timeline: events.map((some): Json => some),
    heroes: fc.array(
      fc
        .tuple(fc.oneof(fc.constantFrom(mallory, turned), hostileText), hostileText, hostileText)
        .map(([user_id, displayname, avatar_url]): Json => ({ user_id, displayname, avatar_url })),
      { maxLength: 6 },
    ),
    joined_count: fc.oneof(fc.constant(2), oddNumber),
    invited_count: oddNumber,
    bump_stamp: oddNumber,
  })
  .map((room): Json => room as Json);

const tag = { tags: { 'm.favourite': { order: 0.5 }, 'm.lowpriority': {} } };
const receipts = {
  $h1: { 'm.read': { [mallory]: { ts: 5, thread_id: 'main' } }, 'm.read.private': { [userId]: { ts: 5 } } },
};

/** A room as the registry knows it after that. */
const hostileRoom: Arbitrary<Room | undefined> = fc
  .tuple(toldRoom, hostileObject(tag), hostileObject(receipts), hostileJson)
  .map(([room, tags, read, typing]) => {
    const { rooms } = registry();
    const { update } = readSlidingAnswer(
      {
        pos: 'p',
        rooms: { [roomId]: room },
        extensions: {
          account_data: { rooms: { [roomId]: [{ type: 'm.tag', content: tags }] } },
          receipts: { rooms: { [roomId]: { type: 'm.receipt', content: read } } },
          typing: { rooms: { [roomId]: { type: 'm.typing', content: { user_ids: typing } } } },
        },
      },
      {
        userId,
        request: { connectionId: 'c', listSize: 20, prefetch: true, opened: [], encryption: 'off' },
        fresh: true,
        membershipOf: () => undefined,
      },
    );
    rooms.apply(update);
    return rooms.get(roomId);
  });

const decryptions: readonly Decryption[] = [
  { status: 'pending' },
  { status: 'failed', cause: 'unknown' },
  { status: 'decrypted', type: 'm.room.message', content: { msgtype: 'm.text', body: 'read' }, shield: 'none' },
];

const context = (events: RoomContext['events'], decryption: Decryption): RoomContext => ({
  userId,
  events,
  unread: { unreadCount: 0, highlightCount: 0 },
  markedUnread: false,
  notifications: 'all',
  directUserId: undefined,
  parents: [],
  decryptionOf: () => decryption,
  barred: () => undefined,
});

/** Plain data that crosses a port as it is. */
function expectHarmless(value: unknown): void {
  expect(structuredClone(value)).toEqual(value);
  expect(trapKeysIn(value)).toEqual([]);
  expect(pollution()).toEqual([]);
}

/** An id as the path of a request can hold it, of bounded length. */
function expectIds(...ids: readonly (string | undefined)[]): void {
  for (const id of ids) {
    if (id === undefined) continue;
    expect(id.isWellFormed()).toBe(true);
    expect(id.length).toBeLessThanOrEqual(255);
  }
}

const isWhole = (value: unknown): boolean => textsIn(value).every((each) => each.isWellFormed());

describe('the row of a hostile room', () => {
  it('is plain data within its bounds, the same for the same room', () => {
    always(fc.tuple(hostileRoom, fc.constantFrom(...decryptions)), ([room, decryption]) => {
      if (!room) return;
      const {
        summary,
        searchText: searched,
        bumpStamp,
        predecessor,
      } = projectRoom(room, context(room.live.events, decryption));
      expectHarmless(summary);
      expect(projectRoom(room, context(room.live.events, decryption)).summary).toEqual(summary);
      expectIds(summary.replacedBy, summary.canonicalAlias, summary.inviter?.userId, predecessor, ...summary.children);
      expect(summary.topic?.length ?? 0).toBeLessThanOrEqual(300);
      if (summary.preview.kind === 'message') expect(summary.preview.body.length).toBeLessThanOrEqual(160);
      // A name is made of at most five members, each by name and id.
      expect(summary.name.length).toBeLessThanOrEqual(2_000);
      expect(`${summary.name}${summary.topic ?? ''}`).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
      expect(searched.length).toBeLessThanOrEqual(20_000);
      expect(Number.isSafeInteger(summary.latestTs) && Number.isSafeInteger(bumpStamp ?? 0)).toBe(true);
      expect(summary.memberCount).toBeGreaterThanOrEqual(0);
    });
  });

  it('has settings and permissions that are plain data within their bounds', () => {
    always(hostileRoom, (room) => {
      if (!room) return;
      const settings = projectSettings(room, userId);
      expectHarmless(settings);
      expectIds(settings.canonicalAlias);
      expect(settings.roomVersion?.length ?? 0).toBeLessThanOrEqual(32);
      expect(settings.name.length).toBeLessThanOrEqual(255);
      expect(settings.topic.length).toBeLessThanOrEqual(10_000);
      expect(Number.isSafeInteger(settings.own.powerLevel)).toBe(true);
      expect(Object.values(permissions(room, userId)).every((may) => typeof may === 'boolean')).toBe(true);
    });
  });

  it('has members that are plain data, each once, with the names of people', () => {
    const everybody = completeMemberQuery({ memberships: ['join', 'invite', 'knock', 'ban'], limit: 300 });
    always(hostileRoom, (room) => {
      if (!room) return;
      const { items, total } = projectMembers(room, userId, everybody);
      expectHarmless(items);
      expect(new Set(items.map((item) => item.userId)).size).toBe(total);
      for (const { userId: memberId, displayName, reason = '', powerLevel } of items) {
        expectIds(memberId);
        expect(displayName.length).toBeLessThanOrEqual(100 + 258);
        expect(reason.length).toBeLessThanOrEqual(300);
        expect(Number.isSafeInteger(powerLevel)).toBe(true);
      }
      const nameOf = displayNames(room);
      const names = items.filter(({ membership }) => membership === 'join').map((item) => nameOf(item.userId));
      expect(new Set(names).size).toBe(names.length);
    });
  });

  it('gives nobody a level that the server has not said', () => {
    always(fc.tuple(hostileRoom, hostileText), ([room, stranger]) => {
      if (!room) return;
      const levels = powerLevels(room);
      expect(Number.isSafeInteger(levels.of(stranger))).toBe(true);
      const content = room.state('m.room.power_levels')?.content ?? {};
      expect(
        powerLevels({ ...roomWith(room), state: levelsState(room, withUserLevel(content, mallory, 50)) }).of(mallory),
      ).toSatisfy((level) => level === 50 || levels.isCreator(mallory));
    });
  });
});

const roomWith = (room: Room): Room => ({
  ...room,
  state: (type, key) => room.state(type, key),
  statesOf: (type) => room.statesOf(type),
  heroes: room.heroes,
  receiptsOf: (id) => room.receiptsOf(id),
  receiptUsers: room.receiptUsers,
  accountData: (type) => room.accountData(type),
});
const levelsState =
  (room: Room, content: Readonly<Record<string, unknown>>): Room['state'] =>
  (type, key = '') =>
    type === 'm.room.power_levels' && key === ''
      ? { type, state_key: '', event_id: '$levels', sender: mallory, origin_server_ts: 1, content }
      : room.state(type, key);

const pushRules = {
  global: {
    override: [
      { rule_id: '.m.rule.master', enabled: false, actions: [] },
      { rule_id: roomId, actions: [], conditions: [{ kind: 'event_match', key: 'room_id', pattern: roomId }] },
    ],
    content: [{ rule_id: 'word', pattern: 'ba?stelle*', actions: ['notify'] }],
    room: [{ rule_id: roomId, actions: ['notify'] }],
    underride: [{ rule_id: '.m.rule.message', actions: ['notify'] }],
  },
};
const direct = { [mallory]: [roomId, '!good'] };

describe('the list with hostile rooms and account data', () => {
  it('shows the other rooms as before', async () => {
    const good = namedRoom('good', { events: [messageEvent('a', 'Guten Tag')] });
    const plain = createRoomsStage(createRoomsSource);
    plain.rooms.put(good);
    const before = plain.source.room('!good').get();
    await alwaysSoon(
      fc.tuple(hostileRoom, hostileObject(direct), hostileObject(pushRules)),
      async ([room, m, rules]) => {
        const stage = createRoomsStage(createRoomsSource);
        stage.rooms.putAccountData('m.direct', { ...m, [mallory]: [] });
        stage.rooms.putAccountData('m.push_rules', rules);
        stage.rooms.put(...(room ? [room] : []), good);
        const snapshots = stage.watch();
        await tick();
        expectHarmless(snapshots.at(-1));
        const shown = snapshots.at(-1)!.items.find((item) => item.roomId === '!good')!;
        // Of which messages the user wants to know, and with whom a room is a chat, the account says.
        const {
          notifications: _n,
          isMuted: _m,
          unreadCount: _u,
          highlightCount: _h,
          directUserId: _d,
          parents: _p,
          ...rest
        } = shown;
        expect(before).toMatchObject(rest);
        stage.source.stop();
      },
      0.3,
    );
    plain.source.stop();
  });

  it('makes of push rules and direct chats what the server takes', () => {
    const settings = fc.constantFrom('all', 'mentions', 'none');
    always(fc.tuple(hostileObject(pushRules), settings, settings), ([rules, wanted, ofAccount]) => {
      const { add, remove } = notificationsChange(rules, roomId, wanted as 'all', ofAccount as 'all');
      expectHarmless({ add, remove });
    });
    always(hostileObject(direct), (content) => {
      for (const [id, other] of directRooms(content)) expectIds(id, other);
      const changed = withDirectRoom(content, roomId, '@ben:hs.example');
      expect(directRooms(changed).has(roomId)).toBe(true);
      expect(pollution()).toEqual([]);
    });
  });
});

describe('the index of rooms', () => {
  const room = fc.record({
    id: fc.constantFrom('!a', '!b', '!c', '!d', '!e', '!f'),
    name: fc.oneof(fc.constantFrom('', 'Amt', 'amt'), hostileText),
    bumpStamp: fc.option(fc.constantFrom(0, 1, 2, 2 ** 53 - 1), { nil: undefined }),
    latestTs: fc.constantFrom(0, 1, 2 ** 53 - 1),
    membership: fc.constantFrom<RoomSummary['membership']>('join', 'join', 'invite', 'knock', 'leave', 'ban'),
    children: fc.subarray(['!a', '!b', '!c']),
    replacedBy: fc.option(fc.constantFrom('!a', '!b', '!c'), { nil: undefined }),
    predecessor: fc.option(fc.constantFrom('!a', '!b', '!c'), { nil: undefined }),
    kind: fc.constantFrom<RoomSummary['kind']>('room', 'space'),
    unreadCount: fc.nat(2),
    highlightCount: fc.nat(1),
    isGone: fc.constantFrom(false, false, false, true),
  });

  it('is after any number of changes what it would be without them', () => {
    always(fc.array(room, { maxLength: 30, size: 'max' }), (changes) => {
      const index = createRoomIndex();
      const last = new Map<string, ListedRoom>();
      const queries = (['recent', 'name', 'unread'] as const).flatMap((sort) => [
        completeQuery({ sort }),
        completeQuery({ sort, filters: ['spaces'] }),
        completeQuery({ sort, space: '!a', search: 'am' }),
      ]);
      for (const { id, name, bumpStamp, predecessor, replacedBy, isGone, ...more } of changes) {
        const listed: ListedRoom = {
          summary: roomSummary({ roomId: id, name, ...more, ...(replacedBy !== undefined && { replacedBy }) }),
          searchText: searchText([name]),
          bumpStamp,
          ...(predecessor !== undefined && { predecessor }),
        };
        if (isGone) index.delete(id);
        else index.set(listed);
        if (isGone) last.delete(id);
        else last.set(id, listed);
        index.query(queries[0]!);
      }
      const anew = createRoomIndex();
      for (const listed of last.values()) anew.set(listed);
      for (const query of queries) expect(index.query(query)).toEqual(anew.query(query));
      expect(index.totals()).toEqual(anew.totals());
      for (const id of ['!a', '!b', '!c']) expect(index.parentsOf(id)).toEqual(anew.parentsOf(id));
    });
  });
});

describe('text from a hostile server', () => {
  it('is one line within its bound, without what turns the direction of others and without halves of characters', () => {
    always(fc.tuple(hostileText, fc.integer({ min: 1, max: 300 })), ([given, max]) => {
      for (const line of [shownText(given, max), firstLine(given, max)]) {
        expect(line.length).toBeLessThanOrEqual(max);
        expect(line).not.toMatch(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u);
        expect(line.trim()).toBe(line);
        if (given.isWellFormed()) expect(line.isWellFormed()).toBe(true);
      }
    });
  });

  it('is found by any part of it', () => {
    always(fc.tuple(hostileText, fc.nat(20), fc.nat(20)), ([name, from, length]) => {
      const characters = Array.from(name.slice(0, 200));
      const part = characters.slice(from, from + length).join('');
      expect(matcher(part)(searchText([characters.join('')]))).toBe(true);
    });
  });

  it('is read as plain text from any markup, in bounded time', () => {
    const markup = fc
      .array(
        fc.oneof(
          hostileText,
          fc.constantFrom(
            '<',
            '>',
            '</',
            '<!--',
            '-->',
            '<ol start=',
            '<li>',
            '<span data-mx-spoiler',
            '"',
            "'",
            '=',
            '&#',
            '&#x110000;',
            '&amp;',
            '<mx-reply>',
            '</mx-reply>',
            '<br/',
            '<img alt="a',
          ),
        ),
        { maxLength: 30, size: 'max' },
      )
      .map((parts) => parts.join(''));
    always(markup, (html) => {
      const startedMs = performance.now();
      const text = formattedText(html, 200);
      expect(performance.now() - startedMs).toBeLessThan(500);
      expect(text.trim()).toBe(text);
      expect(text.length).toBeLessThanOrEqual(Math.max(16_384 * 2, html.length));
      if (isWhole(html)) expect(text.isWellFormed()).toBe(true);
    });
  });

  it('is a link to a room, a person or an event only with ids that a request can hold', () => {
    const links = fc.tuple(
      fc.constantFrom(
        '',
        '#',
        '!',
        '@',
        'matrix:r/',
        'matrix:u/',
        'matrix:roomid/x/e/',
        'https://matrix.to/#/',
        'https://matrix.to/#/!a:b/',
      ),
      hostileText,
      fc.constantFrom('', ':hs.example', '?via=a&via=%00', '/$e'),
    );
    always(
      links.map((parts) => parts.join('')),
      (text) => {
        const link = parseRoomLink(text);
        if (link) expectIds(link.room, link.userId, link.eventId, ...link.via);
      },
    );
  });
});
