/** Files of the host that its site does not have: for a while, as in the middle of a deployment, or for good. */
import type { Page } from 'playwright';
import {
  liveAfter,
  logIn,
  openClient,
  say,
  sessionIn,
  untilOffline,
  untilReachable,
  untilShown,
  type PageOfClient,
} from './client.ts';
import { hear, hearAndKeep, untilListed, untilRead } from './starting-and-syncing.ts';
import { password, type Stage } from './stage.ts';
import { visit, type Visit } from './visit.ts';
import { patienceMs } from './waiting.ts';

const secondStage = 'encryption.js';
const wasm = 'matrix_sdk_crypto_wasm_bg.wasm';
/** What is asked for when a file is known to be missing waits no longer than two looks at the site take, in milliseconds. */
const answersWithinMs = 3_000;

/** List and messages are there meanwhile; what was asked of the file is done when it comes, or fails at once where it never will. */
export function filesMissing(stage: Stage): Promise<string> {
  return visit(stage, async (visited) => {
    await hearAndKeep(stage, visited, 'vorher');
    const took: string[] = [];
    for (const file of [secondStage, wasm]) took.push(await forAWhile(stage, visited, file));
    for (const file of [secondStage, wasm]) took.push(await forGood(stage, visited, file));
    return took.join('; ');
  });
}

/** Nobody has them asked for again. */
async function forAWhile(stage: Stage, visited: Visit, file: string): Promise<string> {
  const { page, roomId } = visited;
  const putBack = stage.site.remove(`/bm/${file}`);
  await visited.reload();
  const body = `gleich, mit ${file}`;
  const sent = send(page, roomId, body);
  sent.catch(() => undefined); // the page may be closed before it is looked at
  await untilOffline(page);
  putBack();
  const backAt = Date.now();
  const tookMs = await liveAfter(page, backAt);
  const answer = await sent;
  if (answer !== undefined) throw new Error(`what was written while ${file} was not there failed: ${answer}`);
  await expectFailures(page, ['OFFLINE']);
  await untilRead(stage, roomId, body);
  return `${file} back in a moment: live after ${tookMs} ms`;
}

/** Somebody tries again when it is back. */
async function forGood(stage: Stage, visited: Visit, file: string): Promise<string> {
  const { page, roomId } = visited;
  const putBack = stage.site.remove(`/bm/${file}`);
  await visited.reload();
  await untilListed(visited);
  await untilShown(page, roomId, 'vorher');
  await untilMissing(page);
  await expectFailures(page, ['OFFLINE', 'HOST_FILE_MISSING']);
  const body = `später, mit ${file}`;
  // Without the wasm there is an outbox, and what is written waits in it.
  const waits = file === wasm;
  const outcome = waits ? 'what is written waits' : await refusedAtOnce(() => send(page, roomId, body));
  if (waits) {
    await say(page, roomId, [body]);
    await untilShown(page, roomId, body);
  }
  putBack();
  const backAt = Date.now();
  await page.evaluate(() => (globalThis as unknown as PageOfClient).store.reconnect());
  const tookMs = await liveAfter(page, backAt);
  if (!waits) await say(page, roomId, [body]);
  await untilRead(stage, roomId, body);
  await hear(stage, visited, `wieder mit ${file}`);
  return `${file} missing: ${outcome}, live ${tookMs} ms after it came`;
}

/** Whoever is not logged in hears why nobody can be, and can be when the file is there. */
export async function filesMissingBeforeLogin(stage: Stage): Promise<string> {
  return visit(stage, async ({ browser, client }) => {
    const page = await (await browser.newContext()).newPage();
    const user = await stage.person();
    const putBack = stage.site.remove(`/bm/${secondStage}`);
    await openClient(page, client);
    await untilMissing(page);
    await expectFailures(page, ['OFFLINE', 'HOST_FILE_MISSING']);
    const outcome = await refusedAtOnce(() => beginLogin(page));
    putBack();
    const backAt = Date.now();
    await page.evaluate(() => (globalThis as unknown as PageOfClient).store.reconnect());
    await untilReachable(page);
    const tookMs = Date.now() - backAt;
    await logIn(page, user, password);
    return `${outcome}, a login is possible ${tookMs} ms after it came`;
  });
}

/** @returns the code of its failure, `undefined` where the server has taken it */
function send(page: Page, roomId: string, body: string): Promise<string | undefined> {
  return page.evaluate(
    ({ roomId, body }) =>
      (globalThis as unknown as PageOfClient).store
        .room(roomId)
        .send({ msgtype: 'm.text', body })
        .then(
          () => undefined,
          ({ code }: { code: string }) => code,
        ),
    { roomId, body },
  );
}

/** @returns the same of a login that happens elsewhere */
function beginLogin(page: Page): Promise<string | undefined> {
  return page.evaluate(() =>
    (globalThis as unknown as PageOfClient).store.beginLogin({ type: 'm.login.sso', redirectUrl: location.href }).then(
      () => undefined,
      ({ code }: { code: string }) => code,
    ),
  );
}

async function refusedAtOnce(ask: () => Promise<string | undefined>): Promise<string> {
  const askedAt = Date.now();
  const code = await ask();
  const tookMs = Date.now() - askedAt;
  if (code !== 'HOST_FILE_MISSING' || tookMs > answersWithinMs) {
    throw new Error(`what was asked of it ended with ${code} after ${tookMs} ms`);
  }
  return `${code} after ${tookMs} ms`;
}

async function untilMissing(page: Page): Promise<void> {
  await page
    .waitForFunction(() => (globalThis as unknown as PageOfClient).failures.includes('HOST_FILE_MISSING'), undefined, {
      timeout: patienceMs,
      polling: 20,
    })
    .catch(async () => {
      throw new Error(`the session does not say that a file is missing, but ${JSON.stringify(await sessionIn(page))}`);
    });
}

/** What the session has said since the page was loaded. */
async function expectFailures(page: Page, expected: readonly string[]): Promise<void> {
  const failures = await page.evaluate(() => (globalThis as unknown as PageOfClient).failures);
  if (failures.join() !== expected.join()) throw new Error(`the session has said ${failures.join(', ')}`);
}
