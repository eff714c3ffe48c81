import { BmError, type ErrorCode } from '@bundesmessenger/core/errors';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createOutbox, type Echo, type Outbox, type OutboxStorage, type OutboxTransport } from './outbox.ts';
import type { Outgoing } from './outgoing.ts';

const roomId = '!a:server.example';
const otherRoomId = '!b:server.example';
/** Longer than the longest pause between two tries. */
const longPauseMs = 60_000;
/** How long a sync may wait for something to happen, and then for the answer itself: `core/src/sync/long-poll.ts`. */
const longPollMs = 30_000;
const longestAnswerMs = 20_000;

type Content = Readonly<Record<string, unknown>>;
const message = (content: Content): Outgoing => ({ kind: 'event', eventType: 'm.room.message', content });
const text = (body: string): Outgoing => message({ msgtype: 'm.text', body });
const failure = (code: ErrorCode): BmError => new BmError(code, 'refused by the test');

interface Request {
  readonly roomId: string;
  readonly eventType: string;
  readonly encrypted: Content;
  readonly transactionId: string;
}

/** A server that knows transaction ids, as the specification asks: the same one again is the same event. */
function createServer() {
  const requests: Request[] = [];
  const events = new Map<string, string>();
  /** What the next requests come to, in order; afterwards all succeed. */
  const outcomes: (() => Promise<void> | void)[] = [];
  let encryptions = 0;
  const transport: OutboxTransport = {
    encrypt: vi.fn(async (_roomId: string, _type: string, { body, ...rest }: Content) => ({
      ciphertext: `${String(body)} #${++encryptions}`,
      ...(rest['m.relates_to'] !== undefined && { 'm.relates_to': rest['m.relates_to'] }),
    })),
    send: vi.fn((room: string, eventType: string, encrypted: Content, transactionId: string) =>
      answer({ roomId: room, eventType, encrypted, transactionId }),
    ),
    redact: vi.fn((room: string, eventId: string, transactionId: string) =>
      answer({ roomId: room, eventType: 'm.room.redaction', encrypted: { redacts: eventId }, transactionId }),
    ),
    upload: vi.fn(async ({ content }: { content: Content }) => ({ ...content, url: 'mxc://server.example/file' })),
    isAnswering: vi.fn(() => true),
  };
  const answer = async (request: Request): Promise<{ eventId: string }> => {
    const { transactionId } = request;
    requests.push(request);
    await outcomes.shift()?.();
    if (!events.has(transactionId)) events.set(transactionId, `$${transactionId}`);
    return { eventId: events.get(transactionId)! };
  };
  return {
    transport,
    requests,
    /** Transaction ids of the events the server has, in the order it got them. */
    delivered: () => [...events.keys()],
    failNext: (...codes: readonly ErrorCode[]) =>
      outcomes.push(
        ...codes.map((code) => () => {
          throw failure(code);
        }),
      ),
    /** The server takes the next message, but its answer does not arrive. */
    loseNextAnswer: () =>
      outcomes.push(() => {
        const { transactionId } = requests.at(-1)!;
        events.set(transactionId, `$${transactionId}`);
        throw failure('OFFLINE');
      }),
    /** The next request waits until the returned function is called, with a code to fail. */
    holdNext: () => {
      const gate = Promise.withResolvers<void>();
      outcomes.push(() => gate.promise);
      return (code?: ErrorCode) => (code ? gate.reject(failure(code)) : gate.resolve());
    },
  };
}

/** Keeps JSON, as the sealed storage does. */
function createStorage(records = new Map<string, string>()) {
  const storage: OutboxStorage = {
    get: async (key) => (records.has(key) ? JSON.parse(records.get(key)!) : undefined),
    set: async (key, value) => void records.set(key, JSON.stringify(value)),
    delete: async (key) => void records.delete(key),
    keys: async (prefix) => [...records.keys()].filter((key) => key.startsWith(prefix)).sort(),
  };
  return { records, storage };
}

const open = new Set<Outbox>();
function startOutbox(
  { transport } = createServer(),
  { storage } = createStorage(),
  now: () => number = Date.now,
): Outbox {
  const outbox = createOutbox(transport, storage, now);
  open.add(outbox);
  // A timeline looks on, as where the room is shown.
  for (const room of [roomId, otherRoomId]) outbox.echoes(room).subscribe(() => undefined);
  return outbox;
}

/** Lets everything happen that needs no time to pass. */
const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);
const pass = (durationMs = longPauseMs): Promise<unknown> => vi.advanceTimersByTimeAsync(durationMs);
/** A rejection that is looked at later must not count as unhandled meanwhile. */
const watched = <T>(promise: Promise<T>): Promise<T> => {
  promise.catch(() => undefined);
  return promise;
};
const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'resolved',
    (error: unknown) => (error instanceof BmError ? error.code : error),
  );
/** The outcome if there is one by now. */
const soon = async (promise: Promise<unknown>): Promise<unknown> => {
  let outcome: unknown = 'pending';
  void codeOf(promise).then((code) => (outcome = code));
  await settle();
  return outcome;
};
const echoOf = (outbox: Outbox, key: string, room = roomId): Echo | undefined =>
  outbox
    .echoes(room)
    .get()
    .find((echo) => echo.key === key);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  for (const outbox of open) outbox.stop();
  open.clear();
  vi.useRealTimers();
});

describe('sending', () => {
  it('resolves with the event id of the server', async () => {
    await expect(startOutbox().send(roomId, 'k1', text('Guten Tag'))).resolves.toEqual({ eventId: '$k1' });
  });

  it('sends what was encrypted and nothing else', async () => {
    const server = createServer();
    await startOutbox(server).send(roomId, 'k1', text('Guten Tag'));
    expect(server.requests[0]!.encrypted).toEqual({ ciphertext: 'Guten Tag #1' });
  });

  it('takes the key as transaction id', async () => {
    const server = createServer();
    await startOutbox(server).send(roomId, 'k1', text('x'));
    expect(server.requests[0]!.transactionId).toBe('k1');
  });

  it('keeps the order of a room while a request is slow', async () => {
    const server = createServer();
    const answer = server.holdNext();
    const outbox = startOutbox(server);
    const all = ['k1', 'k2', 'k3'].map((key) => outbox.send(roomId, key, text(key)));
    await settle();
    answer();
    await Promise.all(all);
    expect(server.delivered()).toEqual(['k1', 'k2', 'k3']);
  });

  it('asks for the next message only when the one before is answered', async () => {
    const server = createServer();
    server.holdNext();
    const outbox = startOutbox(server);
    void watched(outbox.send(roomId, 'k1', text('x')));
    void watched(outbox.send(roomId, 'k2', text('x')));
    await settle();
    expect(server.requests).toHaveLength(1);
  });

  it('does not let one room wait for another', async () => {
    const server = createServer();
    server.holdNext();
    const outbox = startOutbox(server);
    void watched(outbox.send(roomId, 'k1', text('x')));
    await settle();
    await expect(outbox.send(otherRoomId, 'k2', text('x'))).resolves.toEqual({ eventId: '$k2' });
  });

  it('sends the same key once while it is under way', async () => {
    const server = createServer();
    const answer = server.holdNext();
    const outbox = startOutbox(server);
    const both = [outbox.send(roomId, 'k1', text('x')), outbox.send(roomId, 'k1', text('x'))];
    await settle();
    answer();
    expect(await Promise.all(both)).toEqual([{ eventId: '$k1' }, { eventId: '$k1' }]);
    expect(server.requests).toHaveLength(1);
  });

  it('sends the same key once after it was delivered', async () => {
    const server = createServer();
    const outbox = startOutbox(server);
    await outbox.send(roomId, 'k1', text('x'));
    await expect(outbox.send(roomId, 'k1', text('x'))).resolves.toEqual({ eventId: '$k1' });
    expect(server.requests).toHaveLength(1);
  });

  it('shows the same key once', async () => {
    const server = createServer();
    server.holdNext();
    const outbox = startOutbox(server);
    void watched(outbox.send(roomId, 'k1', text('x')));
    void watched(outbox.send(roomId, 'k1', text('x')));
    await settle();
    expect(outbox.echoes(roomId).get()).toHaveLength(1);
  });
});

