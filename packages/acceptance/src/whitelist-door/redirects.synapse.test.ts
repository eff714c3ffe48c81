/** A redirect at the door, in a real browser with the prebuilt worker: refused, and where it leads nobody hears anything. */
import { startFaultProxy, type FaultProxy } from '@bundesmessenger/homeserver';
import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  session,
  startDoorStage,
  sendInNewRoom,
  tryDownload,
  trySendFile,
  untilFile,
  untilReachable,
  type DoorStage,
  type PageGlobals,
} from './stage.ts';

let stage: DoorStage;
/** Where redirects lead: nobody may ever ask it anything. */
let target: FaultProxy;

beforeAll(async () => {
  target = await startFaultProxy('http://localhost:1');
  stage = await startDoorStage([target.baseUrl]);
}, 600_000);
afterEach(() => stage.reset());
afterAll(async () => {
  await stage?.stop();
  await target?.stop();
});

const redirect = (path: RegExp, status: number, method?: string) =>
  stage.front.proxy.rule(
    { path, ...(method !== undefined && { method }) },
    { kind: 'answer', status, headers: { Location: `${target.baseUrl}/_matrix/client/v3/stolen` }, body: '' },
  );
/** That the redirect was met at all: a path that nobody asks for would prove nothing. */
const met = (path: RegExp): boolean => stage.front.proxy.requests.some((request) => path.test(request.path));

/** A page, a login, encryption and two files. */
const testTimeoutMs = 180_000;

describe.each([302, 307])('a redirect with status %i', (status) => {
  afterEach(() => expect(target.requests).toEqual([]));
  const newPage = async (): Promise<Page> => stage.openStore(await stage.newTab());

  it('at login fails the login; the target sees no password', async () => {
    const page = await newPage();
    await untilReachable(page);
    redirect(/\/login$/, status, 'POST');
    expect(await stage.tryLogin(page, 'anna')).toBe('WL_REDIRECT');
    expect(await session(page)).toMatchObject({ status: 'loggedOut' });
  });

  it('of the sync shows the session as offline; the target sees no access token', async () => {
    const page = await newPage();
    redirect(/\/sync$/, status);
    const user = await stage.newUser();
    await untilReachable(page);
    await stage.tryLogin(page, user);
    await page.waitForFunction(() => {
      const { session } = globalThis as unknown as PageGlobals;
      return session.status === 'loggedIn' && session.sync.status === 'offline';
    });
    expect(await session(page)).toMatchObject({ sync: { error: { code: 'WL_REDIRECT' } } });
  });

  it('of the server token approves nobody', async () => {
    redirect(/\/verify$/, status);
    const page = await newPage();
    await page.waitForFunction(() => {
      const { session } = globalThis as unknown as PageGlobals;
      return session.status === 'loggedOut' && session.homeserver.status === 'unreachable';
    });
    expect(await session(page)).toMatchObject({ homeserver: { error: { code: 'WL_TOKEN_FETCH_FAILED' } } });
  });

  it(
    'of a file that is sent or read fails it with a code; the target sees neither file nor access token',
    async () => {
      const page = await newPage();
      await stage.login(page);
      const roomId = await sendInNewRoom(page, 'mit Anlage');
      expect(await trySendFile(page, roomId, 'plan.txt', 'Grundriss')).toBeUndefined();
      const mediaId = await untilFile(page, roomId, 'plan.txt');

      const download = /\/_matrix\/client\/v1\/media\/download\//;
      redirect(download, status);
      expect(await tryDownload(page, roomId, mediaId)).toEqual({ code: 'WL_REDIRECT' });
      expect(met(download)).toBe(true);
      stage.front.proxy.clearRules();
      expect(await tryDownload(page, roomId, mediaId)).toEqual({ text: 'Grundriss' });

      redirect(/\/_matrix\/media\/v3\/upload$/, status, 'POST');
      expect(await trySendFile(page, roomId, 'zweiter.txt', 'Aufriss')).toBe('WL_REDIRECT');
    },
    testTimeoutMs,
  );
});
