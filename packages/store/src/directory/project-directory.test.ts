import { describe, expect, it } from 'vitest';
import { projectDirectory, projectUsers, type DirectoryContext } from './project-directory.ts';

const context: DirectoryContext = {
  barred: ({ room, sender }) =>
    `${String(room)}${String(sender)}`.includes('evil')
      ? { code: 'WL_SERVER_NAME', serverName: 'evil.example' }
      : undefined,
  membershipOf: (roomId) => (roomId === '!in' ? 'join' : roomId === '!left' ? 'leave' : undefined),
};
const rooms = (...chunk: readonly unknown[]) => projectDirectory({ chunk }, context).rooms;

describe('the directory of rooms', () => {
  it('tells what a room is', () => {
    expect(
      rooms({
        room_id: '!a',
        name: 'Amt',
        topic: 'Thema',
        canonical_alias: '#a:s',
        avatar_url: 'mxc://s/a',
        num_joined_members: 7,
        room_type: 'm.space',
        join_rule: 'knock',
      }),
    ).toEqual([
      {
        roomId: '!a',
        name: 'Amt',
        topic: 'Thema',
        canonicalAlias: '#a:s',
        avatar: 'mxc://s/a',
        memberCount: 7,
        kind: 'space',
        access: 'knock',
      },
    ]);
  });

  it('names a room by its alias, else by its id', () => {
    expect(rooms({ room_id: '!a', canonical_alias: '#a:s' }, { room_id: '!b' }).map(({ name }) => name)).toEqual([
      '#a:s',
      '!b',
    ]);
  });

  it('knows where the user is already', () => {
    expect(rooms({ room_id: '!in' }, { room_id: '!left' }).map(({ membership }) => membership)).toEqual([
      'join',
      undefined,
    ]);
  });

  it('says what the policy bars', () => {
    expect(rooms({ room_id: '!a:evil.example' })[0]!.barred).toEqual({
      code: 'WL_SERVER_NAME',
      serverName: 'evil.example',
    });
  });

  it('drops what is no room, and keeps its neighbours', () => {
    expect(rooms(null, 5, [], {}, { room_id: 'a' }, { room_id: '! ' }, { room_id: '!b' })).toHaveLength(1);
  });

  it('bears fields of any kind', () => {
    const [room] = rooms({
      room_id: '!a',
      name: 5,
      topic: {},
      avatar_url: 'https://x',
      num_joined_members: -1,
      canonical_alias: [],
    });
    expect(room).toEqual({ roomId: '!a', name: '!a', memberCount: 0, kind: 'room', access: 'join' });
  });

  it('is never more than a page', () => {
    expect(rooms(...Array.from({ length: 500 }, (_, at) => ({ room_id: `!${at}` })))).toHaveLength(100);
  });

  it('goes on where the server says so', () => {
    expect(projectDirectory({ chunk: [], next_batch: 'x' }, context)).toEqual({ rooms: [], nextBatch: 'x' });
    for (const next_batch of ['', 5, undefined, 'x'.repeat(5_000)]) {
      expect(projectDirectory({ chunk: 'x', next_batch }, context)).toEqual({ rooms: [] });
    }
  });
});

describe('the directory of users', () => {
  it('tells who was found', () => {
    const results = [
      { user_id: '@max:s', display_name: 'Max', avatar_url: 'mxc://s/m' },
      { user_id: '@eva:s', display_name: '  ' },
      { user_id: '@x:evil.example' },
      { user_id: 'x' },
      null,
    ];
    expect(projectUsers({ results, limited: true }, context)).toEqual({
      limited: true,
      users: [
        { userId: '@max:s', displayName: 'Max', avatar: 'mxc://s/m' },
        { userId: '@eva:s', displayName: '@eva:s' },
        {
          userId: '@x:evil.example',
          displayName: '@x:evil.example',
          barred: { code: 'WL_SERVER_NAME', serverName: 'evil.example' },
        },
      ],
    });
  });

  it('finds nobody in an answer that is none', () => {
    expect(projectUsers({ results: 'x' }, context)).toEqual({ users: [], limited: false });
  });
});