describe('the local echo', () => {
  it('is there at once', () => {
    const outbox = startOutbox(undefined, undefined, () => 1_700_000_000_000);
    void watched(outbox.send(roomId, 'k1', text('Guten Tag')));
    expect(outbox.echoes(roomId).get()).toEqual([
      {
        key: 'k1',
        outgoing: text('Guten Tag'),
        queuedTs: 1_700_000_000_000,
        send: { status: 'sending', waiting: 'turn' },
      },
    ]);
  });

  it('says that it waits for the answer', async () => {
    const server = createServer();
    server.holdNext();
    const outbox = startOutbox(server);
    void watched(outbox.send(roomId, 'k1', text('x')));
    await settle();
    expect(echoOf(outbox, 'k1')!.send).toEqual({ status: 'sending', waiting: 'answer' });
  });

  it('says that it waits for the network', async () => {
    const server = createServer();
    server.failNext('OFFLINE');
    const outbox = startOutbox(server);
    void watched(outbox.send(roomId, 'k1', text('x')));
    await settle();
    expect(echoOf(outbox, 'k1')!.send).toEqual({ status: 'sending', waiting: 'network' });
  });

  it('keeps its key when it gets its event id', async () => {
    const outbox = startOutbox();
    await outbox.send(roomId, 'k1', text('x'));
    expect(echoOf(outbox, 'k1')).toMatchObject({ eventId: '$k1', send: { status: 'sent' } });
  });

  it('stays until the timeline has the event', async () => {
    const outbox = startOutbox();
    await outbox.send(roomId, 'k1', text('x'));
    outbox.confirm(roomId, '$k1');
    expect(outbox.echoes(roomId).get()).toEqual([]);
  });

  it('leaves its key to the event', async () => {
    const outbox = startOutbox();
    await outbox.send(roomId, 'k1', text('x'));
    outbox.confirm(roomId, '$k1');
    expect(outbox.keyOf('$k1')).toBe('k1');
  });

  it('announces nothing when the timeline shows somebody else’s event', async () => {
    const outbox = startOutbox();
    await outbox.send(roomId, 'k1', text('x'));
    const heard = vi.fn();
    outbox.echoes(roomId).subscribe(heard);
    outbox.confirm(roomId, '$other');
    expect(heard).toHaveBeenCalledTimes(1); // the call that every subscription begins with
  });
});

describe('a failure that passes by itself', () => {
  it.each([
    'OFFLINE',
    'SERVER_ERROR',
    'BAD_RESPONSE',
    'RATE_LIMITED',
    'TOKEN_UNKNOWN',
    'NOT_LOGGED_IN',
    'WL_NOT_LISTED',
  ] as const)('tries again after %s until the server has the message', async (code) => {
    const server = createServer();
    server.failNext(code, code, code);
    const sent = startOutbox(server).send(roomId, 'k1', text('x'));
    await pass();
    expect(await sent).toEqual({ eventId: '$k1' });
  });

  it('repeats ciphertext and transaction id after a lost answer', async () => {
    const server = createServer();
    server.loseNextAnswer();
    const sent = startOutbox(server).send(roomId, 'k1', text('x'));
    await pass();
    await sent;
    expect(server.requests[1]).toEqual(server.requests[0]);
  });

  it('encrypts once however often it tries', async () => {
    const server = createServer();
    server.failNext('OFFLINE', 'SERVER_ERROR', 'RATE_LIMITED');
    const sent = startOutbox(server).send(roomId, 'k1', text('x'));
    await pass();
    await sent;
    expect(server.transport.encrypt).toHaveBeenCalledTimes(1);
  });

  it('tries again where the encryption failed for want of a network', async () => {
    const server = createServer();
    vi.mocked(server.transport.encrypt).mockRejectedValueOnce(failure('OFFLINE'));
    const sent = startOutbox(server).send(roomId, 'k1', text('x'));
    await pass();
    expect(await sent).toEqual({ eventId: '$k1' });
  });

  it('pauses at least half a second before it tries again', async () => {
    const server = createServer();
    server.failNext('OFFLINE');
    void watched(startOutbox(server).send(roomId, 'k1', text('x')));
    await pass(499);
    expect(server.requests).toHaveLength(1);
  });

  it('pauses at most half a minute, after however many tries', async () => {
    const server = createServer();
    server.failNext(...Array.from({ length: 200 }, () => 'OFFLINE' as const));
    void watched(startOutbox(server).send(roomId, 'k1', text('x')));
    await pass(10 * 60_000);
    const before = server.requests.length;
    await pass(30_000);
    expect(server.requests.length).toBeGreaterThan(before);
  });

  it('lets later messages of the room wait', async () => {
    const server = createServer();
    server.failNext('OFFLINE');
    const outbox = startOutbox(server);
    void watched(outbox.send(roomId, 'k1', text('x')));
    void watched(outbox.send(roomId, 'k2', text('x')));
    await settle();
    expect(echoOf(outbox, 'k2')!.send).toEqual({ status: 'sending', waiting: 'turn' });
  });
});

