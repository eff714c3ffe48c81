/** What the first stage makes of a second one that comes late. */
import { writable } from '@bundesmessenger/core/readable';
import { createBareSession } from '@bundesmessenger/core/session';
import { BmError, type ErrorCode } from '@bundesmessenger/core/errors';
import type { SessionState } from '@bundesmessenger/core/types';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLocalConnection } from './local-connection.ts';
import type { SecondStage } from './second-stage.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function start() {
  const session = await createBareSession(
    {
      homeserver: 'server.example',
      whitelist: { servers: [{ serverName: 'server.example', baseUrl: 'https://matrix.server.example' }] },
    },
    { fetch: () => new Promise(() => undefined), loadSecondStage: () => new Promise(() => undefined) },
  );
  const draft = { body: 'was sie schrieb' };
  const second = { deeds: {}, watch: () => writable(draft), wake: vi.fn(), stop: vi.fn() } as unknown as SecondStage;
  const load = vi.fn(() => Promise.resolve(() => second));
  const loaded = Promise.withResolvers<void>();
  /** The test may say what the session says. */
  const state = writable<SessionState>(session.state.get());
  const connection = createLocalConnection({ ...session, state }, { load, loaded: loaded.promise });
  ends.push(
    () => session.stop(),
    () => connection.close(),
    session.state.subscribe((shown) => state.set(shown)),
  );
  return { connection, load, loaded, draft, state };
}
const topic = { type: 'draft', roomId: '!a' } as const;

it('shows an open room as soon as the second stage is there', async () => {
  const { connection, draft } = await start();
  const shown: unknown[] = [];
  ends.push(connection.watch(topic).subscribe((value) => shown.push(value)));
  await vi.waitFor(() => expect(shown.at(-1)).toBe(draft));
});

it('shows a room that was opened while the second stage did not come, once the session has loaded it', async () => {
  const { connection, load, loaded, draft } = await start();
  load.mockRejectedValueOnce(new BmError('OFFLINE', 'the encryption file did not come'));
  const shown: unknown[] = [];
  ends.push(connection.watch(topic).subscribe((value) => shown.push(value)));
  await vi.waitFor(() => expect(load).toHaveBeenCalledOnce());
  expect(shown).not.toContain(draft);
  loaded.resolve();
  await vi.waitFor(() => expect(shown.at(-1)).toBe(draft));
});

describe('who asks for more than the list while the second stage does not come', () => {
  const didNotCome = new BmError('OFFLINE', 'the encryption file did not come');
  /** Longer than anybody waits. */
  const longMs = 60_000;

  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const ask = async () => {
    const parts = await start();
    await vi.waitFor(() => expect(parts.connection.watch({ type: 'session' }).get().status).not.toBe('starting'));
    const call = (): Promise<unknown> =>
      parts.connection.call({ type: 'markRead', roomId: '!a', eventId: '$a' }).catch(({ code }: BmError) => code);
    return { ...parts, call };
  };
  /** What the second stage of this test, which has no commands, says to each. */
  const answered = 'COMMAND_INVALID';

  it('waits for the session to load it', async () => {
    const { call, load, loaded } = await ask();
    load.mockRejectedValueOnce(didNotCome);
    const outcome = vi.fn();
    void call().then(outcome);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(outcome).not.toHaveBeenCalled();
    loaded.resolve();
    await vi.advanceTimersByTimeAsync(0);
    expect(outcome).toHaveBeenCalledExactlyOnceWith(answered);
  });

  it('hears after a while that it did not come, and has it the next time', async () => {
    const { call, load } = await ask();
    load.mockRejectedValueOnce(didNotCome).mockRejectedValueOnce(didNotCome);
    const first = call();
    await vi.advanceTimersByTimeAsync(longMs);
    expect(await first).toBe('OFFLINE');
    expect(await call()).toBe(answered);
  });

  describe('and never will', () => {
    const loggedIn = (code: ErrorCode): SessionState => ({
      status: 'loggedIn',
      userId: '@anna:server.example',
      deviceId: 'DEVICE',
      sync: { status: 'offline', error: { code, message: '' } },
      device: 'unknown',
      storage: 'persistent',
    });

    it('hears at once that its file does not run', async () => {
      const { call, load } = await ask();
      load.mockRejectedValue(new BmError('HOST_LOAD_FAILED', 'the encryption file does not run'));
      expect(await call()).toBe('HOST_LOAD_FAILED');
      expect(vi.getTimerCount()).toBe(0);
    });

    const loggedOut = (code: ErrorCode): SessionState => ({
      status: 'loggedOut',
      homeserver: { status: 'unreachable', error: { code, message: '' } },
    });
    const refused = (code: ErrorCode): SessionState => ({
      status: 'refused',
      error: { code, message: '' },
      retries: true,
    });

    it.each([
      ['somebody is logged in', loggedIn],
      ['nobody is logged in', loggedOut],
      ['nobody is let in', refused],
    ])(
      'hears that the file is missing as soon as the session says so while %s, and has it when it is back',
      async (_, offline) => {
        const { call, load, state } = await ask();
        const found = load.getMockImplementation()!;
        load.mockRejectedValue(new BmError('HOST_FILE_MISSING', 'the encryption file did not come'));
        state.set(offline('OFFLINE'));
        const outcome = vi.fn();
        void call().then(outcome);
        await vi.advanceTimersByTimeAsync(1_000);
        expect(outcome).not.toHaveBeenCalled();
        state.set(offline('HOST_FILE_MISSING'));
        await vi.advanceTimersByTimeAsync(0);
        expect(outcome).toHaveBeenCalledExactlyOnceWith('HOST_FILE_MISSING');
        expect(await call()).toBe('HOST_FILE_MISSING');
        load.mockResolvedValue(await found());
        expect(await call()).toBe(answered);
      },
    );
  });
});
