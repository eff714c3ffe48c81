import { createFakeStore } from '@bundesmessenger/store/testing';
import { html, render } from 'lit';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { find, findAll, settled, show } from '../../testing/page.ts';
import { loggedIn, loggedOut } from '../../testing/snapshots.ts';
import '../connection-banner/connection-banner.define.ts';
import { optionsFromAttributes } from './session-options.ts';
import './session.define.ts';
import { BmSession } from './session.ts';

// Only the door to a real host is replaced: what it gives is a store like any other.
const openStore = vi.hoisted(() => vi.fn());
vi.mock('@bundesmessenger/store', async (original) => ({ ...(await original<object>()), openStore }));

afterEach(() => openStore.mockReset());

function sessionWithChild(): BmSession {
  const session = new BmSession();
  session.homeserver = 'behoerde.example';
  session.baseUrl = 'https://matrix.behoerde.example';
  render(html`<bm-connection-banner></bm-connection-banner>`, session);
  return session;
}

function fakeOpened(): { store: ReturnType<typeof createFakeStore>; close: ReturnType<typeof vi.fn> } {
  const close = vi.fn();
  const store = { ...createFakeStore({ session: loggedOut() }), close };
  openStore.mockReturnValue(store);
  return { store, close };
}

describe('bm-session', () => {
  describe('properties', () => {
    it('opens no store until an element inside asks', async () => {
      fakeOpened();
      const session = new BmSession();
      session.homeserver = 'behoerde.example';
      session.baseUrl = 'https://matrix.behoerde.example';
      await show(session);
      expect(openStore).not.toHaveBeenCalled();
    });

    it('opens one store for all elements inside, with the attributes as its whitelist', async () => {
      const { store } = fakeOpened();
      const session = sessionWithChild();
      await show(session);
      expect(openStore.mock.calls.map(([options]) => options as unknown)).toEqual([
        {
          homeserver: 'behoerde.example',
          whitelist: { servers: [{ serverName: 'behoerde.example', baseUrl: 'https://matrix.behoerde.example' }] },
        },
      ]);
      expect(find('bm-connection-banner')).toHaveProperty('store', store);
    });

    it('opens it with the content scanner that the attribute asks for', async () => {
      fakeOpened();
      const session = sessionWithChild();
      session.setAttribute('content-scanner', 'required');
      await show(session);
      expect(openStore.mock.calls[0]![0]).toMatchObject({ contentScanner: 'required' });
    });

    it('closes the store when it leaves the page, and opens a new one when it comes back', async () => {
      const { close } = fakeOpened();
      const session = sessionWithChild();
      await show(session);
      session.remove();
      await expect.poll(() => close.mock.calls.length).toBe(1);
      await show(session);
      expect(openStore).toHaveBeenCalledTimes(2);
    });

    it('keeps the store when it is only moved', async () => {
      const { close } = fakeOpened();
      const session = sessionWithChild();
      await show(session);
      document.body.append(session);
      await settled();
      expect(close).not.toHaveBeenCalled();
      expect(openStore).toHaveBeenCalledTimes(1);
    });

    it('neither opens nor closes a store that it is given', async () => {
      const close = vi.fn();
      const session = sessionWithChild();
      session.store = { ...createFakeStore({ session: loggedOut() }), close };
      await show(session);
      session.remove();
      await settled();
      expect(openStore).not.toHaveBeenCalled();
      expect(close).not.toHaveBeenCalled();
    });

    it('refuses to move a running session to another homeserver, and goes on when it is set back', async () => {
      fakeOpened();
      const session = sessionWithChild();
      await show(session);
      session.setAttribute('homeserver', 'anderswo.example');
      await settled();
      expect(find('.problem')?.textContent).toMatch(/kann während der Nutzung nicht gewechselt werden/u);
      expect(openStore).toHaveBeenCalledTimes(1);
      session.setAttribute('homeserver', 'behoerde.example');
      await settled();
      expect(findAll('.problem')).toEqual([]);
    });

    it('says that attributes are missing, and opens when they come', async () => {
      fakeOpened();
      const session = sessionWithChild();
      session.baseUrl = undefined;
      await show(session);
      expect(find('.problem')?.textContent).toMatch(/nicht richtig eingerichtet/u);
      session.baseUrl = 'https://matrix.behoerde.example';
      await settled();
      expect(findAll('.problem')).toEqual([]);
      expect(openStore).toHaveBeenCalledTimes(1);
    });

    it('allows http on localhost only where the development drop-in says so', () => {
      const options = optionsFromAttributes({ homeserver: 'localhost', baseUrl: 'http://localhost:8008' });
      expect(Object.getOwnPropertySymbols(options)).toEqual([]);
    });
  });

  describe('events', () => {
    it('tells who is logged in, and that nobody is any more', async () => {
      const { store } = fakeOpened();
      const session = sessionWithChild();
      const heard: unknown[] = [];
      session.addEventListener('bm-login', ({ detail }) => heard.push(detail));
      session.addEventListener('bm-logout', ({ detail }) => heard.push(detail));
      await show(session);
      store.show({ type: 'session' }, loggedIn());
      store.show({ type: 'session' }, loggedIn({ sync: { status: 'catchingUp' } }));
      store.show({ type: 'session' }, loggedOut({ reason: 'tokenUnknown' }));
      expect(heard).toEqual([{ userId: '@jana.weber:behoerde.example' }, { reason: 'tokenUnknown' }]);
    });
  });
});
