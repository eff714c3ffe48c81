/** Asks the server until it answers or refuses: for what nobody has asked for and nobody would ask for again. */
import { toErrorData } from '@bundesmessenger/core';
import pRetry from 'p-retry';
import { passing } from '../outbox/delivery.ts';

/** With pauses of 1 to 30 seconds they end after two and a half minutes. */
const retries = 8;
const pauses = { minTimeout: 1_000, maxTimeout: 30_000, factor: 2, randomize: true } as const;

export function askAgain<Answer>(ask: () => Promise<Answer>, signal: AbortSignal): Promise<Answer> {
  const shouldRetry = ({ error }: { readonly error: Error }): boolean => passing.has(toErrorData(error).code);
  return pRetry(ask, { ...pauses, retries, signal, shouldRetry });
}
