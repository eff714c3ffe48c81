/** What a device does while the files of its encryption do not come. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { RunningEncryption } from '../encryption/running-encryption.ts';
import { BmError } from '../errors.ts';
import { writable } from '../readable.ts';
import { createRooms } from '../rooms/create-rooms.ts';
import { startLoggedInDevice, type LoggedInDevice } from './logged-in-device.ts';

const didNotCome = new BmError('OFFLINE', 'the file did not come');
const isMissing = new BmError('HOST_FILE_MISSING', 'the file did not come');
const live = { status: 'live' };
const offline = { status: 'offline', error: didNotCome.toData() };
/** Longer than any pause between two tries. */
const longMs = 120_000;

const devices: LoggedInDevice[] = [];
beforeEach(() => void vi.useFakeTimers());
afterEach(async () => {
  await Promise.all(devices.splice(0).map((device) => device.stop()));
  vi.useRealTimers();
});

/** A device whose server answers at once, then waits for something to happen. */
function start() {
  let answered = false;
  const request = (({ signal }: { signal?: AbortSignal }) => {
    if (!answered) return Promise.resolve(((answered = true), { pos: '1', lists: {}, rooms: {}, extensions: {} }));
    return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error)));
  }) as never;
  const running = {
    trust: writable('verified'),
    ensureIdentity: () => Promise.resolve(),
    receive: () => Promise.resolve(),
    stop: () => Promise.resolve(),
  } as unknown as RunningEncryption;
  const startEncryption = vi.fn(() => Promise.resolve(running));
  const loadSecondStage = vi.fn(() => Promise.resolve({ startEncryption } as never));
  const onFailed = vi.fn();
  const states: unknown[] = [];
  const launch = (): LoggedInDevice => {
    const device = startLoggedInDevice(
      {
        baseUrl: 'https://matrix.a.example',
        credentials: { userId: '@anna:a.example', deviceId: 'DEVICE', accessToken: 'x' } as never,
        request,
        rooms: createRooms({ request, userId: () => '@anna:a.example' }),
        sync: 'sliding',
        loadSecondStage,
      } as never,
      { onChange: (sync) => states.push(sync), onTokenUnknown: vi.fn(), onFailed },
    );
    devices.push(device);
    return device;
  };
  return { launch, loadSecondStage, startEncryption, running, onFailed, states };
}

it.each(['loadSecondStage', 'startEncryption'] as const)(
  'tries again, and is offline meanwhile, where %s finds that a file did not come',
  async (step) => {
    const parts = start();
    parts[step].mockRejectedValueOnce(didNotCome).mockRejectedValueOnce(didNotCome);
    const device = parts.launch();
    await vi.waitFor(() => expect(parts.states.at(-1)).toEqual(offline));
    expect(device.encryption.get()).toBeUndefined();
    await vi.advanceTimersByTimeAsync(longMs);
    expect(device.encryption.get()).toBe(parts.running);
    expect(parts[step]).toHaveBeenCalledTimes(3);
    expect(parts.states.at(-1)).toEqual(live);
    expect(parts.onFailed).not.toHaveBeenCalled();
  },
);

it.each(['loadSecondStage', 'startEncryption'] as const)(
  'says that a file is missing once %s has found so at the third try, and has it when it is back',
  async (step) => {
    const parts = start();
    parts[step].mockRejectedValue(isMissing);
    const device = parts.launch();
    await vi.waitFor(() =>
      expect(parts.states.at(-1)).toMatchObject({ status: 'offline', error: { code: 'OFFLINE' } }),
    );
    await vi.advanceTimersByTimeAsync(longMs);
    expect(parts.states.slice(-2)).toMatchObject([
      { status: 'offline', error: { code: 'OFFLINE' } },
      { status: 'offline', error: isMissing.toData() },
    ]);
    expect(parts.onFailed).not.toHaveBeenCalled();
    parts[step].mockReset();
    parts.startEncryption.mockResolvedValue(parts.running);
    parts.loadSecondStage.mockResolvedValue({ startEncryption: parts.startEncryption } as never);
    await vi.advanceTimersByTimeAsync(longMs);
    expect(device.encryption.get()).toBe(parts.running);
    expect(parts.states.at(-1)).toEqual(live);
  },
);

it('says again that there is no network where it goes while a file is missing', async () => {
  const { launch, loadSecondStage, states } = start();
  loadSecondStage.mockRejectedValue(isMissing);
  launch();
  await vi.advanceTimersByTimeAsync(longMs);
  loadSecondStage.mockRejectedValue(didNotCome);
  await vi.advanceTimersByTimeAsync(longMs);
  expect(states.at(-1)).toEqual(offline);
});

it('tries again after pauses that grow', async () => {
  const { launch, loadSecondStage } = start();
  loadSecondStage.mockRejectedValue(didNotCome);
  launch();
  const triesWithin = async (ms: number): Promise<number> => {
    const before = loadSecondStage.mock.calls.length;
    await vi.advanceTimersByTimeAsync(ms);
    return loadSecondStage.mock.calls.length - before;
  };
  const first = await triesWithin(longMs);
  const later = await triesWithin(longMs);
  expect(later).toBeGreaterThan(0);
  expect(first).toBeGreaterThan(later);
});

it('tries again at once when it is woken', async () => {
  const { launch, loadSecondStage, running } = start();
  loadSecondStage.mockRejectedValueOnce(didNotCome);
  const device = launch();
  await vi.waitFor(() => expect(loadSecondStage).toHaveBeenCalledOnce());
  await vi.advanceTimersByTimeAsync(0);
  device.wake();
  await vi.advanceTimersByTimeAsync(0);
  expect(device.encryption.get()).toBe(running);
});

it.each(['HOST_LOAD_FAILED', 'STORE_UNUSABLE'] as const)('cannot go on after %s', async (code) => {
  const { launch, startEncryption, onFailed } = start();
  startEncryption.mockRejectedValue(new BmError(code, ''));
  launch();
  await vi.advanceTimersByTimeAsync(longMs);
  expect(startEncryption).toHaveBeenCalledOnce();
  expect(onFailed).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ code }));
});

it('does not try again once it is stopped', async () => {
  const { launch, loadSecondStage, onFailed } = start();
  loadSecondStage.mockRejectedValue(didNotCome);
  const device = launch();
  await vi.waitFor(() => expect(loadSecondStage).toHaveBeenCalledOnce());
  await device.stop();
  await vi.advanceTimersByTimeAsync(longMs);
  expect(loadSecondStage).toHaveBeenCalledOnce();
  expect(onFailed).not.toHaveBeenCalled();
});
