/** Classic sync as a connection: one token, and nothing that could be asked differently. */
import { classicSyncPath, readClassicAnswer } from './classic-sync.ts';
import { longestAnswerMs, longestFirstAnswerMs, longPollMs } from './long-poll.ts';
import type { ConnectionOptions } from './sliding-connection.ts';
import type { Connection } from './sync-loop.ts';

export function createClassicConnection({ request, userId }: ConnectionOptions): Connection {
  let since: string | undefined;
  return {
    async ask(signal, atOnce) {
      const fresh = since === undefined;
      const waitMs = fresh || atOnce ? 0 : longPollMs;
      const json = await request({
        method: 'GET',
        path: classicSyncPath(since, waitMs),
        timeoutMs: fresh ? longestFirstAnswerMs : waitMs + longestAnswerMs,
        signal,
      });
      const { nextBatch, update } = readClassicAnswer(json, { userId, fresh });
      return {
        update,
        // Always: the next request acknowledges the messages of this one.
        toDeliver: update,
        acknowledge() {
          since = nextBatch;
        },
      };
    },
    isOutdated: () => false,
    reset(error) {
      if (!error) since = undefined;
      return !error;
    },
  };
}
