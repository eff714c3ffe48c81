/**
 * The outbox: events on their way, in order per room, durable, never sent twice. Each is encrypted once, kept, and put with
 * the transaction id of its first try until the server has answered or refused it.
 */
import { BmError, toErrorData, type ErrorCode } from '@bundesmessenger/core/errors';
import { writable, type Readable, type Writable } from '@bundesmessenger/core/readable';
import type { JsonObject } from '@bundesmessenger/core/types';
import pRetry from 'p-retry';
import type { SendState } from '../timeline/timeline.ts';
import {
  leavesInClear,
  readRecord,
  unsentReferences,
  withEventId,
  type Outgoing,
  type OutgoingFile,
  type QueuedEvent,
} from './outgoing.ts';
import { createStoredFiles, type StoredFiles } from './stored-files.ts';

/** What the outbox needs of a session. */
export interface OutboxTransport {
  encrypt(roomId: string, eventType: string, content: JsonObject): Promise<JsonObject>;
  send(roomId: string, eventType: string, content: JsonObject, transactionId: string): Promise<{ eventId: string }>;
  redact(roomId: string, eventId: string, transactionId: string, reason?: string): Promise<{ eventId: string }>;
  /**
   * Encrypts and uploads a file and gives the content of its event.
   * @param report progress, 0 to 1
   */
  upload(file: OutgoingFile, bytes: Blob, report: (progress: number) => void, signal: AbortSignal): Promise<JsonObject>;
}

/** Where waiting events survive the end of the host. */
export interface OutboxStorage {
  get<T>(key: string): Promise<T | undefined>;
  set(key: string, value: unknown): Promise<void>;
  delete(key: string): Promise<void>;
  keys(prefix: string): Promise<readonly string[]>;
}

/** An event that is not in the timeline yet. */
export interface Echo {
  /** The transaction id, and the key of the timeline item for good. */
  readonly key: string;
  readonly outgoing: Outgoing;
  /** Milliseconds since 1970, by this device's clock. */
  readonly queuedTs: number;
  readonly send: SendState;
  /** Known as soon as the server has it. */
  readonly eventId?: string;
}

interface Lane {
  readonly echoes: Writable<readonly Echo[]>;
  readonly queue: QueuedEvent[];
  /** The first try of this one has begun: it can be neither changed nor taken back any more without the server. */
  begun: QueuedEvent | undefined;
  running: boolean;
  /** Whether a timeline follows the echoes. */
  watched: boolean;
}

/** Echoes of what is delivered are for those who look on. */
function watch(own: Lane): () => void {
  own.watched = true;
  return () => {
    own.watched = false;
    own.echoes.set(own.echoes.get().filter(({ send }) => send.status !== 'sent'));
  };
}

interface Waiter {
  resolve(result: { eventId: string }): void;
  reject(error: BmError): void;
}

export interface Outbox {
  echoes(roomId: string): Readable<readonly Echo[]>;
  /** Rooms with events that a timeline may have to show. */
  roomIds(): readonly string[];
  /** The key of the item that was this event's local echo in this host's life. */
  keyOf(eventId: string): string | undefined;
  /** The event that became of a key in this host's life. */
  eventIdOf(key: string): string | undefined;
  /** The bytes of a file that is not delivered yet. */
  fileOf(key: string): Promise<Blob | undefined>;
  /**
   * @param key chosen by the caller; the same key again is the same event, not a second one
   * @param bytes of a file
   */
  send(roomId: string, key: string, outgoing: Outgoing, bytes?: Blob): Promise<{ eventId: string }>;
  /** Changes what waits and was never tried, or was refused; that is then sent. `undefined` where it is too late for that. */
  change(roomId: string, key: string, outgoing: Outgoing): Promise<{ eventId: string }> | undefined;
  /** Whether this key can be dropped without asking the server. */
  isUnsent(roomId: string, key: string): boolean;
  resend(roomId: string, key: string): Promise<{ eventId: string }>;
  /** What refers to it goes with it. */
  discard(roomId: string, key: string): Promise<void>;
  /** The timeline shows this event now: its echo is no longer needed. */
  confirm(roomId: string, eventId: string): void;
  /** The network may be back: tries at once instead of waiting. */
  wake(): void;
  /** Takes up what an earlier host left. */
  restore(): Promise<void>;
  /** Forgets everything in memory, as when the user is logged out; what is stored goes with the session's storage. */
  clear(): void;
  stop(): void;
}

