import type { Timeline, TimelineItem } from '@bundesmessenger/store';
import { createFakeStore, type FakeStore } from '@bundesmessenger/store/testing';
import { describe, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { accessibilityFindings, find, findAll, focused, show } from '../../testing/page.ts';
import { loggedIn, message, roomId } from '../../testing/snapshots.ts';
import { BmFiles } from './files.ts';
import './files.define.ts';

const file = (at: number, filename = `Bericht ${at}.pdf`): TimelineItem =>
  message(at, {
    content: {
      msgtype: 'm.file',
      body: filename,
      filename,
      captioned: false,
      file: { mediaId: `media ${at}`, mimetype: 'application/pdf', sizeBytes: 1_240_000 },
    },
  });
const topic = { type: 'files', roomId } as const;
const timeline = (changes: Partial<Timeline>): Timeline => ({
  status: 'ready',
  atStart: true,
  atEnd: true,
  items: [file(1), file(2)],
  ...changes,
});

async function showFiles(changes: Partial<Timeline> = {}): Promise<{ element: BmFiles; store: FakeStore }> {
  const store = createFakeStore({ session: loggedIn() });
  store.show(topic, timeline(changes));
  const element = new BmFiles();
  element.store = store;
  element.roomId = roomId;
  await show(element, { inline: '600px' });
  return { element, store };
}

const names = (): readonly string[] => findAll('.name').map(({ textContent }) => textContent ?? '');
const searches = (store: FakeStore): readonly unknown[] => store.commands.filter(({ type }) => type === 'paginate');
const button = (label: string): HTMLElement => find(`[aria-label*="${label}"]`);
const more = (): HTMLElement => findAll('.more button').at(-1)!;

describe('bm-files', () => {
  it('shows the newest first, with who sent it, when, and its size', async () => {
    await showFiles();
    expect(names()).toEqual(['Bericht 2.pdf', 'Bericht 1.pdf']);
    expect(find('.hint').textContent?.replace(/\s+/gu, ' ')).toMatch(/Anna Schmidt · .+ · 1,2 MB/);
    expect(find('[role="status"]').textContent?.trim()).toBe('2 Dateien');
    expect(await accessibilityFindings()).toEqual([]);
  });

  it('saves a file under its name, and says when it cannot be had', async () => {
    const { store } = await showFiles();
    store.answer({ download: () => Promise.reject(new Error('gone')) });
    await userEvent.click(button('Bericht 1.pdf herunterladen'));
    expect(store.commands.at(-1)).toMatchObject({ type: 'download', mediaId: 'media 1' });
    await expect.poll(() => find('.file:last-child [role="alert"]').textContent).toContain('nicht geladen');
    expect(await accessibilityFindings()).toEqual([]);
  });

  it('asks for the message that a file came with to be shown', async () => {
    const { element } = await showFiles();
    const asked: unknown[] = [];
    element.addEventListener('bm-event-open', ({ detail }) => asked.push(detail));
    await userEvent.click(button('Bericht 2.pdf'));
    expect(asked).toEqual([{ roomId, eventId: '$2' }]);
  });

  it('looks further back by itself once, where the newest messages hold few', async () => {
    const { store } = await showFiles({ atStart: false });
    await expect
      .poll(() => searches(store))
      .toEqual([{ type: 'paginate', roomId, limit: 15, direction: 'backwards', view: { type: 'files' } }]);
    store.show(topic, timeline({ atStart: false, items: [] }));
    await expect.poll(() => find('.empty').textContent?.trim()).toBe('In den neuesten Nachrichten ist keine Datei');
    expect(searches(store)).toHaveLength(1);
    expect(await accessibilityFindings()).toEqual([]);
  });

  it('looks no further back where there are enough, or no more', async () => {
    const { store } = await showFiles({ items: [] });
    expect(find('.empty').textContent?.trim()).toBe('In diesem Raum gibt es keine Dateien');
    expect(findAll('.more')).toEqual([]);
    const enough = await showFiles({ atStart: false, items: Array.from({ length: 15 }, (_, at) => file(at)) });
    expect([...searches(store), ...searches(enough.store)]).toEqual([]);
  });

  it('goes on with the first file that was found, for who uses the keyboard', async () => {
    const { store } = await showFiles({ atStart: false });
    await expect.poll(() => searches(store)).toHaveLength(1);
    store.answer({
      paginate: ({ limit }) => {
        if (limit > 0) store.show(topic, timeline({ items: [file(0, 'Gefunden.pdf'), file(1), file(2)] }));
      },
    });
    more().focus();
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => focused()?.querySelector('.name')?.textContent).toBe('Gefunden.pdf');
  });

  it('is not asked twice while it searches, and says that it does', async () => {
    const { store } = await showFiles({ status: 'paginating', atStart: false });
    expect(find('[role="status"]').textContent?.trim()).toBe('Dateien werden gesucht …');
    more().click();
    expect(searches(store)).toEqual([]);
  });

  it('says why it could not look further, and tries again', async () => {
    const { store } = await showFiles({ atStart: false, paginationError: 'OFFLINE' });
    expect(find('.field-error').textContent?.trim()).not.toBe('');
    await userEvent.click(more());
    await expect.poll(() => searches(store).at(-1)).toMatchObject({ limit: 60, direction: 'backwards' });
  });
});
