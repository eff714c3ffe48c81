/** The JavaScript heaps of a browser, after garbage collection. What wasm keeps is not in them. */
import type { Cdp } from './cdp.ts';

export interface Heaps {
  readonly pageBytes: number;
  /** Of all workers together; 0 where there is none. */
  readonly workerBytes: number;
}

export async function measureHeaps(cdp: Cdp): Promise<Heaps> {
  let pageBytes = 0;
  let workerBytes = 0;
  for (const { targetId, type, url } of await cdp.targets()) {
    const isWorker = type === 'shared_worker' || type === 'worker' || type === 'service_worker';
    if (!isWorker && (type !== 'page' || !url.startsWith('http'))) continue;
    const usedBytes = await cdp.withTarget(targetId, async (session) => {
      await cdp.send('HeapProfiler.collectGarbage', {}, session);
      return (await cdp.send<{ usedSize: number }>('Runtime.getHeapUsage', {}, session)).usedSize;
    });
    if (isWorker) workerBytes += usedBytes;
    else pageBytes += usedBytes;
  }
  return { pageBytes, workerBytes };
}
