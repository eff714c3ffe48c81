import { createFakeStore, roomList, type FakeStore } from '@bundesmessenger/store/testing';
import { describe, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { find, findAll, focused, show } from '../../testing/page.ts';
import { loggedIn, room } from '../../testing/snapshots.ts';
import { BmMessenger } from './messenger.ts';
import './messenger.define.ts';

describe('bm-messenger', () => {
  it('loads what comes after the list, also where the list is there from the beginning', async () => {
    const messenger = new BmMessenger();
    messenger.store = createFakeStore({ session: loggedIn(), rooms: roomList([room()]) });
    await show(messenger);
    await expect.poll(() => findAll('[part="settings"]').length, { timeout: 10_000 }).toBe(1);
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
      await expect.poll(() => findAll('[part="later"]').length, { timeout: 10_000 }).toBe(1);
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
});
