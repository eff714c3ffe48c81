import { expect, test } from 'vitest';
import { message } from '../testing/fixtures.ts';
import type { ProjectedItem } from './project-item.ts';
import { createRowVersions } from './row-versions.ts';
import type { TimelineItem } from './timeline.ts';

const item = (key: string, body = 'Hallo'): ProjectedItem => {
  const { version: _, ...projected } = message(body, { key });
  return projected;
};

test('a row in which nothing has changed stays the same one', () => {
  const versions = createRowVersions([]);
  const [first] = versions.next([item('a')]);
  expect(versions.next([item('a'), item('b')])[0]).toBe(first);
});

test('a row that has changed has a version of its own, also when it changes back', () => {
  const versions = createRowVersions([]);
  const shown = ['eins', 'zwei', 'eins'].map((body) => versions.next([item('a', body)])[0]!.version);
  expect(new Set(shown).size).toBe(3);
});

test('rows that were kept stay the same ones, whatever order their members come in', () => {
  const [kept] = createRowVersions([]).next([item('a')]);
  const reversed = Object.fromEntries(Object.entries(kept!).toReversed()) as unknown as TimelineItem;
  expect(createRowVersions([reversed]).next([item('a')])[0]).toBe(reversed);
});

test('no version is given again by those who begin anew: a page may still show what it had', () => {
  const before = createRowVersions([]).next([item('a'), item('b')]);
  const after = createRowVersions([]).next([item('a', 'anders'), item('b', 'anders')]);
  const versions = [...before, ...after].map(({ version }) => version);
  expect(new Set(versions).size).toBe(4);
});

test('rows of a host whose clock was ahead are told from new ones', () => {
  const ahead = Date.now() + 1e9;
  const kept = { ...item('a'), version: ahead } as TimelineItem;
  expect(createRowVersions([kept]).next([item('a', 'anders')])[0]!.version).toBeGreaterThan(ahead);
});
