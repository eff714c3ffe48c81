import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { onWakeUp } from './wake-ups.ts';

beforeEach(() => {
  vi.useFakeTimers();
  const events = new EventTarget();
  vi.stubGlobal('addEventListener', events.addEventListener.bind(events));
  vi.stubGlobal('removeEventListener', events.removeEventListener.bind(events));
  vi.stubGlobal('dispatchEvent', events.dispatchEvent.bind(events));
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('onWakeUp', () => {
  it.each(['online', 'offline'])('acts when the network changes: %s', (type) => {
    const act = vi.fn();
    onWakeUp(act);
    globalThis.dispatchEvent(new Event(type));
    expect(act).toHaveBeenCalledOnce();
  });

  it('acts once after the computer has slept, and not while it works', () => {
    const act = vi.fn();
    let clock = 0;
    onWakeUp(act, () => clock);
    const pass = (ms: number, shownMs = ms): void => {
      clock += shownMs;
      vi.advanceTimersByTime(ms);
    };
    pass(5_000);
    pass(5_000, 9_000);
    expect(act).not.toHaveBeenCalled();
    pass(5_000, 3_600_000);
    pass(5_000);
    expect(act).toHaveBeenCalledOnce();
  });

  it('is quiet after it has ended', () => {
    const act = vi.fn();
    onWakeUp(act)();
    for (const type of ['online', 'offline']) globalThis.dispatchEvent(new Event(type));
    expect([act.mock.calls.length, vi.getTimerCount()]).toEqual([0, 0]);
  });
});
