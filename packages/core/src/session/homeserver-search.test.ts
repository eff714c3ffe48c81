import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { BmError } from '../errors.ts';
import { createBareSession, type BareSession } from './session.ts';

/** Longer than the pauses between the first tries. */
const longMs = 10_000;

let session: BareSession | undefined;
beforeEach(() => void vi.useFakeTimers());
afterEach(async () => {
  await session?.stop();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

it('says that a file of the host is missing once that is found at the third try, and again at once when it begins anew', async () => {
  const loadSecondStage = vi.fn(() => Promise.reject(new BmError('HOST_FILE_MISSING', 'the file did not come')));
  session = await createBareSession(
    {
      homeserver: 'server.example',
      whitelist: { servers: [{ serverName: 'server.example', baseUrl: 'https://matrix.server.example' }] },
    },
    { fetch: () => new Promise(() => undefined), loadSecondStage },
  );
  const said: string[] = [];
  session.state.subscribe((state) => {
    if (state.status === 'loggedOut' && state.homeserver.status === 'unreachable')
      said.push(state.homeserver.error.code);
  });
  await vi.waitFor(() => expect(said).toContain('OFFLINE'));
  await vi.advanceTimersByTimeAsync(longMs);
  expect(said.slice(0, 3)).toEqual(['OFFLINE', 'OFFLINE', 'HOST_FILE_MISSING']);
  said.length = 0;
  session.reconnect();
  await vi.advanceTimersByTimeAsync(0);
  expect(said).toEqual(['HOST_FILE_MISSING']);
});
