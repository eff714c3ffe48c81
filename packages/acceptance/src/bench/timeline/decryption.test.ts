import { expect, test } from 'vitest';
import { waitedMs } from './decryption.ts';

const request = (startMs: number, endMs: number | undefined, path = '/rooms/x/messages?dir=b') => ({
  path,
  startMs,
  endMs,
});

test('a page is waited for from when it is asked for until it is there', () => {
  expect(waitedMs([request(10, 30), request(60, 70)], [5, 50])).toBe(30);
});

test('what of a request runs before its page is asked for is no waiting', () => {
  expect(waitedMs([request(10, 30), request(40, 70), request(80, 90)], [5, 60, 100])).toBe(30);
});

test('a second request for one page is work', () => {
  expect(waitedMs([request(10, 30), request(40, 50), request(60, 90)], [5, 95])).toBe(20);
});

test('requests for something else, and those without an end, count nothing', () => {
  expect(waitedMs([request(0, 50, '/sync'), request(0, undefined)], [0, 100])).toBe(0);
});
