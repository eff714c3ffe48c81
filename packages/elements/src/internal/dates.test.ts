import { afterEach, describe, expect, it, vi } from 'vitest';
import { clockTime, dayName, listTime } from './dates.ts';

const now = new Date(2026, 10, 20, 10, 30).getTime();

afterEach(() => void vi.restoreAllMocks());

describe('dates', () => {
  it.each([
    ['2026-11-20', 'Heute'],
    ['2026-11-19', 'Gestern'],
    ['2026-11-16', 'Montag, 16. November'],
    ['2025-11-16', 'Sonntag, 16. November 2025'],
    ['+033658-09-27', 'Freitag, 27. September 33658'],
  ])('names the day %s: %s', (day, name) => {
    expect(dayName(day, 'de', now)).toBe(name);
  });

  it.each([
    ['de', '09:05'],
    ['fr', '09:05'],
    ['en', '9:05 AM'],
  ])('tells the time as people write it in %s', (locale, text) => {
    expect(clockTime(new Date(2026, 10, 20, 9, 5).getTime(), locale).replace('\u202f', ' ')).toBe(text);
  });

  it.each([
    [new Date(2026, 10, 20, 9, 5), '09:05'],
    [new Date(2026, 10, 19, 23, 59), 'Gestern'],
    [new Date(2026, 10, 16, 12), 'Mo'],
    [new Date(2026, 10, 1, 12), '01.11.26'],
  ])('is short in a list: %s', (date, text) => {
    expect(listTime(date.getTime(), 'de', now)).toBe(text);
  });

  it('are told in the time zone as it is now', () => {
    const zone = vi.spyOn(Date.prototype, 'getTimezoneOffset');
    const made = vi.spyOn(Intl, 'DateTimeFormat');
    for (const [minutes, formats] of [
      [-60, 1],
      [-60, 1],
      [-780, 2],
    ] as const) {
      zone.mockReturnValue(minutes);
      clockTime(now, 'da');
      expect(made).toHaveBeenCalledTimes(formats);
    }
  });
});
