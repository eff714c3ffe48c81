import { createFakeStore, roomList } from '@bundesmessenger/store/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BmRoomList } from '../components/room-list/room-list.ts';
import '../components/room-list/room-list.define.ts';
import { BmRoom } from '../components/room/room.ts';
import '../components/room/room.define.ts';
import { find, show } from '../testing/page.ts';
import { loggedIn, messages, room, roomId } from '../testing/snapshots.ts';

/** Where a part of an element's text stands. */
function placeOf(part: string, element: Element): DOMRect {
  const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const at = texts.currentNode.nodeValue!.indexOf(part);
    if (at < 0) continue;
    const range = document.createRange();
    range.setStart(texts.currentNode, at);
    range.setEnd(texts.currentNode, at + part.length);
    return range.getBoundingClientRect();
  }
  throw new Error(`no ${part}`);
}

async function showRoom(): Promise<void> {
  const store = createFakeStore();
  store.show({ type: 'room', roomId }, room());
  store.show({ type: 'timeline', roomId }, { status: 'ready', atStart: true, atEnd: true, items: messages(1) });
  const element = new BmRoom();
  element.store = store;
  element.roomId = roomId;
  await show(element);
}

async function showList(): Promise<void> {
  const element = new BmRoomList();
  element.store = createFakeStore({ session: loggedIn(), rooms: roomList([room({ name: 'Lage', unreadCount: 120 })]) });
  await show(element, { inline: '340px' });
}

describe('in a page that runs from right to left', () => {
  beforeEach(() => {
    document.documentElement.dir = 'rtl';
  });
  afterEach(() => {
    document.documentElement.removeAttribute('dir');
  });

  it('a number stands left of the word that it counts', async () => {
    await showRoom();
    const fact = find('.facts li');
    expect(fact).toHaveTextContent('12 Personen');
    expect(placeOf('12', fact).left).toBeLessThan(placeOf('Personen', fact).left);
  });

  it('a full stop stands at the end of its sentence', async () => {
    await showRoom();
    const sentence = find('.head');
    expect(placeOf('.', sentence).left).toBeGreaterThan(placeOf('Raum', sentence).left);
  });

  it('a sign without words stands where it was written', async () => {
    await showList();
    const badge = find('.badge');
    expect(placeOf('+', badge).left).toBeGreaterThan(placeOf('99', badge).left);
  });

  it('the layout is mirrored, and a text begins at the side of its picture', async () => {
    await showList();
    const [picture, name, preview] = ['.avatar', '.name [dir]', '.preview'].map(find);
    const place = (element: Element): DOMRect => placeOf(element.textContent.trim(), element);
    expect(place(name!).right).toBeLessThan(picture!.getBoundingClientRect().left);
    expect(place(preview!).right).toBeCloseTo(place(name!).right, 0);
  });
});
