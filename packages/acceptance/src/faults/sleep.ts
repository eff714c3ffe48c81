/** A laptop that sleeps: every process of the browser stands still, and the network has gone meanwhile. */
import { setTimeout as pause } from 'node:timers/promises';
import { join, logIn, openClient, untilLive, untilShown, untilSigned, watchRoom } from './client.ts';
import { createKeptBrowser } from './kept-browser.ts';
import { liveWithinMs } from './network-gone.ts';
import { password, type Stage } from './stage.ts';

/** Longer than `wake-ups.ts` takes for a sleep. */
const sleepMs = 30_000;

export async function sleep(stage: Stage): Promise<string> {
  const browser = await createKeptBrowser();
  try {
    const page = await browser.start();
    const user = await stage.person();
    await openClient(page, stage.client);
    await logIn(page, user, password);
    await untilSigned(page);
    const [roomId] = await stage.rooms(`@${user}:${stage.client.serverName}`, 1);
    await join(page, roomId!);
    await watchRoom(page, roomId!);
    await stage.reader.store.room(roomId!).send({ msgtype: 'm.text', body: 'vorher' });
    await untilShown(page, roomId!, 'vorher');
    browser.freeze();
    await stage.proxy.down();
    await stage.reader.store.room(roomId!).send({ msgtype: 'm.text', body: 'im Schlaf' });
    await pause(sleepMs);
    await stage.proxy.up();
    const awakeAt = Date.now();
    browser.thaw();
    await untilShown(page, roomId!, 'im Schlaf');
    const tookMs = Date.now() - awakeAt;
    await untilLive(page);
    if (tookMs > liveWithinMs) throw new Error(`shown only ${tookMs} ms after waking up`);
    return `what came in ${sleepMs / 1_000} s of sleep is shown ${tookMs} ms after it`;
  } finally {
    await stage.proxy.up();
    await browser.dispose();
  }
}
