import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Decryption } from '@bundesmessenger/core/types';
import { createWaitingKeys } from './waiting-keys.ts';

const waits: Decryption = { status: 'failed', cause: 'waitingForKeys' };
const event = (id: string, sentTs = Date.now()) => ({
  event_id: id,
  type: 'm.room.encrypted',
  sender: '@a:b',
  origin_server_ts: sentTs,
  content: {},
});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('an event that waits for its key', () => {
  it('is undecryptable after two minutes, and says so once', () => {
    const onGivenUp = vi.fn();
    const waiting = createWaitingKeys(Date.now, onGivenUp);
    expect(waiting.limited(event('$a'), waits)).toBe(waits);
    vi.advanceTimersByTime(119_000);
    expect(onGivenUp).not.toHaveBeenCalled();
    vi.advanceTimersByTime(600_000);
    expect(onGivenUp).toHaveBeenCalledTimes(1);
    expect(onGivenUp.mock.calls[0]![1]).toEqual({ status: 'failed', cause: 'unknown' });
    expect(waiting.limited(event('$a'), waits)).toMatchObject({ cause: 'unknown' });
  });

  it('that is old waits as long as the backup may take', () => {
    const onGivenUp = vi.fn();
    createWaitingKeys(Date.now, onGivenUp).limited(event('$a', 0), waits);
    vi.advanceTimersByTime(19_000);
    expect(onGivenUp).not.toHaveBeenCalled();
    vi.advanceTimersByTime(2_000);
    expect(onGivenUp).toHaveBeenCalledTimes(1);
  });

  it('does not wait longer because it says it is from the future', () => {
    const onGivenUp = vi.fn();
    createWaitingKeys(Date.now, onGivenUp).limited(event('$a', Date.now() + 1e12), waits);
    vi.advanceTimersByTime(121_000);
    expect(onGivenUp).toHaveBeenCalledTimes(1);
  });

  it('that is decrypted meanwhile leaves no timer', () => {
    const waiting = createWaitingKeys(Date.now, vi.fn());
    waiting.limited(event('$a'), waits);
    waiting.limited(event('$a'), { status: 'decrypted', type: 'm.room.message', content: {}, shield: 'none' });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('leaves no timer behind when nobody looks any more', () => {
    const waiting = createWaitingKeys(Date.now, vi.fn());
    waiting.limited(event('$a'), waits);
    waiting.stop();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('leaves other failures as they are', () => {
    const failed: Decryption = { status: 'failed', cause: 'withheld' };
    expect(createWaitingKeys(Date.now, vi.fn()).limited(event('$a', 0), failed)).toBe(failed);
    expect(vi.getTimerCount()).toBe(0);
  });
});
