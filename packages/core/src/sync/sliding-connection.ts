/** One connection of simplified sliding sync: how far the list has grown, and what the next request says. */
import type { BmError } from '../errors.ts';
import { longestAnswerMs, longPollMs } from './long-poll.ts';
import { nextListSize, readSlidingAnswer, slidingRequestBody, slidingSyncPath, windowSize } from './sliding-sync.ts';
import type { SlidingRequest } from './sliding-sync.ts';
import type { Connection, SyncOptions } from './sync-loop.ts';

export type ConnectionOptions = Pick<SyncOptions, 'request' | 'userId' | 'rooms' | 'connectionId'> & {
  readonly encryptionIsReady: () => boolean;
};

/**
 * How often in a row the server may fail over a position before it is given up. Synapse 1.163 fails over a room that the user
 * has left after it, as long as a new server's background updates run.
 */
const maxStumbles = 2;

/** A failure of the homeserver itself, not of something before it. */
function isStumble({ code, errcode }: BmError): boolean {
  return code === 'SERVER_ERROR' && errcode === 'M_UNKNOWN';
}

export function createSlidingConnection(options: ConnectionOptions): Connection {
  const { request, userId, rooms, connectionId, encryptionIsReady } = options;
  let pos: string | undefined;
  let listSize = windowSize;
  let prefetch = false;
  /** Whether the server has been asked for all there is: from then on it waits for news. */
  let complete = false;
  let toDeviceSince: string | undefined;
  /** Whether device lists have been told of on this connection. */
  let devicesTold = false;
  /** What the request under way says. */
  let asked: SlidingRequest | undefined;
  let waits = false;
  let stumbles = 0;

  const next = (): SlidingRequest => ({
    connectionId,
    listSize,
    prefetch,
    opened: new Set(rooms.opened),
    encryption: encryptionIsReady() ? { toDeviceSince } : 'off',
  });

  return {
    async ask(signal, atOnce) {
      const current = (asked = next());
      // What there is for an encryption that has just loaded is asked for at once.
      waits = pos !== undefined && complete && devicesTold === (current.encryption !== 'off');
      const waitMs = waits && !atOnce ? longPollMs : 0;
      const query = new URLSearchParams({ timeout: String(waitMs), ...(pos !== undefined && { pos }) });
      const json = await request({
        method: 'POST',
        path: `${slidingSyncPath}?${query.toString()}`,
        body: slidingRequestBody(current),
        timeoutMs: waitMs + longestAnswerMs,
        signal,
      });
      const answer = readSlidingAnswer(json, {
        userId,
        request: current,
        fresh: pos === undefined,
        membershipOf: (roomId) => rooms.get(roomId)?.membership,
      });
      return {
        update: answer.update,
        toDeliver: current.encryption === 'off' ? undefined : { ...answer.update, fresh: !devicesTold },
        acknowledge() {
          stumbles = 0;
          complete = current.prefetch && answer.update.coverage === 'all';
          pos = answer.pos;
          listSize = nextListSize(current, answer.roomCount);
          prefetch = true;
          devicesTold ||= current.encryption !== 'off';
          toDeviceSince = answer.toDeviceSince ?? toDeviceSince;
        },
      };
    },
    isOutdated() {
      if (!asked || !waits) return false;
      if (asked.encryption === 'off' && encryptionIsReady()) return true;
      const known = new Set(asked.opened);
      return [...rooms.opened].some((roomId) => !known.has(roomId));
    },
    reset(error: BmError) {
      const forgotten = error.errcode === 'M_UNKNOWN_POS';
      stumbles = isStumble(error) ? stumbles + 1 : 0;
      if (!forgotten && stumbles < maxStumbles) return false;
      stumbles = 0;
      pos = undefined;
      listSize = windowSize;
      // Not one event for each room as at the start: they have to reach back to what is known.
      prefetch = true;
      complete = false;
      devicesTold = false;
      return forgotten;
    },
  };
}
