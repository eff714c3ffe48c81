import { expect, test } from 'vitest';
import { busyMs } from './decryption.ts';

const request = (startMs: number, endMs: number | undefined, path = '/rooms/x/messages?dir=b') => ({
  path,
  startMs,
  endMs,
});

test('time in which requests run side by side counts once, and only that between start and end', () => {
  expect(busyMs([request(10, 30), request(20, 40), request(60, 70)], 0, 100)).toBe(40);
  expect(busyMs([request(20, 40), request(10, 50)], 0, 100)).toBe(40);
  expect(busyMs([request(-10, 10), request(90, 200)], 0, 100)).toBe(20);
});

test('requests for something else, and those without an end, count nothing', () => {
  expect(busyMs([request(0, 50, '/sync'), request(0, undefined)], 0, 100)).toBe(0);
});
