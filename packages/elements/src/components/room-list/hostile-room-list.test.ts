/** Rows of rooms whose names, people and messages are whatever a server says: of every kind of character, as long as the store lets them be. */
import type { RoomPreview, RoomSummary } from '@bundesmessenger/store';
import { createFakeStore, roomList } from '@bundesmessenger/store/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alwaysSoon, charactersByCategory, hostileText } from '../../../../core/src/sync/testing/hostile-json.ts';
import { initialsOf } from '../../internal/avatar.ts';
import { findAll, settled, show } from '../../testing/page.ts';
import { loggedIn, room } from '../../testing/snapshots.ts';
import './room-list.define.ts';
import { BmRoomList } from './room-list.ts';

const line = hostileText.map((text) => text.slice(0, 160));
const preview = fc.oneof(
  fc.tuple(line, line).map(([sender, body]): RoomPreview => ({
    kind: 'message',
    eventId: '$a',
    sender,
    own: false,
    content: 'text',
    body,
  })),
  fc.constantFrom<RoomPreview>({ kind: 'undecryptable' }, { kind: 'none' }, { kind: 'pending', eventId: '$a' }),
);
const number = fc.constantFrom(0, 1, 1_000_000, Number.MAX_SAFE_INTEGER);
const hostile = fc
  .record({
    name: line,
    topic: line,
    preview,
    latestTs: fc.constantFrom(0, 8.64e15, 8.64e15 + 1, Number.MAX_SAFE_INTEGER),
    unreadCount: number,
    highlightCount: number,
    memberCount: number,
    membership: fc.constantFrom<RoomSummary['membership']>('join', 'join', 'invite', 'knock'),
    inviter: line.map((displayName) => ({ userId: `@${displayName}:evil.example`, displayName })),
  })
  .map(({ inviter, ...changes }) => room({ ...changes, ...(changes.membership === 'invite' && { inviter }) }));

const first = room({ roomId: '!first:hs.example', name: 'Ausschuss' });
const last = room({ roomId: '!last:hs.example', name: 'Referat', latestTs: 0 });

async function showList() {
  const store = createFakeStore({ session: loggedIn(), rooms: roomList([first, last]) });
  const element = new BmRoomList();
  element.store = store;
  // So high that no scroll bar comes and takes its part of the width.
  await show(element, { inline: '340px', block: '2000px' });
  return {
    element,
    put: (rooms: readonly RoomSummary[]) => store.show({ type: 'rooms' }, roomList([first, ...rooms, last])),
  };
}

const boxOf = (roomId: string): string => {
  const row = findAll('[data-room]').find((each) => each.dataset['room'] === roomId)!;
  const { width, height } = row.getBoundingClientRect();
  return `${row.textContent?.replace(/\s+/gu, ' ').trim()} ${Math.round(width)}x${Math.round(height)}`;
};

describe('rooms with hostile names', () => {
  it('leave the rows around them as they are, in a list that stays as wide as it is', async () => {
    const { element, put } = await showList();
    const boxes = [boxOf(first.roomId), boxOf(last.roomId)];
    let made = 0;
    const check = async (drawn: readonly RoomSummary[]): Promise<void> => {
      const rooms = drawn.map((one) => ({ ...one, roomId: `!hostile-${++made}:evil.example` }));
      put(rooms);
      await settled();
      expect([boxOf(first.roomId), boxOf(last.roomId)]).toEqual(boxes);
      const joined = rooms.filter(({ membership }) => membership === 'join');
      expect(findAll('[data-room^="!hostile-"]').length).toBeGreaterThanOrEqual(joined.length);
      expect(element.scrollWidth).toBeLessThanOrEqual(element.clientWidth);
    };
    await alwaysSoon(fc.array(hostile, { minLength: 1, maxLength: 5 }), check, 0.25);
  });

  it.each(Object.entries(charactersByCategory))(
    'of characters of the category %s are rows like others',
    async (_, characters) => {
      const { put } = await showList();
      const height = (): number => findAll('[data-room]').find((each) => each.dataset['room'] === '!a')!.offsetHeight;
      put([room({ roomId: '!a', name: 'Amt' })]);
      await settled();
      const usual = height();
      for (const name of [...characters, characters.join(''), characters.join('').repeat(20)]) {
        put([room({ roomId: '!a', name })]);
        await settled();
        expect([name, height()]).toEqual([name, usual]);
      }
    },
  );

  it('have initials of at most a few letters', async () => {
    await alwaysSoon(hostileText, async (name) => {
      const initials = initialsOf(name);
      expect(initials).not.toBe('');
      expect(initials.length).toBeLessThanOrEqual(8);
    });
  });
});
