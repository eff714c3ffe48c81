import { describe, expect, it } from 'vitest';
import { clockTime, dayName, listTime } from './dates.ts';

const now = new Date(2026, 10, 20, 10, 30).getTime();

describe('dates', () => {
  it.each([
    ['2026-11-20', 'Heute'],
    ['2026-11-19', 'Gestern'],
    ['2026-11-16', 'Montag, 16. November'],
    ['2025-11-16', 'Sonntag, 16. November 2025'],
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
});
