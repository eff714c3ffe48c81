import { describe, expect, it } from 'vitest';
import type { TimelineEvent } from '../timeline/project-timeline.ts';
import { compareRooms, projectRoom, type RoomInput } from './project-room.ts';
import type { RoomSummary } from './rooms.ts';

const userId = '@erika:server.example';
const otherId = '@max:server.example';

const event = (change: Partial<TimelineEvent> = {}): TimelineEvent => ({
  eventId: '$a',
  type: 'm.room.message',
  sender: otherId,
  originServerTs: 1_000,
  content: { msgtype: 'm.text', body: 'Guten Tag' },
  encrypted: true,
  redacted: false,
  ...change,
});
const message = (body: unknown): TimelineEvent => event({ content: { msgtype: 'm.text', body } });
const project = (change: Partial<RoomInput> = {}): Omit<RoomSummary, 'version'> =>
  projectRoom({
    roomId: '!a:server.example',
    userId,
    membership: 'join',
    encrypted: true,
    heroes: [],
    memberCount: 1,
    unreadCount: 0,
    highlightCount: 0,
    latest: [],
    nameOf: (id) => (id === otherId ? 'Max' : 'Erika'),
    ...change,
  });
const nameFrom = (change: Partial<RoomInput>): string => project(change).name;
const previewOf = (...latest: readonly TimelineEvent[]): RoomSummary['preview'] => project({ latest }).preview;

describe('the name of a room', () => {
  it('is what m.room.name says', () => {
    expect(nameFrom({ name: { name: 'Amtsstube' }, canonicalAlias: { alias: '#a:server.example' } })).toBe('Amtsstube');
  });

  it('is the alias where there is no name', () => {
    expect(nameFrom({ canonicalAlias: { alias: '#a:server.example' }, heroes: ['Max'], memberCount: 2 })).toBe(
      '#a:server.example',
    );
  });

  it.each(['', '   ', 5, null, {}, undefined])('is the alias where the name is %o', (name) => {
    expect(nameFrom({ name: { name }, canonicalAlias: { alias: '#a:server.example' } })).toBe('#a:server.example');
  });

  it('is made of the members where there is neither', () => {
    expect(nameFrom({ heroes: ['Anna', 'Max'], memberCount: 3 })).toBe('Anna, Max');
  });

  it('counts the members it does not name', () => {
    expect(nameFrom({ heroes: ['Anna', 'Max'], memberCount: 10 })).toBe('Anna, Max +7');
  });

  it('is empty for a room of one', () => {
    expect(nameFrom({})).toBe('');
  });

  it('is empty rather than a bare number', () => {
    expect(nameFrom({ heroes: [], memberCount: 5 })).toBe('');
  });

  it('bears a count that is smaller than the names', () => {
    expect(nameFrom({ heroes: ['Anna', 'Max'], memberCount: 1 })).toBe('Anna, Max');
  });
});

describe('the preview of a room', () => {
  it('is the newest message', () => {
    expect(previewOf(message('alt'), message('neu'))).toEqual({
      kind: 'message',
      eventId: '$a',
      content: 'text',
      sender: 'Max',
      own: false,
      body: 'neu',
    });
  });

  it('says that it is the own message', () => {
    expect(previewOf(event({ sender: userId }))).toMatchObject({ sender: 'Erika', own: true });
  });

  it('is the first line', () => {
    expect(previewOf(message('\n\n  erste \nzweite'))).toMatchObject({ body: 'erste ' });
  });

  it('is at most 160 characters', () => {
    expect(previewOf(message('x'.repeat(10_000)))).toMatchObject({ body: 'x'.repeat(160) });
  });

  it('is the fall-back text of a file', () => {
    expect(previewOf(event({ content: { msgtype: 'm.file', body: 'antrag.pdf' } }))).toMatchObject({
      body: 'antrag.pdf',
    });
  });

  it('tells that the newest message cannot be read', () => {
    expect(previewOf(message('alt'), event({ undecryptable: 'unknown' }))).toEqual({ kind: 'undecryptable' });
  });

  it.each([
    ['state', event({ type: 'm.room.name', stateKey: '', content: { name: 'x', body: 'x' } })],
    ['a redacted message', event({ redacted: true, content: {} })],
    ['a reaction', event({ type: 'm.reaction', content: { body: 'x' } })],
    ['an edit', event({ content: { msgtype: 'm.text', body: '* x', 'm.relates_to': { rel_type: 'm.replace' } } })],
    ['a message without text', message(5)],
    ['a message with a text of another kind', message({ toString: 'x' })],
  ])('passes over %s', (_, newest) => {
    expect(previewOf(message('alt'), newest)).toMatchObject({ body: 'alt' });
  });

  it.each([null, 5, 'm.replace'])('bears the relation %o', (relation) => {
    expect(previewOf(event({ content: { body: 'x', 'm.relates_to': relation } }))).toMatchObject({ body: 'x' });
  });

  it('is none where nothing is worth a line', () => {
    expect(previewOf()).toEqual({ kind: 'none' });
  });
});

describe('the rest of a row', () => {
  it('passes on what is counted', () => {
    expect(project({ memberCount: 3, unreadCount: 2, highlightCount: 1 })).toMatchObject({
      memberCount: 3,
      unreadCount: 2,
      highlightCount: 1,
    });
  });

  it('has the time of the newest event, whatever it is', () => {
    expect(
      project({ latest: [event({ originServerTs: 5 }), event({ type: 'm.reaction', originServerTs: 7 })] }),
    ).toMatchObject({ latestTs: 7 });
  });

  it('has the time 0 where nothing has happened', () => {
    expect(project().latestTs).toBe(0);
  });

  it('is internal without an ACL', () => {
    expect(project().federation).toBe('internal');
  });

  it('is federated where the ACL admits every server', () => {
    expect(project({ serverAcl: { allow: ['*'] } }).federation).toBe('federated');
  });

  it('names who invites', () => {
    expect(project({ membership: 'invite', inviterId: otherId }).inviter).toEqual({
      userId: otherId,
      displayName: 'Max',
    });
  });

  it('names no inviter where nobody invites', () => {
    expect(project()).not.toHaveProperty('inviter');
  });

  it('tells whether the room is encrypted', () => {
    expect([project({ encrypted: false }).encrypted, project().encrypted]).toEqual([false, true]);
  });
});

describe('the order of rooms', () => {
  const row = (roomId: string, latestTs: number, membership: RoomSummary['membership'] = 'join'): RoomSummary => ({
    ...project({ roomId, membership, latest: [event({ originServerTs: latestTs })] }),
    version: 1,
  });
  const sorted = (...rows: readonly RoomSummary[]): readonly string[] =>
    rows.toSorted(compareRooms).map(({ roomId }) => roomId);

  it('is newest first', () => {
    expect(sorted(row('!a', 1), row('!b', 3), row('!c', 2))).toEqual(['!b', '!c', '!a']);
  });

  it('puts invites first, however old', () => {
    expect(sorted(row('!a', 9), row('!b', 1, 'invite'))).toEqual(['!b', '!a']);
  });

  it('is by room id where times are equal', () => {
    expect(sorted(row('!c', 1), row('!a', 1), row('!b', 1))).toEqual(['!a', '!b', '!c']);
  });
});
