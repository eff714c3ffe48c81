/**
 * Asks the server again and again what has happened, and hands each answer on: at once to the rooms, and to the encryption
 * before the next request acknowledges it. Sliding and classic sync differ only in the {@link Connection} they ask through.
 */
import type { BmError } from '../errors.ts';
import type { AuthenticatedRequest } from '../network/client-server-api.ts';
import { toBmError } from '../network/matrix-error.ts';
import type { WritableRooms } from '../rooms/rooms.ts';
import type { SyncState } from '../types.ts';
import type { createClassicConnection } from './classic-connection.ts';
import { backOffMs, createPacing } from './pacing.ts';
import { createSlidingConnection } from './sliding-connection.ts';
import { sleep } from './sleep.ts';
import type { SyncUpdate } from './sync-update.ts';
import type { noteUntoldRooms } from './untold-rooms.ts';

/** `auto`: sliding where the server has it, else classic. */
export type SyncKind = 'auto' | 'sliding' | 'classic';

export interface SyncOptions {
  readonly request: AuthenticatedRequest;
  readonly userId: string;
  readonly rooms: WritableRooms;
  readonly kind: SyncKind;
  /** Tells the connections of one device apart. Sliding sync only. */
  readonly connectionId: string;
  /** A room to open before anybody looks at it, so that it is in the first answer whatever its place in the list. */
  readonly firstRoom?: string;
  /** Takes to-device messages, device lists and key counts. The next request acknowledges them, and waits for this. */
  readonly deliver: (update: SyncUpdate) => Promise<void>;
  /** Before it resolves nothing is delivered, and the server keeps what there is to deliver. */
  readonly encryptionReady: Promise<void>;
  readonly onState: (state: SyncState) => void;
  /** The server does not know the access token any more; the sync has ended. `soft`: the device may log in again. */
  readonly onTokenUnknown: (soft: boolean) => void;
  /**
   * Pause after the first answer, in milliseconds: what it brought is painted before server, host and page are busy with the
   * next one, which is many times as large. A room that is opened meanwhile does not wait for its end. @default 0
   */
  readonly restMs?: number;
  /** Classic sync is for the few servers without the other: it is loaded when it is needed. */
  readonly loadClassic: () => Promise<typeof createClassicConnection>;
  /** Nor is this needed before the list has become shorter. */
  readonly loadUntold: () => Promise<typeof noteUntoldRooms>;
  /** What `auto` has found. */
  readonly onKind?: (kind: 'sliding' | 'classic') => void;
  /** @default the platform's */
  readonly clock?: SyncClock;
}

export interface SyncClock {
  /** Milliseconds, from any start. */
  now(): number;
  /** Resolves after that time, or at once when `signal` aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export interface SyncLoop {
  /** Asks at once: the network is back, the computer is awake, or somebody wants to know. */
  wake(): void;
  /** Ends the request under way. Resolves when nothing of the sync runs any more. */
  stop(): Promise<void>;
}

/** What of the sync the kinds do differently. */
export interface Connection {
  /**
   * One request and its answer. Nothing of the connection moves on before `acknowledge`, so an aborted or failed request
   * is asked again as it was.
   * @param atOnce the server is not to wait for something to happen: it has to show that it is there
   */
  ask(signal: AbortSignal, atOnce: boolean): Promise<Answer>;
  /** Whether the request under way, if it waits for something to happen, should be asked again as it is now. */
  isOutdated(): boolean;
  /** After an error: goes back to its beginning where that helps; without one, in any case. @returns whether the next request can go at once */
  reset(error?: BmError): boolean;
}

export interface Answer {
  readonly update: SyncUpdate;
  /** Whether there is something to deliver, and the next request must wait for it. */
  readonly toDeliver: SyncUpdate | undefined;
  /** Lets the next request go on from here. */
  acknowledge(): void;
}

const platformClock: SyncClock = { now: () => performance.now(), sleep };

