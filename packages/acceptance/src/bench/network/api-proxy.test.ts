import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { startApiProxy, type ApiProxy } from './api-proxy.ts';

const answer = JSON.stringify({ rooms: 'Vorgang '.repeat(1_000) });
const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function startProxy(options?: { readonly gzip: boolean }): Promise<{ proxy: ApiProxy; baseUrl: string }> {
  const server = createServer((_, response) => void response.end(answer));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stops.push(() => server.close());
  const proxy = await startApiProxy(`http://localhost:${(server.address() as AddressInfo).port}`, options);
  stops.push(() => proxy.stop());
  return { proxy, baseUrl: `http://127.0.0.1:${proxy.port}` };
}

describe('the proxy before the homeserver', () => {
  test('writes down requests with the bytes of their answers, and no preflights', async () => {
    const { proxy, baseUrl } = await startProxy();
    await fetch(`${baseUrl}/sync`, { method: 'OPTIONS' });
    await (await fetch(`${baseUrl}/sync?timeout=0`)).text();
    await proxy.quiet(50, 5_000);
    expect(proxy.requests()).toEqual([expect.objectContaining({ path: '/sync?timeout=0', status: 200 })]);
    const { bytes, startMs, answerMs, endMs } = proxy.requests()[0]!;
    expect(bytes).toBe(answer.length);
    expect(answerMs).toBeGreaterThanOrEqual(startMs);
    expect(endMs).toBeGreaterThanOrEqual(answerMs!);
  });

  test('compresses when told to, and counts the bytes before', async () => {
    const { proxy, baseUrl } = await startProxy({ gzip: true });
    const response = await fetch(`${baseUrl}/sync`);
    expect(response.headers.get('content-encoding')).toBe('gzip');
    expect(await response.text()).toBe(answer);
    expect(proxy.requests()[0]!.bytes).toBe(answer.length);
  });

  test('is quiet when nothing begins or ends', async () => {
    const { proxy, baseUrl } = await startProxy();
    await (await fetch(`${baseUrl}/sync`)).text();
    await proxy.quiet(100, 5_000);
    expect(Date.now() - proxy.requests()[0]!.endMs!).toBeGreaterThanOrEqual(100);
  });

  test('is not quiet before the first answer', async () => {
    const { proxy, baseUrl } = await startProxy();
    const quiet = proxy.quiet(1, 5_000).then(() => proxy.requests().length);
    await (await fetch(`${baseUrl}/sync`)).text();
    expect(await quiet).toBe(1);
  });
});
