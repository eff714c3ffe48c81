/**
 * The way of one event from the queue to the server: made ready once, then put with the same transaction id until the server
 * has answered or refused it.
 */
import { BmError, toErrorData, type ErrorCode } from '@bundesmessenger/core/errors';
import type { JsonObject } from '@bundesmessenger/core/types';
import pRetry from 'p-retry';
import { leavesInClear, unsentReferences, type Outgoing, type QueuedEvent } from './outgoing.ts';
import type { Records } from './records.ts';
import type { OutboxTransport } from './transport.ts';

export interface DeliveryOptions {
  readonly transport: OutboxTransport;
  readonly records: Records;
  /** The host ends. */
  readonly ended: AbortSignal;
}

/** The event as its lane sees it. */
export interface Consignment {
  readonly event: QueuedEvent;
  /** Whether it was not taken back meanwhile. */
  isWanted(): boolean;
  /** From now on it cannot be changed any more; or, after a try that came to nothing, it can again. */
  setBegun(begun: boolean): void;
  onWaiting(waiting: 'network' | 'answer', progress?: number): void;
  /** What leaves has changed: a file is uploaded. */
  onOutgoing(): void;
}

export interface Delivery {
  /** @returns the event id @throws {BmError} when only a person can help, DISCONNECTED when it is taken back or the host ends */
  deliver(consignment: Consignment): Promise<string>;
  /** Tries at once instead of waiting. Cuts pauses, never a request that is under way. */
  wake(): void;
  /** Ends the upload of a file. */
  cancelUpload(key: string): void;
  cancelUploads(): void;
}

/**
 * Of an answer that was lost the message waits no longer than for a slow one: the same transaction id makes the second try
 * harmless. Jitter makes the first pause up to a second.
 */
const retryPauses = { minTimeout: 500, maxTimeout: 30_000, factor: 2, randomize: true } as const;
/** A server may ask for any time; a person who waits for her message may not be kept for hours. */
const longestServerPauseMs = 300_000;
/** Failures that pass by themselves, as a rule. Anything else needs a person. */
export const passing: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'OFFLINE',
  'SERVER_ERROR',
  'MAINTENANCE',
  'HOMESERVER_DISABLED',
  'REMOTE_UNREACHABLE',
  'BAD_RESPONSE',
  'RATE_LIMITED',
  'TOKEN_UNKNOWN',
  'NOT_LOGGED_IN',
  // The approval of the homeserver has run out and nobody answers for it: as without network.
  'WL_NOT_LISTED',
]);
/**
 * Where the homeserver answers the session, but this event is answered by somebody else, such as a gateway that does not like
 * it, so many times in a row: then it is about the event. The pauses between them, a minute at least, are longer than a sync
 * takes to notice that nobody reaches the homeserver any more (50 s).
 */
const mostForeignAnswers = 8;

export function createDelivery({ transport, records, ended }: DeliveryOptions): Delivery {
  const resting = new Set<AbortController>();
  const uploads = new Map<string, AbortController>();

  const refuseTakenBack = ({ isWanted }: Consignment): void => {
    if (!isWanted()) throw new BmError('DISCONNECTED', 'the event was taken back');
  };
  /** Before and after the write: before, since it would revive the record of what was taken back. */
  const write = async (consignment: Consignment): Promise<void> => {
    refuseTakenBack(consignment);
    await records.write(consignment.event);
    refuseTakenBack(consignment);
  };

  /** Makes what leaves, once. */
  const prepare = async (consignment: Consignment): Promise<JsonObject> => {
    const { event } = consignment;
    if (unsentReferences(event.outgoing).length > 0) {
      throw new BmError('EVENT_UNKNOWN', 'what this refers to was never sent');
    }
    if (event.outgoing.kind === 'file') {
      event.outgoing = await upload(consignment);
      await write(consignment);
    }
    const { outgoing, roomId } = event;
    if (outgoing.kind !== 'event') return {};
    event.prepared = leavesInClear(outgoing.eventType)
      ? outgoing.content
      : await transport.encrypt(roomId, outgoing.eventType, outgoing.content);
    await write(consignment);
    consignment.onOutgoing();
    return event.prepared;
  };

  const upload = async (consignment: Consignment): Promise<Outgoing> => {
    const { event, onWaiting } = consignment;
    const { transactionId, outgoing } = event;
    if (outgoing.kind !== 'file') return outgoing;
    const bytes = await records.files.load(transactionId);
    refuseTakenBack(consignment); // until now there was nothing to cancel
    if (!bytes) throw new BmError('FILE_LOST', 'the bytes of the file are gone');
    const cancelled = new AbortController();
    uploads.set(transactionId, cancelled);
    try {
      const signal = AbortSignal.any([cancelled.signal, ended]);
      const report = (progress: number): void => onWaiting('answer', progress);
      const content = await transport.upload(outgoing.file, bytes, report, signal);
      return { kind: 'event', eventType: 'm.room.message', content };
    } finally {
      uploads.delete(transactionId);
    }
  };

  const put = async ({ roomId, transactionId, outgoing }: QueuedEvent, prepared: JsonObject): Promise<string> => {
    if (outgoing.kind === 'redaction') {
      return (await transport.redact(roomId, outgoing.eventId, transactionId, outgoing.reason)).eventId;
    }
    const clear = outgoing.kind === 'event' && leavesInClear(outgoing.eventType);
    const eventType = clear ? outgoing.eventType : 'm.room.encrypted';
    return (await transport.send(roomId, eventType, prepared, transactionId)).eventId;
  };

  const attempts = (consignment: Consignment, rest: AbortController): Promise<string> => {
    const { event } = consignment;
    const signal = AbortSignal.any([rest.signal, ended]);
    let foreignAnswers = 0;
    const passes = (code: ErrorCode): boolean => passing.has(code) && foreignAnswers < mostForeignAnswers;
    return pRetry(
      async () => {
        resting.delete(rest);
        refuseTakenBack(consignment);
        consignment.setBegun(true);
        consignment.onWaiting('answer');
        return put(event, event.prepared ?? (await prepare(consignment)));
      },
      {
        ...retryPauses,
        retries: Number.POSITIVE_INFINITY,
        signal,
        shouldRetry: ({ error }) => consignment.isWanted() && passes(toErrorData(error).code),
        onFailedAttempt: async ({ error }) => {
          const { code, retryAfterMs = 0 } = toErrorData(error);
          foreignAnswers = code === 'BAD_RESPONSE' && transport.isAnswering() ? foreignAnswers + 1 : 0;
          if (!passes(code) || !consignment.isWanted()) return;
          resting.add(rest);
          if (!event.prepared && event.outgoing.kind !== 'redaction') consignment.setBegun(false);
          consignment.onWaiting('network');
          if (retryAfterMs > 0) await pause(Math.min(retryAfterMs, longestServerPauseMs), signal);
        },
      },
    );
  };

  return {
    async deliver(consignment) {
      for (;;) {
        const rest = new AbortController();
        try {
          return await attempts(consignment, rest);
        } catch (error) {
          if (ended.aborted) throw new BmError('DISCONNECTED', 'the host ended');
          refuseTakenBack(consignment);
          if (!rest.signal.aborted) throw error;
        } finally {
          resting.delete(rest);
        }
      }
    },
    wake() {
      for (const rest of resting) rest.abort();
    },
    cancelUpload: (key) => uploads.get(key)?.abort(),
    cancelUploads() {
      for (const cancelled of uploads.values()) cancelled.abort();
    },
  };
}

/** Ends early, without an error, when the signal aborts. */
function pause(durationMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, durationMs);
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
  });
}