describe('an answer of somebody who is no homeserver', () => {
  /** Longer than all tries of one event. */
  const allTriesMs = 5 * 60_000;

  /** A gateway that refuses one event, or everything, with a page of its own. */
  const start = ({ isAnswering, refuses }: { isAnswering: boolean; refuses: (transactionId: string) => boolean }) => {
    const server = createServer();
    const send = vi.mocked(server.transport.send);
    const deliver = send.getMockImplementation()!;
    send.mockImplementation(async (room, eventType, content, transactionId) => {
      if (refuses(transactionId)) throw failure('BAD_RESPONSE');
      return deliver(room, eventType, content, transactionId);
    });
    vi.mocked(server.transport.isAnswering).mockReturnValue(isAnswering);
    const outbox = startOutbox(server);
    const sent = watched(outbox.send(roomId, 'k1', text('<script>')));
    return { outbox, send, sent, transport: server.transport };
  };

  it('fails the message after a while where the homeserver answers everything else', async () => {
    const { outbox, sent } = start({ isAnswering: true, refuses: () => true });
    await pass(allTriesMs);
    expect(await soon(sent)).toBe('BAD_RESPONSE');
    expect(echoOf(outbox, 'k1')!.send).toEqual({ status: 'failed', code: 'BAD_RESPONSE', recoverable: true });
  });

  it('lets the messages behind it go', async () => {
    const { outbox } = start({ isAnswering: true, refuses: (key) => key === 'k1' });
    const next = outbox.send(roomId, 'k2', text('x'));
    await pass(allTriesMs);
    await expect(next).resolves.toEqual({ eventId: '$k2' });
  });

  it('is asked again for longer than a sync may wait for its answer', async () => {
    const { outbox } = start({ isAnswering: true, refuses: () => true });
    await pass(longestAnswerMs + longPollMs);
    expect(echoOf(outbox, 'k1')!.send).toEqual({ status: 'sending', waiting: 'network' });
  });

  it('fails nothing where the homeserver does not answer either, as behind a captive portal', async () => {
    let isInPortal = true;
    const { sent } = start({ isAnswering: false, refuses: () => isInPortal });
    await pass(60 * 60_000);
    isInPortal = false;
    await pass();
    await expect(sent).resolves.toEqual({ eventId: '$k1' });
  });

  it('counts anew after a time without a homeserver', async () => {
    const { outbox, sent, transport } = start({ isAnswering: true, refuses: () => true });
    await pass(30_000);
    vi.mocked(transport.isAnswering).mockReturnValue(false);
    await pass(allTriesMs);
    vi.mocked(transport.isAnswering).mockReturnValue(true);
    await pass(longPollMs);
    expect(echoOf(outbox, 'k1')!.send).toMatchObject({ status: 'sending' });
    await pass(allTriesMs);
    expect(await soon(sent)).toBe('BAD_RESPONSE');
  });

  it('is sent again by a person with the same transaction id and ciphertext', async () => {
    let isFixed = false;
    const { outbox, send } = start({ isAnswering: true, refuses: () => !isFixed });
    await pass(allTriesMs);
    isFixed = true;
    await expect(outbox.resend(roomId, 'k1')).resolves.toEqual({ eventId: '$k1' });
    expect(send.mock.calls.at(-1)).toEqual(send.mock.calls[0]);
  });
});

describe('waking', () => {
  it('cuts a pause', async () => {
    const server = createServer();
    server.failNext('OFFLINE');
    const outbox = startOutbox(server);
    const sent = outbox.send(roomId, 'k1', text('x'));
    await settle();
    outbox.wake();
    await settle();
    expect(await soon(sent)).toBe('resolved');
  });

  it('cuts the pauses of all rooms', async () => {
    const server = createServer();
    server.failNext('OFFLINE', 'OFFLINE');
    const outbox = startOutbox(server);
    void watched(outbox.send(roomId, 'k1', text('x')));
    void watched(outbox.send(otherRoomId, 'k2', text('x')));
    await settle();
    outbox.wake();
    await settle();
    expect(server.delivered().sort()).toEqual(['k1', 'k2']);
  });

  it('leaves a running request alone', async () => {
    const server = createServer();
    const answer = server.holdNext();
    const outbox = startOutbox(server);
    const sent = outbox.send(roomId, 'k1', text('x'));
    await settle();
    outbox.wake();
    await settle();
    answer();
    await sent;
    expect(server.requests).toHaveLength(1);
  });

  it('leaves the second try alone while it runs', async () => {
    const server = createServer();
    server.failNext('OFFLINE');
    const answer = server.holdNext();
    const outbox = startOutbox(server);
    const sent = outbox.send(roomId, 'k1', text('x'));
    await pass(2_000);
    outbox.wake();
    await settle();
    answer();
    await sent;
    expect(server.requests).toHaveLength(2);
  });

  it('pauses anew where the woken try fails', async () => {
    const server = createServer();
    server.failNext('OFFLINE', 'OFFLINE');
    const outbox = startOutbox(server);
    void watched(outbox.send(roomId, 'k1', text('x')));
    await settle();
    outbox.wake();
    await pass(499);
    expect(server.requests).toHaveLength(2);
  });

  it('does nothing where nothing waits', async () => {
    const server = createServer();
    startOutbox(server).wake();
    await settle();
    expect(server.requests).toEqual([]);
  });
});

describe('a definite failure', () => {
  const fail = async (code: ErrorCode) => {
    const server = createServer();
    server.failNext(code);
    const store = createStorage();
    const outbox = startOutbox(server, store);
    const sent = watched(outbox.send(roomId, 'k1', text('x')));
    await settle();
    return { server, store, outbox, sent };
  };

  it.each(['FORBIDDEN', 'MESSAGE_INVALID', 'ROOM_NOT_ENCRYPTED', 'ENCRYPTION_FAILED', 'ROOM_UNKNOWN'] as const)(
    'rejects with %s',
    async (code) => {
      const { sent } = await fail(code);
      expect(await codeOf(sent)).toBe(code);
    },
  );

  it.each([
    ['FORBIDDEN', true],
    ['ENCRYPTION_FAILED', true],
    ['MESSAGE_INVALID', false],
    ['ROOM_NOT_ENCRYPTED', false],
  ] as const)('shows %s and whether sending again can help: %s', async (code, recoverable) => {
    const { outbox } = await fail(code);
    expect(echoOf(outbox, 'k1')!.send).toEqual({ status: 'failed', code, recoverable });
  });

  it('is not tried again by itself', async () => {
    const { server } = await fail('FORBIDDEN');
    await pass();
    expect(server.requests).toHaveLength(1);
  });

  it('lets the next message go', async () => {
    const { outbox } = await fail('FORBIDDEN');
    await expect(outbox.send(roomId, 'k2', text('x'))).resolves.toEqual({ eventId: '$k2' });
  });

  it('keeps the text of an unforeseen error to itself', async () => {
    const server = createServer();
    vi.mocked(server.transport.send).mockRejectedValueOnce(new Error('syt_secret'));
    const outbox = startOutbox(server);
    const sent = watched(outbox.send(roomId, 'k1', text('x')));
    await settle();
    await expect(sent).rejects.toMatchObject({ code: 'UNEXPECTED', message: expect.not.stringContaining('secret') });
  });

  it('stays known to the next host', async () => {
    const { store, outbox } = await fail('FORBIDDEN');
    outbox.stop();
    const next = startOutbox(undefined, store);
    await next.restore();
    expect(echoOf(next, 'k1')!.send).toEqual({ status: 'failed', code: 'FORBIDDEN', recoverable: true });
  });

  it('rejects again where the same key is sent again', async () => {
    const { outbox } = await fail('FORBIDDEN');
    // A page repeats its call when the host died; it must not wait for a message that nobody sends.
    expect(await soon(outbox.send(roomId, 'k1', text('x')))).toBe('FORBIDDEN');
  });
});

