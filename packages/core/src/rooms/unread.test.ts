import { describe, expect, it } from 'vitest';
import type { ClientEvent } from '../sync/client-event.ts';
import { anna, ben, message, messages, stateEvent } from '../sync/testing/events.ts';
import type { Receipt } from './rooms.ts';
import { countUnread, isMarkedUnread, mayMentionRoom, type UnreadInput } from './unread.ts';

const input = (events: readonly ClientEvent[], more: Partial<UnreadInput> = {}): UnreadInput => ({
  userId: anna,
  events,
  fromStart: false,
  receipts: [],
  decrypted: () => undefined,
  notifications: 'all',
  notices: false,
  keywords: undefined,
  mayMentionRoom: () => false,
  ...more,
});
const count = (...args: Parameters<typeof input>) => countUnread(input(...args)).count;
const read = (id: string, more: Partial<Receipt> = {}): Receipt => ({ eventId: `$${id}`, ts: 0, ...more });
const inThread = (id: string, more: Partial<ClientEvent> = {}) =>
  message(id, { content: { body: id, 'm.relates_to': { rel_type: 'm.thread', event_id: '$root' } }, ...more });

describe('the count', () => {
  it('is of the messages after the last one that was read', () => {
    const events = messages('a', 'b', 'c');
    expect(count(events, { receipts: [read('a')] })).toBe(2);
    expect(count(events, { receipts: [read('a'), read('b')] })).toBe(1);
    expect(count(events, { receipts: [read('c')] })).toBe(0);
  });

  it('takes public and private receipts, and those of the main timeline', () => {
    expect(count(messages('a', 'b'), { receipts: [read('b', { threadId: 'main' })] })).toBe(0);
  });

  it('says that there may be more where the last read message lies before the known ones', () => {
    const events = messages('a', 'b');
    expect(countUnread(input(events))).toMatchObject({ count: 2, atLeast: true });
    expect(countUnread(input(events, { fromStart: true }))).toMatchObject({ count: 2, atLeast: false });
    expect(countUnread(input(events, { receipts: [read('a')] }))).toMatchObject({ count: 1, atLeast: false });
  });

  it('is whole where a known message is read by the time of a receipt, of which only one of another thread says nothing', () => {
    const events = messages('a', 'b');
    const old = (more: Partial<Receipt> = {}) => read('long-ago', { ts: events[0]!.origin_server_ts, ...more });
    expect(countUnread(input(events, { receipts: [old()] }))).toMatchObject({ count: 1, atLeast: false });
    expect(countUnread(input(events, { receipts: [old({ threadId: 'main' })] }))).toMatchObject({ atLeast: false });
    expect(countUnread(input(events, { receipts: [old({ threadId: '$root' })] }))).toMatchObject({ atLeast: true });
    expect(countUnread(input(events, { receipts: [old({ ts: 1 })] }))).toMatchObject({ count: 2, atLeast: true });
  });

  it('goes by the time of a receipt whose event is not known', () => {
    const events = messages('a', 'b', 'c');
    expect(count(events, { receipts: [read('long-ago', { ts: events[0]!.origin_server_ts })] })).toBe(2);
  });

  it.each([
    ['own', message('x', { sender: anna, type: 'm.reaction' })],
    ['redacted', message('x', { unsigned: { redacted_because: {} } })],
    ['edits', message('x', { content: { 'm.relates_to': { rel_type: 'm.replace', event_id: '$a' } } })],
    ['reactions', message('x', { type: 'm.reaction' })],
    [
      'encrypted reactions',
      message('x', {
        type: 'm.room.encrypted',
        content: { 'm.relates_to': { rel_type: 'm.annotation', event_id: '$a', key: 'x' } },
      }),
    ],
    ['state', stateEvent('m.room.name', '', {})],
    ['state with the type of a message', stateEvent('m.room.message', '', {})],
    ['notices', message('x', { content: { msgtype: 'm.notice' } })],
    ['unknown', message('x', { type: 'org.example.new' })],
  ])('is not of %s events', (_, event) => {
    expect(count([event])).toBe(0);
  });

  it('is of stickers, polls, encrypted events and, if wanted, notices', () => {
    const events = ['m.sticker', 'm.poll.start', 'm.room.encrypted'].map((type, index) =>
      message(`e${index}`, { type }),
    );
    expect(count(events)).toBe(3);
    expect(count([message('x', { content: { msgtype: 'm.notice' } })], { notices: true })).toBe(1);
  });

  it('goes by what an encrypted event turns out to be', () => {
    const events = [message('a', { type: 'm.room.encrypted' }), message('b', { type: 'm.room.encrypted' })];
    const decrypted = (event: ClientEvent) => ({
      type: event.event_id === '$a' ? 'm.reaction' : 'm.room.message',
      content: { 'm.mentions': { user_ids: [anna] } },
    });
    expect(countUnread(input(events, { decrypted }))).toMatchObject({ count: 1, highlights: 1 });
  });

  it('begins anew after an own message: who writes has read', () => {
    expect(count([...messages('a', 'b'), message('own', { sender: anna }), message('c')])).toBe(1);
  });
});

