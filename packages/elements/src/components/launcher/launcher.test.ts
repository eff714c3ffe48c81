import { createFakeStore, roomList } from '@bundesmessenger/store/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { accessibilityFindings, find, findAll, focused, settled, show } from '../../testing/page.ts';
import { loggedIn, loggedOut, messages, room, roomId } from '../../testing/snapshots.ts';
import { BmChat } from '../chat/chat.ts';
import './launcher.define.ts';
import { BmLauncher } from './launcher.ts';

type FakeStore = ReturnType<typeof createFakeStore>;

function storeWithRooms(unread: number): FakeStore {
  const rooms = Array.from({ length: 3 }, (_, at) =>
    room({ roomId: `!${at}:behoerde.example`, name: `Chat ${at}`, unreadCount: at < unread ? 2 : 0 }),
  );
  return createFakeStore({ session: loggedIn(), rooms: roomList(rooms) });
}

async function launcherOn(
  store: FakeStore = createFakeStore({ session: loggedOut() }),
  attributes: Partial<Pick<BmLauncher, 'embedded' | 'open'>> = {},
  size: { inline?: string; block?: string } = {},
): Promise<BmLauncher> {
  const launcher = Object.assign(new BmLauncher(), attributes);
  const chat = new BmChat();
  chat.store = store;
  launcher.append(chat);
  await show(launcher, size);
  await settled();
  return launcher;
}

const button = (): HTMLElement => find('[part="launcher"]');
const panel = (): HTMLElement => find('[part="panel"]');
const isShown = (element: Element): boolean => element.checkVisibility();

afterEach(() => vi.restoreAllMocks());

describe('bm-launcher', () => {
  it('shows a button and nothing of the chat until it is opened', async () => {
    const store = createFakeStore({ session: loggedOut() });
    await launcherOn(store);
    expect(isShown(button())).toBe(true);
    expect(isShown(panel())).toBe(false);
    expect(findAll('bm-session')).toEqual([]);
    expect(store.listenerCount({ type: 'session' })).toBe(0);
  });

  it('opens when the page is back from where its user logs in', async () => {
    const before = location.href;
    history.replaceState(null, '', '#state=bm.default.x&code=geheim');
    await launcherOn();
    await expect.poll(() => isShown(panel())).toBe(true);
    history.replaceState(null, '', before);
  });

  it('requests and stores nothing until it is opened', async () => {
    performance.clearResourceTimings();
    const fetching = vi.spyOn(globalThis, 'fetch');
    const opening = vi.spyOn(indexedDB, 'open');
    const storing = vi.spyOn(Storage.prototype, 'setItem');
    const launcher = new BmLauncher();
    const chat = new BmChat();
    chat.options = { homeserver: 'behoerde.example', whitelist: { servers: [] } };
    launcher.append(chat);
    await show(launcher);
    expect([fetching, opening, storing].map((spy) => spy.mock.calls.length)).toEqual([0, 0, 0]);
    expect(document.cookie).toBe('');
    expect(performance.getEntriesByType('resource').filter(({ name }) => !name.startsWith(location.origin))).toEqual(
      [],
    );
  });

  it('opens by keyboard with the focus in the chat, closes with Escape, and the focus returns to the button', async () => {
    const launcher = await launcherOn();
    await userEvent.tab();
    await expect.poll(() => focused()).toBe(button());
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => focused()?.id).toBe('user');
    expect(launcher.open).toBe(true);
    await userEvent.keyboard('{Escape}');
    await expect.poll(() => focused()).toBe(button());
    expect(isShown(panel())).toBe(false);
    expect(button()).toHaveAttribute('aria-expanded', 'false');
  });

  it('closes with its own button, too', async () => {
    await launcherOn();
    await userEvent.click(button());
    await expect.poll(() => focused()?.id).toBe('user');
    await userEvent.click(find('[part="close"]'));
    await expect.poll(() => focused()).toBe(button());
  });

  it('leaves Escape to what is open inside the chat', async () => {
    const store = storeWithRooms(0);
    store.show({ type: 'room', roomId }, room());
    const launcher = await launcherOn(store);
    await userEvent.click(button());
    await expect.poll(() => findAll('.room').length).toBe(3);
    const dialog = document.createElement('dialog');
    dialog.append(document.createElement('button'));
    find('bm-messenger').shadowRoot?.append(dialog);
    dialog.showModal();
    await userEvent.keyboard('{Escape}');
    expect(dialog.open).toBe(false);
    expect(launcher.open).toBe(true);
  });

  it('keeps the session while it is closed, and says how many chats are unread', async () => {
    const store = storeWithRooms(1);
    const launcher = await launcherOn(store);
    expect(findAll('[part="badge"]')).toEqual([]);
    await userEvent.click(button());
    await expect.poll(() => findAll('.room').length).toBe(3);
    launcher.open = false;
    await expect.poll(() => isShown(button())).toBe(true);
    expect(find('[part="badge"]')).toHaveTextContent('1');
    expect(button()).toHaveAttribute('aria-label', 'Chat öffnen, 1 ungelesener Chat');
    expect(launcher.matches(':state(unread)')).toBe(true);
    store.show({ type: 'session' }, loggedOut({ reason: 'loggedOut' }));
    await expect.poll(() => findAll('[part="badge"]')).toEqual([]);
  });

  it('moves no focus when the page opens it', async () => {
    const launcher = await launcherOn();
    launcher.open = true;
    await settled();
    expect(isShown(panel())).toBe(true);
    expect(focused()).toBe(document.body);
  });

  it('floats in the corner of the window, and never beyond it', async () => {
    await launcherOn();
    const floating = button().getBoundingClientRect();
    expect([innerWidth - floating.right, innerHeight - floating.bottom]).toEqual([16, 16]);
    await userEvent.click(button());
    const { left, top, right, bottom } = panel().getBoundingClientRect();
    expect(left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight).toBe(true);
  });

  it('embedded obeys its box', async () => {
    for (const [inline, block] of [
      ['280px', '320px'],
      ['700px', '500px'],
    ] as const) {
      const launcher = await launcherOn(
        createFakeStore({ session: loggedOut() }),
        { embedded: true },
        { inline, block },
      );
      const box = launcher.parentElement!.getBoundingClientRect();
      const within = (element: Element): boolean => {
        const { left, top, right, bottom } = element.getBoundingClientRect();
        return left >= box.left && top >= box.top && right <= box.right && bottom <= box.bottom;
      };
      expect(within(button()), inline).toBe(true);
      await userEvent.click(button());
      expect(within(panel()), inline).toBe(true);
      expect(panel().getBoundingClientRect().width, inline).toBe(box.width);
      expect(panel().getBoundingClientRect().height, inline).toBe(box.height);
    }
  });

  it('has no accessibility findings, closed and open', async () => {
    const store = storeWithRooms(2);
    store.show({ type: 'timeline', roomId }, { status: 'ready', atStart: true, atEnd: true, items: messages(5) });
    const launcher = await launcherOn(store, { open: true });
    await expect.poll(() => findAll('.room').length).toBe(3);
    expect(await accessibilityFindings()).toEqual([]);
    launcher.open = false;
    await expect.poll(() => isShown(button())).toBe(true);
    expect(await accessibilityFindings()).toEqual([]);
  });

  it('stands at the other side where text runs from right to left', async () => {
    document.documentElement.dir = 'rtl';
    try {
      await launcherOn();
      expect(button().getBoundingClientRect().left).toBe(16);
    } finally {
      document.documentElement.removeAttribute('dir');
    }
  });
});
