/**
 * A thousand messages in three rooms while three of ten answers are destroyed after the server took the message, the page is
 * reloaded three times and the host is killed twice: none is lost, doubled or out of order.
 */
import type { CDPSession, Page } from 'playwright';
import { launchChromium } from '../browser/launch.ts';
import { join, logIn, openClient, say, untilLive, type PageOfClient } from './client.ts';
import { password, type Stage } from './stage.ts';
import { patienceMs, poll } from './waiting.ts';

const messageCount = 1_000;
const roomCount = 3;
const lossRate = 0.3;
/** Messages between two looks at what happens. */
const batch = 40;
/** After so many messages. */
const reloads = [200, 480, 760];
const kills = [320, 640];
export async function thousandMessages(stage: Stage): Promise<string> {
  const { proxy, reader, random } = stage;
  const browser = await launchChromium();
  try {
    const context = await browser.newContext();
    const page = await context.newPage();
    const cdp = await browser.newBrowserCDPSession();
    const user = await stage.person();
    await openClient(page, stage.client);
    await logIn(page, user, password);
    const roomIds = await stage.rooms(`@${user}:${stage.client.serverName}`, roomCount);
    for (const roomId of roomIds) await join(page, roomId);

    let destroyed = 0;
    proxy.rule(
      ({ method, path }) => {
        const isHit = method === 'PUT' && path.includes('/send/') && random() < lossRate;
        if (isHit) destroyed++;
        return isHit;
      },
      { kind: 'dropAnswer' },
    );

    for (let first = 0; first < messageCount; first += batch) {
      for (const [at, roomId] of roomIds.entries()) {
        await say(
          page,
          roomId,
          texts(first, first + batch).filter((_, place) => (first + place) % roomCount === at),
        );
      }
      if (reloads.includes(first)) {
        for (const roomId of roomIds) await untilKept(page, roomId);
        await openClient(page, stage.client);
        await untilLive(page);
      }
      if (kills.includes(first)) await killHost(cdp, page);
    }
    await untilAllSent(stage, page, roomIds);
    proxy.clearRules();

    let [lost, doubled, unordered] = [0, 0, 0];
    for (const [at, roomId] of roomIds.entries()) {
      const bodies = texts(0, messageCount).filter((_, place) => place % roomCount === at);
      const arrived = await poll(
        () => reader.bodies(roomId),
        (found) => found.length >= bodies.length && !found.includes(undefined),
        'the reader can read every message',
      );
      lost += bodies.filter((body) => !arrived.includes(body)).length;
      doubled += arrived.length - new Set(arrived).size;
      unordered += [...new Set(arrived)].filter((body, at) => body !== bodies[at]).length;
    }
    const summary = `lost ${lost}, doubled ${doubled}, out of order ${unordered} of ${messageCount} (${destroyed} answers destroyed)`;
    if (lost + doubled + unordered > 0) throw new Error(summary);
    return summary;
  } finally {
    await browser.close();
  }
}

/** Until what was said would survive: a composer keeps its draft until then. */
async function untilKept(page: Page, roomId: string): Promise<void> {
  await page.evaluate((id) => (globalThis as unknown as PageOfClient).store.room(id).setDraft(null), roomId);
}

/** Ends the shared worker as a crash would: no farewell, no time to write. Resolves when another one is in its place. */
async function killHost(cdp: CDPSession, page: Page): Promise<void> {
  const workers = async (): Promise<string[]> => {
    const { targetInfos } = await cdp.send('Target.getTargets', { filter: [{ type: 'shared_worker' }] } as never);
    return targetInfos.map(({ targetId }) => targetId);
  };
  const [killed] = await workers();
  if (killed === undefined) throw new Error('there is no host to kill');
  await cdp.send('Target.closeTarget', { targetId: killed });
  const isOther = (found: readonly string[]): boolean => found.length > 0 && !found.includes(killed);
  await poll(workers, isOther, 'the page starts another host');
  await untilLive(page);
}

/** The server has everything that the page shows, and the page shows the end of each room. */
async function untilAllSent({ proxy }: Stage, page: Page, roomIds: readonly string[]): Promise<void> {
  await page.evaluate((ids) => {
    const page = globalThis as unknown as PageOfClient;
    for (const id of ids) page.store.room(id).timeline.subscribe((timeline) => page.timelines.set(id, timeline));
  }, roomIds);
  const isSent = (ids: readonly string[]): boolean =>
    ids.every((id) => {
      const timeline = (globalThis as unknown as PageOfClient).timelines.get(id);
      const messages = timeline?.items.filter((item) => item.kind === 'message') ?? [];
      return (
        messages.length > 0 && timeline!.status === 'ready' && messages.every(({ send }) => send.status === 'sent')
      );
    });
  // However long it takes, as long as it goes on.
  const tries = (): number =>
    proxy.requests.filter(({ method, path }) => method === 'PUT' && path.includes('/send/')).length;
  for (let before = -1, now = tries(); ; [before, now] = [now, tries()]) {
    try {
      await page.waitForFunction(isSent, roomIds, { timeout: patienceMs, polling: 500 });
      return;
    } catch {
      if (now === before) throw new Error(`nothing is sent any more, after ${now} tries`);
    }
  }
}

function texts(from: number, to: number): readonly string[] {
  return Array.from({ length: Math.min(to, messageCount) - from }, (_, at) => `Nachricht ${from + at}`);
}