describe('threads', () => {
  it('are counted apart', () => {
    const events = [message('root'), inThread('t1'), message('a'), inThread('t2')];
    const unread = countUnread(input(events, { receipts: [read('root', { threadId: 'main' })] }));
    expect([unread.count, [...unread.threads]]).toEqual([1, [['$root', { count: 2, highlights: 0 }]]]);
  });

  it('are read by their own receipts, and by those for everything', () => {
    const events = [message('root'), inThread('t1'), message('a'), inThread('t2')];
    expect([...countUnread(input(events, { receipts: [read('t1', { threadId: '$root' })] })).threads]).toEqual([
      ['$root', { count: 1, highlights: 0 }],
    ]);
    expect(countUnread(input(events, { receipts: [read('t2')] }))).toMatchObject({ count: 0, threads: new Map() });
  });

  it('stay unread while their room is read, and the other way round', () => {
    const events = [inThread('t1'), message('a', { sender: anna })];
    expect(countUnread(input(events)).threads.get('$root')).toEqual({ count: 1, highlights: 0 });
    expect(count([message('a'), inThread('t1', { sender: anna })])).toBe(1);
  });
});

describe('highlights', () => {
  const mentioning = (mentions: unknown) => message('x', { content: { body: '@anna', 'm.mentions': mentions } });
  const highlights = (mentions: unknown, more: Partial<UnreadInput> = {}) =>
    countUnread(input([mentioning(mentions)], more)).highlights;

  it('are of messages that hold a keyword, as far as they can be read', () => {
    const events = [message('a', { content: { body: 'Haushalt' } }), message('b', { type: 'm.room.encrypted' })];
    const of = (more: Partial<UnreadInput>) =>
      countUnread(input(events, { keywords: /haushalt/iu, ...more })).highlights;
    expect(of({})).toBe(1);
    expect(of({ decrypted: () => ({ type: 'm.room.message', content: { body: 'Der Haushalt' } }) })).toBe(2);
    expect(of({ decrypted: () => ({ type: 'm.room.message', content: { body: 5 } }) })).toBe(1);
    expect(of({ notifications: 'mentions' })).toBe(1);
    expect(of({ notifications: 'none' })).toBe(0);
  });

  it('are of the user, and of the room where the sender may', () => {
    expect(highlights({ user_ids: [ben, anna] })).toBe(1);
    expect(highlights({ room: true })).toBe(0);
    expect(highlights({ room: true }, { mayMentionRoom: (sender) => sender === ben })).toBe(1);
  });

  it.each([undefined, null, [], 'x', {}, { room: 'yes', user_ids: anna }, { user_ids: [null, 5, {}] }, { room: 1 }])(
    'are not of mentions such as %o, nor of words in the text',
    (mentions) => {
      expect(highlights(mentions, { mayMentionRoom: () => true })).toBe(0);
    },
  );

  it('are found among broken entries', () => {
    expect(highlights({ user_ids: [null, 5, {}, anna] })).toBe(1);
  });
});

describe('a muted room', () => {
  const events = [message('a'), message('b', { content: { 'm.mentions': { user_ids: [anna] } } })];

  it('counts only mentions, or nothing', () => {
    expect(countUnread(input(events, { notifications: 'mentions' }))).toMatchObject({ count: 1, highlights: 1 });
    expect(countUnread(input(events, { notifications: 'none' }))).toMatchObject({ count: 0, highlights: 0 });
  });
});

describe('mayMentionRoom', () => {
  const levels = (content: object) => stateEvent('m.room.power_levels', '', content);

  it('takes level 50, or what the room says', () => {
    expect(mayMentionRoom(ben, levels({ users: { [ben]: 50 } }), undefined)).toBe(true);
    expect(mayMentionRoom(ben, levels({ users: { [ben]: 49 } }), undefined)).toBe(false);
    expect(mayMentionRoom(ben, levels({ users_default: 20, notifications: { room: 20 } }), undefined)).toBe(true);
    expect(mayMentionRoom(ben, undefined, undefined)).toBe(false);
  });

  it('takes numbers only, in quotes where old rooms have them so', () => {
    expect(mayMentionRoom(ben, levels({ users: { [ben]: '100' } }), undefined)).toBe(true);
    for (const level of [1e300, 1.5, null, 'x', {}, Number.NaN]) {
      expect(mayMentionRoom(ben, levels({ users: { [ben]: level } }), undefined)).toBe(false);
    }
    expect(mayMentionRoom('toString', levels({ users: {} }), undefined)).toBe(false);
  });

  it('is always so for creators from room version 12 on', () => {
    const create = (version: string) =>
      stateEvent('m.room.create', '', { room_version: version, additional_creators: ['@c:x'] }, { sender: ben });
    expect([mayMentionRoom(ben, undefined, create('12')), mayMentionRoom('@c:x', undefined, create('12'))]).toEqual([
      true,
      true,
    ]);
    expect(mayMentionRoom(ben, undefined, create('11'))).toBe(false);
  });
});

describe('isMarkedUnread', () => {
  it('is what the room’s account data says, in the stable spelling before the old one', () => {
    const data = (entries: Record<string, object>) => (type: string) => entries[type] as never;
    expect(isMarkedUnread(data({ 'm.marked_unread': { unread: true } }))).toBe(true);
    expect(isMarkedUnread(data({ 'com.famedly.marked_unread': { unread: true } }))).toBe(true);
    expect(
      isMarkedUnread(data({ 'm.marked_unread': { unread: false }, 'com.famedly.marked_unread': { unread: true } })),
    ).toBe(false);
    expect([isMarkedUnread(data({})), isMarkedUnread(data({ 'm.marked_unread': { unread: 'true' } }))]).toEqual([
      false,
      false,
    ]);
  });
});
