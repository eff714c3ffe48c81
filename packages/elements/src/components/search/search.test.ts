import type { Timeline } from '@bundesmessenger/store';
import { createFakeStore, type FakeStore } from '@bundesmessenger/store/testing';
import { describe, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { accessibilityFindings, find, findAll, focused, show } from '../../testing/page.ts';
import { loggedIn, message, roomId } from '../../testing/snapshots.ts';
import { BmSearch } from './search.ts';
import './search.define.ts';

const topic = { type: 'search', roomId, search: 'pegel' } as const;
const timeline = (changes: Partial<Timeline> = {}): Timeline => ({
  status: 'ready',
  atStart: true,
  atEnd: true,
  items: [message(1, { body: 'Pegel 7 m' }), message(2, { body: 'Der Pegel steigt' })],
  ...changes,
});

async function showSearch(changes: Partial<Timeline> = {}): Promise<{ element: BmSearch; store: FakeStore }> {
  const store = createFakeStore({ session: loggedIn() });
  store.show(topic, timeline(changes));
  const element = new BmSearch();
  element.store = store;
  element.roomId = roomId;
  await show(element, { inline: '600px' });
  return { element, store };
}

const searchFor = async (words: string): Promise<void> => {
  await userEvent.fill(find('input'), words);
  await userEvent.keyboard('{Enter}');
};
const texts = (): readonly string[] => findAll('.text').map(({ textContent }) => textContent ?? '');
const pages = (store: FakeStore): readonly unknown[] => store.commands.filter(({ type }) => type === 'paginate');

describe('bm-search', () => {
  it('looks for nothing before somebody asks for it', async () => {
    const { store } = await showSearch({ atStart: false });
    expect(findAll('ul, .empty, .more')).toEqual([]);
    await userEvent.fill(find('input'), 'pegel');
    await searchFor('   ');
    expect(pages(store)).toEqual([]);
    expect(findAll('ul, .empty, .more')).toEqual([]);
    expect(await accessibilityFindings()).toEqual([]);
  });

  it('shows the newest first, marks the words, and says how many there are', async () => {
    await showSearch();
    await searchFor(' pegel ');
    await expect.poll(texts).toEqual(['Der Pegel steigt', 'Pegel 7 m']);
    expect(findAll('mark').map(({ textContent }) => textContent)).toEqual(['Pegel', 'Pegel']);
    expect(find('[role="status"]').textContent?.trim()).toBe('2 Nachrichten gefunden');
    expect(await accessibilityFindings()).toEqual([]);
  });

  it('asks for a message to be shown', async () => {
    const { element } = await showSearch();
    const asked: unknown[] = [];
    element.addEventListener('bm-event-open', ({ detail }) => asked.push(detail));
    await searchFor('pegel');
    await expect.poll(texts).toHaveLength(2);
    await userEvent.click(find('li button'));
    expect(asked).toEqual([{ roomId, eventId: '$2' }]);
  });

  it('says how far back it has looked, and goes on with what is found further back', async () => {
    const searchedTo = Date.UTC(2026, 10, 3, 9, 30);
    const { store } = await showSearch({ atStart: false, searchedTo });
    await searchFor('pegel');
    const view = { type: 'search', search: 'pegel' };
    await expect
      .poll(() => pages(store))
      .toEqual([{ type: 'paginate', roomId, limit: 15, direction: 'backwards', view }]);
    expect(find('.reach').textContent).toContain('Durchsucht bis 3. November 2026');
    store.answer({
      paginate: ({ limit }) => {
        const items = [message(0, { body: 'Pegel 6 m' }), ...timeline().items];
        if (limit > 0) store.show(topic, timeline({ items }));
      },
    });
    find('.more button').focus();
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => focused()?.textContent).toContain('Pegel 6 m');
  });

  it('says that it is searching, and what it has not found', async () => {
    const { store } = await showSearch({ status: 'paginating', atStart: false, items: [] });
    await searchFor('pegel');
    await expect.poll(() => find('[role="status"]').textContent?.trim()).toBe('Nachrichten werden durchsucht …');
    store.show(topic, timeline({ atStart: false, items: [] }));
    await expect.poll(() => find('.empty').textContent?.trim()).toBe('Bisher keine Nachricht gefunden');
    store.show(topic, timeline({ items: [] }));
    await expect.poll(() => find('.empty').textContent?.trim()).toBe('Keine Nachricht gefunden');
    expect(await accessibilityFindings()).toEqual([]);
  });

  it('shows a message as text, whatever it holds', async () => {
    await showSearch({ items: [message(1, { body: 'Pegel <img src=x onerror=alert(1)>' })] });
    await searchFor('pegel');
    await expect.poll(texts).toEqual(['Pegel <img src=x onerror=alert(1)>']);
  });

  it('shows a formatted message as it is read, but for what lies behind its beginning', async () => {
    const formatted = {
      content: { msgtype: 'm.text', body: '**Pegel** und **Damm**' },
      plainText: 'Pegel und …',
    } as const;
    const { store } = await showSearch({ items: [message(1, formatted)] });
    store.show({ type: 'search', roomId, search: 'damm' }, timeline({ items: [message(1, formatted)] }));
    await searchFor('pegel');
    await expect.poll(texts).toEqual(['Pegel und …']);
    await searchFor('damm');
    await expect.poll(texts).toEqual(['**Pegel** und **Damm**']);
  });

  it('begins anew in another room', async () => {
    const { element } = await showSearch();
    await searchFor('pegel');
    await expect.poll(texts).toHaveLength(2);
    element.roomId = '!other:behoerde.example';
    await expect.poll(() => findAll('ul')).toEqual([]);
  });
});
