/** One connection of simplified sliding sync: how far the list has grown, and what the next request says. */
import type { BmError } from '../errors.ts';
import { longestAnswerMs, longPollMs } from './long-poll.ts';
import { nextListSize, readSlidingAnswer, slidingRequestBody, slidingSyncPath, windowSize } from './sliding-sync.ts';
import type { SlidingRequest } from './sliding-sync.ts';
import type { Connection, SyncOptions } from './sync-loop.ts';

export type ConnectionOptions = Pick<SyncOptions, 'request' | 'userId' | 'rooms' | 'connectionId' | 'firstRoom'> & {
  readonly encryptionIsReady: () => boolean;
};

export function createSlidingConnection(options: ConnectionOptions): Connection {
  const { request, userId, rooms, connectionId, firstRoom, encryptionIsReady } = options;
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

  const next = (): SlidingRequest => ({
    connectionId,
    listSize,
    prefetch,
    opened: new Set([...rooms.opened, ...(pos === undefined && firstRoom !== undefined ? [firstRoom] : [])]),
    encryption: encryptionIsReady() ? { toDeviceSince } : 'off',
  });

  return {
    async ask(signal) {
      const current = (asked = next());
      // What there is for an encryption that has just loaded is asked for at once.
      waits = pos !== undefined && complete && devicesTold === (current.encryption !== 'off');
      const waitMs = waits ? longPollMs : 0;
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
        askedAtOnce: !waits,
        acknowledge() {
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
      if (error.errcode !== 'M_UNKNOWN_POS') return false;
      pos = undefined;
      listSize = windowSize;
      prefetch = false;
      complete = false;
      devicesTold = false;
      return true;
    },
  };
}
