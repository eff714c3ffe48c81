import type { TimelineItem } from '@bundesmessenger/store';
import { createFakeStore } from '@bundesmessenger/store/testing';
import { describe, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { find, findAll, focused, settled, show } from '../../testing/page.ts';
import { loggedIn, messages, room, roomId, settings } from '../../testing/snapshots.ts';
import './thread.define.ts';
import { BmThread } from './thread.ts';

const threadId = '$0';
const topic = { type: 'thread', roomId, threadId } as const;

async function showThread(items: readonly TimelineItem[], atEnd = true): Promise<ReturnType<typeof createFakeStore>> {
  const store = createFakeStore({ session: loggedIn() });
  store.show({ type: 'room', roomId }, room());
  store.show({ type: 'settings', roomId }, settings());
  store.show(topic, { status: 'ready', atStart: true, atEnd, items });
  const element = new BmThread();
  element.store = store;
  element.roomId = roomId;
  element.threadId = threadId;
  await show(element, { block: '400px' });
  await expect.poll(() => findAll('ol > li').length).toBeGreaterThan(0);
  return store;
}

const scroller = (): HTMLElement => find('.scroller');
const belowPx = (): number => scroller().scrollHeight - scroller().clientHeight - scroller().scrollTop;

describe('bm-thread', () => {
  it('shows its newest message to who has written one while she looked at older ones', async () => {
    const store = await showThread(messages(40));
    await expect.poll(belowPx).toBeLessThanOrEqual(1);
    scroller().scrollTop = 0;
    await expect.poll(() => findAll('.to-newest').length).toBe(1);
    find('bm-composer').focus();
    await userEvent.keyboard('Verstanden{Enter}');
    await expect.poll(belowPx).toBeLessThanOrEqual(1);
    await expect.poll(() => findAll('.to-newest').length).toBe(0);
    expect(store.commands.find(({ type }) => type === 'send')).toMatchObject({ relation: { threadId } });
    expect(focused()).toBe(find('textarea'));
  });

  it('loads what is newer on the way there', async () => {
    const store = await showThread(messages(20), false);
    store.answer({
      paginate: ({ direction }) => {
        if (direction === 'forwards')
          store.show(topic, { status: 'ready', atStart: true, atEnd: true, items: messages(40) });
      },
    });
    scroller().scrollTop = 0;
    await settled();
    find('bm-composer').focus();
    await userEvent.keyboard('Verstanden{Enter}');
    await expect.poll(() => findAll('li[data-key="m39"]').length).toBe(1);
    await expect.poll(belowPx).toBeLessThanOrEqual(1);
  });
});
