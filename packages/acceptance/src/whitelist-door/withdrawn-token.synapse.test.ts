/** A server token that is withdrawn while a session runs, in a real browser with the prebuilt worker. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  databases,
  sendInNewRoom,
  session,
  startDoorStage,
  untilLive,
  untilReadable,
  untilRefused,
  type DoorStage,
  type PageGlobals,
} from './stage.ts';

/** Three seconds between two checks, which is also how long a success counts. What is sent meanwhile waits for the next. */
const soonHours = 3 / 3600;
/** Several starts of a browser page each. */
const testTimeoutMs = 180_000;

let stage: DoorStage;
beforeAll(async () => {
  stage = await startDoorStage();
}, 600_000);
afterEach(() => stage.reset());
afterAll(() => stage?.stop());

describe('a server token that is withdrawn', () => {
  it(
    'ends the session with a code; when it is back, a new start goes on with the same device and its keys',
    async () => {
      const page = await stage.openStore(await stage.newTab(), soonHours);
      await stage.login(page);
      const before = await session(page);
      const roomId = await sendInNewRoom(page, 'vor dem Entzug');
      const stored = await databases(page);

      stage.front.serve({ kind: 'token', host: 'other.example' });
      await untilRefused(page);
      expect(await session(page)).toEqual({
        status: 'refused',
        error: expect.objectContaining({ code: 'WL_TOKEN_WRONG_HOST' }),
      });
      const last = stage.front.proxy.requests.length;
      expect(await databases(page)).toEqual(stored);

      // A new start while it is withdrawn asks for the token and for nothing else.
      await stage.openStore(page, soonHours);
      await untilRefused(page);
      const paths = new Set(stage.front.proxy.requests.slice(last).map(({ path }) => path));
      expect([...paths]).toEqual(['/_bum/client/v1/verify']);

      stage.front.serve({ kind: 'token' });
      await stage.openStore(page, soonHours);
      await untilLive(page);
      expect(await session(page)).toMatchObject({ deviceId: (before as { deviceId: string }).deviceId });
      await untilReadable(page, roomId, 'vor dem Entzug');
    },
    testTimeoutMs,
  );

  it(
    'and one that nobody answers for ends the session with its last success, and starts it again by itself',
    async () => {
      const page = await stage.openStore(await stage.newTab(), soonHours);
      await stage.login(page);
      const before = await session(page);
      const roomId = await sendInNewRoom(page, 'vor dem Ausfall');
      stage.front.serve({ kind: 'silent' });
      await untilRefused(page);
      expect(await session(page)).toMatchObject({ retries: true, error: { code: 'WL_TOKEN_FETCH_FAILED' } });
      stage.front.serve({ kind: 'token' });
      await page.evaluate(() => (globalThis as unknown as PageGlobals).store.reconnect());
      await untilLive(page);
      expect(await session(page)).toMatchObject({ deviceId: (before as { deviceId: string }).deviceId });
      await untilReadable(page, roomId, 'vor dem Ausfall');
    },
    testTimeoutMs,
  );
});
