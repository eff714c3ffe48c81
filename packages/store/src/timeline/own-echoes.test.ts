import { writable, type Readable } from '@bundesmessenger/core/readable';
import type { SessionState } from '@bundesmessenger/core/types';
import { expect, test } from 'vitest';
import type { Connection } from '../store.ts';
import type { NewContent, NewRelation } from './message-content.ts';
import { withOwnEchoes } from './own-echoes.ts';
import type { Timeline, TimelineItem } from './timeline.ts';

const roomId = '!room:example.org';
const nowMs = Date.UTC(2026, 10, 20, 12);
const content = { msgtype: 'm.text', body: 'Hallo' } as const;
const never = new Promise<never>(() => {});

interface SentMessage {
  readonly content: NewContent;
  readonly relation?: NewRelation;
}

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
  let result: Promise<unknown> = never;
  const call = (() => result) as Connection['call'];
  const { watch: watchWithOwn, call: callWithOwn } = withOwnEchoes(
    { watch, call, close: () => undefined },
    () => nowMs,
  );
  const timeline = (): Readable<Timeline> => watchWithOwn({ type: 'timeline', roomId });
  const send = (key: string, message: SentMessage = { content }, answer: Promise<unknown> = never): void => {
    result = answer;
    void callWithOwn({ type: 'send', roomId, key, ...message }).catch(() => undefined);
  };
  const shown: Timeline[] = [];
  const stop = timeline().subscribe((next) => shown.push(next));
  const keys = (): readonly string[] => shown.at(-1)!.items.map(({ key }) => key);
  return { host, timeline, send, keys, stop };
}

test('what is sent stands at the end before the host has shown it', () => {
  const { timeline, send, keys } = stage(timelineOf([message('a')]));
  send('b', { content, relation: {} });
  expect(keys()).toEqual(['a', 'b']);
  expect(timeline().get().items[1]).toMatchObject({
    sender: { displayName: 'Me' },
    own: true,
    content,
    send: { status: 'sending' },
  });
});

test('the row of the host takes its place, and nothing of it comes back', () => {
  const { host, timeline, send, keys } = stage(timelineOf([message('a')]));
  send('b');
  host.set(timelineOf([message('a', 2)]));
  expect(keys()).toEqual(['a', 'b']);
  const shown = timelineOf([message('a', 2), message('b')]);
  host.set(shown);
  expect(timeline().get()).toBe(shown);
  host.set(timelineOf([message('a', 2)]));
  expect(keys()).toEqual(['a']);
});

test('what the host refuses goes', async () => {
  const { send, keys } = stage(timelineOf([message('a')]));
  send('b', { content }, Promise.reject(new Error('refused')));
  expect(keys()).toEqual(['a', 'b']);
  await expect.poll(keys).toEqual(['a']);
});

test('answers, threads, and what is no text wait for the host', () => {
  const { send, keys } = stage(timelineOf([message('a')]));
  send('b', { content, relation: { replyTo: '$a' } });
  send('c', { content: { msgtype: 'm.location', body: 'Hier', geoUri: 'geo:1,2' } });
  expect(keys()).toEqual(['a']);
});

test('so does what is not the next row: away from the end, or on another day', () => {
  const away = stage(timelineOf([message('a')], { atEnd: false }));
  away.send('b');
  expect(away.keys()).toEqual(['a']);
  const early = stage(timelineOf([{ ...message('a'), originServerTs: nowMs - 3 * 86_400_000 } as TimelineItem]));
  early.send('b');
  expect(early.keys()).toEqual(['a']);
});

test('all rooms have the same readable each time, and nothing is kept for nobody', () => {
  const { timeline, send, stop } = stage(timelineOf([message('a')]));
  send('b');
  stop();
  expect(timeline()).toBe(timeline());
  expect(timeline().get().items).toHaveLength(1);
});