describe('resending', () => {
  const failed = async () => {
    const server = createServer();
    server.failNext('FORBIDDEN');
    const outbox = startOutbox(server);
    void watched(outbox.send(roomId, 'k1', text('x')));
    await settle();
    return { server, outbox };
  };

  it('keeps key, transaction id and ciphertext', async () => {
    const { server, outbox } = await failed();
    await outbox.resend(roomId, 'k1');
    expect(server.requests[1]).toEqual(server.requests[0]);
  });

  it('resolves with the event id', async () => {
    const { outbox } = await failed();
    await expect(outbox.resend(roomId, 'k1')).resolves.toEqual({ eventId: '$k1' });
  });

  it('comes before messages that wait', async () => {
    const { server, outbox } = await failed();
    const answer = server.holdNext();
    const later = [outbox.send(roomId, 'k2', text('x')), outbox.send(roomId, 'k3', text('x'))];
    await settle();
    const again = outbox.resend(roomId, 'k1');
    answer();
    await Promise.all([...later, again]);
    expect(server.delivered()).toEqual(['k2', 'k1', 'k3']);
  });

  it('shows the echo as sending again', async () => {
    const { server, outbox } = await failed();
    server.holdNext();
    void watched(outbox.resend(roomId, 'k1'));
    await settle();
    expect(echoOf(outbox, 'k1')!.send).toEqual({ status: 'sending', waiting: 'answer' });
  });

  it('is refused for a message that has not failed', async () => {
    const server = createServer();
    server.holdNext();
    const outbox = startOutbox(server);
    void watched(outbox.send(roomId, 'k1', text('x')));
    await settle();
    expect(await codeOf(outbox.resend(roomId, 'k1'))).toBe('EVENT_UNKNOWN');
  });

  it('is refused for a key nobody knows', async () => {
    expect(await codeOf(startOutbox().resend(roomId, 'k9'))).toBe('EVENT_UNKNOWN');
  });
});

describe('discarding', () => {
  /** A message in its pause, and one behind it. */
  const waiting = async () => {
    const server = createServer();
    server.failNext('OFFLINE');
    const store = createStorage();
    const outbox = startOutbox(server, store);
    const first = watched(outbox.send(roomId, 'k1', text('x')));
    const second = watched(outbox.send(roomId, 'k2', text('x')));
    await settle();
    return { server, store, outbox, first, second };
  };

  it('rejects the call that sent the message', async () => {
    const { outbox, first } = await waiting();
    await outbox.discard(roomId, 'k1');
    expect(await codeOf(first)).toBe('EVENT_UNKNOWN');
  });

  it('takes the echo away', async () => {
    const { outbox } = await waiting();
    await outbox.discard(roomId, 'k1');
    expect(echoOf(outbox, 'k1')).toBeUndefined();
  });

  it('deletes the record', async () => {
    const { outbox, store } = await waiting();
    await outbox.discard(roomId, 'k1');
    expect([...store.records.keys()]).toEqual(['outbox:k2']);
  });

  it('keeps a message in its pause from being sent', async () => {
    const { server, outbox } = await waiting();
    await outbox.discard(roomId, 'k1');
    await pass();
    expect(server.delivered()).toEqual(['k2']);
  });

  it('does not let the next message wait for the pause of the discarded one', async () => {
    const { outbox, second } = await waiting();
    await outbox.discard(roomId, 'k1');
    expect(await soon(second)).toBe('resolved');
  });

  it('does not let the next message wait where the discarded one’s request fails', async () => {
    const server = createServer();
    const answer = server.holdNext();
    const outbox = startOutbox(server);
    void watched(outbox.send(roomId, 'k1', text('x')));
    const second = watched(outbox.send(roomId, 'k2', text('x')));
    await settle();
    await outbox.discard(roomId, 'k1');
    answer('OFFLINE');
    await settle();
    expect(await soon(second)).toBe('resolved');
  });

  it('keeps a message that waits for its turn from being sent', async () => {
    const { server, outbox } = await waiting();
    await outbox.discard(roomId, 'k2');
    await pass();
    expect(server.delivered()).toEqual(['k1']);
  });

  it('keeps a message from being sent that is being encrypted', async () => {
    const server = createServer();
    const encrypted = Promise.withResolvers<{ ciphertext: string }>();
    vi.mocked(server.transport.encrypt).mockReturnValueOnce(encrypted.promise);
    const outbox = startOutbox(server);
    void watched(outbox.send(roomId, 'k1', text('x')));
    await settle();
    await outbox.discard(roomId, 'k1');
    encrypted.resolve({ ciphertext: 'x' });
    await pass();
    expect(server.requests).toEqual([]);
  });

  it('leaves no record of a message that is being encrypted', async () => {
    const server = createServer();
    const store = createStorage();
    const encrypted = Promise.withResolvers<{ ciphertext: string }>();
    vi.mocked(server.transport.encrypt).mockReturnValueOnce(encrypted.promise);
    server.holdNext();
    const outbox = startOutbox(server, store);
    void watched(outbox.send(roomId, 'k1', text('x')));
    await settle();
    await outbox.discard(roomId, 'k1');
    encrypted.resolve({ ciphertext: 'x' });
    await settle();
    expect([...store.records.keys()]).toEqual([]);
  });

  it('takes a failed message away', async () => {
    const server = createServer();
    server.failNext('FORBIDDEN');
    const outbox = startOutbox(server);
    void watched(outbox.send(roomId, 'k1', text('x')));
    await settle();
    await outbox.discard(roomId, 'k1');
    expect(outbox.echoes(roomId).get()).toEqual([]);
  });

  it('is refused for a message that is with the server', async () => {
    const outbox = startOutbox();
    await outbox.send(roomId, 'k1', text('x'));
    expect(await codeOf(outbox.discard(roomId, 'k1'))).toBe('EVENT_UNKNOWN');
  });
});

describe('records', () => {
  it('holds a message before the first try', async () => {
    const store = createStorage();
    const server = createServer();
    vi.mocked(server.transport.encrypt).mockImplementation(async () => {
      expect(JSON.parse(store.records.get('outbox:k1')!)).toMatchObject({ outgoing: text('x') });
      return {};
    });
    await startOutbox(server, store).send(roomId, 'k1', text('x'));
  });

  it('holds the ciphertext before it is sent', async () => {
    const store = createStorage();
    const server = createServer();
    server.holdNext();
    void watched(startOutbox(server, store).send(roomId, 'k1', text('x')));
    await settle();
    expect(JSON.parse(store.records.get('outbox:k1')!)).toMatchObject({ prepared: { ciphertext: 'x #1' } });
  });

  it('are gone after delivery', async () => {
    const store = createStorage();
    await startOutbox(undefined, store).send(roomId, 'k1', text('x'));
    expect([...store.records.keys()]).toEqual([]);
  });

  it('are not revived by a late write', async () => {
    const store = createStorage();
    const slow = { ...store.storage };
    // The first write takes longer than everything that comes after it.
    slow.set = vi.fn(store.storage.set).mockImplementationOnce(async (key, value) => {
      await new Promise((resolve) => setTimeout(resolve, 5_000));
      await store.storage.set(key, value);
    });
    const outbox = startOutbox(undefined, { ...store, storage: slow });
    const first = outbox.send(roomId, 'k1', text('x'));
    const second = outbox.send(roomId, 'k2', text('x')); // its quick write starts the room's work
    await pass();
    await Promise.all([first, second]);
    expect([...store.records.keys()]).toEqual([]);
  });

  it('are not revived by a write that is slower than its discarding', async () => {
    const store = createStorage();
    const slow = { ...store.storage };
    slow.set = async (key, value) => {
      await new Promise((resolve) => setTimeout(resolve, 5_000));
      await store.storage.set(key, value);
    };
    const outbox = startOutbox(undefined, { ...store, storage: slow });
    void watched(outbox.send(roomId, 'k1', text('x')));
    void outbox.discard(roomId, 'k1');
    await pass();
    expect([...store.records.keys()]).toEqual([]);
  });

  it('are not needed: a full disk does not stop a message', async () => {
    const store = createStorage();
    const full = { ...store.storage, set: () => Promise.reject(failure('STORE_FULL')) };
    await expect(startOutbox(undefined, { ...store, storage: full }).send(roomId, 'k1', text('x'))).resolves.toEqual({
      eventId: '$k1',
    });
  });
});

