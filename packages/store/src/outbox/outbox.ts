/**
 * The outbox: messages on their way, in order per room, durable, never sent twice. A message is encrypted once, kept,
 * and put with the transaction id of its first try until the server has answered or refused it.
 */
import { BmError, toErrorData, type ErrorCode } from '@bundesmessenger/core/errors';
import { writable, type Readable, type Writable } from '@bundesmessenger/core/readable';
import pRetry from 'p-retry';
import type { TextContent } from '../timeline/message-content.ts';
import type { SendState } from '../timeline/timeline.ts';

/** What the outbox needs of a session. */
export interface OutboxTransport {
  encrypt(roomId: string, content: TextContent): Promise<Readonly<Record<string, unknown>>>;
  send(
    roomId: string,
    encrypted: Readonly<Record<string, unknown>>,
    transactionId: string,
  ): Promise<{ eventId: string }>;
}

/** Where waiting messages survive the end of the host. */
export interface OutboxStorage {
  get<T>(key: string): Promise<T | undefined>;
  set(key: string, value: unknown): Promise<void>;
  delete(key: string): Promise<void>;
  keys(prefix: string): Promise<readonly string[]>;
}

/** A message that is not in the timeline yet. */
export interface Echo {
  /** The transaction id, and the key of the timeline item for good. */
  readonly key: string;
  readonly content: TextContent;
  /** Milliseconds since 1970, by this device's clock. */
  readonly queuedTs: number;
  readonly send: SendState;
  /** Known as soon as the server has it. */
  readonly eventId?: string;
}

interface QueuedMessage {
  readonly transactionId: string;
  readonly roomId: string;
  readonly content: TextContent;
  readonly queuedTs: number;
  /** Orders messages of the same millisecond. */
  readonly sequence: number;
  encrypted?: Readonly<Record<string, unknown>>;
  failed?: { code: ErrorCode; recoverable: boolean };
}

interface Lane {
  readonly echoes: Writable<readonly Echo[]>;
  readonly queue: QueuedMessage[];
  running: boolean;
}

interface Waiter {
  resolve(result: { eventId: string }): void;
  reject(error: BmError): void;
}

