import { describe, expect, it } from 'vitest';
import { firstWindow, moveWindow } from './list-window.ts';

describe('moveWindow', () => {
  it('stays while what is visible is well inside', () => {
    expect(moveWindow(firstWindow, 10, 12, 2000)).toBe(firstWindow);
  });

  it('moves down before the last row is reached', () => {
    expect(moveWindow(firstWindow, 25, 12, 2000)).toEqual({ offset: 0, limit: 60 });
    expect(moveWindow({ offset: 0, limit: 60 }, 48, 12, 2000)).toEqual({ offset: 20, limit: 60 });
  });

  it('goes to wherever somebody jumps, in a list of any length', () => {
    expect(moveWindow(firstWindow, 1990, 12, 2000)).toEqual({ offset: 1960, limit: 60 });
    expect(moveWindow({ offset: 1960, limit: 60 }, 0, 12, 2000)).toEqual(firstWindow);
  });

  it('does not move at the end of the list', () => {
    const last = { offset: 1960, limit: 60 };
    expect(moveWindow(last, 1988, 12, 2000)).toBe(last);
  });

  it('always holds what is visible', () => {
    for (let at = 0; at < 500; at += 7) {
      const { offset, limit } = moveWindow(firstWindow, at, 12, 500);
      expect(offset).toBeLessThanOrEqual(at);
      expect(offset + limit).toBeGreaterThanOrEqual(Math.min(at + 12, 500));
    }
  });
});