describe('restoring', () => {
  /** What a host leaves behind that ends while it has no network. */
  const leave = async (...keys: readonly string[]) => {
    const server = createServer();
    const store = createStorage();
    server.failNext('OFFLINE');
    const outbox = startOutbox(server, store, () => 1_700_000_000_000); // all in one millisecond
    for (const key of keys) void watched(outbox.send(roomId, key, text(key)));
    await settle();
    outbox.stop();
    await settle();
    return { server, store };
  };

  it('shows what an earlier outbox left', async () => {
    const { store } = await leave('k3', 'k1', 'k2');
    const server = createServer();
    server.holdNext();
    const outbox = startOutbox(server, store);
    await outbox.restore();
    expect(
      outbox
        .echoes(roomId)
        .get()
        .map(({ key }) => key),
    ).toEqual(['k3', 'k1', 'k2']);
  });

  it('sends what an earlier outbox left, in its order', async () => {
    const { store } = await leave('k3', 'k1', 'k2');
    const server = createServer();
    await startOutbox(server, store).restore();
    await settle();
    expect(server.delivered()).toEqual(['k3', 'k1', 'k2']);
  });

  it('sends it before what is new', async () => {
    const { store } = await leave('k3', 'k1');
    const server = createServer();
    const outbox = startOutbox(server, store);
    await outbox.restore();
    await outbox.send(roomId, 'k0', text('new'));
    expect(server.delivered()).toEqual(['k3', 'k1', 'k0']);
  });

  it('repeats ciphertext and transaction id of the earlier host', async () => {
    const { server, store } = await leave('k1');
    await startOutbox(server, store).restore();
    await settle();
    expect(server.requests[1]).toEqual(server.requests[0]);
  });

  it('joins a call that a page repeats with the message it is about', async () => {
    const { store } = await leave('k1');
    const server = createServer();
    const outbox = startOutbox(server, store);
    await outbox.restore();
    await outbox.send(roomId, 'k1', text('k1'));
    expect(server.requests).toHaveLength(1);
  });

  it('orders new messages behind restored ones even when the clock stands still', async () => {
    const { store } = await leave('k1', 'k2');
    const server = createServer();
    server.failNext('OFFLINE');
    const second = startOutbox(server, store, () => 1_700_000_000_000);
    await second.restore();
    void watched(second.send(roomId, 'k0', text('new')));
    await settle();
    second.stop();
    const third = createServer();
    await startOutbox(third, store).restore();
    await settle();
    expect(third.delivered()).toEqual(['k1', 'k2', 'k0']);
  });

  it('keeps the order though the clock was put back between two messages', async () => {
    const store = createStorage();
    const server = createServer();
    server.failNext('OFFLINE');
    let nowMs = 2_000;
    const first = startOutbox(server, store, () => nowMs);
    void watched(first.send(roomId, 'k1', text('eins')));
    nowMs = 1_000;
    void watched(first.send(roomId, 'k2', text('zwei')));
    await settle();
    first.stop();
    const next = createServer();
    await startOutbox(next, store).restore();
    await settle();
    expect(next.delivered()).toEqual(['k1', 'k2']);
  });

  it('passes over a record that cannot be read', async () => {
    const { store } = await leave('k1', 'k2');
    const damaged = { ...store.storage };
    damaged.get = (key) => (key === 'outbox:k1' ? Promise.resolve(undefined) : store.storage.get(key));
    const server = createServer();
    await startOutbox(server, { ...store, storage: damaged }).restore();
    await settle();
    expect(server.delivered()).toEqual(['k2']);
  });
});

describe('clearing', () => {
  const filled = async () => {
    const server = createServer();
    server.failNext('OFFLINE');
    const outbox = startOutbox(server);
    const calls = ['k1', 'k2'].map((key) => watched(outbox.send(roomId, key, text('x'))));
    await settle();
    outbox.clear();
    return { server, outbox, calls };
  };

  it('takes all echoes away', async () => {
    const { outbox } = await filled();
    expect(outbox.echoes(roomId).get()).toEqual([]);
  });

  it('rejects all calls', async () => {
    const { calls } = await filled();
    expect(await Promise.all(calls.map(codeOf))).toEqual(['NOT_LOGGED_IN', 'NOT_LOGGED_IN']);
  });

  it('sends nothing any more', async () => {
    const { server } = await filled();
    await pass();
    expect(server.delivered()).toEqual([]);
  });

  it('forgets the keys of events', async () => {
    const outbox = startOutbox();
    await outbox.send(roomId, 'k1', text('x'));
    outbox.clear();
    expect(outbox.keyOf('$k1')).toBeUndefined();
  });

  it('serves the next login', async () => {
    const { outbox } = await filled();
    await expect(outbox.send(roomId, 'k3', text('x'))).resolves.toEqual({ eventId: '$k3' });
  });

  it('does not send a message whose request fails only afterwards', async () => {
    const server = createServer();
    const answer = server.holdNext();
    const outbox = startOutbox(server);
    void watched(outbox.send(roomId, 'k1', text('x')));
    await settle();
    outbox.clear();
    answer('OFFLINE');
    await pass();
    expect(server.requests).toHaveLength(1);
  });

  it('writes nothing any more, so that log-out leaves nothing behind', async () => {
    const server = createServer();
    const store = createStorage();
    const encrypted = Promise.withResolvers<{ ciphertext: string }>();
    vi.mocked(server.transport.encrypt).mockReturnValueOnce(encrypted.promise);
    server.holdNext();
    const outbox = startOutbox(server, store);
    void watched(outbox.send(roomId, 'k1', text('x')));
    await settle();
    outbox.clear();
    store.records.clear(); // log-out erases the storage
    encrypted.resolve({ ciphertext: 'x' });
    await settle();
    expect([...store.records.keys()]).toEqual([]);
  });
});

