import { BmError, type RoomSummary } from '@bundesmessenger/store';
import { createFakeStore, roomList, type FakeStore } from '@bundesmessenger/store/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { accessibilityFindings, find, findAll, focused, settled, show } from '../../testing/page.ts';
import { cem, loggedIn, loggedOut, room } from '../../testing/snapshots.ts';
import '../new-room/new-room.define.ts';
import './room-list.define.ts';
import { BmRoomList } from './room-list.ts';

afterEach(() => void vi.useRealTimers());

const invite = room({ roomId: '!i:land.example', name: 'Krisenstab', membership: 'invite', inviter: cem });
const rooms = ['Ausschuss', 'Referat', 'Lage'].map((name, at) =>
  room({ roomId: `!${at}:behoerde.example`, name, unreadCount: at === 1 ? 3 : 0, highlightCount: at === 1 ? 1 : 0 }),
);

async function showList(
  items: readonly RoomSummary[],
  status: 'loading' | 'ready' = 'ready',
): Promise<{ store: FakeStore; opened: string[] }> {
  const store = createFakeStore({ session: loggedIn(), rooms: roomList(items, { status }) });
  const element = new BmRoomList();
  element.store = store;
  const opened: string[] = [];
  element.addEventListener('bm-room-open', ({ detail }) => opened.push(detail.roomId));
  await show(element, { inline: '340px' });
  return { store, opened };
}

