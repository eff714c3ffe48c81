import { expect, it, vi } from 'vitest';
import { BmError } from '../errors.ts';
import { createMissingFileBelief, mayStillCome, whyNoFile } from './missing-file.ts';

const url = 'https://portal.example/bm/encryption.js';
const answer = (status: number, type?: string): Response =>
  new Response(null, { status, headers: type === undefined ? {} : { 'Content-Type': type } });
const reasonOf = (response: Response): Promise<unknown> => whyNoFile(() => Promise.resolve(response), url, 'script');

it.each([
  ['404', answer(404, 'text/html')],
  ['410', answer(410)],
  ['a page in its place', answer(200, 'text/html; charset=utf-8')],
  ['a type that no browser runs', answer(200, 'text/plain')],
  ['no type', answer(200)],
])('a file is missing where the answer is %s', async (_, response) => {
  expect(await reasonOf(response)).toBe('HOST_FILE_MISSING');
});

it.each([
  ['500', answer(500, 'text/html')],
  ['503', answer(503)],
  ['403', answer(403, 'text/html')],
  ['429', answer(429)],
  ['text/javascript', answer(200, 'text/javascript; charset=utf-8')],
  ['application/javascript', answer(200, 'application/javascript')],
])('a file may have broken off where the answer is %s', async (_, response) => {
  expect(await reasonOf(response)).toBe('OFFLINE');
});

it('says nothing of a file without a network', async () => {
  expect(await whyNoFile(() => Promise.reject(new TypeError('Failed to fetch')), url, 'script')).toBe('OFFLINE');
});

it('asks for no more than the head, and only where the file lies', async () => {
  const fetch = vi.fn((_url: unknown, _init?: RequestInit) => Promise.resolve(answer(404)));
  await whyNoFile(fetch, url, 'script');
  expect(fetch.mock.calls).toEqual([[url, { method: 'HEAD', redirect: 'error' }]]);
});

it.each([
  [new BmError('OFFLINE', ''), true],
  [new BmError('HOST_FILE_MISSING', ''), true],
  [new BmError('HOST_LOAD_FAILED', ''), false],
  [new TypeError('x is not a function'), false],
])('%s: asked for again: %s', (error, again) => {
  expect(mayStillCome(error)).toBe(again);
});

it('is believed to be missing from the third time on, and other failures at once', () => {
  const believed = createMissingFileBelief();
  const codes = ['HOST_FILE_MISSING', 'SERVER_ERROR', 'HOST_FILE_MISSING', 'HOST_FILE_MISSING', 'OFFLINE'] as const;
  const said = codes.map((code) => believed(new BmError(code, '')).code);
  expect(said).toEqual(['OFFLINE', 'SERVER_ERROR', 'OFFLINE', 'HOST_FILE_MISSING', 'OFFLINE']);
});
