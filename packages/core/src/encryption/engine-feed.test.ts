import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createEngineFeed, type EngineFeed } from './engine-feed.ts';

type Update = Parameters<EngineFeed['receive']>[0];

const nothing: Update = { toDevice: [], fresh: false };
const keys: Partial<Update> = {
  oneTimeKeyCounts: { signed_curve25519: 50 },
  unusedFallbackKeyTypes: ['signed_curve25519'],
};

const crypto = {
  markAllTrackedUsersAsDirty: vi.fn(async () => undefined),
  processSyncChanges: vi.fn(async () => []),
  onSyncCompleted: vi.fn(),
};
let feed: EngineFeed;
const receive = (update: Partial<Update> = {}): Promise<void> => feed.receive({ ...nothing, ...update });
/** How often the engine was given something, and how often it was asked for its requests. */
const calls = (): readonly number[] => [
  crypto.processSyncChanges.mock.calls.length,
  crypto.onSyncCompleted.mock.calls.length,
];

beforeEach(() => {
  vi.useFakeTimers();
  vi.clearAllMocks();
  feed = createEngineFeed(crypto as never, { tryTwice: (write) => write() });
});
afterEach(() => {
  feed.stop();
  vi.useRealTimers();
});

it('gives the engine what an answer holds for it, and asks it for its requests', async () => {
  await receive({ toDevice: [{ type: 'm.room.encrypted', sender: '@anna:a.example', content: {} }], ...keys });
  expect(crypto.processSyncChanges).toHaveBeenCalledWith({
    toDeviceEvents: [{ type: 'm.room.encrypted', sender: '@anna:a.example', content: {} }],
    oneTimeKeysCounts: { signed_curve25519: 50 },
    unusedFallbackKeys: ['signed_curve25519'],
    useMsc4186: false,
  });
  expect(calls()).toEqual([1, 1]);
});

it('does not give it what it knows, and asks it for its requests once a second', async () => {
  await receive(keys);
  for (let count = 0; count < 5; count++) await receive(keys);
  expect(calls()).toEqual([1, 1]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(calls()).toEqual([1, 2]);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(calls()).toEqual([1, 2]);
});

it.each<[string, Partial<Update>]>([
  ['other key counts', { ...keys, oneTimeKeyCounts: { signed_curve25519: 49 } }],
  ['no key counts any more', { ...keys, oneTimeKeyCounts: {} }],
  ['a used fallback key', { ...keys, unusedFallbackKeyTypes: [] }],
  ['a changed device list', { ...keys, deviceLists: { changed: ['@anna:a.example'], left: [] } }],
  ['somebody who left', { ...keys, deviceLists: { changed: [], left: ['@anna:a.example'] } }],
  ['a message to this device', { ...keys, toDevice: [{ type: 'x', sender: '@anna:a.example', content: {} }] }],
  ['a new connection', { ...keys, fresh: true }],
])('gives it %s', async (_, update) => {
  await receive(keys);
  await receive(update);
  expect(calls()).toEqual([2, 2]);
});

it('takes what an answer does not speak of for unchanged', async () => {
  await receive(keys);
  await receive();
  await receive(keys);
  expect(calls()).toEqual([1, 1]);
});

it('takes all device lists for old on a new connection, before anything else', async () => {
  await receive({ fresh: true });
  expect(crypto.markAllTrackedUsersAsDirty.mock.invocationCallOrder[0]).toBeLessThan(
    crypto.processSyncChanges.mock.invocationCallOrder[0]!,
  );
});

it('gives again what the engine could not keep', async () => {
  crypto.processSyncChanges.mockRejectedValueOnce(new Error('full'));
  await expect(receive(keys)).rejects.toThrow('full');
  await receive(keys);
  expect(calls()).toEqual([2, 1]);
});

it('asks for nothing after its end', async () => {
  await receive(keys);
  await receive(keys);
  feed.stop();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(calls()).toEqual([1, 1]);
});
