import { describe, expect, it } from 'vitest';
import { roomSummary } from '../testing/fixtures.ts';
import { createRoomIndex, type ListedRoom } from './room-index.ts';
import { completeQuery } from './room-list-query.ts';
import type { RoomListQuery, RoomSummary } from './rooms.ts';
import { searchText } from '../search/search-text.ts';

const listed = (roomId: string, changes: Partial<RoomSummary> = {}, bumpStamp?: number): ListedRoom => {
  const summary = roomSummary({ roomId, name: roomId, ...changes });
  return { summary, searchText: searchText([summary.name]), bumpStamp };
};
function indexOf(...rooms: readonly ListedRoom[]) {
  const index = createRoomIndex();
  rooms.forEach(index.set);
  const ids = (query?: RoomListQuery): readonly string[] =>
    index.query(completeQuery(query)).items.map(({ roomId }) => roomId);
  return { index, ids };
}

describe('the order of the list', () => {
  it('is newest first', () => {
    const { ids } = indexOf(
      listed('!a', { latestTs: 1 }),
      listed('!b', { latestTs: 3 }),
      listed('!c', { latestTs: 2 }),
    );
    expect(ids()).toEqual(['!b', '!c', '!a']);
  });

  it('is by room id where the times are equal, so that it never flickers', () => {
    const { ids } = indexOf(listed('!b'), listed('!a'), listed('!c'));
    expect(ids()).toEqual(['!a', '!b', '!c']);
  });

  it.each(['recent', 'name', 'unread'] as const)('begins with the invites: %s', (sort) => {
    const { ids } = indexOf(listed('!a', { latestTs: 9, highlightCount: 1 }), listed('!z', { membership: 'invite' }));
    expect(ids({ sort })).toEqual(['!z', '!a']);
  });

  it('is the server’s where it gives one for every room', () => {
    const rooms = [listed('!a', { latestTs: 9 }, 1), listed('!b', { latestTs: 1 }, 2)];
    expect(indexOf(...rooms).ids()).toEqual(['!b', '!a']);
  });

  it('is by time as long as one room has no stamp of the server', () => {
    const { index, ids } = indexOf(listed('!a', { latestTs: 9 }, 1), listed('!b', { latestTs: 1 }, 2), listed('!c'));
    expect(ids()).toEqual(['!a', '!b', '!c']);
    index.set(listed('!c', {}, 3));
    expect(ids()).toEqual(['!c', '!b', '!a']);
    index.delete('!c');
    expect(ids()).toEqual(['!b', '!a']);
  });

  it('follows a room that changes', () => {
    const { index, ids } = indexOf(
      listed('!a', { latestTs: 1 }),
      listed('!b', { latestTs: 2 }),
      listed('!c', { latestTs: 3 }),
    );
    expect(ids()).toEqual(['!c', '!b', '!a']);
    index.set(listed('!a', { latestTs: 4 }));
    expect(ids()).toEqual(['!a', '!c', '!b']);
    index.set(listed('!c', { latestTs: 0 }));
    expect(ids()).toEqual(['!a', '!b', '!c']);
  });

  it('stays right through thousands of changes', () => {
    const { index, ids } = indexOf();
    let seed = 1;
    const random = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below;
    for (let change = 0; change < 3_000; change++) {
      const roomId = `!${random(200)}`;
      if (random(10) === 0) index.delete(roomId);
      else index.set(listed(roomId, { latestTs: random(50), unreadCount: random(3), name: `Raum ${random(20)}` }));
      if (change % 500 === 0) for (const sort of ['recent', 'name', 'unread'] as const) ids({ sort });
    }
    const fresh = indexOf(...[...index.roomIds()].map((roomId) => index.get(roomId)!));
    for (const sort of ['recent', 'name', 'unread'] as const) {
      expect(ids({ sort, limit: 300 })).toEqual(fresh.ids({ sort, limit: 300 }));
    }
  });

  it('by name knows umlauts and numbers, and puts the nameless last', () => {
    const names = ['Zoo', 'raum 10', '', 'Raum 9', 'Ämter', 'Bau'];
    const { index } = indexOf(...names.map((name, at) => listed(`!${at}`, { name })));
    const { items } = index.query(completeQuery({ sort: 'name' }));
    expect(items.map(({ name }) => name)).toEqual(['Ämter', 'Bau', 'Raum 9', 'raum 10', 'Zoo', '']);
  });

  it('by unread begins with mentions, and leaves muted rooms where they are', () => {
    const { ids } = indexOf(
      listed('!old', { latestTs: 9 }),
      listed('!muted', { latestTs: 8, unreadCount: 4, isMuted: true }),
      listed('!unread', { latestTs: 2, unreadCount: 1 }),
      listed('!marked', { latestTs: 3, markedUnread: true }),
      listed('!mention', { latestTs: 1, unreadCount: 1, highlightCount: 1 }),
    );
    expect(ids({ sort: 'unread' })).toEqual(['!mention', '!marked', '!unread', '!old', '!muted']);
  });
});

