import { createFakeStore, roomList } from '@bundesmessenger/store/testing';
import { describe, expect, it, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { loggedIn, loggedOut, messages, room, roomId } from '../../testing/snapshots.ts';
import { accessibilityFindings, find, findAll, focused, settled, show } from '../../testing/page.ts';
import './chat.define.ts';
import { BmChat } from './chat.ts';

function chatOn(store = createFakeStore({ session: loggedOut() })): BmChat {
  const chat = new BmChat();
  chat.store = store;
  return chat;
}

function storeWithRoom(): ReturnType<typeof createFakeStore> {
  const store = createFakeStore({ session: loggedIn(), rooms: roomList([room()]) });
  store.show({ type: 'room', roomId }, room());
  store.show({ type: 'timeline', roomId }, { status: 'ready', atStart: true, atEnd: true, items: messages(20) });
  return store;
}

describe('bm-chat', () => {
  describe('accessibility', () => {
    it('has no findings while it is closed', async () => {
      await show(chatOn());
      expect(await accessibilityFindings()).toEqual([]);
    });

    it('has no findings with an open room', async () => {
      const chat = chatOn(storeWithRoom());
      chat.open = true;
      await show(chat);
      await userEvent.click(find('.room'));
      await settled();
      expect(await accessibilityFindings()).toEqual([]);
    });

    it('leads to the declaration of accessibility that the page names', async () => {
      const chat = chatOn(storeWithRoom());
      chat.open = true;
      chat.setAttribute('accessibility-url', 'https://behoerde.example/barrierefreiheit');
      await show(chat);
      await expect.poll(() => findAll('[part="settings"]').length).toBe(1);
      await userEvent.click(find('[part="settings"]'));
      const links = (): (string | null)[] => findAll('a').map((link) => link.getAttribute('href'));
      await expect.poll(links).toContain('https://behoerde.example/barrierefreiheit');
    });

    it('leads there also before the login', async () => {
      const store = storeWithRoom();
      store.show({ type: 'session' }, loggedOut());
      const chat = chatOn(store);
      chat.open = true;
      chat.accessibilityUrl = 'https://behoerde.example/barrierefreiheit';
      await show(chat);
      const links = (): (string | null)[] => findAll('[part="legal"] a').map((link) => link.getAttribute('href'));
      await expect.poll(links).toContain('https://behoerde.example/barrierefreiheit');
    });

    it('is used by keyboard alone, from the start panel to a sent message', async () => {
      const store = storeWithRoom();
      store.show({ type: 'session' }, loggedOut());
      store.answer({ login: () => (store.show({ type: 'session' }, loggedIn()), undefined) });
      await show(chatOn(store));
      await userEvent.tab();
      await expect.poll(() => focused()?.getAttribute('part')).toBe('open');
      await userEvent.keyboard('{Enter}');
      await expect.poll(() => focused()?.id).toBe('user');
      await userEvent.keyboard('jana.weber{Tab}geheim{Enter}');
      await expect.poll(() => findAll('.room').length).toBe(1);
      while (!focused()?.matches('.room')) await userEvent.tab();
      await userEvent.keyboard('{Enter}');
      const host = (): string | undefined => (focused()?.getRootNode() as ShadowRoot | undefined)?.host?.localName;
      await expect.poll(host).toMatch(/^bm-(?:room|composer)$/u);
      // Where there is no mouse, as in a Firefox without a screen, the heading has the focus.
      while (focused()?.localName !== 'textarea') await userEvent.tab();
      await userEvent.keyboard('Guten Tag{Enter}');
      expect(store.commands.filter(({ type }) => type === 'send')).toMatchObject([{ content: { body: 'Guten Tag' } }]);
      expect(focused()?.localName).toBe('textarea');
    });

    it('keeps the focus when what has it goes: the connection is back, the session ended elsewhere', async () => {
      const offline = { status: 'offline', error: { code: 'OFFLINE', message: '' } } as const;
      const store = createFakeStore({ session: loggedIn({ sync: offline }), rooms: roomList([room()]) });
      const chat = chatOn(store);
      chat.open = true;
      await show(chat);
      await expect.poll(() => findAll('[part="retry"]').length).toBe(1);
      find<HTMLElement>('[part="retry"]').focus();
      store.show({ type: 'session' }, loggedIn());
      await expect.poll(() => findAll('[part="retry"]').length).toBe(0);
      expect(focused()?.className).toContain('banner');
      store.show({ type: 'session' }, loggedOut());
      await expect.poll(() => focused()?.id).toBe('user');
    });

    it('has at most five tab stops in each of its regions', async () => {
      const chat = chatOn(storeWithRoom());
      chat.open = true;
      await show(chat);
      await userEvent.click(find('.room'));
      await settled();
      for (const region of ['bm-room-list', 'bm-timeline', 'bm-composer', 'bm-account']) {
        const stops = [
          ...(find(region).shadowRoot?.querySelectorAll('button, a[href], input, textarea, [tabindex]') ?? []),
        ];
        const reachable = stops.filter((stop) => (stop as HTMLElement).tabIndex >= 0 && stop.checkVisibility());
        expect(reachable.length, region).toBeLessThanOrEqual(5);
      }
    });
  });

  describe('properties', () => {
    it('listens to nothing until it is opened', async () => {
      const store = createFakeStore({ session: loggedOut() });
      await show(chatOn(store));
      expect(store.listenerCount({ type: 'session' })).toBe(0);
      expect(findAll('bm-session')).toEqual([]);
    });

    it('opens at once with the attribute', async () => {
      const chat = chatOn();
      chat.setAttribute('open', '');
      await show(chat);
      expect(find('bm-login')).toBeVisible();
    });

    it('opens by itself when the page is back from where its user logs in, and goes on', async () => {
      const before = location.href;
      const store = createFakeStore({ session: loggedOut() });
      history.replaceState(null, '', '#state=bm.zweite.x&code=geheim');
      const [other, chat] = [chatOn(), chatOn(store)];
      chat.sessionName = 'zweite';
      await show(other);
      await settled();
      expect(other.open).toBe(false);
      await show(chat);
      await expect.poll(() => store.commands).toMatchObject([{ type: 'login', request: { type: 'callback' } }]);
      expect(location.href).not.toContain('geheim');
      history.replaceState(null, '', before);
    });

    it('cleans the address also where somebody is logged in already', async () => {
      const before = location.href;
      history.replaceState(null, '', '#state=bm.default.x&code=geheim');
      await show(chatOn(storeWithRoom()));
      await expect.poll(() => location.hash).toBe('');
      history.replaceState(null, '', before);
    });

    it('is exactly as wide as the box around it', async () => {
      const chat = await show(chatOn());
      expect(chat.offsetWidth).toBe(chat.parentElement?.clientWidth);
    });

    it('ends everything it started when it leaves the page', async () => {
      const store = storeWithRoom();
      const chat = chatOn(store);
      chat.open = true;
      await show(chat);
      await userEvent.click(find('.room'));
      await settled();
      const topics = [
        { type: 'session' },
        { type: 'rooms' },
        { type: 'room', roomId },
        { type: 'timeline', roomId },
      ] as const;
      expect(topics.map((topic) => store.listenerCount(topic) > 0)).toEqual([true, true, true, true]);
      chat.remove();
      expect(topics.map((topic) => store.listenerCount(topic))).toEqual([0, 0, 0, 0]);
    });

    it('works again when it is put back', async () => {
      const store = storeWithRoom();
      const chat = chatOn(store);
      chat.open = true;
      await show(chat);
      chat.remove();
      await show(chat);
      expect(findAll('.room').length).toBe(1);
    });

    it('shows one column below 40rem and a way back to the list', async () => {
      const chat = chatOn(storeWithRoom());
      chat.open = true;
      await show(chat, { inline: '360px' });
      await userEvent.click(find('.room'));
      await settled();
      expect(find('bm-room-list').checkVisibility()).toBe(false);
      await userEvent.click(find('.back'));
      await expect.poll(() => focused()?.matches('.room')).toBe(true);
    });

    it('says what to do where there are no rooms, or shows what the page puts there', async () => {
      const store = createFakeStore({ session: loggedIn(), rooms: roomList([]) });
      const chat = chatOn(store);
      chat.open = true;
      await show(chat);
      expect(find('bm-room-list').shadowRoot?.querySelector('.empty')?.checkVisibility()).toBe(true);
      const own = document.createElement('p');
      own.slot = 'empty';
      const second = chatOn(store);
      second.open = true;
      second.append(own);
      await show(second);
      expect(find('bm-room-list').shadowRoot?.querySelector('.empty')?.checkVisibility()).toBe(false);
      expect(own.checkVisibility()).toBe(true);
    });

    it('speaks the language around it', async () => {
      const chat = chatOn();
      chat.lang = 'en';
      await show(chat);
      expect(find('[part="open"]')).toHaveTextContent('Open chat');
    });
  });

  describe('states', () => {
    it('let a style sheet of the page ask who is there, what is open and whether there is a connection', async () => {
      const store = createFakeStore({ session: loggedIn(), rooms: roomList([room({ unreadCount: 2 })]) });
      const chat = chatOn(store);
      chat.open = true;
      await show(chat);
      const states = (): readonly (readonly string[])[] =>
        (
          [
            ['bm-chat', ['logged-in', 'in-room', 'unread']],
            ['bm-session', ['logged-in', 'offline']],
            ['bm-messenger', ['in-room']],
            ['bm-connection-banner', ['offline', 'catching-up']],
            ['bm-room-list', ['loading', 'empty']],
          ] as const
        ).map(([tag, names]) => names.filter((name) => find(tag).matches(`:state(${name})`)));
      expect(states()).toEqual([['logged-in', 'unread'], ['logged-in'], [], [], []]);

      await userEvent.click(find('.room'));
      store.show(
        { type: 'session' },
        loggedIn({ sync: { status: 'offline', error: { code: 'OFFLINE', message: '' } } }),
      );
      store.show({ type: 'rooms' }, roomList([]));
      await settled();
      expect(states()).toEqual([
        ['logged-in', 'in-room'],
        ['logged-in', 'offline'],
        ['in-room'],
        ['offline'],
        ['empty'],
      ]);
    });
  });

  describe('events', () => {
    it('tells that it was opened, who logged in, which room is open, and that nobody is logged in any more', async () => {
      const store = storeWithRoom();
      store.show({ type: 'session' }, loggedOut());
      const chat = chatOn(store);
      const heard = vi.fn((event: CustomEvent) => [event.type, event.detail] as unknown);
      for (const type of ['bm-open', 'bm-login', 'bm-room-open', 'bm-logout'] as const)
        chat.addEventListener(type, heard);
      await show(chat);
      await userEvent.click(find('[part="open"]'));
      store.show({ type: 'session' }, loggedIn());
      // The time comes later than the rest of the row, and is part of its name, by which it is clicked.
      await expect.poll(() => findAll('.room time').length).toBe(1);
      await userEvent.click(find('.room'));
      store.show({ type: 'session' }, loggedOut({ reason: 'loggedOut' }));
      await settled();
      expect(heard.mock.results.map(({ value }) => value)).toEqual([
        ['bm-open', null],
        ['bm-login', { userId: '@jana.weber:behoerde.example' }],
        ['bm-room-open', { roomId }],
        ['bm-logout', { reason: 'loggedOut' }],
      ]);
    });
  });
});
