import { writable } from '@bundesmessenger/core/readable';
import { describe, expect, it, vi } from 'vitest';
import type { Timeline, TimelineItem } from '../timeline/timeline.ts';
import { cachedTimeline, forgetIgnored, showsIgnored, timelineToStore } from './cached-timelines.ts';
import type { SnapshotCache } from './snapshot-cache.ts';

const item = (at: number, send: 'sent' | 'sending' = 'sent'): TimelineItem =>
  ({
    kind: 'message',
    key: `m${at}`,
    version: 1,
    send: send === 'sent' ? { status: 'sent' } : { status: 'sending', waiting: 'turn' },
  }) as TimelineItem;
const timeline = (items: readonly TimelineItem[], changes: Partial<Timeline> = {}): Timeline => ({
  status: 'ready',
  atStart: true,
  atEnd: true,
  items,
  ...changes,
});

describe('what is kept of a timeline', () => {
  it('is its end', () => {
    const stored = timelineToStore(timeline(Array.from({ length: 100 }, (_, at) => item(at))));
    expect(stored?.items.map(({ key }) => key)).toEqual(Array.from({ length: 40 }, (_, at) => `m${at + 60}`));
    expect(stored?.atStart).toBe(false);
  });

  it('knows that it begins with the room', () => {
    expect(timelineToStore(timeline([item(1)]))?.atStart).toBe(true);
  });

  it('is nothing that is on its way', () => {
    expect(timelineToStore(timeline([item(1), item(2, 'sending')]))?.items).toEqual([item(1)]);
  });

  it.each<[string, Timeline]>([
    ['is loading', timeline([item(1)], { status: 'loading' })],
    ['is from the cache itself', timeline([item(1)], { stale: true })],
    ['shows an older part of the room', timeline([item(1)], { atEnd: false })],
    ['is empty', timeline([])],
  ])('is nothing while it %s', (_, snapshot) => {
    expect(timelineToStore(snapshot)).toBeUndefined();
  });
});

describe('a timeline that is kept', () => {
  const max = { userId: '@max:server.example', displayName: 'Max' };
  const eva = { userId: '@eva:server.example', displayName: 'Eva' };
  const of = (fields: object): Timeline => timeline([{ ...item(1), sender: eva, ...fields } as TimelineItem]);
  const shows = (snapshot: Timeline): boolean => showsIgnored(snapshot, new Set([max.userId]));

  it.each([
    ['a message', of({ sender: max })],
    ['a receipt', of({ readBy: [eva, max] })],
    ['something that is quoted', of({ replyTo: { status: 'ready', sender: max } })],
    ['the last word in a thread', of({ thread: { latest: { sender: max } } })],
  ])('shows somebody who is ignored: by %s', (_, snapshot) => {
    expect(shows(snapshot)).toBe(true);
  });

  it.each([
    ['others', of({ readBy: [eva], replyTo: { status: 'loading' }, thread: {} })],
    ['what they have changed in the room', of({ kind: 'state', sender: max })],
    ['days', timeline([{ kind: 'dateDivider', key: 'day', version: 1, day: '2026-03-01' }])],
  ])('does not where it shows %s', (_, snapshot) => {
    expect(shows(snapshot)).toBe(false);
  });

  it('is forgotten where it does, and no other record', () => {
    const records = { 'timeline:!a': of({ sender: max }), 'timeline:!b': of({}), rooms: of({ sender: max }) };
    const forgotten: string[] = [];
    const forget: SnapshotCache['forget'] = async (is) =>
      void forgotten.push(...Object.entries(records).flatMap(([name, value]) => (is(value, name) ? [name] : [])));
    forgetIgnored({ forget }, new Set([max.userId]));
    forgetIgnored({ forget }, new Set());
    expect(forgotten).toEqual(['timeline:!a']);
  });
});

describe('a timeline with a cache', () => {
  const start = (loaded: boolean) => {
    const source = writable(timeline([item(1)]));
    const isLoaded = writable(loaded);
    const kept = new Map<string, unknown>();
    const keep: SnapshotCache['keep'] = (name, read) => void kept.set(name, read());
    const cache = { keep } as SnapshotCache;
    const subscribe = vi.spyOn(source, 'subscribe');
    return { source, isLoaded, kept, subscribe, readable: cachedTimeline(source, { cache, isLoaded, roomId: '!a' }) };
  };

  it('begins when the cache is loaded', () => {
    const { isLoaded, subscribe, readable } = start(false);
    const heard = vi.fn();
    readable.subscribe(heard);
    expect(subscribe).not.toHaveBeenCalled();
    isLoaded.set(true);
    isLoaded.set(false);
    isLoaded.set(true);
    expect(subscribe).toHaveBeenCalledTimes(1);
  });

  it('keeps what it shows', () => {
    const { source, kept, readable } = start(true);
    readable.subscribe(() => undefined);
    source.set(timeline([item(1), item(2)]));
    expect(kept).toEqual(new Map([['timeline:!a', timeline([item(1), item(2)])]]));
  });

  it('listens to nothing after the last listener has gone', () => {
    const { source, kept, readable } = start(true);
    readable.subscribe(() => undefined)();
    kept.clear();
    source.set(timeline([item(2)]));
    expect(kept.size).toBe(0);
  });

  it('does not begin for a listener who has gone', () => {
    const { isLoaded, subscribe, readable } = start(false);
    readable.subscribe(() => undefined)();
    isLoaded.set(true);
    expect(subscribe).not.toHaveBeenCalled();
  });
});
