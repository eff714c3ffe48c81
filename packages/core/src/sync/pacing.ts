/** When the next request of the sync may go: how long to wait after a failure, and when answers come too fast. Pure but for chance. */
import type { BmError } from '../errors.ts';

/** Bounds of the back-off, in milliseconds. */
const shortestBackOffMs = 1_000;
const longestBackOffMs = 60_000;
/** Longest wait that a server can ask for: whoever says an hour would switch the client off. */
const longestAskedWaitMs = 300_000;
/** Share of the back-off that is left to chance, so that clients of a restarted server do not come all at once. */
const jitter = 0.5;

/**
 * How long to wait after a failure, in milliseconds.
 *
 * @param failures in a row, this one included
 */
export function backOffMs(failures: number, error: Pick<BmError, 'retryAfterMs'>, random = Math.random): number {
  const { retryAfterMs } = error;
  if (retryAfterMs !== undefined) return Math.min(Math.max(retryAfterMs, shortestBackOffMs), longestAskedWaitMs);
  const full = Math.min(shortestBackOffMs * 2 ** Math.min(failures - 1, 10), longestBackOffMs);
  return Math.max(shortestBackOffMs, full * (1 - jitter * random()));
}

/** An answer within this time has not waited for anything, in milliseconds. */
const atOnceMs = 500;
/** Answers at once and without content that are taken as they come. */
const maxEmptyAtOnce = 3;
/** Pause after more of them, in milliseconds. */
const emptyPauseMs = 1_000;
/** Answers at once and with content that are taken as they come: a burst of messages. */
const burstSize = 20;
/** In a longer burst, one answer in this time, in milliseconds: in a room where many write at once nobody waits to be seen. */
const burstIntervalMs = 100;

export interface Answered {
  /** How long the answer took, in milliseconds. */
  readonly tookMs: number;
  readonly hasContent: boolean;
}

export interface Pacing {
  /** @returns how long to wait before the next request, in milliseconds */
  afterAnswer(answered: Answered): number;
}

/** Keeps a server that answers without waiting from being asked without a pause (U9). */
export function createPacing(now: () => number): Pacing {
  let emptyInARow = 0;
  let tokens = burstSize;
  let filledAt = now();
  return {
    afterAnswer({ tookMs, hasContent }) {
      const time = now();
      tokens = Math.min(burstSize, tokens + (time - filledAt) / burstIntervalMs);
      filledAt = time;
      emptyInARow = hasContent || tookMs >= atOnceMs ? 0 : emptyInARow + 1;
      if (emptyInARow >= maxEmptyAtOnce) return emptyPauseMs;
      if (tookMs >= atOnceMs) return 0;
      tokens--;
      return tokens >= 0 ? 0 : burstIntervalMs;
    },
  };
}