describe('a window of the list', () => {
  const many = Array.from({ length: 100 }, (_, at) => listed(`!${String(at).padStart(3, '0')}`));

  it('is cut out of what matches, and says how much that is', () => {
    const { index } = indexOf(...many);
    const { total, items } = index.query(completeQuery({ offset: 10, limit: 2 }));
    expect([total, items.map(({ roomId }) => roomId)]).toEqual([100, ['!010', '!011']]);
  });

  it('is empty behind the end', () => {
    expect(indexOf(...many).index.query(completeQuery({ offset: 200 }))).toEqual({ total: 100, items: [] });
  });

  it('holds rooms that were left in no case', () => {
    expect(indexOf(listed('!a', { membership: 'leave' }), listed('!b', { membership: 'ban' })).ids()).toEqual([]);
  });

  it('shows the successor in place of a room that was upgraded, once the user is in it', () => {
    const { index, ids } = indexOf(listed('!old', { replacedBy: '!new' }));
    const successor = (changes: Partial<RoomSummary> = {}): ListedRoom => ({
      ...listed('!new', changes),
      predecessor: '!old',
    });
    expect(ids()).toEqual(['!old']);
    index.set(successor({ membership: 'invite' }));
    expect(ids()).toEqual(['!new', '!old']);
    index.set(successor());
    expect(ids()).toEqual(['!new']);
  });

  it('keeps a room that names another one which does not come after it (CVE-2025-59161)', () => {
    expect(indexOf(listed('!a', { replacedBy: '!b' }), listed('!b')).ids()).toEqual(['!a', '!b']);
  });

  it('keeps rooms that replace themselves or each other (CVE-2024-42369, CVE-2025-59160)', () => {
    const { ids } = indexOf(
      { ...listed('!a', { replacedBy: '!a' }), predecessor: '!a' },
      { ...listed('!b', { replacedBy: '!c' }), predecessor: '!c' },
      { ...listed('!c', { replacedBy: '!b' }), predecessor: '!b' },
      { ...listed('!d', { replacedBy: '!b' }) },
    );
    expect(ids()).toEqual(['!a', '!b', '!c', '!d']);
  });
});

describe('filters', () => {
  const rooms = {
    unread: listed('!unread', { unreadCount: 1 }),
    marked: listed('!marked', { markedUnread: true }),
    mention: listed('!mention', { unreadCount: 2, highlightCount: 1 }),
    favourite: listed('!favourite', { isFavourite: true }),
    low: listed('!low', { isLowPriority: true }),
    muted: listed('!muted', { isMuted: true }),
    person: listed('!person', { directUserId: '@max:server.example', encrypted: false }),
    invite: listed('!invite', { membership: 'invite' }),
    knock: listed('!knock', { membership: 'knock', federation: 'federated' }),
    space: listed('!space', { kind: 'space' }),
  };
  const { ids } = indexOf(...Object.values(rooms));
  const sorted = (query: RoomListQuery): readonly string[] => ids(query).toSorted();

  it.each<[RoomListQuery['filters'], readonly string[]]>([
    [['unread'], ['!invite', '!marked', '!mention', '!unread']],
    [['highlighted'], ['!mention']],
    [['favourite'], ['!favourite']],
    [['lowPriority'], ['!low']],
    [['muted'], ['!muted']],
    [['people'], ['!person']],
    [['invites'], ['!invite']],
    [['knocks'], ['!knock']],
    [['federated'], ['!knock']],
    [['spaces'], ['!space']],
    [['unread', 'invites'], ['!invite']],
    [['people', 'rooms'], []],
  ])('%o leave %o', (filters, expected) => {
    expect(sorted({ filters: filters! })).toEqual(expected);
  });

  it('leave spaces out unless they are asked for', () => {
    expect(ids()).not.toContain('!space');
    expect(ids({ filters: ['rooms'] })).not.toContain('!space');
  });

  it('can be turned round', () => {
    expect(sorted({ without: ['unread', 'people', 'muted', 'knocks'] })).toEqual(['!favourite', '!low']);
    expect(ids({ without: ['encrypted'] })).toEqual(['!person']);
  });

  it('show an invite to a space', () => {
    expect(indexOf(listed('!s', { kind: 'space', membership: 'invite' })).ids()).toEqual(['!s']);
  });
});

