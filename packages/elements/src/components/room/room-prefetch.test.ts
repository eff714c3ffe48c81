import type { RoomSummary, Store } from '@bundesmessenger/store';
import { createFakeStore, roomList, type FakeStore } from '@bundesmessenger/store/testing';
import { LitElement, type PropertyDeclarations } from 'lit';
import { describe, expect, it } from 'vitest';
import { show } from '../../testing/page.ts';
import { loggedIn, room } from '../../testing/snapshots.ts';
import { prefetchRooms } from './room-prefetch.ts';

class PrefetchingPage extends LitElement {
  static override properties: PropertyDeclarations = { store: {}, roomId: {} };
  declare store: Store | undefined;
  declare roomId: string | undefined;
  constructor() {
    super();
    prefetchRooms(this);
  }
}
customElements.define('prefetching-page', PrefetchingPage);

const row = (name: string, changes: Partial<RoomSummary> = {}): RoomSummary =>
  room({ roomId: `!${name}:server.example`, name, ...changes });

async function showPage(
  rows: readonly RoomSummary[],
  open?: string,
): Promise<{ readonly store: FakeStore; readonly page: PrefetchingPage }> {
  const store = createFakeStore({ session: loggedIn(), rooms: roomList(rows) });
  const page = new PrefetchingPage();
  page.store = store;
  page.roomId = open;
  return { store, page: await show(page) };
}
/** Names of the rooms that were asked for, in order. */
const asked = ({ commands }: FakeStore): readonly string[] =>
  commands.flatMap((command) => (command.type === 'prefetch' ? [/!(.*):/.exec(command.roomId)![1]!] : []));

describe('the messages of rooms in the list', () => {
  it('are asked for from the newest room on, each once', async () => {
    const { store } = await showPage([row('a'), row('b')]);
    await expect.poll(() => asked(store)).toEqual(['a', 'b']);
    store.show({ type: 'rooms' }, roomList([row('b'), row('a'), row('c')]));
    await expect.poll(() => asked(store)).toEqual(['a', 'b', 'c']);
  });

  it('are asked for again when the row has changed', async () => {
    const { store } = await showPage([row('a'), row('b')]);
    await expect.poll(() => asked(store)).toEqual(['a', 'b']);
    store.show({ type: 'rooms' }, roomList([row('a'), row('b', { version: 2 })]));
    await expect.poll(() => asked(store)).toEqual(['a', 'b', 'b']);
  });

  it('are not asked for of the open room, nor of invitations', async () => {
    const open = row('open');
    const { store } = await showPage([open, row('invited', { membership: 'invite' }), row('a')], open.roomId);
    await expect.poll(() => asked(store)).toEqual(['a']);
  });

  it('wait for the server: before it has answered, the host has more important things to do', async () => {
    const { store } = await showPage([row('a')]);
    await expect.poll(() => asked(store)).toEqual(['a']);
    store.show({ type: 'session' }, loggedIn({ sync: { status: 'catchingUp' } }));
    store.show({ type: 'rooms' }, roomList([row('b')]));
    await new Promise((resolve) => requestIdleCallback(resolve));
    expect(asked(store)).toEqual(['a']);
    store.show({ type: 'session' }, loggedIn());
    await expect.poll(() => asked(store)).toEqual(['a', 'b']);
  });

  it.each(['pointerover', 'focusin'])('are asked for of another row when it is approached: %s', async (type) => {
    const { store, page } = await showPage([row('a')]);
    await expect.poll(() => asked(store)).toEqual(['a']);
    for (const name of ['a', 'far', 'far']) {
      const far = document.createElement('li');
      far.dataset['room'] = `!${name}:server.example`;
      const word = far.appendChild(document.createElement('span'));
      page.renderRoot.append(far);
      word.dispatchEvent(new Event(type, { bubbles: true, composed: true }));
    }
    expect(asked(store)).toEqual(['a', 'far']);
  });

  it('are asked for of the next room where the host refuses one', async () => {
    const store = createFakeStore({ session: loggedIn(), rooms: roomList([row('a'), row('b')]) });
    store.answer({ prefetch: () => Promise.reject(new Error('no')) });
    const page = new PrefetchingPage();
    page.store = store;
    await show(page);
    await expect.poll(() => asked(store)).toEqual(['a', 'b']);
  });

  it('are asked for of another store anew, and of none when the page has gone', async () => {
    const { store, page } = await showPage([row('a')]);
    await expect.poll(() => asked(store)).toEqual(['a']);
    const other = createFakeStore({ session: loggedIn(), rooms: roomList([row('a')]) });
    page.store = other;
    await expect.poll(() => asked(other)).toEqual(['a']);
    expect(store.listenerCount({ type: 'rooms' })).toBe(0);
    page.remove();
    expect(other.listenerCount({ type: 'rooms' })).toBe(0);
    expect(other.listenerCount({ type: 'session' })).toBe(0);
  });
});
