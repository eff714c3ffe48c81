/** Bulk decryption: 2,000 events through our host, against the bare crypto wasm on IndexedDB. */
import type { BenchStage } from '../bench-stage.ts';
import { createProfile, type RunningBrowser } from '../browser/profile.ts';
import type { ApiRequest } from '../network/api-proxy.ts';
import type { Login } from '../pages/login.ts';
import type { ReadWholeRoom } from '../pages/store.page.ts';
import { prepare } from '../prepare.ts';
import type { Reader } from '../seed/manifest.ts';
import { confidentialMessages } from '../seed/seed-confidential.ts';
import type { BenchClient } from '../clients/clients.ts';

export interface DecryptionSample {
  readonly bareEventsPerSecond: number;
  /** Without the time in which it waited for requests for older events. */
  readonly hostEventsPerSecond: number;
}

/** The message with which the room begins. */
const oldest = 'Vertraulich 1:';
/** Our store's first window of a room is loaded before the clock starts. */
const firstWindow = 30;

export async function measureDecryption(stage: BenchStage, reader: Reader): Promise<DecryptionSample> {
  const { confidential } = stage.manifest;
  const bareEventsPerSecond = await withPage(stage, reader, 'jsSdk', '/decryption.html', ({ page }) =>
    page.evaluate(
      ({ roomId, count }) =>
        (globalThis as unknown as { decryptAll(roomId: string, count: number): Promise<number> }).decryptAll(
          roomId,
          count,
        ),
      { roomId: confidential.roomId, count: confidentialMessages },
    ),
  );
  const hostEventsPerSecond = await withPage(
    stage,
    reader,
    'bundesmessenger',
    '/store.html',
    async ({ page }, login) => {
      const { serverName, baseUrl } = login;
      const { calledMs, endMs } = await page.evaluate(
        (room) => (globalThis as unknown as { readWholeRoom: ReadWholeRoom }).readWholeRoom(room),
        { serverName, baseUrl, roomId: confidential.roomId, oldest },
      );
      const tookMs = endMs - calledMs[0]! - waitedMs(stage.proxy.requests(), calledMs);
      return ((confidentialMessages - firstWindow) / tookMs) * 1_000;
    },
  );
  return { bareEventsPerSecond, hostEventsPerSecond };
}

/**
 * How long there was nothing to do but wait for a page: from when it was asked for, since the store asks for it earlier and
 * works meanwhile. Where a page took more than one request, the others count as work.
 * @param calledMs when each page was asked for
 */
export function waitedMs(
  requests: readonly Pick<ApiRequest, 'path' | 'startMs' | 'endMs'>[],
  calledMs: readonly number[],
): number {
  const pages = requests.filter(({ path }) => path.includes('/messages?'));
  return calledMs.reduce((waited, askedMs, at) => {
    const { startMs = 0, endMs = 0 } = pages[at] ?? {};
    return waited + Math.max(0, endMs - Math.max(startMs, askedMs));
  }, 0);
}

async function withPage<Result>(
  stage: BenchStage,
  reader: Reader,
  preparation: BenchClient['preparation'],
  path: string,
  task: (browser: RunningBrowser, login: Login) => Promise<Result>,
): Promise<Result> {
  const login = await stage.logIn(reader.localpart);
  const profile = createProfile(stage.load);
  try {
    await prepare(profile, stage, { preparation }, login, stage.manifest.roomKeys);
    const browser = await profile.launch({});
    try {
      stage.proxy.clear();
      await browser.page.goto(stage.pagesOrigin + path);
      return await task(browser, login);
    } finally {
      await browser.close();
    }
  } finally {
    profile.delete();
    await stage.logOut(login);
  }
}
