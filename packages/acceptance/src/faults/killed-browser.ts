/**
 * The browser is killed at thirty random moments while somebody writes: no device is broken, no draft is lost, and no message
 * that was begun to be sent.
 */
import type { Page } from 'playwright';
import { createKeptBrowser } from './kept-browser.ts';
import { deviceIdIn, logIn, openClient, untilLive, type PageOfClient } from './client.ts';
import { password, type Stage } from './stage.ts';
import { join } from './thousand-messages.ts';
import { poll } from './waiting.ts';

const killCount = 30;
/** Up to this time after the page has opened, in milliseconds. */
const longestRunMs = 4_000;
/** Requests to send that never reach the server. */
const lossRate = 0.3;

export async function killedBrowser(stage: Stage): Promise<string> {
  const { proxy, reader, client } = stage;
  const browser = await createKeptBrowser();
  try {
    let page = await browser.start();
    const user = await stage.person();
    const userId = `@${user}:${client.serverName}`;
    await openClient(page, client);
    await logIn(page, user, password);
    const [roomId] = await stage.rooms(userId, 1);
    await join(page, roomId!);
    const deviceId = await deviceIdIn(page);
    proxy.rule(({ method, path }) => method === 'PUT' && path.includes('/send/') && Math.random() < lossRate, {
      kind: 'dropRequest',
    });

    /** What the page has said it kept as a draft, in order. The last one may be draft or message, all before are messages. */
    const written: string[] = [];
    const drafts = { lost: 0, kept: 0 };
    for (let round = 0; round < killCount; round++) {
      // Draft and message of the last round: one of the two must have survived.
      const draft = await draftIn(page, roomId!);
      const last = written.at(-1);
      if (last !== undefined && draft === last) {
        drafts.kept++;
        written.pop(); // it goes on being a draft, which the next one replaces
      }
      const begun: string[] = [];
      const write = writeOn(page, roomId!, round, (body) => begun.push(body));
      await new Promise((resolve) => setTimeout(resolve, Math.random() * longestRunMs));
      await browser.kill();
      await write;
      written.push(...begun);
      page = await browser.start();
      await openClient(page, client);
    }
    proxy.clearRules();

    await untilLive(page);
    const broken = (await deviceIdIn(page)) === deviceId ? 0 : 1;
    const draft = await draftIn(page, roomId!);
    if (draft !== undefined && draft === written.at(-1)) written.pop();
    await say(page, roomId!, 'Ende');
    const arrived = await poll(
      async () => reader.bodies(roomId!),
      (bodies) => bodies.includes('Ende') && !bodies.includes(undefined),
      'the reader can read the last message',
    );
    const lost = written.filter((body) => !arrived.includes(body)).length;
    const doubled = arrived.length - new Set(arrived).size;
    // The device must be able to read, too.
    await reader.store.room(roomId!).send({ msgtype: 'm.text', body: 'Antwort' });
    const deaf = (await hears(page, roomId!, 'Antwort')) ? 0 : 1;
    const summary =
      `broken devices ${broken + deaf}, lost ${lost}, doubled ${doubled} of ${written.length} messages` +
      ` (${killCount} kills, ${drafts.kept} drafts taken up again)`;
    if (broken + deaf + lost + doubled > 0) throw new Error(summary);
    return summary;
  } finally {
    proxy.clearRules();
    await browser.dispose();
  }
}

/**
 * Writes one message after the other as somebody at a composer does: a draft, then it is sent and the draft emptied.
 * Resolves when the page is gone. @param onKept told of each text that the page says would survive
 */
async function writeOn(page: Page, roomId: string, round: number, onKept: (body: string) => void): Promise<void> {
  await page.exposeFunction('kept', onKept).catch(() => undefined);
  await page
    .evaluate(
      async ({ roomId, round }) => {
        const { store } = globalThis as unknown as PageOfClient;
        const { kept } = globalThis as unknown as { kept(body: string): Promise<void> };
        const room = store.room(roomId);
        for (let at = 0; ; at++) {
          const body = `Runde ${round} Nachricht ${at}`;
          await room.setDraft({ body });
          await kept(body);
          void room.send({ msgtype: 'm.text', body }).catch(() => undefined);
          await room.setDraft(null);
        }
      },
      { roomId, round },
    )
    .catch(() => undefined);
}

function draftIn(page: Page, roomId: string): Promise<string | undefined> {
  return page.evaluate(async (id) => {
    const { store } = globalThis as unknown as PageOfClient;
    const readable = store.room(id).draft();
    const stop = readable.subscribe(() => undefined);
    // The host reads it from the disk; an answer to any command comes after that.
    await store
      .room(id)
      .setTyping(false)
      .catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 500));
    stop();
    return readable.get()?.body;
  }, roomId);
}

function say(page: Page, roomId: string, body: string): Promise<unknown> {
  return page.evaluate(
    ({ roomId, body }) => (globalThis as unknown as PageOfClient).store.room(roomId).send({ msgtype: 'm.text', body }),
    { roomId, body },
  );
}

async function hears(page: Page, roomId: string, body: string): Promise<boolean> {
  await page.evaluate((id) => {
    const page = globalThis as unknown as PageOfClient;
    page.store.room(id).timeline.subscribe((timeline) => page.timelines.set(id, timeline));
  }, roomId);
  return page
    .waitForFunction(
      ({ roomId, body }) =>
        (globalThis as unknown as PageOfClient).timelines
          .get(roomId)
          ?.items.some((item) => item.kind === 'message' && item.content.body === body),
      { roomId, body },
      { timeout: 60_000 },
    )
    .then(
      () => true,
      () => false,
    );
}
