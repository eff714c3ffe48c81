import { describe, expect, it, vi } from 'vitest';
import { coalesce } from './coalesce.ts';

const untilTaskEnds = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

describe('coalesce', () => {
  it('does not act within the call', () => {
    const act = vi.fn();
    coalesce(act)();
    expect(act).not.toHaveBeenCalled();
  });

  it('makes one of many calls of one task', async () => {
    const act = vi.fn();
    const ask = coalesce(act);
    for (let count = 0; count < 100; count++) ask();
    await untilTaskEnds();
    expect(act).toHaveBeenCalledTimes(1);
  });

  it('acts again in the next task', async () => {
    const act = vi.fn();
    const ask = coalesce(act);
    ask();
    await untilTaskEnds();
    ask();
    await untilTaskEnds();
    expect(act).toHaveBeenCalledTimes(2);
  });

  it('acts once more where it is asked while it acts', async () => {
    let asked = false;
    const act = vi.fn(() => {
      if (!asked) ask();
      asked = true;
    });
    const ask = coalesce(act);
    ask();
    await untilTaskEnds();
    expect(act).toHaveBeenCalledTimes(2);
  });

  it('keeps two of them apart', async () => {
    const acts = [vi.fn(), vi.fn()];
    for (const act of acts) coalesce(act)();
    await untilTaskEnds();
    expect(acts.map((act) => act.mock.calls.length)).toEqual([1, 1]);
  });
});