describe('stopping', () => {
  it('rejects every call that is under way', async () => {
    const server = createServer();
    server.failNext('OFFLINE');
    const outbox = startOutbox(server);
    const calls = ['k1', 'k2'].map((key) => watched(outbox.send(roomId, key, text('x'))));
    await settle();
    outbox.stop();
    expect(await Promise.all(calls.map(soon))).toEqual(['DISCONNECTED', 'DISCONNECTED']);
  });

  it('sends nothing any more', async () => {
    const server = createServer();
    server.failNext('OFFLINE');
    const outbox = startOutbox(server);
    void watched(outbox.send(roomId, 'k1', text('x')));
    await settle();
    outbox.stop();
    await pass();
    expect(server.requests).toHaveLength(1);
  });

  it('leaves no timer', async () => {
    const server = createServer();
    server.failNext('OFFLINE');
    const outbox = startOutbox(server);
    void watched(outbox.send(roomId, 'k1', text('x')));
    await settle();
    outbox.stop();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('keeps the records for the next host', async () => {
    const server = createServer();
    server.failNext('OFFLINE');
    const store = createStorage();
    const outbox = startOutbox(server, store);
    void watched(outbox.send(roomId, 'k1', text('x')));
    await settle();
    outbox.stop();
    await settle();
    expect([...store.records.keys()]).toEqual(['outbox:k1']);
  });
});

describe('limits', () => {
  it.each(['', 'a/b', '../x', 'ä', 'a b', 'x'.repeat(65)])('refuses the key “%s”', async (key) => {
    const outbox = startOutbox();
    expect(await codeOf(outbox.send(roomId, key, text('x')))).toBe('MESSAGE_INVALID');
    expect(outbox.echoes(roomId).get()).toEqual([]);
  });
});

describe('thirty messages on a bad network', () => {
  const messageCount = 30;
  const lossRate = 0.3;

  /** mulberry32: small, seeded, good enough for choices of a test. */
  const createRandom = (seed: number) => (): number => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };

  /** Requests and answers get lost, answers take their time, the host is replaced now and then, pages repeat their calls. */
  const run = async (seed: number) => {
    const random = createRandom(seed);
    const store = createStorage();
    const arrived: Request[] = [];
    const known = new Map<string, string>();
    const transport: OutboxTransport = {
      encrypt: async (_room, _type, { body }) => ({ body }),
      redact: () => Promise.reject(failure('UNEXPECTED')),
      upload: () => Promise.reject(failure('UNEXPECTED')),
      isAnswering: () => true,
      async send(room, eventType, encrypted, transactionId) {
        await new Promise((resolve) => setTimeout(resolve, random() * 500));
        if (random() < lossRate / 2) throw failure('OFFLINE');
        if (!known.has(transactionId)) {
          known.set(transactionId, `$${transactionId}`);
          arrived.push({ roomId: room, eventType, encrypted, transactionId });
        }
        if (random() < lossRate) throw failure(random() < 0.5 ? 'OFFLINE' : 'SERVER_ERROR');
        return { eventId: known.get(transactionId)! };
      },
    };
    const queued: Request[] = [];
    let outbox = startOutbox({ transport } as never, store);
    for (let index = 0; index < messageCount; index++) {
      const room = random() < 0.6 ? roomId : otherRoomId;
      const key = `m${index}`;
      queued.push({ roomId: room, eventType: 'm.room.encrypted', encrypted: { body: key }, transactionId: key });
      void watched(outbox.send(room, key, text(key)));
      if (random() < 0.3) void watched(outbox.send(room, key, text(key)));
      await pass(random() * 3_000);
      if (random() < 0.2) outbox.wake();
      if (random() < 0.1) {
        outbox.stop();
        await settle();
        outbox = startOutbox({ transport } as never, store);
        await outbox.restore();
      }
    }
    await pass(60 * 60_000);
    const inRoom = (requests: readonly Request[], room: string) =>
      requests.filter((request) => request.roomId === room);
    return { arrived, queued, inRoom, store };
  };

  const seeds = [1, 2, 3, 4, 5, 6, 7, 8];

  it.each(seeds)('arrive exactly once and in order (seed %i)', async (seed) => {
    const { arrived, queued, inRoom } = await run(seed);
    for (const room of [roomId, otherRoomId]) expect(inRoom(arrived, room)).toEqual(inRoom(queued, room));
  });

  it('leave no record', async () => {
    const { store } = await run(9);
    expect([...store.records.keys()]).toEqual([]);
  });
});

describe('what a server or a storage may do', () => {
  it('waits as long as the server asks', async () => {
    const server = createServer();
    vi.mocked(server.transport.send).mockRejectedValueOnce(
      new BmError('RATE_LIMITED', 'refused by the test', { retryAfterMs: 20_000 }),
    );
    const sent = startOutbox(server).send(roomId, 'k1', text('eins'));
    await pass(19_000);
    expect(server.transport.send).toHaveBeenCalledTimes(1);
    await pass();
    expect(await codeOf(sent)).toBe('resolved');
  });

  it('takes up what waits once, however often it is asked', async () => {
    const shared = createStorage();
    const first = startOutbox(offlineServer(), shared);
    void watched(first.send(roomId, 'k1', text('eins')));
    await settle();
    first.stop();
    const server = createServer();
    const second = startOutbox(server, shared);
    await Promise.all([second.restore(), second.restore()]);
    await pass();
    expect(
      second
        .echoes(roomId)
        .get()
        .map(({ key }) => key),
    ).toEqual(['k1']);
  });

  it('sends nothing that was loaded before a log-out', async () => {
    const shared = createStorage();
    const first = startOutbox(offlineServer(), shared);
    void watched(first.send(roomId, 'k1', text('eins')));
    await settle();
    first.stop();
    const server = createServer();
    const second = startOutbox(server, shared);
    const restored = second.restore();
    second.clear();
    await restored;
    await pass();
    expect(server.delivered()).toEqual([]);
  });

  it('sends new messages although the storage cannot be read', async () => {
    const server = createServer();
    const { storage } = createStorage();
    const outbox = startOutbox(server, {
      records: new Map(),
      storage: { ...storage, keys: () => Promise.reject(new Error()) },
    });
    await outbox.restore();
    const sent = outbox.send(roomId, 'k1', text('eins'));
    await settle();
    expect(await codeOf(sent)).toBe('resolved');
  });

  it('leaves records alone that are not messages', async () => {
    const shared = createStorage(new Map([['outbox:x', '{"transactionId":5}']]));
    const outbox = startOutbox(createServer(), shared);
    await outbox.restore();
    expect(outbox.echoes(roomId).get()).toEqual([]);
    expect([...shared.records.keys()]).toEqual(['outbox:x']);
  });

  it('refuses to send after its end', async () => {
    const outbox = startOutbox();
    outbox.stop();
    expect(await soon(outbox.send(roomId, 'k1', text('eins')))).toBe('DISCONNECTED');
  });
});

describe('what is not sent yet', () => {
  const offline = () => {
    const server = createServer();
    server.failNext('OFFLINE');
    return server;
  };

  it('is changed where it was never tried', async () => {
    const server = createServer();
    const answer = server.holdNext();
    const outbox = startOutbox(server);
    void watched(outbox.send(roomId, 'k1', text('eins')));
    void watched(outbox.send(roomId, 'k2', text('zwei')));
    await settle();
    const changed = outbox.change(roomId, 'k2', text('drei'));
    expect(echoOf(outbox, 'k2')!.outgoing).toEqual(text('drei'));
    answer();
    await expect(changed).resolves.toEqual({ eventId: '$k2' });
    expect(server.requests.map(({ encrypted }) => encrypted.ciphertext)).toEqual(['eins #1', 'drei #2']);
  });

  it('is not changed any more once it was tried: the server may have it', async () => {
    const server = offline();
    const outbox = startOutbox(server);
    void watched(outbox.send(roomId, 'k1', text('eins')));
    await settle();
    expect(outbox.change(roomId, 'k1', text('zwei'))).toBeUndefined();
    expect(outbox.isUnsent(roomId, 'k1')).toBe(false);
  });

  it('is changed and sent again where the server has refused it', async () => {
    const server = createServer();
    server.failNext('FORBIDDEN');
    const outbox = startOutbox(server);
    void watched(outbox.send(roomId, 'k1', text('eins')));
    await settle();
    await expect(outbox.change(roomId, 'k1', text('zwei'))).resolves.toEqual({ eventId: '$k1' });
    expect(server.requests.at(-1)!.encrypted).toEqual({ ciphertext: 'zwei #2' });
  });

  it('can be changed while the encryption waits for the network', async () => {
    const server = createServer();
    vi.mocked(server.transport.encrypt).mockRejectedValueOnce(failure('OFFLINE'));
    const outbox = startOutbox(server);
    void watched(outbox.send(roomId, 'k1', text('eins')));
    await settle();
    void watched(outbox.change(roomId, 'k1', text('zwei'))!);
    await pass();
    expect(server.requests.map(({ encrypted }) => encrypted.ciphertext)).toEqual(['zwei #1']);
  });

  const answerTo = (key: string): Outgoing =>
    message({ msgtype: 'm.text', body: 'x', 'm.relates_to': { rel_type: 'm.replace', event_id: `~${key}` } });

  it('is referred to by its key, which becomes its event id', async () => {
    const server = createServer();
    const outbox = startOutbox(server);
    void watched(outbox.send(roomId, 'k1', text('eins')));
    await outbox.send(roomId, 'k2', answerTo('k1'));
    expect(server.requests[1]!.encrypted).toMatchObject({ 'm.relates_to': { event_id: '$k1' } });
  });

  it('gives its event id to what refers to it also when the host ends between the two', async () => {
    const server = createServer();
    const store = createStorage();
    const outbox = startOutbox(server, store);
    void watched(outbox.send(roomId, 'k1', text('eins')));
    void watched(outbox.send(roomId, 'k2', answerTo('k1')));
    server.transport.send = vi.fn(server.transport.send).mockImplementationOnce(server.transport.send);
    vi.mocked(server.transport.send).mockImplementation(() => Promise.reject(failure('OFFLINE')));
    vi.mocked(server.transport.send).mockResolvedValueOnce({ eventId: '$k1' });
    await settle();
    outbox.stop();
    await settle();
    const next = createServer();
    await startOutbox(next, store).restore();
    await settle();
    expect(next.requests.map(({ encrypted }) => encrypted)).toMatchObject([{ 'm.relates_to': { event_id: '$k1' } }]);
  });

  it('takes with it what refers to it', async () => {
    const server = offline();
    const store = createStorage();
    const outbox = startOutbox(server, store);
    void watched(outbox.send(roomId, 'k1', text('eins')));
    const edit = watched(outbox.send(roomId, 'k2', answerTo('k1')));
    await settle();
    await outbox.discard(roomId, 'k1');
    expect(await codeOf(edit)).toBe('EVENT_UNKNOWN');
    await pass();
    expect(server.requests).toHaveLength(1);
    expect([...store.records.keys()]).toEqual([]);
  });

  it('that failed keeps what refers to it from being sent', async () => {
    const server = createServer();
    server.failNext('FORBIDDEN');
    const outbox = startOutbox(server);
    void watched(outbox.send(roomId, 'k1', text('eins')));
    expect(await soon(outbox.send(roomId, 'k2', answerTo('k1')))).toBe('EVENT_UNKNOWN');
    expect(server.requests).toHaveLength(1);
  });

  it('that failed and is sent again takes with it what refers to it', async () => {
    const server = createServer();
    server.failNext('FORBIDDEN');
    const outbox = startOutbox(server);
    void watched(outbox.send(roomId, 'k1', text('eins')));
    void watched(outbox.send(roomId, 'k2', answerTo('k1')));
    await settle();
    void watched(outbox.resend(roomId, 'k1'));
    await settle();
    expect(server.delivered()).toEqual(['k1', 'k2']);
    expect(echoOf(outbox, 'k2')?.send).toEqual({ status: 'sent' });
  });
});

describe('reactions and redactions', () => {
  const like: Outgoing = {
    kind: 'event',
    eventType: 'm.reaction',
    content: { 'm.relates_to': { rel_type: 'm.annotation', event_id: '$a', key: '👍' } },
  };

  it('keep their place between messages', async () => {
    const server = createServer();
    const outbox = startOutbox(server);
    void watched(outbox.send(roomId, 'k1', text('eins')));
    void watched(outbox.send(roomId, 'k2', like));
    await outbox.send(roomId, 'k3', { kind: 'redaction', eventId: '$a' });
    expect(server.requests.map(({ eventType }) => eventType)).toEqual([
      'm.room.encrypted',
      'm.reaction',
      'm.room.redaction',
    ]);
  });

  it('leave as they are, with the transaction id of their first try', async () => {
    const server = createServer();
    server.loseNextAnswer();
    const outbox = startOutbox(server);
    void watched(outbox.send(roomId, 'k1', like));
    await pass();
    expect(server.transport.encrypt).not.toHaveBeenCalled();
    expect(server.requests.map(({ transactionId, encrypted }) => [transactionId, encrypted])).toEqual([
      ['k1', like.content],
      ['k1', like.content],
    ]);
  });

  it('that are refused go as if they had never been', async () => {
    const server = createServer();
    server.failNext('FORBIDDEN');
    const store = createStorage();
    const outbox = startOutbox(server, store);
    expect(await soon(outbox.send(roomId, 'k1', like))).toBe('FORBIDDEN');
    expect(outbox.echoes(roomId).get()).toEqual([]);
    await settle();
    expect([...store.records.keys()]).toEqual([]);
  });
});

describe('a vote and the end of a poll', () => {
  const about: Content = { 'm.relates_to': { rel_type: 'm.reference', event_id: '$poll' } };

  it.each(['org.matrix.msc3381.poll.response', 'org.matrix.msc3381.poll.end'])(
    'that are refused go as if they had never been: %s',
    async (eventType) => {
      const server = createServer();
      server.failNext('FORBIDDEN');
      const store = createStorage();
      const outbox = startOutbox(server, store);
      expect(await soon(outbox.send(roomId, 'k1', { kind: 'event', eventType, content: about }))).toBe('FORBIDDEN');
      expect(outbox.echoes(roomId).get()).toEqual([]);
      await settle();
      expect([...store.records.keys()]).toEqual([]);
    },
  );
});

describe('a file', () => {
  const bytes = new Blob(['x'.repeat(1_100_000)], { type: 'image/png' });
  const file = (more: Content = {}): Outgoing => ({
    kind: 'file',
    file: {
      filename: 'a.png',
      mimetype: 'image/png',
      sizeBytes: bytes.size,
      content: { msgtype: 'm.image', body: 'a.png', ...more },
      info: {},
    },
  });
  const uploadOf = ({ transport }: ReturnType<typeof createServer>) => vi.mocked(transport.upload);
  /** Blobs are read by real timers. */
  const eventually = async (check: () => void): Promise<void> => {
    await vi.waitFor(
      async () => {
        await settle();
        check();
      },
      { timeout: 30_000 },
    );
  };

  it('is uploaded, and the event that tells of it is encrypted', async () => {
    const server = createServer();
    await startOutbox(server).send(roomId, 'k1', file(), bytes);
    expect(server.requests[0]!.encrypted).toEqual({ ciphertext: 'a.png #1' });
    expect(vi.mocked(server.transport.encrypt).mock.calls[0]![2]).toMatchObject({ url: 'mxc://server.example/file' });
    expect(uploadOf(server).mock.calls[0]![1 as never]).toBe(bytes);
  });

  it('shows how far it has got', async () => {
    const server = createServer();
    const gate = Promise.withResolvers<Content>();
    uploadOf(server).mockImplementationOnce(((_file: never, _bytes: never, report: (progress: number) => void) => {
      report(0.5);
      return gate.promise;
    }) as never);
    const outbox = startOutbox(server);
    void watched(outbox.send(roomId, 'k1', file(), bytes));
    await eventually(() => expect(echoOf(outbox, 'k1')!.send).toMatchObject({ status: 'sending', progress: 0.5 }));
  });

  it('is uploaded once, however often its event is tried', async () => {
    const server = createServer();
    server.failNext('OFFLINE', 'OFFLINE');
    const outbox = startOutbox(server);
    const sent = outbox.send(roomId, 'k1', file(), bytes);
    await eventually(() => expect(server.requests).toHaveLength(1));
    await pass();
    await pass();
    await sent;
    expect(uploadOf(server)).toHaveBeenCalledTimes(1);
  });

  it('survives the host, and leaves nothing behind when it is sent', async () => {
    const server = createServer();
    uploadOf(server).mockRejectedValue(failure('OFFLINE') as never);
    const store = createStorage();
    const outbox = startOutbox(server, store);
    void watched(outbox.send(roomId, 'k1', file(), bytes));
    await eventually(() => expect(uploadOf(server)).toHaveBeenCalled());
    expect([...store.records.keys()].filter((key) => key.startsWith('outbox-file:'))).toHaveLength(3);
    outbox.stop();
    const next = createServer();
    const second = startOutbox(next, store);
    await second.restore();
    await eventually(() => expect(next.requests).toHaveLength(1));
    const kept = uploadOf(next).mock.calls[0]![1 as never] as Blob;
    expect([kept.size, kept.type, (await kept.text()) === (await bytes.text())]).toEqual([
      bytes.size,
      bytes.type,
      true,
    ]);
    await eventually(() => expect([...store.records.keys()]).toEqual([]));
  });

  it('whose bytes are gone says so and lets the next message go', async () => {
    const store = createStorage();
    const record = { transactionId: 'k1', roomId, outgoing: file(), queuedTs: 1, sequence: 0, hasFile: true };
    store.records.set('outbox:k1', JSON.stringify(record));
    const server = createServer();
    const outbox = startOutbox(server, store);
    await outbox.restore();
    await settle();
    expect(echoOf(outbox, 'k1')!.send).toMatchObject({ status: 'failed', code: 'FILE_LOST' });
    await expect(outbox.send(roomId, 'k2', text('x'))).resolves.toEqual({ eventId: '$k2' });
  });

  it('ends its upload when it is discarded', async () => {
    const server = createServer();
    let signal: AbortSignal | undefined;
    uploadOf(server).mockImplementationOnce(((_f: never, _b: never, _r: never, given: AbortSignal) => {
      signal = given;
      return new Promise((_, reject) => given.addEventListener('abort', () => reject(given.reason as Error)));
    }) as never);
    const store = createStorage();
    const outbox = startOutbox(server, store);
    const sent = watched(outbox.send(roomId, 'k1', file(), bytes));
    await eventually(() => expect(signal).toBeDefined());
    await outbox.discard(roomId, 'k1');
    expect(signal!.aborted).toBe(true);
    expect(await codeOf(sent)).toBe('EVENT_UNKNOWN');
    await eventually(() => expect([...store.records.keys()]).toEqual([]));
    expect(server.requests).toEqual([]);
  });

  it('is not uploaded when it is discarded while its bytes are read', async () => {
    const record = { transactionId: 'k1', roomId, outgoing: file(), queuedTs: 1, sequence: 0, hasFile: true };
    const store = createStorage(
      new Map([
        ['outbox:k1', JSON.stringify(record)],
        ['outbox-file:k1:000000', '"eA=="'],
        ['outbox-file:k1:000001', '{"end":true,"type":"image/png"}'],
      ]),
    );
    const gate = Promise.withResolvers<void>();
    const get: OutboxStorage['get'] = async (key) => {
      const value = await store.storage.get(key);
      if (key.endsWith(':000001')) await gate.promise;
      return value as never;
    };
    const server = createServer();
    const outbox = startOutbox(server, { ...store, storage: { ...store.storage, get } });
    await outbox.restore();
    await settle();
    await outbox.discard(roomId, 'k1');
    gate.resolve();
    await settle();
    expect(uploadOf(server)).not.toHaveBeenCalled();
  });

  it('stays as long as its event, also where that cannot be read', async () => {
    const store = createStorage(
      new Map([
        ['outbox:k9', '{"version":"of another time"}'],
        ['outbox-file:k9:000000', '"eA=="'],
      ]),
    );
    await startOutbox(createServer(), store).restore();
    expect([...store.records.keys()]).toEqual(['outbox:k9', 'outbox-file:k9:000000']);
  });

  it('stays where the storage cannot be read', async () => {
    const store = createStorage(new Map([['outbox-file:k9:000000', '"eA=="']]));
    const keys = vi.fn(store.storage.keys).mockRejectedValue(failure('STORE_LOST'));
    await startOutbox(createServer(), { ...store, storage: { ...store.storage, keys } }).restore();
    expect([...store.records.keys()]).toEqual(['outbox-file:k9:000000']);
  });

  it('of a host that ended before its event was noted is deleted', async () => {
    const store = createStorage(new Map([['outbox-file:k9:000000', '"eA=="']]));
    await startOutbox(createServer(), store).restore();
    expect([...store.records.keys()]).toEqual([]);
  });
});

describe('a room that nobody looks at', () => {
  it('keeps no echo of what the server has', async () => {
    const { transport } = createServer();
    const outbox = createOutbox(transport, createStorage().storage);
    open.add(outbox);
    await outbox.send(roomId, 'k1', text('x'));
    expect(outbox.echoes(roomId).get()).toEqual([]);
  });

  it('any more lets go of them', async () => {
    const { transport } = createServer();
    const outbox = createOutbox(transport, createStorage().storage);
    open.add(outbox);
    const stop = outbox.echoes(roomId).subscribe(() => undefined);
    await outbox.send(roomId, 'k1', text('x'));
    expect(outbox.echoes(roomId).get()).toHaveLength(1);
    stop();
    expect(outbox.echoes(roomId).get()).toEqual([]);
  });
});

/** A server that never answers. */
function offlineServer(): ReturnType<typeof createServer> {
  const server = createServer();
  vi.mocked(server.transport.send).mockRejectedValue(failure('OFFLINE'));
  return server;
}