export interface Outbox {
  echoes(roomId: string): Readable<readonly Echo[]>;
  /** The key of the item that was this event's local echo in this host's life. */
  keyOf(eventId: string): string | undefined;
  /** @param key chosen by the caller; the same key again is the same message, not a second one */
  send(roomId: string, key: string, content: TextContent): Promise<{ eventId: string }>;
  resend(roomId: string, key: string): Promise<{ eventId: string }>;
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
/** The event limit of the specification is 65,536 bytes; base64 and the envelope need about half as much again. */
const maxBodyBytes = 32_768;
const retryPauses = { minTimeout: 1_000, maxTimeout: 30_000, factor: 2, randomize: true } as const;
/** A server may ask for any time; a person who waits for her message may not be kept for hours. */
const longestServerPauseMs = 300_000;
/** Failures that pass by themselves. Anything else needs a person. */
const passing = new Set<ErrorCode>([
  'OFFLINE',
  'SERVER_ERROR',
  'BAD_RESPONSE',
  'RATE_LIMITED',
  'TOKEN_UNKNOWN',
  'NOT_LOGGED_IN',
]);
/** Failures that stay however often it is tried. */
const final = new Set<ErrorCode>(['MESSAGE_INVALID', 'ROOM_NOT_ENCRYPTED']);

export function createOutbox(transport: OutboxTransport, storage: OutboxStorage, now: () => number = Date.now): Outbox {
  const lanes = new Map<string, Lane>();
  const waiters = new Map<string, Waiter[]>();
  const keys = new Map<string, string>();
  const ended = new AbortController();
  /** Pauses between two tries. Waking cuts them short, but never a request that is under way. */
  const resting = new Set<AbortController>();
  let sequence = 0;
  /** Counts log-outs, so that what was loaded before one is not sent after it. */
  let life = 0;

  const lane = (roomId: string): Lane => {
    let found = lanes.get(roomId);
    if (!found) lanes.set(roomId, (found = { echoes: writable<readonly Echo[]>([]), queue: [], running: false }));
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
  const delivered = (key: string): string | undefined => [...keys].find(([, known]) => known === key)?.[0];
  /** The last write of each record: writes of one record keep their order, so that a late one cannot revive it. */
  const writes = new Map<string, Promise<void>>();
  const inOrder = (key: string, write: () => Promise<void>): Promise<void> => {
    // A full disk must not stop a message that the network takes.
    const next = (writes.get(key) ?? Promise.resolve()).then(write).catch(() => undefined);
    writes.set(key, next);
    void next.then(() => writes.get(key) === next && writes.delete(key));
    return next;
  };
  const persist = (message: QueuedMessage): Promise<void> =>
    inOrder(message.transactionId, () => storage.set(recordPrefix + message.transactionId, message));
  const unpersist = (key: string): Promise<void> => inOrder(key, () => storage.delete(recordPrefix + key));

  /** One message from queue to server. @throws {BmError} when only a person can help, or the outbox stops */
  const deliver = async (message: QueuedMessage, to: Lane): Promise<string> => {
    const { roomId, transactionId, content } = message;
    const refuseTakenBack = (): void => {
      if (!to.queue.includes(message)) throw new BmError('DISCONNECTED', 'the message was taken back');
    };
    for (;;) {
      const rest = new AbortController();
      try {
        return await pRetry(
          async () => {
            resting.delete(rest);
            refuseTakenBack();
            show(to, transactionId, { send: { status: 'sending', waiting: 'answer' } });
            if (!message.encrypted) {
              message.encrypted = await transport.encrypt(roomId, content);
              refuseTakenBack(); // before the write, which would revive the record
              await persist(message);
              refuseTakenBack();
            }
            return (await transport.send(roomId, message.encrypted, transactionId)).eventId;
          },
          {
            ...retryPauses,
            retries: Number.POSITIVE_INFINITY,
            signal: AbortSignal.any([rest.signal, ended.signal]),
            shouldRetry: ({ error }) => to.queue.includes(message) && passing.has(toErrorData(error).code),
            onFailedAttempt: async ({ error }) => {
              const { code, retryAfterMs = 0 } = toErrorData(error);
              if (!passing.has(code) || !to.queue.includes(message)) return;
              resting.add(rest);
              show(to, transactionId, { send: { status: 'sending', waiting: 'network' } });
              if (retryAfterMs > 0) {
                await pause(Math.min(retryAfterMs, longestServerPauseMs), AbortSignal.any([rest.signal, ended.signal]));
              }
            },
          },
        );
      } catch (error) {
        if (ended.signal.aborted) throw new BmError('DISCONNECTED', 'the host ended');
        refuseTakenBack();
        if (!rest.signal.aborted) throw error;
      } finally {
        resting.delete(rest);
      }
    }
  };

  const work = async (roomId: string): Promise<void> => {
    const own = lane(roomId);
    if (own.running) return;
    own.running = true;
    for (;;) {
      const message = own.queue.find(({ failed }) => !failed);
      if (!message || ended.signal.aborted) break;
      const { transactionId } = message;
      try {
        const eventId = await deliver(message, own);
        remove(own, message);
        keys.set(eventId, transactionId);
        show(own, transactionId, { send: { status: 'sent' }, eventId });
        await unpersist(transactionId);
        settle(transactionId, ({ resolve }) => resolve({ eventId }));
      } catch (error) {
        const data = toErrorData(error);
        if (data.code !== 'DISCONNECTED' && own.queue.includes(message)) {
          message.failed = { code: data.code, recoverable: !final.has(data.code) };
          show(own, transactionId, { send: { status: 'failed', ...message.failed } });
          await persist(message);
        }
        settle(transactionId, ({ reject }) => reject(BmError.fromData(data)));
      }
    }
    own.running = false;
  };

  const enqueue = (message: QueuedMessage): void => {
    const own = lane(message.roomId);
    own.queue.push(message);
    const { transactionId: key, content, queuedTs, failed } = message;
    const send: SendState = failed ? { status: 'failed', ...failed } : { status: 'sending', waiting: 'turn' };
    own.echoes.set([...own.echoes.get(), { key, content, queuedTs, send }]);
  };

  return {
    echoes: (roomId) => lane(roomId).echoes,
    keyOf: (eventId) => keys.get(eventId),
    async send(roomId, transactionId, content) {
      assertSendable(transactionId, content);
      if (ended.signal.aborted) throw new BmError('DISCONNECTED', 'the host ended');
      const earlier = delivered(transactionId);
      if (earlier !== undefined) return { eventId: earlier };
      const queued = lane(roomId).queue.find((message) => message.transactionId === transactionId);
      if (queued?.failed) throw new BmError(queued.failed.code, 'the message has failed; only resend tries it again');
      if (queued) return result(transactionId);
      const message: QueuedMessage = {
        transactionId,
        roomId,
        content,
        queuedTs: now(),
        sequence: sequence++,
      };
      enqueue(message);
      const sent = result(transactionId);
      void persist(message).then(() => work(roomId));
      return sent;
    },
    async resend(roomId, key) {
      const message = lane(roomId).queue.find(({ transactionId }) => transactionId === key);
      if (!message?.failed) throw new BmError('EVENT_UNKNOWN', 'no failed message has this key');
      delete message.failed;
      show(lane(roomId), key, { send: { status: 'sending', waiting: 'turn' } });
      const sent = result(key);
      void persist(message).then(() => work(roomId));
      return sent;
    },
    async discard(roomId, key) {
      const own = lane(roomId);
      const message = own.queue.find(({ transactionId }) => transactionId === key);
      if (!message) throw new BmError('EVENT_UNKNOWN', 'no waiting message has this key');
      remove(own, message);
      show(own, key, undefined);
      settle(key, ({ reject }) => reject(new BmError('EVENT_UNKNOWN', 'the message was discarded')));
      this.wake(); // the next message must not wait for the pause of this one
      await unpersist(key);
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
      const messages = await loadRecords(storage);
      // Logged out meanwhile: these are somebody else's messages now.
      if (life !== before || ended.signal.aborted) return;
      for (const message of messages) {
        if (lane(message.roomId).queue.some(({ transactionId }) => transactionId === message.transactionId)) continue;
        sequence = Math.max(sequence, message.sequence + 1);
        enqueue(message);
      }
      for (const roomId of new Set(messages.map((message) => message.roomId))) void work(roomId);
    },
    clear() {
      life++;
      for (const own of lanes.values()) {
        own.queue.splice(0);
        own.echoes.set([]);
      }
      for (const key of waiters.keys()) settle(key, ({ reject }) => reject(new BmError('NOT_LOGGED_IN', 'logged out')));
      keys.clear();
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
async function loadRecords(storage: OutboxStorage): Promise<readonly QueuedMessage[]> {
  try {
    const keys = await storage.keys(recordPrefix);
    const records = await Promise.all(keys.map((key) => storage.get<QueuedMessage>(key)));
    return records.filter(isQueuedMessage).sort((a, b) => a.queuedTs - b.queuedTs || a.sequence - b.sequence);
  } catch {
    return []; // a storage that fails must not keep new messages from being sent
  }
}

/** Records outlive versions of this code. */
function isQueuedMessage(record: QueuedMessage | undefined): record is QueuedMessage {
  const { transactionId, roomId, content, queuedTs, sequence } = record ?? ({} as Partial<QueuedMessage>);
  return (
    typeof transactionId === 'string' &&
    typeof roomId === 'string' &&
    typeof content?.body === 'string' &&
    typeof queuedTs === 'number' &&
    typeof sequence === 'number'
  );
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

function remove({ queue }: Lane, message: QueuedMessage): void {
  const index = queue.indexOf(message);
  if (index >= 0) queue.splice(index, 1);
}

/** A transaction id is part of a request's path; a page's UUID fits. */
const keyShape = /^[\w-]{1,64}$/;

function assertSendable(key: string, { msgtype, body }: TextContent): void {
  const known = ['m.text', 'm.notice', 'm.emote'].includes(msgtype) && keyShape.test(key);
  if (!known || typeof body !== 'string' || body.trim() === '') {
    throw new BmError('MESSAGE_INVALID', 'a message needs a known msgtype and text');
  }
  if (new TextEncoder().encode(body).length > maxBodyBytes) {
    throw new BmError('MESSAGE_INVALID', `a message has at most ${maxBodyBytes} bytes`);
  }
}
