import { expect, test } from 'vitest';
import { createAttempts } from './attempts.ts';

test('what fails is told, and the others go on', async () => {
  const log: string[] = [];
  const { attempt, failures } = createAttempts((line) => log.push(line));
  let done = 0;
  await attempt('floor, run 1', () => Promise.reject(new Error('no list\nBrowser logs')));
  await attempt('floor, run 2', () => Promise.resolve(void (done += 1)));
  expect(failures()).toEqual(['floor, run 1: no list']);
  expect(log).toEqual(['FAILED floor, run 1: no list']);
  expect(done).toBe(1);
});
