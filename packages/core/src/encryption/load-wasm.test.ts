import { initAsync } from '@matrix-org/matrix-sdk-crypto-wasm';
import { expect, it, vi } from 'vitest';
import { BmError } from '../errors.ts';
import { didNotCome, loadWasm } from './load-wasm.ts';

vi.mock('@matrix-org/matrix-sdk-crypto-wasm', () => ({ initAsync: vi.fn() }));

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

const url = 'https://portal.example/bm/matrix_sdk_crypto_wasm_bg.wasm';
const ofType = (type: string): Response => new Response('', { headers: { 'Content-Type': type } });

it.each([
  ['404', new Response(null, { status: 404 }), 'HOST_FILE_MISSING'],
  ['a page', ofType('text/html'), 'HOST_FILE_MISSING'],
  ['a type that is not compiled', ofType('application/octet-stream'), 'HOST_FILE_MISSING'],
  ['503', new Response(null, { status: 503 }), 'OFFLINE'],
  ['the wasm, which broke off before', ofType('application/wasm'), 'OFFLINE'],
])('where the wasm did not come, the answer now tells why: %s', async (_, answer, code) => {
  vi.mocked(initAsync).mockRejectedValueOnce(new TypeError('HTTP status code is not ok'));
  await expect(loadWasm(url, () => Promise.resolve(answer))).rejects.toMatchObject({ code });
});

it('a wasm that never runs is not asked for again', async () => {
  vi.mocked(initAsync).mockRejectedValueOnce(new WebAssembly.CompileError('expected magic word'));
  const fetch = vi.fn();
  await expect(loadWasm(url, fetch)).rejects.toMatchObject({ code: 'HOST_LOAD_FAILED' });
  expect(fetch).not.toHaveBeenCalled();
});
