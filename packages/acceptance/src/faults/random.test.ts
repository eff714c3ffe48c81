import { expect, it } from 'vitest';
import { createRandom } from './random.ts';

const take = (seed: number, count: number): number[] => {
  const random = createRandom(seed);
  return Array.from({ length: count }, random);
};

it('gives the same numbers for the same seed', () => {
  expect(take(7, 5)).toEqual(take(7, 5));
  expect(take(7, 5)).not.toEqual(take(8, 5));
});

it('gives numbers from 0 up to 1, on average in the middle', () => {
  const numbers = take(1, 10_000);
  expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...numbers)).toBeLessThan(1);
  expect(numbers.reduce((sum, next) => sum + next, 0) / numbers.length).toBeCloseTo(0.5, 1);
});
