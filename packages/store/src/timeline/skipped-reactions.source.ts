/**
 * Reactions of stretches whose messages were read without them: nobody who wants to read waits for ten thousand of them. They
 * have no rows; what they refer to counts them as they come.
 */
import { readEvents, type ClientEvent, type JsonObject } from '@bundesmessenger/core';
import { askAgain } from './ask-again.source.ts';

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
const filter = JSON.stringify({ types: ['m.reaction'] });

export function createSkippedReactions({ messages, take }: SkippedReactionsOptions): SkippedReactions {
  const stopped = new AbortController();
  const { signal } = stopped;
  /** One stretch after the other: the server answers people first. */
  let before: Promise<void> = Promise.resolve();

  const readAll = async (from: string, to: string | undefined): Promise<void> => {
    let token = from;
    for (let pages = 0; pages < maxPages && !signal.aborted; pages++) {
      const query = { dir: 'b', from: token, ...(to !== undefined && { to }), limit: String(pageLimit), filter };
      const { chunk, end } = await askAgain(() => messages(new URLSearchParams(query)), signal);
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
