/** The network goes and comes back: the session is live again within three seconds, and what was written meanwhile is sent. */
import type { CDPSession } from 'playwright';
import { launchChromium } from '../browser/launch.ts';
import { logIn, openClient, say, type PageOfClient } from './client.ts';
import { password, type Stage } from './stage.ts';
import { join } from './thousand-messages.ts';
import { poll } from './waiting.ts';

const liveWithinMs = 3_000;
/** Long enough for pauses between two tries to have grown. */
const goneForMs = 20_000;
const times = 3;

export async function networkGone(stage: Stage): Promise<string> {
  const { proxy, reader, client } = stage;
  const browser = await launchChromium();
  try {
    const page = await (await browser.newContext()).newPage();
    const user = await stage.person();
    await openClient(page, client);
    await logIn(page, user, password);
    const [roomId] = await stage.rooms(`@${user}:${client.serverName}`, 1);
    await join(page, roomId!);
    const cdp = await browser.newBrowserCDPSession();
    const took: number[] = [];
    for (let time = 0; time < times; time++) {
      await proxy.down();
      await page.waitForFunction(
        () => {
          const { session } = globalThis as unknown as PageOfClient;
          return session.status === 'loggedIn' && session.sync.status === 'offline';
        },
        undefined,
        { timeout: 60_000 },
      );
      await say(page, roomId!, [`ohne Netz ${time}`]);
      await new Promise((resolve) => setTimeout(resolve, goneForMs));
      await proxy.up();
      const backAt = Date.now();
      await tellOnline(cdp);
      await page.waitForFunction(
        (since) => {
          const { liveAt } = globalThis as unknown as PageOfClient;
          return liveAt >= since;
        },
        backAt,
        { timeout: 120_000, polling: 20 },
      );
      took.push((await page.evaluate(() => (globalThis as unknown as PageOfClient).liveAt)) - backAt);
    }
    const expected = Array.from({ length: times }, (_, time) => `ohne Netz ${time}`);
    await poll(
      () => reader.bodies(roomId!),
      (bodies) => expected.every((body) => bodies.filter((other) => other === body).length === 1),
      'what was written without a network arrives once',
    );
    const summary = `live again after ${took.map((ms) => `${ms} ms`).join(', ')}`;
    if (took.some((ms) => ms > liveWithinMs)) throw new Error(summary);
    return summary;
  } finally {
    await browser.close();
  }
}

/** What the system tells the browser when it has a network again: in every realm, workers among them. */
async function tellOnline(cdp: CDPSession): Promise<void> {
  const { targetInfos } = await cdp.send('Target.getTargets', { filter: [{}] });
  // A session that is ended at once would take the message with it.
  for (const { type, targetId } of targetInfos) {
    if (type !== 'shared_worker' && type !== 'page') continue;
    const { sessionId } = await cdp.send('Target.attachToTarget', { targetId, flatten: false });
    const message = JSON.stringify({
      id: 1,
      method: 'Runtime.evaluate',
      params: { expression: "dispatchEvent(new Event('online'))" },
    });
    await cdp.send('Target.sendMessageToTarget', { sessionId, message });
  }
}
