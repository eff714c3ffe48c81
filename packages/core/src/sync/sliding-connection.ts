/** One connection of simplified sliding sync: how far the list has grown, and what the next request says. */
import type { BmError } from '../errors.ts';
import { longestAnswerMs, longPollMs } from './long-poll.ts';
import {
  liveSize,
  maxListSize,
  nextListSize,
  readSlidingAnswer,
  slidingRequestBody,
  slidingSyncPath,
  windowSize,
} from './sliding-sync.ts';
import type { SlidingRequest } from './sliding-sync.ts';
import type { Connection, SyncOptions } from './sync-loop.ts';

export type ConnectionOptions = Pick<SyncOptions, 'request' | 'userId' | 'rooms' | 'connectionId' | 'loadUntold'> & {
  readonly encryptionIsReady: () => boolean;
  /** Milliseconds, from any start. */
  readonly now: () => number;
};

/** What the server told of all rooms, when it did, and how often that had been wanted by then. */
interface Told {
  readonly roomCount: number;
  readonly atMs: number;
  readonly refreshes: number;
}

/**
 * So long after it was asked about all rooms the server is asked again, in milliseconds. An event, as a message, a name or an
 * invitation, makes its room the newest and is told at once; this is for receipts and tags of rooms below the newest.
 */
const tellAllAfterMs = 60_000;

/**
 * How often in a row the server may fail over a position before it is given up. Synapse 1.163 fails over a room that the user
 * has left after it, as long as a new server's background updates run.
 */
const maxStumbles = 2;

/** A failure of the homeserver itself, not of something before it. */
function isStumble({ code, errcode }: BmError): boolean {
  return code === 'SERVER_ERROR' && errcode === 'M_UNKNOWN';
}

/** It is tried again after the next answer. */
const ignored = (): void => undefined;

export function createSlidingConnection(options: ConnectionOptions): Connection {
  const { request, userId, rooms, connectionId, loadUntold, encryptionIsReady, now } = options;
  let pos: string | undefined;
  let listSize = windowSize;
  /** Rooms of the account; fewer are noted once it is known which. */
  let lastCount = 0;
  let prefetch = false;
  /** The last answer about all rooms: from the first one on the server waits for news. */
  let told: Told | undefined;
  let toDeviceSince: string | undefined;
  /** Whether device lists have been told of on this connection. */
  let devicesTold = false;
  /** What the request under way says. */
  let asked: SlidingRequest | undefined;
  let waits = false;
  let stumbles = 0;

  const isLarge = (): boolean => told !== undefined && told.roomCount > liveSize;
  const isRefreshWanted = (): boolean => isLarge() && rooms.refreshes !== told?.refreshes;
  /** Of a large account. @param atOnce after a failure or a sleep: who knows what has been missed */
  const isTellingAll = (atOnce: boolean): boolean =>
    isLarge() && (atOnce || isRefreshWanted() || now() - (told?.atMs ?? 0) >= tellAllAfterMs);

  const next = (tellAll: boolean): SlidingRequest => ({
    connectionId,
    listSize: isLarge() && !tellAll ? liveSize : listSize,
    prefetch,
    opened: new Set(rooms.opened),
    encryption: encryptionIsReady() ? { toDeviceSince } : 'off',
  });

  return {
    async ask(signal, atOnce) {
      const tellAll = isTellingAll(atOnce);
      const current = (asked = next(tellAll));
      const { refreshes } = rooms;
      // What there is for an encryption that has just loaded is asked for at once.
      waits = pos !== undefined && told !== undefined && !tellAll && devicesTold === (current.encryption !== 'off');
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
          const { pos: newPos, roomCount, update } = answer;
          // Also after each room that was left: better asked in vain than a room shown that the user is out of.
          if (roomCount >= lastCount) lastCount = roomCount;
          else {
            void loadUntold()
              .then((note) => note(options, signal))
              .then(() => (lastCount = roomCount), ignored);
          }
          if (current.prefetch && update.coverage === 'all') told = { roomCount, atMs: now(), refreshes };
          // So many at once may be more than those: then all are asked about.
          else if (told) told = { ...told, roomCount, ...(update.rooms.length >= liveSize && { atMs: -Infinity }) };
          pos = newPos;
          listSize = told ? maxListSize : nextListSize(current, roomCount);
          prefetch = true;
          devicesTold ||= current.encryption !== 'off';
          toDeviceSince = answer.toDeviceSince ?? toDeviceSince;
        },
      };
    },
    isOutdated() {
      if (!asked || !waits) return false;
      if (asked.encryption === 'off' && encryptionIsReady()) return true;
      if (isRefreshWanted()) return true;
      const known = new Set(asked.opened);
      return [...rooms.opened].some((roomId) => !known.has(roomId));
    },
    reset(error?: BmError) {
      const forgotten = !error || error.errcode === 'M_UNKNOWN_POS';
      stumbles = !forgotten && isStumble(error) ? stumbles + 1 : 0;
      if (!forgotten && stumbles < maxStumbles) return false;
      stumbles = 0;
      pos = undefined;
      listSize = windowSize;
      // Not one event for each room as at the start: they have to reach back to what is known.
      prefetch = true;
      told = undefined;
      devicesTold = false;
      return forgotten;
    },
  };
}
