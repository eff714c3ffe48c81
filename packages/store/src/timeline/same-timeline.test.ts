import { expect, it } from 'vitest';
import { message } from '../testing/fixtures.ts';
import { isSameTimeline } from './same-timeline.ts';
import type { Timeline } from './timeline.ts';

const [first, second] = [message('a'), message('b')];
const shown: Timeline = { status: 'ready', atStart: false, atEnd: true, items: [first, second] };

it.each<[string, Timeline]>([
  ['itself', shown],
  ['the same rows in another list', { ...shown, items: [...shown.items] }],
])('is the same as %s', (_, other) => expect(isSameTimeline(shown, other)).toBe(true));

it.each<[string, Timeline]>([
  ['with a row less', { ...shown, items: [first] }],
  ['with a row more', { ...shown, items: [first, second, message('c')] }],
  ['in another order', { ...shown, items: [second, first] }],
  ['with a row made anew', { ...shown, items: [first, { ...second, version: 2 }] }],
  ['that loads more', { ...shown, status: 'paginating' }],
  ['that has failed to load more', { ...shown, paginationError: 'OFFLINE' }],
  ['of an earlier start', { ...shown, stale: true }],
])('is another one %s', (_, other) => {
  expect(isSameTimeline(shown, other)).toBe(false);
  expect(isSameTimeline(other, shown)).toBe(false);
});