const recordPrefix = 'outbox:';
const retryPauses = { minTimeout: 1_000, maxTimeout: 30_000, factor: 2, randomize: true } as const;
/** A server may ask for any time; a person who waits for her message may not be kept for hours. */
const longestServerPauseMs = 300_000;
/** Failures that pass by themselves. Anything else needs a person. */
const passing = new Set<ErrorCode>([
  'OFFLINE',
  'SERVER_ERROR',
  'MAINTENANCE',
  'HOMESERVER_DISABLED',
  'REMOTE_UNREACHABLE',
  'BAD_RESPONSE',
  'RATE_LIMITED',
  'TOKEN_UNKNOWN',
  'NOT_LOGGED_IN',
]);
/** Failures that stay however often it is tried. */
const final = new Set<ErrorCode>(['MESSAGE_INVALID', 'ROOM_NOT_ENCRYPTED', 'FILE_TOO_LARGE', 'EVENT_UNKNOWN']);
/** A transaction id is part of a request's path; a page's UUID fits. */
const keyShape = /^[\w-]{1,64}$/;

export function createOutbox(transport: OutboxTransport, storage: OutboxStorage, now: () => number = Date.now): Outbox {
  const lanes = new Map<string, Lane>();
  const waiters = new Map<string, Waiter[]>();
  const keys = new Map<string, string>();
  const eventIds = new Map<string, string>();
  const files: StoredFiles = createStoredFiles(storage);
  const uploads = new Map<string, AbortController>();
  const ended = new AbortController();
  /** Pauses between two tries. Waking cuts them short, but never a request that is under way. */
  const resting = new Set<AbortController>();
  let sequence = 0;
  /** Counts log-outs, so that what was loaded before one is not sent after it. */
  let life = 0;

  const lane = (roomId: string): Lane => {
    let found = lanes.get(roomId);
    if (!found) {
      const own: Lane = {
        echoes: writable<readonly Echo[]>([], () => watch(own)),
        queue: [],
        begun: undefined,
        running: false,
        watched: false,
      };
      found = own;
      lanes.set(roomId, found);
    }
    return found;
  };
  const show = ({ echoes }: Lane, key: string, change: Partial<Echo> | undefined): void =>
    echoes.set(
      change
        ? echoes.get().map((echo) => (echo.key === key ? { ...echo, ...change } : echo))
        : echoes.get().filter((echo) => echo.key !== key),
    );
  const settle = (key: string, act: (waiter: Waiter) => void): void => {
    waiters.get(key)?.forEach(act);
    waiters.delete(key);
  };
  const result = (key: string): Promise<{ eventId: string }> =>
    new Promise((resolve, reject) => {
      waiters.set(key, [...(waiters.get(key) ?? []), { resolve, reject }]);
    });
  const queued = (roomId: string, key: string): QueuedEvent | undefined =>
    lane(roomId).queue.find(({ transactionId }) => transactionId === key);

  /** The last write of each record: writes of one record keep their order, so that a late one cannot revive it. */
  const writes = new Map<string, Promise<void>>();
  const inOrder = (key: string, write: () => Promise<void>): Promise<void> => {
    // A full disk must not stop a message that the network takes.
    const next = (writes.get(key) ?? Promise.resolve()).then(write).catch(() => undefined);
    writes.set(key, next);
    void next.then(() => writes.get(key) === next && writes.delete(key));
    return next;
  };
  const persist = (event: QueuedEvent): Promise<void> =>
    inOrder(event.transactionId, () => storage.set(recordPrefix + event.transactionId, event));
  const unpersist = ({ transactionId: key, hasFile }: QueuedEvent): Promise<void> =>
    inOrder(key, async () => {
      await storage.delete(recordPrefix + key);
      if (hasFile) await files.delete(key);
    });

  const refuseTakenBack = (event: QueuedEvent, { queue }: Lane): void => {
    if (!queue.includes(event)) throw new BmError('DISCONNECTED', 'the event was taken back');
  };

  /** Makes what leaves, once. */
  const prepare = async (event: QueuedEvent, own: Lane): Promise<JsonObject> => {
    const { roomId, transactionId } = event;
    if (unsentReferences(event.outgoing).length > 0) {
      throw new BmError('EVENT_UNKNOWN', 'what this refers to was never sent');
    }
    if (event.outgoing.kind === 'file') {
      event.outgoing = await upload(event, own);
      refuseTakenBack(event, own); // before the write, which would revive the record
      await persist(event);
      refuseTakenBack(event, own);
    }
    const { outgoing } = event;
    if (outgoing.kind !== 'event') return {};
    event.prepared = leavesInClear(outgoing.eventType)
      ? outgoing.content
      : await transport.encrypt(roomId, outgoing.eventType, outgoing.content);
    refuseTakenBack(event, own);
    await persist(event);
    refuseTakenBack(event, own);
    show(own, transactionId, { outgoing });
    return event.prepared;
  };

  const upload = async ({ transactionId, outgoing }: QueuedEvent, own: Lane): Promise<Outgoing> => {
    if (outgoing.kind !== 'file') return outgoing;
    const bytes = await files.load(transactionId);
    if (!bytes) throw new BmError('FILE_LOST', 'the bytes of the file are gone');
    const aborted = new AbortController();
    uploads.set(transactionId, aborted);
    const report = (progress: number): void =>
      show(own, transactionId, { send: { status: 'sending', waiting: 'answer', progress } });
    try {
      const signal = AbortSignal.any([aborted.signal, ended.signal]);
      const content = await transport.upload(outgoing.file, bytes, report, signal);
      return { kind: 'event', eventType: 'm.room.message', content };
    } finally {
      uploads.delete(transactionId);
    }
  };

  const put = async (event: QueuedEvent, prepared: JsonObject): Promise<string> => {
    const { roomId, transactionId, outgoing } = event;
    if (outgoing.kind === 'redaction') {
      return (await transport.redact(roomId, outgoing.eventId, transactionId, outgoing.reason)).eventId;
    }
    const clear = outgoing.kind === 'event' && leavesInClear(outgoing.eventType);
    const eventType = clear ? outgoing.eventType : 'm.room.encrypted';
    return (await transport.send(roomId, eventType, prepared, transactionId)).eventId;
  };

  /** One event from queue to server. @throws {BmError} when only a person can help, or the outbox stops */
  const deliver = async (event: QueuedEvent, own: Lane): Promise<string> => {
    const { transactionId } = event;
    for (;;) {
      const rest = new AbortController();
      try {
        return await pRetry(
          async () => {
            resting.delete(rest);
            refuseTakenBack(event, own);
            own.begun = event;
            show(own, transactionId, { send: { status: 'sending', waiting: 'answer' } });
            return put(event, event.prepared ?? (await prepare(event, own)));
          },
          {
            ...retryPauses,
            retries: Number.POSITIVE_INFINITY,
            signal: AbortSignal.any([rest.signal, ended.signal]),
            shouldRetry: ({ error }) => own.queue.includes(event) && passing.has(toErrorData(error).code),
            onFailedAttempt: async ({ error }) => {
              const { code, retryAfterMs = 0 } = toErrorData(error);
              if (!passing.has(code) || !own.queue.includes(event)) return;
              resting.add(rest);
              if (!event.prepared) own.begun = undefined;
              show(own, transactionId, { send: { status: 'sending', waiting: 'network' } });
              if (retryAfterMs > 0) {
                await pause(Math.min(retryAfterMs, longestServerPauseMs), AbortSignal.any([rest.signal, ended.signal]));
              }
            },
          },
        );
      } catch (error) {
        if (ended.signal.aborted) throw new BmError('DISCONNECTED', 'the host ended');
        refuseTakenBack(event, own);
        if (!rest.signal.aborted) throw error;
      } finally {
        resting.delete(rest);
      }
    }
  };

  /** What waited for this event's id has it now, also after this host's end. */
  const tellFollowers = async (own: Lane, key: string, eventId: string): Promise<void> => {
    for (const event of own.queue) {
      if (!unsentReferences(event.outgoing).includes(key)) continue;
      event.outgoing = withEventId(event.outgoing, key, eventId);
      show(own, event.transactionId, { outgoing: event.outgoing });
      await persist(event);
    }
  };

  const fail = async (event: QueuedEvent, own: Lane, code: ErrorCode): Promise<void> => {
    const { transactionId, outgoing } = event;
    // A reaction or redaction that the server refuses is no text that a person would want back.
    if (outgoing.kind === 'redaction' || (outgoing.kind === 'event' && leavesInClear(outgoing.eventType))) {
      remove(own, event);
      show(own, transactionId, undefined);
      return unpersist(event);
    }
    event.failed = { code, recoverable: !final.has(code) };
    show(own, transactionId, { send: { status: 'failed', ...event.failed } });
    return persist(event);
  };

  const work = async (roomId: string): Promise<void> => {
    const own = lane(roomId);
    if (own.running) return;
    own.running = true;
    for (;;) {
      const event = own.queue.find(({ failed }) => !failed);
      if (!event || ended.signal.aborted) break;
      const { transactionId } = event;
      try {
        const eventId = await deliver(event, own);
        remove(own, event);
        keys.set(eventId, transactionId);
        eventIds.set(transactionId, eventId);
        show(own, transactionId, own.watched ? { send: { status: 'sent' }, eventId } : undefined);
        await tellFollowers(own, transactionId, eventId);
        await unpersist(event);
        settle(transactionId, ({ resolve }) => resolve({ eventId }));
      } catch (error) {
        const data = toErrorData(error);
        if (data.code !== 'DISCONNECTED' && own.queue.includes(event)) await fail(event, own, data.code);
        settle(transactionId, ({ reject }) => reject(BmError.fromData(data)));
      }
      own.begun = undefined;
    }
    own.running = false;
  };

  const enqueue = (event: QueuedEvent): void => {
    const own = lane(event.roomId);
    own.queue.push(event);
    const { transactionId: key, outgoing, queuedTs, failed } = event;
    const send: SendState = failed ? { status: 'failed', ...failed } : { status: 'sending', waiting: 'turn' };
    own.echoes.set([...own.echoes.get(), { key, outgoing, queuedTs, send }]);
  };

  const isUntouched = (event: QueuedEvent): boolean =>
    lane(event.roomId).begun !== event && (event.prepared === undefined || event.failed !== undefined);

  const again = (event: QueuedEvent): Promise<{ eventId: string }> => {
    delete event.failed;
    const { roomId, transactionId: key, outgoing } = event;
    show(lane(roomId), key, { outgoing, send: { status: 'sending', waiting: 'turn' } });
    const sent = result(key);
    void persist(event).then(() => work(roomId));
    return sent;
  };

  return {
    echoes: (roomId) => lane(roomId).echoes,
    roomIds: () => [...lanes].filter(([, { echoes }]) => echoes.get().length > 0).map(([roomId]) => roomId),
    keyOf: (eventId) => keys.get(eventId),
    eventIdOf: (key) => eventIds.get(key),
    fileOf: (key) => files.load(key),
    async send(roomId, transactionId, outgoing, bytes) {
      if (!keyShape.test(transactionId)) throw new BmError('MESSAGE_INVALID', 'a key has 1 to 64 letters or digits');
      if (ended.signal.aborted) throw new BmError('DISCONNECTED', 'the host ended');
      const earlier = eventIds.get(transactionId);
      if (earlier !== undefined) return { eventId: earlier };
      const known = queued(roomId, transactionId);
      if (known?.failed) throw new BmError(known.failed.code, 'the event has failed; only resend tries it again');
      if (known) return result(transactionId);
      const event: QueuedEvent = {
        transactionId,
        roomId,
        outgoing,
        queuedTs: now(),
        sequence: sequence++,
        ...(bytes && { hasFile: true as const }),
      };
      if (bytes) files.keep(transactionId, bytes);
      enqueue(event);
      const sent = result(transactionId);
      if (bytes) void inOrder(transactionId, () => files.save(transactionId));
      void persist(event).then(() => work(roomId));
      return sent;
    },
    change(roomId, key, outgoing) {
      const event = queued(roomId, key);
      if (!event || !isUntouched(event)) return undefined;
      event.outgoing = outgoing;
      delete event.prepared;
      return again(event);
    },
    isUnsent(roomId, key) {
      const event = queued(roomId, key);
      return event !== undefined && isUntouched(event);
    },
    async resend(roomId, key) {
      const event = queued(roomId, key);
      if (!event?.failed) throw new BmError('EVENT_UNKNOWN', 'no failed message has this key');
      return again(event);
    },
    async discard(roomId, key) {
      const own = lane(roomId);
      const event = queued(roomId, key);
      if (!event) throw new BmError('EVENT_UNKNOWN', 'no waiting message has this key');
      remove(own, event);
      show(own, key, undefined);
      uploads.get(key)?.abort();
      settle(key, ({ reject }) => reject(new BmError('EVENT_UNKNOWN', 'the message was discarded')));
      this.wake(); // the next message must not wait for the pause of this one
      const followers = own.queue.filter(({ outgoing }) => unsentReferences(outgoing).includes(key));
      await Promise.all([
        unpersist(event),
        ...followers.map(({ transactionId }) => this.discard(roomId, transactionId).catch(() => undefined)),
      ]);
    },
    confirm(roomId, eventId) {
      const key = keys.get(eventId);
      const own = lane(roomId);
      // Only a change may be announced: the timeline that confirms is also the one that listens.
      if (own.echoes.get().some((echo) => echo.key === key)) show(own, key!, undefined);
    },
    wake() {
      for (const rest of resting) rest.abort();
    },
    async restore() {
      const before = life;
      const events = await loadRecords(storage);
      // Logged out meanwhile: these are somebody else's events now.
      if (life !== before || ended.signal.aborted) return;
      for (const event of events) {
        if (queued(event.roomId, event.transactionId)) continue;
        sequence = Math.max(sequence, event.sequence + 1);
        enqueue(event);
      }
      for (const roomId of new Set(events.map((event) => event.roomId))) void work(roomId);
      const waiting = new Set(
        [...lanes.values()].flatMap(({ queue }) => queue.map(({ transactionId }) => transactionId)),
      );
      await files.deleteOthers(waiting).catch(() => undefined);
    },
    clear() {
      life++;
      for (const own of lanes.values()) {
        own.queue.splice(0);
        own.echoes.set([]);
      }
      for (const upload of uploads.values()) upload.abort();
      for (const key of waiters.keys()) settle(key, ({ reject }) => reject(new BmError('NOT_LOGGED_IN', 'logged out')));
      keys.clear();
      eventIds.clear();
      files.clear();
      this.wake();
    },
    stop() {
      ended.abort();
      for (const key of waiters.keys())
        settle(key, ({ reject }) => reject(new BmError('DISCONNECTED', 'the host ended')));
    },
  };
}

/** What an earlier host left, oldest first. A record that cannot be read is left where it is. */
async function loadRecords(storage: OutboxStorage): Promise<readonly QueuedEvent[]> {
  try {
    const keys = await storage.keys(recordPrefix);
    const records = await Promise.all(keys.map((key) => storage.get(key)));
    return records
      .flatMap((record) => readRecord(record) ?? [])
      .sort((a, b) => a.queuedTs - b.queuedTs || a.sequence - b.sequence);
  } catch {
    return []; // a storage that fails must not keep new messages from being sent
  }
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

function remove({ queue }: Lane, event: QueuedEvent): void {
  const index = queue.indexOf(event);
  if (index >= 0) queue.splice(index, 1);
}