describe('search', () => {
  const { ids } = indexOf(listed('!1', { name: 'Bürgeramt Straße' }), listed('!2', { name: 'Bauamt' }));

  it.each([
    ['amt', ['!1', '!2']],
    ['BUERGER', []],
    ['burger', ['!1']],
    ['BÜRGER', ['!1']],
    ['strasse', ['!1']],
    ['STRASSE amt', ['!1']],
    ['amt stra', ['!1']],
    ['amt zoo', []],
    ['  ', ['!1', '!2']],
  ])('for %o finds %o', (search, expected) => {
    expect(ids({ search })).toEqual(expected);
  });
});

describe('spaces', () => {
  const { index, ids } = indexOf(
    listed('!space', { kind: 'space', children: ['!a', '!sub', '!unknown'] }),
    listed('!sub', { kind: 'space', children: ['!b', '!space'] }),
    listed('!a'),
    listed('!b'),
    listed('!c'),
  );

  it('hold their rooms and those of the spaces in them, even in a circle', () => {
    expect(ids({ space: '!space' })).toEqual(['!a', '!b']);
    expect(ids({ space: '!sub' })).toEqual(['!a', '!b']);
  });

  it('that nobody knows are empty', () => {
    expect(ids({ space: '!nowhere' })).toEqual([]);
  });

  it('are the parents of their children', () => {
    expect([index.parentsOf('!b'), index.parentsOf('!c')]).toEqual([['!sub'], []]);
  });

  it('have no say before they are joined', () => {
    const { index: other } = indexOf(listed('!space', { kind: 'space', membership: 'invite', children: ['!a'] }));
    expect(other.parentsOf('!a')).toEqual([]);
  });

  it('let go of children', () => {
    const { index: other } = indexOf(listed('!space', { kind: 'space', children: ['!a', '!b'] }));
    other.set(listed('!space', { kind: 'space', children: ['!b'] }));
    expect([other.parentsOf('!a'), other.parentsOf('!b')]).toEqual([[], ['!space']]);
    other.delete('!space');
    expect(other.parentsOf('!b')).toEqual([]);
  });
});

describe('totals', () => {
  it('count rooms, messages, mentions and invites, but no muted rooms, spaces and rooms that were left', () => {
    const { index } = indexOf(
      listed('!a', { unreadCount: 3, highlightCount: 1 }),
      listed('!b', { markedUnread: true }),
      listed('!c', { unreadCount: 5, isMuted: true }),
      listed('!d', { membership: 'invite' }),
      listed('!e', { unreadCount: 7, kind: 'space' }),
      listed('!f', { unreadCount: 9, membership: 'leave' }),
    );
    expect(index.totals()).toEqual({ rooms: 2, messages: 3, highlights: 1, invites: 1 });
  });

  it('are nothing after the index was cleared', () => {
    const { index, ids } = indexOf(listed('!a', { unreadCount: 3 }));
    index.clear();
    expect([index.totals(), ids(), index.size]).toEqual([{ rooms: 0, messages: 0, highlights: 0, invites: 0 }, [], 0]);
  });
});