export function startSync(options: SyncOptions): SyncLoop {
  const {
    rooms,
    kind,
    encryptionReady,
    deliver,
    onState,
    onTokenUnknown,
    onKind,
    restMs = 0,
    clock = platformClock,
  } = options;
  const letGoOfFirstRoom = options.firstRoom === undefined ? undefined : rooms.open(options.firstRoom);
  const ended = new AbortController();
  /** Ends what the loop waits for, so that it goes round again. */
  let turn = new AbortController();
  let failures = 0;
  /** Whether the server has answered since the last failure, or since somebody wanted to know. */
  let answers = true;
  /** Whether the pause after the very first answer is still to come, and whether it is now. */
  let isFirst = true;
  let rests = false;
  /** Whether the server has asked for the pause that is now: nobody's interest in a room ends it. */
  let isHeldOff = false;
  let encryption: 'pending' | 'ready' | 'failed' = 'pending';
  const pacing = createPacing(clock.now);
  let { beginnings } = rooms;

  const connectionOptions = { ...options, now: clock.now, encryptionIsReady: () => encryption === 'ready' };
  const connectClassic = async (): Promise<Connection> => (await options.loadClassic())(connectionOptions);
  const connect = (to: 'sliding' | 'classic'): Connection =>
    to === 'classic' ? laterConnection(connectClassic) : createSlidingConnection(connectionOptions);
  /** What is tried, and with the first answer found. */
  let tried: 'sliding' | 'classic' = kind === 'classic' ? 'classic' : 'sliding';
  let connection = connect(tried);
  let kindKnown = kind !== 'auto';

  const askAgain = (): void => {
    if (!isHeldOff && (rests || beginnings !== rooms.beginnings || connection.isOutdated())) turn.abort();
  };
  encryptionReady.then(
    () => {
      encryption = 'ready';
      askAgain();
    },
    () => {
      encryption = 'failed';
    },
  );
  const stopFollowing = rooms.onWanted(askAgain);

  const pause = async (ms: number): Promise<void> => {
    if (ms > 0) await clock.sleep(ms, AbortSignal.any([ended.signal, turn.signal]));
  };

  let reported: SyncState['status'] | undefined;
  const report = (state: SyncState): void => {
    // That it is still live is no news; why it is offline may be.
    if (state.status === reported && state.status === 'live') return;
    reported = state.status;
    onState(state);
  };

  const takeAnswer = async ({ update, toDeliver, acknowledge }: Answer, tookMs: number): Promise<void> => {
    if (!kindKnown) onKind?.(tried);
    kindKnown = true;
    answers = true;
    rooms.apply(update);
    report({ status: 'live' });
    if (toDeliver) {
      // Not raced with each answer: what waits for the end would pile up until then.
      if (encryption !== 'ready') await Promise.race([encryptionReady, whenAborted(ended.signal)]);
      if (ended.signal.aborted) return;
      await deliver(toDeliver);
    }
    acknowledge();
    failures = 0;
    const pauseMs = pacing.afterAnswer({ tookMs, hasContent: hasContent(update) });
    rests = isFirst;
    isFirst = false;
    await pause(rests ? Math.max(restMs, pauseMs) : pauseMs);
    rests = false;
  };

  const takeError = async (error: BmError): Promise<void> => {
    if (error.code === 'TOKEN_UNKNOWN' && error.errcode === 'M_UNKNOWN_TOKEN') {
      ended.abort();
      onTokenUnknown(error.softLogout === true);
      return;
    }
    if (!kindKnown && isMissing(error)) {
      // Whoever says it may be a gateway that says the same of everything: what answers first is what the server has.
      tried = tried === 'sliding' ? 'classic' : 'sliding';
      connection = connect(tried);
      if (tried === 'classic') return;
    }
    failures++;
    answers = false;
    if (connection.reset(error) && failures === 1) return;
    report({ status: 'offline', error: error.toData() });
    isHeldOff = error.retryAfterMs !== undefined;
    await pause(backOffMs(failures, error));
    isHeldOff = false;
  };

  const run = async (): Promise<void> => {
    while (!ended.signal.aborted) {
      if (turn.signal.aborted) turn = new AbortController();
      if (beginnings !== rooms.beginnings) connection.reset();
      ({ beginnings } = rooms);
      const { signal } = turn;
      const askedAt = clock.now();
      try {
        const answer = await connection.ask(AbortSignal.any([signal, ended.signal]), !answers);
        if (ended.signal.aborted) return;
        await takeAnswer(answer, clock.now() - askedAt);
      } catch (error) {
        if (ended.signal.aborted) return;
        if (!signal.aborted) await takeError(toBmError(error));
      }
    }
  };
  report({ status: 'catchingUp' });
  const running = run();

  return {
    wake() {
      failures = 0;
      answers = false;
      turn.abort();
    },
    async stop() {
      ended.abort();
      stopFollowing();
      letGoOfFirstRoom?.();
      await running;
    },
  };
}

/** Whether the homeserver, or a gateway that passes only some paths on, does not have what was asked for. */
function isMissing({ errcode, notFound }: BmError): boolean {
  return errcode === 'M_UNRECOGNIZED' || notFound === true;
}

/** Nothing of classic sync could be asked differently, so it need not be here to say so. */
function laterConnection(load: () => Promise<Connection>): Connection {
  let loaded: Connection | undefined;
  return {
    async ask(...turn) {
      loaded ??= await load();
      return loaded.ask(...turn);
    },
    isOutdated: () => false,
    reset: (error) => loaded?.reset(error) ?? false,
  };
}

function hasContent({ rooms, accountData, toDevice, deviceLists }: SyncUpdate): boolean {
  const devices = (deviceLists?.changed.length ?? 0) + (deviceLists?.left.length ?? 0);
  return rooms.length + accountData.length + toDevice.length + devices > 0;
}

function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
