/** Messages of somebody else, one after another, in the open room: from the server's answer to the sender to the paint. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright';
import type { BenchClient } from '../clients/clients.ts';
import type { Api } from '../seed/client-server-api.ts';

const messages = 20;
/** Between two of them, not always the same: frames and polls shall be met at any point. */
const pauseMs = { least: 120, most: 220 } as const;

/** @returns one number for each message; the clocks of both are the machine's */
export async function measureIncoming(
  page: Page,
  client: BenchClient,
  sender: Api,
  roomId: string,
): Promise<readonly number[]> {
  const delays: number[] = [];
  // The room still shows what the clients before this one were sent.
  const run = randomUUID();
  for (let index = 0; index < messages; index++) {
    const body = `Eingang ${run} ${index}.`;
    const painted = page.evaluate(
      async ({ selector, body }) =>
        performance.timeOrigin + (await bmProbe.painted({ selector, count: 1, texts: [body] })),
      { selector: client.messages, body },
    );
    await sleep(pauseMs.least + ((pauseMs.most - pauseMs.least) * index) / messages);
    await sender.sendText(roomId, body);
    const answeredMs = performance.timeOrigin + performance.now();
    delays.push((await painted) - answeredMs);
  }
  return delays;
}
