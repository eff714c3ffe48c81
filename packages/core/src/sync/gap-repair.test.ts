import { describe, expect, it } from 'vitest';
import { joinStretches, type Stretch } from './gap-repair.ts';
import { ids, message, messages } from './testing/events.ts';

const stretch = (text: string, before: Stretch['before'] = 'unknown'): Stretch => ({
  events: messages(...text.split(' ').filter(Boolean)),
  before,
});
const joined = (known: string, fresh: string): string | undefined => {
  const result = joinStretches(stretch(known), stretch(fresh));
  return result && ids(result.events).join(' ');
};

describe('joinStretches', () => {
  it.each([
    ['a b c', 'c d e', 'a b c d e', 'new events after what they share'],
    ['c d', 'a b c d', 'a b c d', 'older events before it'],
    ['b c', 'a b c d', 'a b c d', 'both'],
    ['a b c', 'b', 'a b c', 'nothing where all is known'],
    ['a b e', 'b c d e f', 'a b c d e f', 'events that arrived late where the server puts them'],
    ['a x b', 'a b c', 'a x b c', 'what only one side knows'],
    ['a b c', 'x b y c z', 'a x b y c z', 'news on each side of what is known'],
    ['a b', 'b a c', 'a b c', 'known events in the order they had'],
  ])('makes of %s and %s: %s (%s)', (known, fresh, expected) => {
    expect(joined(known, fresh)).toBe(expected);
  });

  it('does not join what shares no event', () => {
    expect(joined('a b', 'd e')).toBeUndefined();
    expect(joined('', 'a')).toBeUndefined();
    expect(joined('a', '')).toBeUndefined();
  });

  it('keeps the very events that were known', () => {
    const known = { events: messages('a', 'b'), before: 'start' as const };
    const { events } = joinStretches(known, { events: [message('b'), message('c')], before: 'unknown' })!;
    expect(events[1]).toBe(known.events[1]);
    expect(joinStretches(known, { events: [message('b')], before: 'unknown' })!.events).toBe(known.events);
  });

  it('goes on from where the longer one begins', () => {
    const known = stretch('b c', { token: 'known' });
    expect(joinStretches(known, stretch('a b', { token: 'fresh' }))!.before).toEqual({ token: 'fresh' });
    expect(joinStretches(known, stretch('b c d', { token: 'fresh' }))!.before).toEqual({ token: 'known' });
    expect(joinStretches(known, stretch('c d', { token: 'fresh' }))!.before).toEqual({ token: 'known' });
    expect(joinStretches(stretch('b c'), stretch('a b', 'start'))!.before).toBe('start');
  });

  it('joins random cuts of one timeline to the whole, whatever their order', () => {
    const all = Array.from({ length: 60 }, (_, index) => `e${index}`);
    for (let start = 1; start < 59; start += 3) {
      for (let end = start + 1; end < 60; end += 7) {
        const left = all.slice(0, end).join(' ');
        const right = all.slice(start).join(' ');
        expect(joined(left, right)).toBe(all.join(' '));
        expect(joined(right, left)).toBe(all.join(' '));
      }
    }
  });
});
