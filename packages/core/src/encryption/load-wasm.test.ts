import { expect, it } from 'vitest';
import { BmError } from '../errors.ts';
import { didNotCome } from './load-wasm.ts';

it.each([
  ['without a network', new BmError('OFFLINE', 'the server did not answer')],
  ['behind a captive portal that redirects', new BmError('WL_REDIRECT', 'the server redirects')],
  ['with a bad status, or as a page of somebody else', new TypeError('Incorrect response MIME type')],
  ['cut off', new DOMException('The operation was aborted.', 'AbortError')],
])('the wasm may come the next time: %s', (_, error) => {
  expect(didNotCome(error)).toBe(true);
});

it.each([
  ['bytes that do not compile, or must not', new WebAssembly.CompileError('expected magic word')],
  ['another version', new WebAssembly.LinkError('import is not a function')],
  ['an address that the door lets nobody through to', new BmError('WL_HOST', 'not the URL of the wasm file')],
])('the wasm never runs: %s', (_, error) => {
  expect(didNotCome(error)).toBe(false);
});
