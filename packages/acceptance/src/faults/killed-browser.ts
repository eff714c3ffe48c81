/**
 * The browser is killed at thirty random moments while it starts or while somebody writes: no device is broken, no draft is
 * lost, and no message that was begun to be sent.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from 'playwright';
import {
  deviceIdIn,
  join,
  logIn,
  openClient,
  untilLive,
  untilSession,
  untilShown,
  watchRoom,
  type PageOfClient,
} from './client.ts';
import { createKeptBrowser } from './kept-browser.ts';
import { password, type Stage } from './stage.ts';
import { poll } from './waiting.ts';

const killCount = 30;
/** Up to this time after the page has begun to open, or somebody to write, in milliseconds. */
const longestRunMs = 4_000;
/** Share of the kills that come while the page opens. */
const whileOpening = 1 / 3;
/** Requests to send that never reach the server. */
const lossRate = 0.1;
/** Between two messages, as somebody writes who is in a hurry, in milliseconds. */
const longestThoughtMs = 200;

export async function killedBrowser(stage: Stage): Promise<string> {
  const { proxy, reader, client, random } = stage;
  const browser = await createKeptBrowser();
  try {
    let page = await browser.start();
    const user = await stage.person();
    await openClient(page, client);
    await logIn(page, user, password);
    const [roomId] = await stage.rooms(`@${user}:${client.serverName}`, 1);
    await join(page, roomId!);
    await leaveWatchman(page, roomId!);
    const deviceId = await deviceIdIn(page);
    proxy.rule(({ method, path }) => method === 'PUT' && path.includes('/send/') && random() < lossRate, {
      kind: 'dropRequest',
    });

    /** What the page has said it kept as a draft, in order. The last one may be draft or message, all before are messages. */
    const written: string[] = [];
    const moments: string[] = [];
    let takenUp = 0;
    for (let round = 0; round < killCount; round++) {
      const opens = random() < whileOpening;
      const momentMs = Math.round(random() * longestRunMs);
      moments.push(`${opens ? 'o' : 'w'}${momentMs}`);
      if (opens) {
        const opening = openClient(page, client).catch(() => undefined);
        await pause(momentMs);
        await browser.kill();
        await opening;
      } else {
        if (round > 0) await openClient(page, client);
        const draft = await draftIn(page, roomId!);
        if (draft !== undefined && draft === written.at(-1)) {
          takenUp++;
          written.pop(); // it goes on being a draft, which the next one replaces
        }
        const begun: string[] = [];
        const writing = writeOn(page, roomId!, round, (body) => begun.push(body));
        await pause(momentMs);
        await browser.kill();
        await writing;
        written.push(...begun);
      }
      page = await browser.start();
    }
    proxy.clearRules();

    await openClient(page, client);
    await untilLive(page);
    const broken = (await deviceIdIn(page)) === deviceId ? 0 : 1;
    const draft = await draftIn(page, roomId!);
    if (draft !== undefined && draft === written.at(-1)) written.pop();
    await say(page, roomId!, 'Ende');
    const arrived = await poll(
      () => reader.bodies(roomId!),
      (bodies) => bodies.includes('Ende') && !bodies.includes(undefined),
      'the reader can read the last message',
    );
    const missing = written.filter((body) => !arrived.includes(body));
    const doubled = arrived.length - new Set(arrived).size;
    // The device must be able to read, too.
    await watchRoom(page, roomId!);
    await reader.store.room(roomId!).send({ msgtype: 'm.text', body: 'Antwort' });
    const deaf = await untilShown(page, roomId!, 'Antwort').then(
      () => 0,
      () => 1,
    );
    const summary =
      `broken devices ${broken + deaf}, lost ${missing.length}, doubled ${doubled} of ${written.length} messages` +
      ` (${killCount} kills in milliseconds while opening or writing: ${moments.join(' ')}; ${takenUp} drafts taken up again)`;
    if (written.length === 0) throw new Error(`nothing was written; ${summary}`);
    if (broken + deaf + missing.length + doubled > 0) throw new Error(`${summary}; missing: ${missing.join(', ')}`);
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
      async ({ roomId, round, longestThoughtMs }) => {
        const { store } = globalThis as unknown as PageOfClient;
        const { kept } = globalThis as unknown as { kept(body: string): Promise<void> };
        const room = store.room(roomId);
        for (let at = 0; ; at++) {
          const body = `Runde ${round} Nachricht ${at}`;
          await room.setDraft({ body });
          await kept(body);
          void room.send({ msgtype: 'm.text', body }).catch(() => undefined);
          await room.setDraft(null);
          await new Promise((resolve) => setTimeout(resolve, Math.random() * longestThoughtMs));
        }
      },
      { roomId, round, longestThoughtMs },
    )
    .catch(() => undefined);
}

/** Thread whose draft never changes. */
const watchman = '$watchman';

async function leaveWatchman(page: Page, roomId: string): Promise<void> {
  await page.evaluate(
    ([roomId, thread]) =>
      (globalThis as unknown as PageOfClient).store.room(roomId!).setDraft({ body: thread! }, thread),
    [roomId, watchman],
  );
}

/** What is kept as a draft: that there is none is known when one that was asked for later is there. */
async function draftIn(page: Page, roomId: string): Promise<string | undefined> {
  await untilSession(page, { status: 'loggedIn' });
  return page.evaluate(
    async ([roomId, thread]) => {
      const room = (globalThis as unknown as PageOfClient).store.room(roomId!);
      const own = room.draft();
      const stopOwn = own.subscribe(() => undefined);
      const untilThere = (): Promise<void> =>
        new Promise((resolve) => {
          const stop = room.draft(thread).subscribe((draft) => {
            if (!draft) return;
            queueMicrotask(() => stop());
            resolve();
          });
        });
      await untilThere();
      await new Promise((resolve) => setTimeout(resolve, 200));
      const found = own.get()?.body;
      stopOwn();
      return found;
    },
    [roomId, watchman],
  );
}

function say(page: Page, roomId: string, body: string): Promise<unknown> {
  return page.evaluate(
    ({ roomId, body }) => (globalThis as unknown as PageOfClient).store.room(roomId).send({ msgtype: 'm.text', body }),
    { roomId, body },
  );
}
