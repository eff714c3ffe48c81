/**
 * Reactions of stretches whose messages were read without them: nobody who wants to read waits for ten thousand of them. They
 * have no rows; what they refer to counts them as they come.
 */
import { readEvents, toErrorData, type ClientEvent, type JsonObject } from '@bundesmessenger/core';
import pRetry from 'p-retry';
import { passing } from '../outbox/delivery.ts';

export interface SkippedReactions {
  /** Reads the reactions between two tokens of `/messages`, newest first. @param to `undefined`: the start of the room */
  read(from: string, to: string | undefined): void;
  stop(): void;
}

export interface SkippedReactionsOptions {
  /** @param query of `/messages` */
  readonly messages: (query: URLSearchParams) => Promise<JsonObject>;
  readonly take: (reactions: readonly ClientEvent[]) => Promise<void>;
}

/** Synapse gives no more events at once. */
const pageLimit = 1_000;
/** Of one stretch: what is older is not counted. Each costs the host about a kilobyte. */
const maxPages = 20;
/** Tries of one page; with pauses of 1 to 30 seconds they end after two and a half minutes. */
const retries = 8;
const pauses = { minTimeout: 1_000, maxTimeout: 30_000, factor: 2, randomize: true } as const;
const filter = JSON.stringify({ types: ['m.reaction'] });

export function createSkippedReactions({ messages, take }: SkippedReactionsOptions): SkippedReactions {
  const stopped = new AbortController();
  const { signal } = stopped;
  /** One stretch after the other: the server answers people first. */
  let before: Promise<void> = Promise.resolve();

  const ask = (query: URLSearchParams): Promise<JsonObject> =>
    pRetry(() => messages(query), {
      ...pauses,
      retries,
      signal,
      shouldRetry: ({ error }) => passing.has(toErrorData(error).code),
    });

  const readAll = async (from: string, to: string | undefined): Promise<void> => {
    let token = from;
    for (let pages = 0; pages < maxPages && !signal.aborted; pages++) {
      const query = { dir: 'b', from: token, ...(to !== undefined && { to }), limit: String(pageLimit), filter };
      const { chunk, end } = await ask(new URLSearchParams(query));
      if (signal.aborted) return;
      const reactions = readEvents(chunk);
      await take(reactions);
      if (reactions.length === 0 || typeof end !== 'string' || end === token) return;
      token = end;
    }
  };

  return {
    read(from, to) {
      before = before.then(() => readAll(from, to)).catch(() => undefined); // the messages are there without them
    },
    stop: () => stopped.abort(),
  };
}
