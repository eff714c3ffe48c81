import type { ReactiveController } from 'lit';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NextDay } from './next-day.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

let updates = 0;
const host = {
  addController: (controller: ReactiveController) => controller.hostConnected?.(),
  removeController: () => undefined,
  requestUpdate: () => void updates++,
  updateComplete: Promise.resolve(true),
};

beforeEach(() => {
  updates = 0;
  vi.useFakeTimers({ now: new Date('2026-11-20T18:00'), toFake: ['Date', 'setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

describe('the next day', () => {
  it('begins at midnight, and so do those after it', () => {
    const days = new NextDay(host);
    vi.advanceTimersByTime(6 * hourMs - 1);
    expect(updates).toBe(0);
    vi.advanceTimersByTime(1);
    expect(updates).toBe(1);
    vi.advanceTimersByTime(48 * hourMs);
    expect(updates).toBe(3);
    days.hostDisconnected();
  });

  it('is noticed within minutes when the computer has slept meanwhile', () => {
    const days = new NextDay(host);
    vi.setSystemTime(new Date('2026-11-21T08:00'));
    vi.advanceTimersByTime(10 * minuteMs);
    expect(updates).toBe(1);
    days.hostDisconnected();
  });

  it('is noticed when the page comes into view', () => {
    const days = new NextDay(host);
    vi.setSystemTime(new Date('2026-11-21T08:00'));
    document.dispatchEvent(new Event('visibilitychange'));
    expect(updates).toBe(1);
    expect(vi.getTimerCount()).toBe(1);
    days.hostDisconnected();
  });

  it('is another one in another time zone', () => {
    const days = new NextDay(host);
    vi.spyOn(Date.prototype, 'getTimezoneOffset').mockReturnValue(-780);
    document.dispatchEvent(new Event('visibilitychange'));
    expect(updates).toBe(1);
    days.hostDisconnected();
  });

  it('is waited for only while the element is in the page', () => {
    const days = new NextDay(host);
    days.hostDisconnected();
    expect(vi.getTimerCount()).toBe(0);
    vi.setSystemTime(new Date('2026-11-21T08:00'));
    document.dispatchEvent(new Event('visibilitychange'));
    expect(updates).toBe(0);
    days.hostConnected();
    expect(updates).toBe(1);
    days.hostDisconnected();
  });
});
