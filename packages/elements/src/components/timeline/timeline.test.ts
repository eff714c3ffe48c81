import type { Timeline, TimelineItem } from '@bundesmessenger/store';
import { createFakeStore, type FakeStore } from '@bundesmessenger/store/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { rowsFor } from '../../internal/message-window.ts';
import { recordLiveRegions, type LiveRegionRecorder } from '../../testing/live-regions.ts';
import { accessibilityFindings, find, findAll, focused, settled, show } from '../../testing/page.ts';
import { anna, cem, loggedIn, me, message, messages, morningMs, roomId } from '../../testing/snapshots.ts';
import './timeline.define.ts';
import { BmTimeline } from './timeline.ts';

const topic = { type: 'timeline', roomId } as const;
const longBody = 'Wort '.repeat(60);

let recorder: LiveRegionRecorder | undefined;
afterEach(() => {
  recorder?.stop();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

function timeline(items: readonly TimelineItem[], changes: Partial<Timeline> = {}): Timeline {
  return { status: 'ready', atStart: true, atEnd: true, items, ...changes };
}

const day = { kind: 'dateDivider', key: 'day', version: 1, day: '2026-11-20' } as const;
const viewPx = 400;
/** More than it takes through 300 rows. */
const maxSteps = 60;
const maxRows = rowsFor(viewPx);

async function showTimeline(snapshot: Timeline): Promise<FakeStore> {
  const store = createFakeStore({ session: loggedIn() });
  store.show(topic, snapshot);
  const element = new BmTimeline();
  element.store = store;
  element.roomId = roomId;
  await show(element, { block: `${viewPx}px` });
  await expect.poll(() => findAll('ol > li').length).toBe(Math.min(maxRows, snapshot.items.length));
  await painted();
  return store;
}

/** Two frames: the first runs what was planned before painting, ResizeObservers too. */
async function painted(): Promise<void> {
  await settled();
  await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
}

const scroller = (): HTMLElement => find('.scroller');
const belowPx = (): number => scroller().scrollHeight - scroller().clientHeight - scroller().scrollTop;
const row = (key: string): HTMLElement => find(`li[data-key="${key}"]`);
/** Where a row stands in view. */
const topPx = (key: string): number => row(key).getBoundingClientRect().top - scroller().getBoundingClientRect().top;

async function scrollTo(key: string): Promise<void> {
  for (let step = 0; step < maxSteps && findAll(`li[data-key="${key}"]`).length === 0; step++) {
    scroller().scrollTop = 0;
    await painted();
  }
  row(key).scrollIntoView({ block: 'start' });
  await painted();
}

describe('bm-timeline', () => {
  describe('accessibility', () => {
    it('has no findings with every kind of item', async () => {
      const base = { version: 1, sender: anna, own: false, originServerTs: morningMs } as const;
      await showTimeline(
        timeline([
          { kind: 'dateDivider', key: 'd', version: 1, day: '2026-11-20' },
          { ...base, kind: 'state', key: 's', change: { type: 'name', name: 'Lage' } },
          { ...base, kind: 'verification', key: 'v', asked: cem, outcome: 'done' },
          { ...base, kind: 'undecryptable', key: 'u', cause: 'withheld' },
          { ...base, kind: 'redacted', key: 'r' },
          { ...base, kind: 'unsupported', key: 'x', eventType: 'm.poll.start', body: 'Umfrage' },
          message(1, { protection: 'clearText', body: 'siehe https://example.org' }),
          message(2, { own: true, send: { status: 'failed', code: 'FORBIDDEN', recoverable: true } }),
          message(3, { own: true, send: { status: 'sending', waiting: 'network' } }),
        ]),
      );
      expect(await accessibilityFindings()).toEqual([]);
    });

    it('is a list of articles that is not live', async () => {
      await showTimeline(timeline(messages(3)));
      expect(findAll('ol > li > article').length).toBe(3);
      expect(find('ol').closest('[aria-live], [role="log"]')).toBeNull();
    });

    it('names a message by sender, text, full time and state, in this order', async () => {
      await showTimeline(timeline([message(1, { own: true, body: 'Guten Tag' })]));
      expect(find('article')).toHaveAccessibleName(/^Sie Guten Tag 20\. November 2026.*Gesendet$/su);
    });

    it('has one tab stop, and arrows, Home and End move it', async () => {
      await showTimeline(timeline(messages(20)));
      expect(findAll('article[tabindex="0"]').length).toBe(1);
      find('article[tabindex="0"]').focus();
      const focusedKey = (): string | undefined => focused()?.closest('li')?.dataset['key'];
      await userEvent.keyboard('{ArrowUp}');
      await expect.poll(focusedKey).toBe('m18');
      await userEvent.keyboard('{Home}');
      await expect.poll(focusedKey).toBe('m0');
      await userEvent.keyboard('{PageDown}');
      await expect.poll(focusedKey).toBe('m10');
      await userEvent.keyboard('{End}');
      await expect.poll(focusedKey).toBe('m19');
      expect(findAll('article[tabindex="0"]').length).toBe(1);
    });

    it('has the tab stop at what the user has just written, wherever the focus was before', async () => {
      const store = await showTimeline(timeline(messages(3)));
      const stop = (): string | undefined => find('article[tabindex="0"]').closest('li')?.dataset['key'];
      row('m0').querySelector('article')?.focus();
      row('m0').querySelector('article')?.blur();
      await expect.poll(stop).toBe('m0');
      const own = message(3, { own: true, send: { status: 'sending', waiting: 'answer' } });
      store.show(topic, timeline([...messages(3), own]));
      await expect.poll(stop).toBe('m3');
    });

    it('reaches links only in the message with the tab stop', async () => {
      await showTimeline(
        timeline([message(1, { body: 'https://a.example' }), message(2, { body: 'https://b.example' })]),
      );
      expect(findAll<HTMLAnchorElement>('a').map(({ tabIndex }) => tabIndex)).toEqual([-1, 0]);
    });

    it('keeps the focused message in the page while the window moves away', async () => {
      const store = await showTimeline(timeline(messages(3 * maxRows), { atStart: false }));
      await scrollTo('m100');
      row('m100').querySelector('article')?.focus();
      await painted();
      scroller().scrollTop = scroller().scrollHeight;
      await painted();
      store.show(topic, timeline(messages(300, 0)));
      await painted();
      store.show(topic, timeline(messages(300, 60)));
      await painted();
      expect(focused()?.closest('li')?.dataset['key']).toBe('m100');
    });

    it('moves the focus to a neighbour when the focused message is discarded', async () => {
      const failed = message(2, { own: true, send: { status: 'failed', code: 'FORBIDDEN', recoverable: false } });
      const store = await showTimeline(timeline([message(1), failed]));
      store.answer({ discard: () => (store.show(topic, timeline([message(1)])), undefined) });
      row('m2').querySelector('button')?.focus();
      await userEvent.keyboard('{Enter}');
      await expect.poll(() => focused()?.closest('li')?.dataset['key']).toBe('m1');
      expect(store.commands).toContainEqual({ type: 'discard', roomId, key: 'm2' });
    });
  });

  describe('the focus', () => {
    const focusedKey = (): string | undefined => focused()?.closest('li')?.dataset['key'];

    it('goes to a neighbour when its message is gone', async () => {
      const store = await showTimeline(timeline(messages(3)));
      row('m1').querySelector('article')?.focus();
      store.show(topic, timeline([message(0), message(2)]));
      await expect.poll(focusedKey).toBe('m2');
      store.show(topic, timeline([message(0)]));
      await expect.poll(focusedKey).toBe('m0');
    });

    it('stays on what turns out to be something else when it can be read', async () => {
      const base = { key: 'm1', sender: anna, own: false, originServerTs: morningMs } as const;
      const locked = { ...base, version: 1, kind: 'undecryptable', cause: 'waitingForKeys' } as const;
      const store = await showTimeline(timeline([message(0), locked, message(2)]));
      row('m1').querySelector('article')?.focus();
      store.show(topic, timeline([message(0), { ...base, version: 2, kind: 'verification', asked: cem }, message(2)]));
      await expect.poll(() => row('m1').classList.contains('state')).toBe(true);
      await expect.poll(focusedKey).toBe('m1');
    });

    it('stays on a message whose actions had it when it is deleted', async () => {
      const store = await showTimeline(timeline(messages(3)));
      row('m1').querySelector('article')?.focus();
      await userEvent.keyboard('{Tab}');
      expect(focused()?.closest('[role="toolbar"]')).not.toBeNull();
      const { key, sender, originServerTs } = message(1);
      const gone = { key, sender, originServerTs, own: false, version: 2, eventId: '$1', kind: 'redacted' } as const;
      store.show(topic, timeline([message(0), gone, message(2)]));
      await expect.poll(focusedKey).toBe('m1');
      expect(focused()?.matches('article')).toBe(true);
    });
  });

  describe('announcements', () => {
    const incoming = (at: number, body = `Neu ${at}`): TimelineItem => message(at, { body });

    async function listen(snapshot: Timeline): Promise<FakeStore> {
      const store = await showTimeline(snapshot);
      recorder = recordLiveRegions();
      return store;
    }
    const said = (): readonly string[] => recorder?.said ?? [];

    it('say nothing of history, and an incoming message once with its sender', async () => {
      const store = await listen(timeline(messages(5, 10), { atStart: false }));
      store.show(topic, timeline(messages(15)));
      store.show(topic, timeline([...messages(15), incoming(15)]));
      await expect.poll(said).toEqual(['Anna Schmidt: Neu 15']);
    });

    it('say nothing of newer messages that are loaded on the way to the end', async () => {
      const store = await listen(timeline(messages(5), { atEnd: false }));
      store.show(topic, timeline(messages(15), { atEnd: false }));
      store.show(topic, timeline(messages(20)));
      store.show(topic, timeline([...messages(20), incoming(20)]));
      await expect.poll(said).toEqual(['Anna Schmidt: Neu 20']);
    });

    it('say what a formatted message says in plain text', async () => {
      const store = await listen(timeline(messages(3)));
      store.show(topic, timeline([...messages(3), message(3, { body: '**Neu**', plainText: 'Neu' })]));
      await expect.poll(said).toEqual(['Anna Schmidt: Neu']);
    });

    it('say nothing of own messages, of their echo and of edits', async () => {
      const store = await listen(timeline(messages(3)));
      const own = message(3, { own: true, send: { status: 'sending', waiting: 'answer' } });
      store.show(topic, timeline([...messages(3), own]));
      store.show(topic, timeline([...messages(3), message(3, { own: true, version: 2 })]));
      store.show(topic, timeline([message(0, { version: 2, body: 'Geändert', edited: true }), ...messages(3, 1)]));
      store.show(topic, timeline([...messages(4), incoming(4)]));
      await expect.poll(said).toEqual(['Anna Schmidt: Neu 4']);
    });

    it('make one digest of a burst of ten', async () => {
      const store = await listen(timeline(messages(3)));
      for (let count = 4; count <= 13; count++) store.show(topic, timeline(messages(count)));
      await expect.poll(said).toEqual(['10 neue Nachrichten']);
    });

    it('say a message whose key comes later when it can be read', async () => {
      const store = await listen(timeline(messages(2)));
      const base = { key: 'm2', version: 1, sender: anna, own: false, originServerTs: morningMs } as const;
      store.show(topic, timeline([...messages(2), { ...base, kind: 'undecryptable', cause: 'waitingForKeys' }]));
      store.show(topic, timeline([...messages(2), message(2, { version: 2, body: 'Lesbar' })]));
      await expect.poll(said).toEqual(['Anna Schmidt: Lesbar']);
    });

    it('say once that sending has failed', async () => {
      const store = await listen(timeline(messages(2)));
      const failed = message(2, { own: true, send: { status: 'failed', code: 'FORBIDDEN', recoverable: true } });
      store.show(topic, timeline([...messages(2), failed]));
      store.show(topic, timeline([...messages(2), failed, incoming(3)]));
      await expect.poll(said).toEqual(['Eine Nachricht konnte nicht gesendet werden.', 'Anna Schmidt: Neu 3']);
    });
  });

  it('names days anew when the next one has begun', async () => {
    vi.useFakeTimers({ now: new Date('2026-11-20T23:59'), toFake: ['Date'] });
    const day = (date: string): TimelineItem => ({ kind: 'dateDivider', key: `day ${date}`, version: 1, day: date });
    const days = (): unknown[] => findAll('.day').map(({ textContent }) => textContent?.trim());
    const store = await showTimeline(timeline([day('2026-11-20'), message(0)]));
    expect(days()).toEqual(['Heute']);
    vi.setSystemTime(new Date('2026-11-21T00:01'));
    store.show(topic, timeline([day('2026-11-20'), message(0), day('2026-11-21'), message(1)]));
    await expect.poll(days).toEqual(['Gestern', 'Heute']);
    vi.setSystemTime(new Date('2026-11-22T08:00'));
    document.dispatchEvent(new Event('visibilitychange'));
    await expect.poll(() => days()[1]).toBe('Gestern');
  });

  it('names days anew at midnight, also where nobody writes', async () => {
    vi.useFakeTimers({ now: new Date('2026-11-20T23:59'), toFake: ['Date', 'setTimeout', 'clearTimeout'] });
    await showTimeline(timeline([{ kind: 'dateDivider', key: 'day', version: 1, day: '2026-11-20' }, message(0)]));
    const day = (): string | undefined => find('.day').textContent?.trim();
    expect(day()).toBe('Heute');
    vi.advanceTimersByTime(60_000);
    await expect.poll(day).toBe('Gestern');
  });

  it('tells times anew in another time zone', async () => {
    await showTimeline(timeline([message(0)]));
    const time = (): string => find('article time').textContent.trim();
    expect(time()).not.toBe('anderswo');
    vi.spyOn(Date.prototype, 'getTimezoneOffset').mockReturnValue(-780);
    vi.spyOn(Intl, 'DateTimeFormat').mockImplementation(function () {
      return { format: () => 'anderswo' } as unknown as Intl.DateTimeFormat;
    });
    document.dispatchEvent(new Event('visibilitychange'));
    await expect.poll(time).toBe('anderswo');
  });

  describe('scrolling', () => {
    it('starts at the newest message', async () => {
      await showTimeline(timeline(messages(100)));
      expect(belowPx()).toBeLessThanOrEqual(1);
    });

    it('stays at the end to the pixel while messages come', async () => {
      const store = await showTimeline(timeline(messages(50)));
      for (let count = 51; count <= 60; count++) {
        const items = messages(count).map((item) => ({ ...item, content: { ...item.content, body: longBody } }));
        store.show(topic, timeline(items.map((item) => ({ ...item, version: count }))));
        await painted();
        expect(belowPx()).toBeLessThanOrEqual(1);
      }
    });

    it('stays at the end when its own height changes', async () => {
      await showTimeline(timeline(messages(50)));
      find('main').style.blockSize = '250px';
      await painted();
      expect(belowPx()).toBeLessThanOrEqual(1);
    });

    it('does not move what is read when messages come at the end', async () => {
      const store = await showTimeline(timeline(messages(60)));
      await scrollTo('m20');
      const before = topPx('m20');
      store.show(topic, timeline(messages(70)));
      await painted();
      expect(Math.abs(topPx('m20') - before)).toBeLessThan(1);
    });

    describe('tells the host where somebody reads, who keeps the place when the sync leaves a gap:', () => {
      const told = ({ commands }: FakeStore): unknown[] =>
        commands.filter((command) => command.type === 'paginate' && command.limit === 0);
      const above = { type: 'paginate', roomId, limit: 0 };
      const atNewest = { ...above, direction: 'forwards' };

      it('above the newest and back at them, each once', async () => {
        const store = await showTimeline(timeline(messages(60)));
        expect(told(store)).toEqual([]);
        await scrollTo('m20');
        await scrollTo('m15');
        expect(told(store)).toEqual([above]);
        await userEvent.click(find('.to-newest'));
        await expect.poll(() => told(store)).toEqual([above, atNewest]);
      });

      it('in a thread', async () => {
        const thread = { type: 'thread', threadId: '$root' } as const;
        const store = createFakeStore({ session: loggedIn() });
        store.show({ ...thread, roomId }, timeline(messages(60)));
        const element = new BmTimeline();
        Object.assign(element, { store, roomId, threadId: thread.threadId });
        await show(element, { block: `${viewPx}px` });
        await expect.poll(() => findAll('ol > li').length).toBe(maxRows);
        await painted();
        await scrollTo('m20');
        expect(told(store)).toEqual([{ ...above, view: thread }]);
      });

      it('no longer above the newest when the room is left', async () => {
        const store = await showTimeline(timeline(messages(60)));
        await scrollTo('m20');
        find('bm-timeline').remove();
        expect(told(store)).toEqual([above, atNewest]);
      });
    });

    it('does not move what is read when a gap opens behind it and is closed', async () => {
      const store = await showTimeline(timeline(messages(60)));
      await scrollTo('m50');
      const before = topPx('m50');
      const snapshots = [timeline(messages(60), { atEnd: false }), timeline(messages(110), { atEnd: false })];
      for (const snapshot of [...snapshots, timeline(messages(140))]) {
        store.show(topic, snapshot);
        await painted();
        expect(Math.abs(topPx('m50') - before)).toBeLessThan(1);
      }
    });

    it('does not move what is read when older messages come', async () => {
      const store = await showTimeline(timeline(messages(60, 100), { atStart: false }));
      await scrollTo('m110');
      const before = topPx('m110');
      store.show(topic, timeline(messages(120, 40), { atStart: false }));
      await painted();
      expect(Math.abs(topPx('m110') - before)).toBeLessThan(1);
    });

    it('does not move what is read at the very top when older messages of the same day come above it', async () => {
      const store = await showTimeline(timeline([day, ...messages(60, 100)], { atStart: false }));
      await scrollTo('day');
      scroller().scrollTop = 0;
      await painted();
      const before = topPx('m100');
      store.show(topic, timeline([day, ...messages(90, 70)], { atStart: false }));
      await painted();
      expect(Math.abs(topPx('m100') - before)).toBeLessThan(1);
    });

    it('stays at the name of a day where that is all there is in view', async () => {
      const store = await showTimeline(timeline([day, ...messages(60, 100)]));
      await scrollTo('day');
      find('main').style.blockSize = '20px';
      await painted();
      row('day').scrollIntoView({ block: 'center' });
      await painted();
      const before = topPx('day');
      store.show(topic, timeline([day, ...messages(70, 100)]));
      await painted();
      expect(Math.abs(topPx('day') - before)).toBeLessThan(1);
    });

    it('does not move what is read when something above it grows', async () => {
      const store = await showTimeline(timeline(messages(60)));
      await scrollTo('m40');
      const before = topPx('m40');
      store.show(
        topic,
        timeline([
          message(0, { body: longBody }),
          ...messages(36, 1),
          message(37, { version: 2, body: longBody }),
          ...messages(22, 38),
        ]),
      );
      await painted();
      expect(Math.abs(topPx('m40') - before)).toBeLessThan(1);
    });

    it(`keeps at most ${maxRows} rows in the page, and shows all of 300 on the way up`, async () => {
      await showTimeline(timeline(messages(300)));
      await expect.poll(() => findAll('ol > li').length).toBe(maxRows);
      expect(findAll('li[data-key="m299"]').length).toBe(1);
      for (let step = 0; step < maxSteps && findAll('li[data-key="m0"]').length === 0; step++) {
        scroller().scrollTop = 0;
        await painted();
      }
      expect(findAll('li[data-key="m0"]').length).toBe(1);
      expect(findAll('ol > li').length).toBeLessThanOrEqual(maxRows);
    });

    it('offers the way to new messages that came out of view, and takes it', async () => {
      const store = await showTimeline(timeline(messages(60)));
      await scrollTo('m10');
      store.show(topic, timeline(messages(62)));
      await painted();
      expect(find('.to-newest')).toHaveTextContent('2 neue Nachrichten');
      await userEvent.click(find('.to-newest'));
      await painted();
      expect(belowPx()).toBeLessThanOrEqual(1);
      expect(findAll('.to-newest').length).toBe(0);
    });

    it('goes to the end when the user sends', async () => {
      const store = await showTimeline(timeline(messages(60)));
      await scrollTo('m10');
      const own = message(60, { own: true, send: { status: 'sending', waiting: 'answer' } });
      store.show(topic, timeline([...messages(60), own]));
      await painted();
      expect(belowPx()).toBeLessThanOrEqual(1);
    });
  });

  describe('properties', () => {
    const loads = ({ commands }: FakeStore): number =>
      commands.filter((command) => command.type === 'paginate' && command.limit > 0).length;

    it('loads older messages near the top, once at a time, and says so', async () => {
      const store = await showTimeline(timeline(messages(60), { atStart: false }));
      expect(loads(store)).toBe(0);
      let finish = (): void => {};
      store.answer({ paginate: () => new Promise((resolve) => (finish = () => resolve(undefined))) });
      await scrollTo('m0');
      await expect.poll(() => loads(store)).toBe(1);
      store.show(topic, timeline(messages(60), { atStart: false, status: 'paginating' }));
      await painted();
      expect(find('.head').textContent).toContain('Ältere Nachrichten werden geladen');
      expect(loads(store)).toBe(1);
      store.show(topic, timeline(messages(60)));
      finish();
      await painted();
      expect(loads(store)).toBe(1);
    });

    it('loads older messages well before somebody who scrolls is at the top, and more of them who goes on', async () => {
      const items = messages(60, 100).map((item) => ({ ...item, content: { ...item.content, body: longBody } }));
      const limits = ({ commands }: FakeStore): number[] =>
        commands.flatMap((command) => (command.type === 'paginate' && command.limit > 0 ? [command.limit] : []));
      const store = await showTimeline(timeline(items, { atStart: false }));
      await scrollTo('m108');
      expect(scroller().scrollTop).toBeGreaterThan(2 * viewPx);
      expect(limits(store)).toEqual([30]);
      store.show(topic, timeline([...messages(10, 90), ...items], { atStart: false }));
      await scrollTo('m100');
      expect(limits(store)).toEqual([30, 90]);
    });

    it('loads older messages by itself while the view is not full', async () => {
      const store = await showTimeline(timeline(messages(2), { atStart: false }));
      await expect.poll(() => loads(store)).toBeGreaterThan(0);
    });

    it('loads older messages where nothing that came can be shown, as under ten thousand reactions', async () => {
      const store = await showTimeline(timeline([], { atStart: false }));
      await expect.poll(() => loads(store)).toBe(1);
      store.show(topic, timeline([], { atStart: false }));
      await expect.poll(() => loads(store)).toBe(2);
      store.show(topic, timeline([]));
      await painted();
      expect(loads(store)).toBe(2);
    });

    it('offers to try again when older messages could not be loaded', async () => {
      const store = await showTimeline(timeline(messages(2), { atStart: false, paginationError: 'OFFLINE' }));
      expect(loads(store)).toBe(0);
      await userEvent.click(find('.head button'));
      expect(loads(store)).toBe(1);
    });

    it('marks the newest message as read while the end is in view', async () => {
      const store = await showTimeline(timeline(messages(3)));
      await expect
        .poll(() => store.commands.filter(({ type }) => type === 'markRead'))
        .toEqual([{ type: 'markRead', roomId, eventId: '$2' }]);
    });

    it('sends a failed message again', async () => {
      const failed = message(1, { own: true, send: { status: 'failed', code: 'FORBIDDEN', recoverable: true } });
      const store = await showTimeline(timeline([failed]));
      expect(find('.failure').textContent).toMatch(/Dazu fehlt Ihnen die Berechtigung/u);
      await userEvent.click(find('.failure button'));
      expect(store.commands).toContainEqual({ type: 'resend', roomId, key: 'm1' });
    });

    it('groups messages of one sender and shows the name once', async () => {
      await showTimeline(timeline([message(1), message(2), message(3, { own: true, sender: me }), message(4)]));
      expect(findAll('.sender').length).toBe(2);
    });

    it('brings 300 messages into the page in slices, a frame for each', async () => {
      const store = await showTimeline(timeline([]));
      store.show(topic, timeline(messages(300)));
      await find<BmTimeline>('bm-timeline').updateComplete;
      expect(findAll('ol > li').length).toBeLessThan(maxRows / 2);
      await expect.poll(() => findAll('ol > li').length).toBe(maxRows);
      expect(belowPx()).toBeLessThanOrEqual(1);
    });
  });
});
