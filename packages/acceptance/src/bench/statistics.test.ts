import { describe, expect, test } from 'vitest';
import { percentile, summarize } from './statistics.ts';

describe('statistics of several runs', () => {
  test('the median of an odd number is the middle one, of an even number lies between both', () => {
    expect(summarize([5, 1, 3])).toEqual({ median: 3, min: 1, max: 5, count: 3 });
    expect(summarize([4, 1, 3, 2])?.median).toBe(2.5);
  });
  test('where nothing was measured there is no number', () => expect(summarize([])).toBeUndefined());
  test('the 95th percentile of 0 … 100 is 95', () => {
    expect(
      percentile(
        Array.from({ length: 101 }, (_, index) => index),
        0.95,
      ),
    ).toBeCloseTo(95);
  });
});
