import { describe, expect, test } from 'vitest';
import { boundGoal, floorGoal, ratioGoal, truthGoal } from './goals.ts';

describe('a goal', () => {
  test('is met up to its limit and missed beyond it', () => {
    expect(ratioGoal('list', 22, 10, 2.2)).toMatchObject({ status: 'met', measured: '2.20 ×', limit: '≤ 2.2 ×' });
    expect(ratioGoal('list', 23, 10, 2.2).status).toBe('missed');
    expect(boundGoal('long tasks', 0, 0)).toMatchObject({ status: 'met', limit: '0' });
    expect(boundGoal('long tasks', 1, 0).status).toBe('missed');
    expect(floorGoal('decryption', 90, 100, 0.9).status).toBe('met');
    expect(floorGoal('decryption', 89, 100, 0.9).status).toBe('missed');
  });
  test('that was not measured is neither met nor missed', () => {
    expect(ratioGoal('list', 22, undefined, 2.2).status).toBe('notMeasured');
    expect(boundGoal('heap', undefined, 1).status).toBe('notMeasured');
    expect(truthGoal('painted first', 'always', 0, 0).status).toBe('notMeasured');
  });
  test('that holds in all runs but one is missed', () => {
    expect(truthGoal('painted first', 'always', 4, 5).status).toBe('missed');
    expect(truthGoal('painted first', 'always', 5, 5).status).toBe('met');
  });
});
