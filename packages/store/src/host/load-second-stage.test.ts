import { expect, it, vi } from 'vitest';
import { createSecondStageLoader } from './load-second-stage.ts';

const origin = 'https://portal.example';
const url = `${origin}/bm/encryption.js`;
const noNetwork = new TypeError('error loading dynamically imported module');

function start() {
  const importModule = vi.fn((_url: string): Promise<unknown> => Promise.resolve({}));
  const asked = (): readonly string[] => importModule.mock.calls.map(([from]) => from);
  const fetch = vi.fn((): Promise<Response> => Promise.reject(new TypeError('Failed to fetch')));
  return { importModule, asked, fetch, load: createSecondStageLoader(origin, importModule, fetch) };
}

it('asks once for all who want the file', async () => {
  const { load, asked } = start();
  const [first, second] = await Promise.all([load(url), load(url)]);
  expect(first).toBe(second);
  expect(await load(url)).toBe(first);
  expect(asked()).toEqual([url]);
});

it('asks by another fragment for a file that did not come, because browsers may remember the failure', async () => {
  const { load, asked, importModule } = start();
  importModule.mockRejectedValueOnce(noNetwork).mockRejectedValueOnce(noNetwork);
  await expect(load(url)).rejects.toMatchObject({ code: 'OFFLINE' });
  await expect(load(url)).rejects.toMatchObject({ code: 'OFFLINE' });
  const module = await load(url);
  expect(await load(url)).toBe(module);
  expect(asked()).toEqual([url, `${url}#1`, `${url}#2`]);
});

it('has a file that runs only once, although another one did not come', async () => {
  const { load, asked, importModule } = start();
  await load(url);
  importModule.mockRejectedValueOnce(noNetwork);
  await expect(load(`${origin}/other.js`)).rejects.toMatchObject({ code: 'OFFLINE' });
  await load(url);
  expect(asked()).toEqual([url, `${origin}/other.js`]);
});

it('tells a file that is not there from one that did not come, and has it when it is back', async () => {
  const { load, fetch, importModule } = start();
  importModule.mockRejectedValueOnce(noNetwork).mockRejectedValueOnce(noNetwork);
  fetch.mockResolvedValueOnce(new Response(null, { status: 404 }));
  await expect(load(url)).rejects.toMatchObject({ code: 'HOST_FILE_MISSING' });
  await expect(load(url)).rejects.toMatchObject({ code: 'OFFLINE' });
  await expect(load(url)).resolves.toEqual({});
  expect(fetch).toHaveBeenCalledTimes(2);
});

it('takes any type of a script for one', async () => {
  const { load, fetch, importModule } = start();
  importModule.mockRejectedValueOnce(noNetwork);
  fetch.mockResolvedValueOnce(new Response('', { headers: { 'Content-Type': 'application/javascript' } }));
  await expect(load(url)).rejects.toMatchObject({ code: 'OFFLINE' });
});

it('does not ask again for a file that does not run', async () => {
  const { load, asked, importModule } = start();
  importModule.mockRejectedValueOnce(new SyntaxError('Unexpected token'));
  await expect(load(url)).rejects.toMatchObject({ code: 'HOST_LOAD_FAILED' });
  await expect(load(url)).rejects.toMatchObject({ code: 'HOST_LOAD_FAILED' });
  expect(asked()).toEqual([url]);
});

it('does not ask for a file of another origin', async () => {
  const { load, asked } = start();
  await expect(load('https://evil.example/encryption.js')).rejects.toMatchObject({ code: 'HOST_LOAD_FAILED' });
  expect(asked()).toEqual([]);
});
