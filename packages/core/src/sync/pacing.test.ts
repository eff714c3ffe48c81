import { describe, expect, it } from 'vitest';
import { backOffMs, createPacing } from './pacing.ts';

describe('backOffMs', () => {
  it('doubles from one second to one minute', () => {
    const waits = [1, 2, 3, 4, 5, 6, 7, 8, 100].map((failures) => backOffMs(failures, {}, () => 0));
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
  });

  it('leaves half of it to chance, but never less than a second', () => {
    expect([backOffMs(1, {}, () => 1), backOffMs(7, {}, () => 1)]).toEqual([1_000, 30_000]);
  });

  it.each([
    [5_000, 5_000],
    [0, 1_000],
    [3_600_000, 300_000],
  ])('waits as the server asks, between a second and five minutes: %i ms is %i ms', (retryAfterMs, expected) => {
    expect(backOffMs(1, { retryAfterMs })).toBe(expected);
  });
});

describe('createPacing', () => {
  const paced = () => {
    let time = 0;
    const pacing = createPacing(() => time);
    return (tookMs: number, hasContent: boolean): number => {
      time += tookMs;
      const wait = pacing.afterAnswer({ tookMs, hasContent });
      time += wait;
      return wait;
    };
  };

  it('pauses a second after the third empty answer in a row that came at once (U9)', () => {
    const answer = paced();
    expect([1, 2, 3, 4].map(() => answer(1, false))).toEqual([0, 0, 1_000, 1_000]);
  });

  it('begins to count anew after an answer that had content or was waited for', () => {
    const answer = paced();
    expect([answer(1, false), answer(1, false), answer(1, true), answer(1, false), answer(1, false)]).toEqual([
      0, 0, 0, 0, 0,
    ]);
    expect([answer(30_000, false), answer(1, false), answer(1, false)]).toEqual([0, 0, 0]);
  });

  it('takes a burst of messages as they come, and ten answers a second where it does not end', () => {
    const answer = paced();
    const waits = Array.from({ length: 60 }, () => answer(1, true));
    expect(waits.slice(0, 20)).toEqual(Array(20).fill(0));
    expect(waits.slice(25).every((wait) => wait === 100 || wait === 0)).toBe(true);
    expect(waits.slice(25).reduce((sum, wait) => sum + wait, 0)).toBeGreaterThan(3_000);
  });

  it('never holds up a room in which several write at once', () => {
    const answer = paced();
    expect(Array.from({ length: 200 }, () => answer(150, true)).every((wait) => wait === 0)).toBe(true);
  });
});
