import { writable } from '@bundesmessenger/core/readable';
import type { SessionState } from '@bundesmessenger/core/types';
import { expect, test } from 'vitest';
import type { Connection } from '../store.ts';
import { createOwnEchoes } from './own-echoes.ts';
import type { Timeline, TimelineItem } from './timeline.ts';

const roomId = '!room:example.org';
const nowMs = Date.UTC(2026, 10, 20, 12);
const content = { msgtype: 'm.text', body: 'Hallo' } as const;

function message(key: string, version = 1): TimelineItem {
  return {
    kind: 'message',
    key,
    version,
    sender: { userId: '@me:example.org', displayName: 'Me' },
    own: true,
    originServerTs: nowMs - 1_000,
    content: { msgtype: 'm.text', body: key },
    send: { status: 'sent' },
    protection: 'encrypted',
    edited: false,
  };
}

function timelineOf(items: readonly TimelineItem[], more: Partial<Timeline> = {}): Timeline {
  return { status: 'ready', atStart: true, atEnd: true, items, ...more };
}

function stage(first: Timeline) {
  const host = writable(first);
  const session = writable({ status: 'loggedIn', userId: '@me:example.org' } as SessionState);
  const watch = (({ type }) => (type === 'session' ? session : host)) as Connection['watch'];
  const echoes = createOwnEchoes({ watch }, () => nowMs);
  const shown: Timeline[] = [];
  const stop = echoes.timeline(roomId).subscribe((timeline) => shown.push(timeline));
  const keys = (): readonly string[] => shown.at(-1)!.items.map(({ key }) => key);
  return { host, echoes, keys, stop };
}

const never = new Promise<never>(() => {});

test('what is sent stands at the end before the host has shown it', () => {
  const { echoes, keys } = stage(timelineOf([message('a')]));
  echoes.show(roomId, 'b', { content, relation: {} }, never);
  expect(keys()).toEqual(['a', 'b']);
  expect(echoes.timeline(roomId).get().items[1]).toMatchObject({
    sender: { displayName: 'Me' },
    own: true,
    content,
    send: { status: 'sending' },
  });
});

test('the row of the host takes its place, and nothing of it comes back', () => {
  const { host, echoes, keys } = stage(timelineOf([message('a')]));
  echoes.show(roomId, 'b', { content }, never);
  host.set(timelineOf([message('a', 2)]));
  expect(keys()).toEqual(['a', 'b']);
  const shown = timelineOf([message('a', 2), message('b')]);
  host.set(shown);
  expect(echoes.timeline(roomId).get()).toBe(shown);
  host.set(timelineOf([message('a', 2)]));
  expect(keys()).toEqual(['a']);
});

test('what the host refuses goes', async () => {
  const { echoes, keys } = stage(timelineOf([message('a')]));
  echoes.show(roomId, 'b', { content }, Promise.reject(new Error('refused')));
  expect(keys()).toEqual(['a', 'b']);
  await expect.poll(keys).toEqual(['a']);
});

test('answers, threads, and what is no text wait for the host', () => {
  const { echoes, keys } = stage(timelineOf([message('a')]));
  echoes.show(roomId, 'b', { content, relation: { replyTo: '$a' } }, never);
  echoes.show(roomId, 'c', { content: { msgtype: 'm.location', body: 'Hier', geoUri: 'geo:1,2' } }, never);
  expect(keys()).toEqual(['a']);
});

test('so does what is not the next row: away from the end, or on another day', () => {
  const away = stage(timelineOf([message('a')], { atEnd: false }));
  away.echoes.show(roomId, 'b', { content }, never);
  expect(away.keys()).toEqual(['a']);
  const early = stage(timelineOf([{ ...message('a'), originServerTs: nowMs - 3 * 86_400_000 } as TimelineItem]));
  early.echoes.show(roomId, 'b', { content }, never);
  expect(early.keys()).toEqual(['a']);
});

test('all rooms have the same readable each time, and nothing is kept for nobody', () => {
  const { echoes, stop } = stage(timelineOf([message('a')]));
  echoes.show(roomId, 'b', { content }, never);
  stop();
  expect(echoes.timeline(roomId)).toBe(echoes.timeline(roomId));
  expect(echoes.timeline(roomId).get().items).toHaveLength(1);
});
