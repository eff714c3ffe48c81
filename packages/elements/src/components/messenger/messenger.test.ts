import { createFakeStore, roomList, type FakeStore } from '@bundesmessenger/store/testing';
import { describe, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { nextTask } from '../../internal/next-task.ts';
import { accessibilityFindings, find, findAll, focused, show } from '../../testing/page.ts';
import { loggedIn, message, messages, room, roomId } from '../../testing/snapshots.ts';
import { BmMessenger } from './messenger.ts';
import './messenger.define.ts';

describe('bm-messenger', () => {
  it('loads what comes after the list, also where the list is there from the beginning', async () => {
    const messenger = new BmMessenger();
    messenger.store = createFakeStore({ session: loggedIn(), rooms: roomList([room()]) });
    await show(messenger);
    await expect.poll(() => findAll('[part="settings"]').length).toBe(1);
  });

  describe('where the recovery notice had the focus', () => {
    const safety = { backup: { status: 'on', remaining: 0 }, logoutRisk: 'none' } as const;

    async function showNotice(): Promise<FakeStore> {
      const store = createFakeStore({ session: loggedIn(), rooms: roomList([room()]) });
      store.show(
        { type: 'encryption' },
        { status: 'setUpNeeded', mandatory: false, notConfirmed: true, keeper: 'user', ...safety },
      );
      const messenger = new BmMessenger();
      messenger.store = store;
      await show(messenger);
      await expect.poll(() => findAll('[part="later"]').length).toBe(1);
      return store;
    }
    const isInRooms = (): boolean => find('bm-room-list').matches(':focus-within');

    it('the list has it once the notice is put away', async () => {
      await showNotice();
      find('[part="later"]').focus();
      await userEvent.keyboard('{Enter}');
      await expect.poll(isInRooms).toBe(true);
    });

    it('the list has it once its dialog has ended', async () => {
      const store = await showNotice();
      find('.bar .primary').focus();
      await userEvent.keyboard('{Enter}');
      await expect.poll(() => focused()?.id).toBe('secret');
      store.answer({
        confirmRecovery: () => (
          store.show({ type: 'encryption' }, { status: 'ready', recovery: 'set', ...safety }),
          undefined
        ),
      });
      await userEvent.keyboard('EsTc{Enter}');
      await expect.poll(() => find('#title').textContent).toContain('gesichert');
      await userEvent.keyboard('{Enter}');
      await expect.poll(isInRooms).toBe(true);
    });
  });

  it('unlocks from inside a room also where the rooms have no place beside it', async () => {
    const store = createFakeStore({ session: loggedIn(), rooms: roomList([room()]) });
    const safety = { backup: { status: 'on', remaining: 0 }, logoutRisk: 'none' } as const;
    store.show({ type: 'encryption' }, { status: 'unlockNeeded', methods: ['recoveryKey'], ...safety });
    const { key, version, eventId, sender, own, originServerTs } = message(1);
    const fields = { key, version, eventId: eventId!, sender, own, originServerTs };
    store.show(
      { type: 'timeline', roomId },
      {
        status: 'ready',
        atStart: true,
        atEnd: true,
        items: [{ ...fields, kind: 'undecryptable', cause: 'backupLocked' }],
      },
    );
    const messenger = new BmMessenger();
    messenger.store = store;
    messenger.roomId = roomId;
    await show(messenger, { inline: '320px' });
    await expect.poll(() => findAll('.unlock').length).toBe(1);
    expect(find('bm-room-list').checkVisibility()).toBe(false);
    await userEvent.click(find('.unlock'));
    await expect.poll(() => focused()?.id).toBe('secret');
    expect(focused()?.checkVisibility()).toBe(true);
  });

  it('has the messages of its rooms here before one is opened', async () => {
    const store = createFakeStore({ session: loggedIn(), rooms: roomList([room()]) });
    const messenger = new BmMessenger();
    messenger.store = store;
    await show(messenger);
    await expect.poll(() => store.commands).toContainEqual({ type: 'prefetch', roomId });
  });

  describe('with a room standing by', () => {
    const showStandingBy = async (): Promise<FakeStore> => {
      const store = createFakeStore({ session: loggedIn(), rooms: roomList([room()]) });
      const messenger = new BmMessenger();
      messenger.store = store;
      await show(messenger);
      await expect.poll(() => findAll('textarea').length).toBe(1);
      return store;
    };
    const press = (): boolean =>
      find('.room').dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, composed: true }));

    it('shows nothing of it, to the eye or to a screen reader', async () => {
      await showStandingBy();
      const inside = findAll('bm-room, bm-timeline, bm-composer, textarea');
      expect(inside.filter((element) => element.checkVisibility({ visibilityProperty: true }))).toEqual([]);
      expect(await accessibilityFindings()).toEqual([]);
    });

    it('fetches a room whose row is pressed, and opens it with a click', async () => {
      const store = await showStandingBy();
      press();
      expect(store.listenerCount({ type: 'timeline', roomId })).toBe(1);
      await userEvent.click(find('.room'));
      await expect.poll(() => find('textarea').checkVisibility({ visibilityProperty: true })).toBe(true);
    });

    it('shows the messages that are on the page within the click, before the host has said anything', async () => {
      const store = await showStandingBy();
      store.show({ type: 'room', roomId }, null);
      store.show({ type: 'timeline', roomId }, { status: 'ready', atStart: true, atEnd: true, items: messages(3) });
      find('.room').click();
      await nextTask();
      expect(findAll('article').length).toBe(3);
      expect(find('.who .name')).toHaveTextContent(room().name);
    });

    it('lets go of a room that was pressed and not opened', async () => {
      const store = await showStandingBy();
      press();
      await expect.poll(() => store.listenerCount({ type: 'timeline', roomId })).toBe(0);
      expect(store.listenerCount({ type: 'room', roomId })).toBe(0);
    });

    it('lets go of it also when the messenger goes', async () => {
      const store = await showStandingBy();
      press();
      find('bm-messenger').remove();
      expect(store.listenerCount({ type: 'timeline', roomId })).toBe(0);
    });
  });
});
