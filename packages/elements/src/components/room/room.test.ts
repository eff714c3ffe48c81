import { BmError } from '@bundesmessenger/store';
import { createFakeStore, type FakeStore } from '@bundesmessenger/store/testing';
import { describe, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { accessibilityFindings, find, findAll, focused, show } from '../../testing/page.ts';
import { messages, room, roomId } from '../../testing/snapshots.ts';
import type { BmTimeline } from '../timeline/timeline.ts';
import './room.define.ts';
import { BmRoom } from './room.ts';

async function showRoom(): Promise<{ store: FakeStore; element: BmRoom }> {
  const store = createFakeStore();
  store.show({ type: 'room', roomId }, room({ federation: 'federated' }));
  store.show({ type: 'timeline', roomId }, { status: 'ready', atStart: true, atEnd: true, items: messages(3) });
  const element = new BmRoom();
  element.store = store;
  element.roomId = roomId;
  await show(element);
  return { store, element };
}

const openMenu = async (): Promise<void> => {
  await userEvent.click(find('[aria-haspopup="menu"]'));
  await expect.poll(() => focused()?.getAttribute('role')).toBe('menuitem');
};

describe('bm-room', () => {
  it('shows the newest messages when the user writes one while she looks at older ones', async () => {
    const { store, element } = await showRoom();
    const older = { status: 'ready', atStart: true, atEnd: false, items: messages(30) } as const;
    store.show({ type: 'focused', roomId, eventId: '$10' }, older);
    element.showEvent('$10');
    const timeline = find<BmTimeline>('bm-timeline');
    await expect.poll(() => focused()?.closest('li')?.dataset['key']).toBe('m10');
    find('textarea').focus();
    await userEvent.keyboard('Guten Tag{Enter}');
    await expect.poll(() => timeline.eventId).toBeUndefined();
    await expect.poll(() => store.commands.some(({ type }) => type === 'send')).toBe(true);
    expect(focused()?.localName).toBe('textarea');
  });

  describe('accessibility', () => {
    it('has no findings, also with the menu open', async () => {
      await showRoom();
      expect(await accessibilityFindings()).toEqual([]);
      await openMenu();
      expect(await accessibilityFindings()).toEqual([]);
    });

    it('says members, protection and federation in words', async () => {
      await showRoom();
      expect(findAll('.facts li').map((fact) => fact.textContent?.trim())).toEqual([
        '12 Personen',
        'Organisationsübergreifend',
        'Ende-zu-Ende-verschlüsselt',
      ]);
    });

    it('has a menu that opens on its first item, moves by arrows and returns the focus', async () => {
      await showRoom();
      find('[aria-haspopup="menu"]').focus();
      await userEvent.keyboard('{Enter}');
      await expect.poll(() => focused()?.textContent?.trim()).toBe('Einstellungen und Mitglieder');
      await userEvent.keyboard('{ArrowDown}');
      expect(focused()).toHaveTextContent('Nachrichten durchsuchen');
      await userEvent.keyboard('{End}');
      expect(focused()).toHaveTextContent('Raum verlassen');
      await userEvent.keyboard('{ArrowDown}');
      expect(focused()).toHaveTextContent('Einstellungen und Mitglieder');
      await userEvent.keyboard('{Escape}');
      expect(focused()).toHaveAttribute('aria-haspopup', 'menu');
      await expect.poll(() => findAll('[role="menu"]').filter((menu) => menu.checkVisibility()).length).toBe(0);
    });
  });

  describe('properties', () => {
    it('invites a person, and says why it cannot', async () => {
      const { store } = await showRoom();
      await openMenu();
      await userEvent.keyboard('{ArrowDown}{ArrowDown}{ArrowDown}{Enter}');
      await expect.poll(() => focused()?.id).toBe('invitee');
      store.answer({ invite: () => Promise.reject(new BmError('FORBIDDEN', '')) });
      await userEvent.keyboard('@cem:land.example{Enter}');
      await expect.poll(() => findAll('#invitee-fault').length).toBe(1);
      expect(find('#invitee')).toHaveAccessibleDescription(/fehlt Ihnen die Berechtigung/u);
      store.answer({ invite: () => undefined });
      await userEvent.keyboard('{Enter}');
      await expect.poll(() => find<HTMLDialogElement>('dialog').open).toBe(false);
      expect(store.commands.at(-1)).toEqual({ type: 'invite', roomId, userId: '@cem:land.example' });
      expect(focused()).toHaveAttribute('aria-haspopup', 'menu');
      expect(findAll('[role="status"]').map(({ textContent }) => textContent?.trim())).toContain(
        '\u2068@cem:land.example\u2069 ist eingeladen.',
      );
    });
  });

  it('has nothing to stop at behind a thread that covers it', async () => {
    const { element } = await showRoom();
    find('main').style.inlineSize = '500px';
    element.threadId = '$1';
    const fields = (): boolean[] =>
      findAll('textarea').map((each) => each.checkVisibility({ visibilityProperty: true }));
    await expect.poll(fields).toEqual([false, true]);
    find('main').style.inlineSize = '900px';
    await expect.poll(fields).toEqual([true, true]);
  });

  describe('in which another room is opened', () => {
    const otherId = '!anderer:server.example';
    const openOther = async (): Promise<FakeStore> => {
      const { store, element } = await showRoom();
      store.show({ type: 'room', roomId: otherId }, room({ roomId: otherId, name: 'Anderer Raum' }));
      element.roomId = otherId;
      return store;
    };
    const isUpdated = (): Promise<unknown> => find<BmRoom>('bm-room').updateComplete;

    it('shows its name together with its messages', async () => {
      const store = await openOther();
      const items = messages(2).map((item) => ({ ...item, key: `$anderer-${item.key}` }));
      setTimeout(() => {
        store.show({ type: 'timeline', roomId: otherId }, { status: 'ready', atStart: true, atEnd: true, items });
      });
      await isUpdated();
      expect(find('.name')).toHaveTextContent('Anderer Raum');
      await find<BmTimeline>('bm-timeline').updateComplete;
      expect(findAll('[data-key^="$anderer-"]').length).toBe(items.length);
    });

    it('does not wait for messages that do not come at once', async () => {
      await openOther();
      await isUpdated();
      expect(find('.name')).toHaveTextContent('Anderer Raum');
      await expect.poll(() => findAll('.loading .skeleton').length).toBeGreaterThan(0);
    });
  });

  describe('of a room that was upgraded', () => {
    const successor = '!neu';

    it('has the way to the successor in place of the text field', async () => {
      const { store, element } = await showRoom();
      const opened: string[] = [];
      element.addEventListener('bm-room-open', ({ detail }) => opened.push(detail.roomId));
      store.show({ type: 'room', roomId }, room({ replacedBy: successor }));
      await expect.poll(() => findAll('.replaced button').length).toBe(1);
      expect(findAll('bm-composer')).toEqual([]);
      store.answer({ join: () => Promise.reject(new BmError('FORBIDDEN', '')) });
      await userEvent.click(find('.replaced button'));
      await expect.poll(() => findAll('.replaced [role="alert"]').length).toBe(1);
      store.answer({ join: () => ({ roomId: successor }) });
      await userEvent.click(find('.replaced button'));
      await expect.poll(() => opened).toEqual([successor]);
      expect(await accessibilityFindings()).toEqual([]);
    });

    it('says why the successor is out of reach, and offers no way there', async () => {
      const { store } = await showRoom();
      const barred = { code: 'WL_SERVER_NAME', serverName: 'evil.example' } as const;
      store.show({ type: 'room', roomId }, room({ replacedBy: successor, barred }));
      await expect.poll(() => findAll('.replaced .reason').length).toBe(1);
      expect(find('.replaced .reason')).toHaveTextContent(
        'Dieser Server ist für den Chat nicht freigegeben. Bitte wenden Sie sich an Ihre IT.',
      );
      expect(findAll('.replaced button')).toEqual([]);
    });
  });

  describe('events', () => {
    it('asks before the room is left, then tells that it is closed', async () => {
      const { store, element } = await showRoom();
      const closed: string[] = [];
      element.addEventListener('bm-room-close', ({ detail }) => closed.push(detail.roomId));
      await openMenu();
      await userEvent.keyboard('{End}{Enter}');
      const left = (): boolean => store.commands.some(({ type }) => type === 'leave');
      expect(left()).toBe(false);
      await userEvent.click(find('dialog[open] .danger'));
      expect(left()).toBe(true);
      await expect.poll(() => closed).toEqual([roomId]);
    });
  });
});
