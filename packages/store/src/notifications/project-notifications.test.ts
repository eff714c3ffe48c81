import { describe, expect, it } from 'vitest';
import type { RoomPreview, RoomSummary } from '../rooms/rooms.ts';
import { roomSummary } from '../testing/fixtures.ts';
import { isQuiet, projectNotifications, type ProjectedNotifications } from './project-notifications.ts';

const said = (eventId: string, own = false): RoomPreview => ({
  kind: 'message',
  eventId,
  sender: 'Max',
  own,
  content: 'text',
  body: `Text of ${eventId}`,
});
const room = (unreadCount: number, preview: RoomPreview, changes: Partial<RoomSummary> = {}): RoomSummary =>
  roomSummary({ roomId: '!a', name: 'A', unreadCount, preview, ...changes });
const pending = { kind: 'pending', eventId: '$p' } as const;

/** Each list after the one before. @returns what the last of them gives */
function after(...lists: readonly (readonly RoomSummary[])[]): ProjectedNotifications['items'] {
  let projected: ProjectedNotifications | undefined;
  for (const list of lists) projected = projectNotifications(projected, list, { showsText: false, isQuiet: false });
  return projected!.items;
}
const keys = (items: ProjectedNotifications['items']): readonly string[] => items.map(({ key }) => key);

describe('what is new', () => {
  it('is nothing of what was unread before', () => {
    expect(after([room(3, said('$1'))])).toEqual([]);
    expect(after([room(3, said('$1'))], [room(3, said('$1'))])).toEqual([]);
  });

  it('is a message in a room without, or with, others that are unread', () => {
    const item = { roomId: '!a', name: 'A', kind: 'message' };
    expect(after([], [room(1, said('$1'))])).toEqual([{ key: '!a $1 1', ...item }]);
    expect(after([room(1, said('$1'))], [room(2, said('$2'))])).toEqual([{ key: '!a $2 2', ...item }]);
  });

  it('is a mention where the user was named', () => {
    expect(after([], [room(1, said('$1'), { highlightCount: 1 })])).toMatchObject([{ kind: 'mention' }]);
    const [before, later] = [1, 2].map((count) => room(count, said(`$${count}`), { highlightCount: 1 }));
    expect(after([before!], [later!])).toMatchObject([{ kind: 'message' }]);
  });

  it('is no message that does not count: in a muted room, or one that tells of mentions alone', () => {
    expect(after([], [room(0, said('$1'), { markedUnread: true })])).toEqual([]);
    expect(after([room(1, said('$1'))], [room(1, said('$2'))])).toEqual([]);
  });

  it('is no message of the user from another device', () => {
    expect(after([room(1, said('$1'))], [room(2, said('$2', true))])).toEqual([]);
  });

  it('is an answer in a thread, which the row of its room does not show', () => {
    expect(after([room(1, said('$1'))], [room(2, said('$1'))])).toMatchObject([{ key: '!a  2', kind: 'message' }]);
  });

  it('is told once it is decrypted, or cannot be', () => {
    expect(after([], [room(1, pending)])).toEqual([]);
    expect(keys(after([], [room(1, pending)], [room(1, said('$p'))]))).toEqual(['!a $p 1']);
    expect(keys(after([], [room(1, pending)], [room(1, { kind: 'undecryptable' })]))).toEqual(['!a  1']);
    expect(keys(after([room(1, said('$1'))], [room(2, pending)], [room(2, said('$p'))]))).toEqual(['!a $p 2']);
  });

  it('is nothing where it turns out to be a reaction', () => {
    expect(after([room(1, said('$1'))], [room(2, pending)], [room(1, said('$1'))])).toEqual([]);
  });

  it('is nothing of what was there before, and is decrypted now', () => {
    expect(after([room(1, pending)], [room(1, said('$p'))])).toEqual([]);
  });

  it('is an invitation, once, and not one that the policy bars', () => {
    const invite = room(0, { kind: 'none' }, { membership: 'invite' });
    const item = { key: '!a invite', roomId: '!a', name: 'A', kind: 'invite' };
    expect(after([], [invite])).toEqual([item]);
    expect(after([], [invite], [invite])).toEqual([item]);
    expect(after([invite], [invite])).toEqual([]);
    expect(after([], [{ ...invite, barred: { code: 'WL_SERVER_NAME' } }])).toEqual([]);
  });

  it('stands until the room is read, one for each room, the newest first', () => {
    const other = room(1, said('$o'), { roomId: '!b', name: 'B' });
    const [one, two] = [room(1, said('$1')), room(2, said('$2'))];
    expect(keys(after([], [one], [other, one]))).toEqual(['!b $o 1', '!a $1 1']);
    expect(keys(after([], [one], [other, one], [two, other]))).toEqual(['!a $2 2', '!b $o 1']);
    expect(keys(after([], [one], [other, one], [other]))).toEqual(['!b $o 1']);
  });

  it('is told again where a room was read, and something new comes', () => {
    expect(keys(after([], [room(1, said('$1'))], [], [room(1, said('$2'))]))).toEqual(['!a $2 1']);
  });

  it('holds what was said only where the user wants that', () => {
    const before = projectNotifications(undefined, [], { showsText: true, isQuiet: false });
    const { items } = projectNotifications(before, [room(1, said('$1'))], { showsText: true, isQuiet: false });
    expect(items).toMatchObject([{ preview: said('$1') }]);
    expect(after([], [room(1, said('$1'))])[0]).not.toHaveProperty('preview');
  });

  it('is nothing while it is quiet, and that is not told later', () => {
    const loud = { showsText: false, isQuiet: false };
    const begun = projectNotifications(undefined, [], loud);
    const quiet = projectNotifications(begun, [room(1, said('$1'))], { ...loud, isQuiet: true });
    expect(quiet.items).toEqual([]);
    expect(projectNotifications(quiet, [room(1, said('$1'))], loud).items).toEqual([]);
    expect(keys(projectNotifications(quiet, [room(2, said('$2'))], loud).items)).toEqual(['!a $2 2']);
  });
});

describe('quiet hours', () => {
  const at = (time: string): Date => new Date(`2026-11-24T${time}:00`);
  const settings = (from: number, to: number) => ({
    enabled: true,
    showsText: false,
    quietHours: { fromMinute: from * 60, toMinute: to * 60 },
  });

  it.each([
    ['17:59', false],
    ['18:00', true],
    ['23:59', true],
    ['00:00', true],
    ['06:59', true],
    ['07:00', false],
  ])('past midnight hold at %s: %s', (time, quiet) => {
    expect(isQuiet(settings(18, 7), at(time))).toBe(quiet);
  });

  it.each([
    ['11:59', false],
    ['12:00', true],
    ['12:59', true],
    ['13:00', false],
  ])('of one day hold at %s: %s', (time, quiet) => {
    expect(isQuiet(settings(12, 13), at(time))).toBe(quiet);
  });

  it('that end where they begin are none', () => {
    expect(isQuiet(settings(12, 12), at('12:00'))).toBe(false);
  });

  it('are none where none are set', () => {
    expect(isQuiet({ enabled: true, showsText: false }, at('03:00'))).toBe(false);
  });
});