describe('bm-room-list', () => {
  it('shows the rooms of an earlier visit before the host has begun, and their times after it', async () => {
    const store = createFakeStore({ session: { status: 'starting' }, rooms: roomList(rooms, { status: 'cached' }) });
    const element = new BmRoomList();
    element.store = store;
    await show(element, { inline: '340px' });
    expect(findAll('[data-room]')).toHaveLength(rooms.length);
    expect(findAll('time')).toHaveLength(0);
    store.show({ type: 'session' }, loggedIn());
    await expect.poll(() => findAll('time')).toHaveLength(rooms.length);
  });

  it.each([8.64e15, 8.64e15 + 1, Number.MAX_SAFE_INTEGER])(
    'shows all rooms where the time of one is at the end of time or beyond it: %d',
    async (latestTs) => {
      await showList([room({ roomId: '!late:land.example', latestTs }), ...rooms]);
      await expect.poll(() => findAll('time')).toHaveLength(rooms.length + 1);
      expect(findAll('[data-room]')).toHaveLength(rooms.length + 1);
    },
  );

  it('shows no room of an account that has ended', async () => {
    const { store } = await showList(rooms);
    expect(findAll('[data-room]')).toHaveLength(rooms.length);
    store.show({ type: 'session' }, loggedOut());
    store.show({ type: 'rooms' }, roomList([], { status: 'loading' }));
    await expect.poll(() => findAll('[data-room]')).toHaveLength(0);
  });

  it('says of what was today that it was yesterday from midnight on', async () => {
    vi.useFakeTimers({ now: new Date('2026-11-20T23:59'), toFake: ['Date', 'setTimeout', 'clearTimeout'] });
    await showList([room({ latestTs: new Date('2026-11-20T14:05').getTime() })]);
    const time = (): string | undefined => find('time').textContent?.trim();
    await expect.poll(time).toBe('14:05');
    vi.advanceTimersByTime(60_000);
    await expect.poll(time).toBe('Gestern');
    find('bm-room-list').remove();
    expect(vi.getTimerCount()).toBe(0);
  });

  describe('accessibility', () => {
    it.each([
      ['with rooms and an invite', [invite, ...rooms], 'ready'],
      ['empty', [], 'ready'],
      ['loading', [], 'loading'],
    ] as const)('has no findings: %s', async (_, items, status) => {
      await showList(items, status);
      expect(await accessibilityFindings()).toEqual([]);
    });

    it('has one tab stop for the rooms, and arrows, Home and End move it', async () => {
      await showList(rooms);
      expect(findAll('.room[tabindex="0"]').length).toBe(1);
      find('.room[tabindex="0"]').focus();
      await userEvent.keyboard('{ArrowDown}');
      expect(focused()?.textContent).toMatch(/Referat/u);
      await userEvent.keyboard('{End}');
      expect(focused()?.textContent).toMatch(/Lage/u);
      await userEvent.keyboard('{Home}');
      expect(focused()?.textContent).toMatch(/Ausschuss/u);
      await settled();
      expect(findAll('.room[tabindex="0"]').length).toBe(1);
    });

    it('takes who comes back from a room to its row', async () => {
      await showList(rooms);
      const list = find<BmRoomList>('bm-room-list');
      list.selected = rooms[2]!.roomId;
      await settled();
      list.selected = undefined;
      await settled();
      list.focus();
      expect(focused()?.textContent).toMatch(/Lage/u);
    });

    it('has the focus at its first room when it is there, where it was asked for before', async () => {
      const { store } = await showList([], 'loading');
      find<BmRoomList>('bm-room-list').focus();
      expect(focused()).toHaveAttribute('part', 'new-room');
      store.show({ type: 'rooms' }, roomList(rooms));
      await expect.poll(() => focused()?.textContent).toMatch(/Ausschuss/u);
    });

    it('leaves the focus where the user has taken it while the list was loading, and at the button later', async () => {
      const { store } = await showList([], 'loading');
      find<BmRoomList>('bm-room-list').focus();
      (focused() as HTMLElement).blur();
      store.show({ type: 'rooms' }, roomList(rooms));
      await expect.poll(() => findAll('.room').length).toBe(rooms.length);
      expect(focused()).toBe(document.body);
      find('[part="new-room"]').focus();
      store.show({ type: 'rooms' }, roomList(rooms.slice(1)));
      await expect.poll(() => findAll('.room').length).toBe(rooms.length - 1);
      expect(focused()).toHaveAttribute('part', 'new-room');
    });

    it('says unread messages and mentions in words', async () => {
      await showList(rooms);
      expect(findAll('.room')[1]).toHaveAccessibleName(/3 ungelesene Nachrichten, 1 Erwähnung/u);
    });

    it('says where there may be more than the known ones', async () => {
      await showList([room({ unreadCount: 1, unreadAtLeast: true }), room({ unreadCount: 100, roomId: '!many:s' })]);
      expect(findAll('.room .badge > [aria-hidden]').map(({ textContent }) => textContent)).toEqual(['1+', '99+']);
      expect(findAll('.room')[0]).toHaveAccessibleName(/mindestens 1 ungelesene Nachricht$/u);
      expect(findAll('.room')[1]).toHaveAccessibleName(/(?<!mindestens) 100 ungelesene Nachrichten$/u);
    });

    it('returns the focus to the button when the dialog closes', async () => {
      await showList(rooms);
      await userEvent.click(find('[part="new-room"]'));
      await expect.poll(() => focused()?.id).toBe('name');
      expect(await accessibilityFindings()).toEqual([]);
      await userEvent.keyboard('{Escape}');
      expect(focused()).toHaveAttribute('part', 'new-room');
    });
  });

  describe('properties', () => {
    it('shows invites before rooms', async () => {
      await showList([...rooms, invite]);
      expect(findAll('li').map((row) => row.querySelector('.name')?.textContent?.trim())).toEqual([
        'Krisenstab',
        'Ausschuss',
        'Referat',
        'Lage',
      ]);
    });

    it('keeps a name that runs from right to left apart from the words beside it', async () => {
      const inviter = { userId: '@n:s', displayName: 'נועה' };
      const preview = {
        kind: 'message',
        eventId: '$1',
        content: 'text',
        own: false,
        sender: 'נועה',
        body: 'Bis gleich!',
      } as const;
      await showList([room({ preview }), { ...invite, inviter }]);
      expect(find('.preview').textContent).toBe('נועה: Bis gleich!');
      expect(find('.preview bdi').textContent).toBe('נועה');
      expect(getComputedStyle(find('.preview')).direction).toBe('ltr');
      expect(find('.invite .hint').textContent).toBe('Eingeladen von \u2068נועה\u2069');
    });

    it('lets a message that runs from right to left do so behind the name of whoever wrote it', async () => {
      const preview = {
        kind: 'message',
        eventId: '$1',
        content: 'text',
        own: false,
        sender: 'Max',
        body: 'שלום',
      } as const;
      await showList([room({ preview }), room({ roomId: '!b', preview: { ...preview, body: 'Hallo' } })]);
      expect(findAll('.preview').map((shown) => getComputedStyle(shown).direction)).toEqual(['rtl', 'ltr']);
    });

    it('shows rooms below however many invites', async () => {
      const many = Array.from({ length: 30 }, (_, at) => ({ ...invite, roomId: `!i${at}:land.example` }));
      const { store } = await showList(rooms);
      store.show({ type: 'rooms', query: { without: ['invites'], offset: 0, limit: 30 } }, roomList(rooms));
      store.show({ type: 'rooms' }, roomList(many, { total: 33 }));
      await expect.poll(() => ['.invite', '.room'].map((each) => findAll(each).length)).toEqual([20, 3]);
      store.show({ type: 'rooms' }, roomList([invite, ...rooms]));
      await expect.poll(() => ['.invite', '.room'].map((each) => findAll(each).length)).toEqual([1, 3]);
    });

    it('shows only invites that a search or filter means, and says where nothing is found', async () => {
      const many = Array.from({ length: 8 }, (_, at) =>
        room({ roomId: `!r${at}:behoerde.example`, name: `Raum ${at}` }),
      );
      await showList([invite, ...many]);
      const shown = (): readonly number[] => ['.invite', '.room', '.empty'].map((each) => findAll(each).length);
      const said = (): string | undefined => find('[role="status"]').textContent?.trim();
      expect([...shown(), said()]).toEqual([1, 8, 0, '']);
      await userEvent.fill(find('input[type=search]'), 'krisen');
      await expect.poll(shown).toEqual([1, 0, 0]);
      await expect.poll(said).toBe('1 Chat');
      await userEvent.fill(find('input[type=search]'), 'Haushalt');
      await expect.poll(shown).toEqual([0, 0, 1]);
      await expect.poll(said).toBe('Kein Chat passt dazu');
      find('.empty button').focus();
      await userEvent.keyboard('{Enter}');
      await expect.poll(shown).toEqual([1, 8, 0]);
      expect(focused()).toBe(find('input[type=search]'));
      await expect.poll(said).toBe('');
      findAll('.filter')[1]!.click();
      await expect.poll(shown).toEqual([1, 0, 0]);
      findAll('.filter')[4]!.click();
      await expect.poll(shown).toEqual([0, 8, 0]);
    });

    it('names the space whose rooms are shown, and none where all are shown again', async () => {
      const space = room({ roomId: '!z:behoerde.example', name: 'Abteilung Z', kind: 'space' });
      const many = Array.from({ length: 8 }, (_, at) =>
        room({ roomId: `!r${at}:behoerde.example`, name: `Raum ${at}` }),
      );
      await showList([...many, space]);
      await expect.poll(() => findAll('.space option').length).toBe(2);
      await userEvent.selectOptions(find('.space select'), space.roomId);
      await expect.poll(() => findAll('.empty').length).toBe(1);
      expect(find<HTMLSelectElement>('.space select').value).toBe(space.roomId);
      find('.empty button').click();
      await expect.poll(() => findAll('.room').length).toBeGreaterThan(0);
      expect(find<HTMLSelectElement>('.space select').value).toBe('');
    });

    it('has words for a room without a name', async () => {
      await showList([room({ name: '' })]);
      expect(find('.room')).toHaveAccessibleName(/Raum ohne Namen/u);
    });

    it('says of a room that it waits to be let in', async () => {
      await showList([room({ membership: 'knock' })]);
      expect(find('.preview').textContent).toBe('Sie haben um Einlass gebeten.');
    });

    it('keeps the focus when the room that has it is gone from the list', async () => {
      const { store } = await showList(rooms);
      find(`[data-room="${rooms[0]!.roomId}"]`).focus();
      store.show({ type: 'rooms' }, roomList(rooms.slice(1)));
      await expect.poll(() => findAll('.room').length).toBe(2);
      await expect.poll(() => focused()?.getAttribute('data-room')).toBe(rooms[1]!.roomId);
    });

    it('accepts an invite and opens the room', async () => {
      const { store, opened } = await showList([invite]);
      await userEvent.click(findAll('.answers button')[0] as HTMLElement);
      expect(store.commands).toEqual([{ type: 'join', roomIdOrAlias: invite.roomId }]);
      await expect.poll(() => opened).toEqual([invite.roomId]);
    });

    it('declines an invite', async () => {
      const { store } = await showList([invite]);
      await userEvent.click(findAll('.answers button')[1] as HTMLElement);
      expect(store.commands).toEqual([{ type: 'leave', roomId: invite.roomId }]);
    });

    it('says why an invite could not be accepted', async () => {
      const { store } = await showList([invite]);
      store.answer({ join: () => Promise.reject(new BmError('WL_NOT_LISTED', '')) });
      await userEvent.click(findAll('.answers button')[0] as HTMLElement);
      await expect.poll(() => findAll('.field-error')[0]?.textContent).toMatch(/nicht freigegeben/u);
    });

    it('offers no federation where the deployment has none', async () => {
      await showList(rooms);
      await userEvent.click(find('[part="new-room"]'));
      expect(findAll('[name="federation"]')).toEqual([]);
    });

    it('makes a room with name, people and federation', async () => {
      const { store, opened } = await showList(rooms);
      store.show({ type: 'deployment' }, { federation: 'federated' });
      store.answer({ createRoom: () => ({ roomId: '!neu:behoerde.example' }) });
      await userEvent.click(find('[part="new-room"]'));
      await userEvent.fill(find('#name'), 'Lagebild');
      await userEvent.fill(find('#invite'), '@anna:behoerde.example, @cem:land.example');
      await expect.poll(() => findAll('[value="federated"]')).toHaveLength(1);
      await userEvent.click(find('[value="federated"]'));
      await userEvent.click(find('dialog [type="submit"]'));
      expect(store.commands).toEqual([
        {
          type: 'createRoom',
          name: 'Lagebild',
          invite: ['@anna:behoerde.example', '@cem:land.example'],
          federation: 'federated',
        },
      ]);
      await expect.poll(() => opened).toEqual(['!neu:behoerde.example']);
      expect(find<HTMLDialogElement>('dialog').open).toBe(false);
    });

    it('refuses a room without a name and people without a user id, at the field', async () => {
      const { store } = await showList(rooms);
      await userEvent.click(find('[part="new-room"]'));
      await userEvent.fill(find('#invite'), 'anna');
      await userEvent.click(find('dialog [type="submit"]'));
      await expect.poll(() => focused()?.id).toBe('name');
      expect(find('#invite')).toHaveAccessibleDescription(/„\u2068anna\u2069“ ist keine Benutzer-ID/u);
      expect(store.commands).toEqual([]);
    });
  });

  describe('events', () => {
    it('tells which room was chosen', async () => {
      const { opened } = await showList(rooms);
      await userEvent.click(findAll('.room')[2] as HTMLElement);
      expect(opened).toEqual(['!2:behoerde.example']);
    });
  });
});
