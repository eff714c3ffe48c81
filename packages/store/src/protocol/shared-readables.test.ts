import { writable } from '@bundesmessenger/core/readable';
import { expect, it, vi } from 'vitest';
import { createSharedReadables } from './shared-readables.ts';

it('gives one readable to all who listen', () => {
  const shared = createSharedReadables();
  const first = shared('a', () => writable(1));
  first.subscribe(() => undefined);
  expect(shared('a', () => writable(2))).toBe(first);
});

it('makes another one after the last listener has gone', () => {
  const shared = createSharedReadables();
  const first = shared('a', () => writable(1));
  const stops = [first.subscribe(() => undefined), first.subscribe(() => undefined)];
  stops[0]!();
  stops[0]!();
  expect(shared('a', () => writable(2))).toBe(first);
  stops[1]!();
  expect(shared('a', () => writable(2)).get()).toBe(2);
});

it('keeps what somebody holds working', () => {
  const shared = createSharedReadables();
  const source = writable(1);
  const held = shared('a', () => source);
  held.subscribe(() => undefined)();
  const heard = vi.fn();
  held.subscribe(heard);
  source.set(2);
  expect(heard.mock.calls).toEqual([[1], [2]]);
});

it('tells keys apart', () => {
  const shared = createSharedReadables();
  shared('a', () => writable(1)).subscribe(() => undefined);
  expect(shared('b', () => writable(2)).get()).toBe(2);
});
