import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { createLink, type Link } from './slow-link.ts';

const bytes = 50_000;
const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function serveThrough(link: Link): Promise<string> {
  const server = createServer((_, response) => void response.end(Buffer.alloc(bytes)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stops.push(() => server.close());
  stops.push(() => link.stop());
  return `http://127.0.0.1:${await link.before((server.address() as AddressInfo).port)}`;
}

/** @returns how long it took, in ms */
async function get(url: string): Promise<number> {
  const startMs = performance.now();
  const body = await (await fetch(url)).arrayBuffer();
  expect(body.byteLength).toBe(bytes);
  return performance.now() - startMs;
}

describe('a slow link', () => {
  test('takes its time for bytes, for the way there and back, and for a new connection', async () => {
    const url = await serveThrough(createLink({ bitsPerSecond: 4_000_000, roundTripMs: 40 }));
    const bytesMs = (bytes * 8) / 4_000;
    expect(await get(url)).toBeGreaterThanOrEqual(bytesMs + 2 * 40 - 5);
    expect(await get(url)).toBeGreaterThanOrEqual(bytesMs + 40 - 5);
  });

  test('is shared by its connections', async () => {
    const url = await serveThrough(createLink({ bitsPerSecond: 4_000_000, roundTripMs: 0 }));
    const [one, other] = await Promise.all([get(url), get(url)]);
    expect(Math.max(one, other)).toBeGreaterThanOrEqual((2 * bytes * 8) / 4_000 - 5);
  });
});
