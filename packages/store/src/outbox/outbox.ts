/**
 * The outbox: events on their way, in order per room, durable, never sent twice. Each is encrypted once, kept, and put with
 * the transaction id of its first try until the server has answered or refused it.
 */
import { BmError, toErrorData, type ErrorCode } from '@bundesmessenger/core/errors';
import { writable, type Readable, type Writable } from '@bundesmessenger/core/readable';
import { isOwnKey } from '../timeline/own-key.ts';
import type { SendState } from '../timeline/timeline.ts';
import { createDelivery, type Consignment } from './delivery.ts';
import { isSaid, unsentReferences, withEventId, type Outgoing, type QueuedEvent } from './outgoing.ts';
import { createRecords } from './records.ts';
import type { OutboxStorage, OutboxTransport } from './transport.ts';

export type { OutboxStorage, OutboxTransport };

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
  /** Resolves when what was sent so far would survive the browser. */
  kept(): Promise<void>;
  /** The network may be back: tries at once instead of waiting. */
  wake(): void;
  /** Takes up what an earlier host left. */
  restore(): Promise<void>;
  /** Forgets everything in memory, as when the user is logged out; what is stored goes with the session's storage. */
  clear(): void;
  stop(): void;
}

/** Failures that stay however often it is tried. */
const final = new Set<ErrorCode>(['MESSAGE_INVALID', 'ROOM_NOT_ENCRYPTED', 'FILE_TOO_LARGE', 'EVENT_UNKNOWN']);

export function createOutbox(transport: OutboxTransport, storage: OutboxStorage, now: () => number = Date.now): Outbox {
  const lanes = new Map<string, Lane>();
  const waiters = new Map<string, Waiter[]>();
  const keys = new Map<string, string>();
  const eventIds = new Map<string, string>();
  const records = createRecords(storage);
  const ended = new AbortController();
  const delivery = createDelivery({ transport, records, ended: ended.signal });
  /** Of the last event: the time or, where the clock stands still or was put back, one more than before. */
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

  /** What waited for this event's id has it now, also after this host's end. */
  const tellFollowers = async (own: Lane, key: string, eventId: string): Promise<void> => {
    for (const event of followersOf(own, key)) {
      event.outgoing = withEventId(event.outgoing, key, eventId);
      show(own, event.transactionId, { outgoing: event.outgoing });
      await records.write(event);
    }
  };

  const fail = async (event: QueuedEvent, own: Lane, code: ErrorCode): Promise<void> => {
    const { transactionId } = event;
    if (!isSaid(event.outgoing)) {
      remove(own, event);
      show(own, transactionId, undefined);
      return records.delete(event);
    }
    event.failed = { code, recoverable: !final.has(code) };
    show(own, transactionId, { send: { status: 'failed', ...event.failed } });
    return records.write(event);
  };

  const consign = (event: QueuedEvent, own: Lane): Consignment => ({
    event,
    isWanted: () => own.queue.includes(event),
    setBegun: (begun) => (own.begun = begun ? event : undefined),
    onWaiting: (waiting, progress) =>
      show(own, event.transactionId, {
        send: { status: 'sending', waiting, ...(progress !== undefined && { progress }) },
      }),
    onOutgoing: () => show(own, event.transactionId, { outgoing: event.outgoing }),
  });

  const work = async (roomId: string): Promise<void> => {
    const own = lane(roomId);
    if (own.running) return;
    own.running = true;
    for (;;) {
      const event = own.queue.find(({ failed }) => !failed);
      if (!event || ended.signal.aborted) break;
      const { transactionId } = event;
      try {
        const eventId = await delivery.deliver(consign(event, own));
        remove(own, event);
        keys.set(eventId, transactionId);
        eventIds.set(transactionId, eventId);
        show(own, transactionId, own.watched ? { send: { status: 'sent' }, eventId } : undefined);
        await tellFollowers(own, transactionId, eventId);
        await records.delete(event);
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
    // What refers to it has failed for want of it.
    for (const follower of followersOf(lane(roomId), key)) {
      if (follower.failed?.code === 'EVENT_UNKNOWN') again(follower).catch(() => undefined);
    }
    void records.write(event).then(() => work(roomId));
    return sent;
  };

  return {
    echoes: (roomId) => lane(roomId).echoes,
    roomIds: () => [...lanes].filter(([, { echoes }]) => echoes.get().length > 0).map(([roomId]) => roomId),
    keyOf: (eventId) => keys.get(eventId),
    eventIdOf: (key) => eventIds.get(key),
    fileOf: (key) => records.files.load(key),
    async send(roomId, transactionId, outgoing, bytes) {
      if (!isOwnKey(transactionId)) throw new BmError('MESSAGE_INVALID', 'a key has 1 to 64 letters or digits');
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
        sequence: (sequence = Math.max(sequence + 1, now())),
        ...(bytes && { hasFile: true as const }),
      };
      if (bytes) records.files.keep(transactionId, bytes);
      enqueue(event);
      const sent = result(transactionId);
      if (bytes) void records.writeFile(transactionId);
      void records.write(event).then(() => work(roomId));
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
      // Also where it is just being made ready, as a file that is uploaded.
      return event !== undefined && (event.prepared === undefined || event.failed !== undefined);
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
      delivery.cancelUpload(key);
      settle(key, ({ reject }) => reject(new BmError('EVENT_UNKNOWN', 'the message was discarded')));
      delivery.wake(); // the next message must not wait for the pause of this one
      await Promise.all([
        records.delete(event),
        ...followersOf(own, key).map(({ transactionId }) => this.discard(roomId, transactionId).catch(() => undefined)),
      ]);
    },
    confirm(roomId, eventId) {
      const key = keys.get(eventId);
      const own = lane(roomId);
      // Only a change may be announced: the timeline that confirms is also the one that listens.
      if (own.echoes.get().some((echo) => echo.key === key)) show(own, key!, undefined);
    },
    kept: () => records.settled(),
    wake: () => delivery.wake(),
    async restore() {
      const before = life;
      const events = await records.load();
      // Logged out meanwhile: these are somebody else's events now.
      if (life !== before || ended.signal.aborted) return;
      for (const event of events) {
        if (queued(event.roomId, event.transactionId)) continue;
        sequence = Math.max(sequence, event.sequence);
        enqueue(event);
      }
      for (const roomId of new Set(events.map((event) => event.roomId))) void work(roomId);
      const waiting = new Set(
        [...lanes.values()].flatMap(({ queue }) => queue.map(({ transactionId }) => transactionId)),
      );
      await records.deleteFilesBut(waiting);
    },
    clear() {
      life++;
      for (const own of lanes.values()) {
        own.queue.splice(0);
        own.echoes.set([]);
      }
      delivery.cancelUploads();
      for (const key of waiters.keys()) settle(key, ({ reject }) => reject(new BmError('NOT_LOGGED_IN', 'logged out')));
      keys.clear();
      eventIds.clear();
      records.files.clear();
      delivery.wake();
    },
    stop() {
      ended.abort();
      for (const key of waiters.keys())
        settle(key, ({ reject }) => reject(new BmError('DISCONNECTED', 'the host ended')));
    },
  };
}

/** What waits and refers to this. */
function followersOf({ queue }: Lane, key: string): readonly QueuedEvent[] {
  return queue.filter(({ outgoing }) => unsentReferences(outgoing).includes(key));
}

function remove({ queue }: Lane, event: QueuedEvent): void {
  const index = queue.indexOf(event);
  if (index >= 0) queue.splice(index, 1);
}
