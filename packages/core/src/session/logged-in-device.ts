/**
 * A running device: sync at once, encryption loaded beside it once the first list is there, again and again where its files
 * do not come, and what of its life the session shows.
 */
import type { PendingInvites } from '../encryption/pending-invites.ts';
import type { DeviceTrust, EncryptionOptions, RunningEncryption } from '../encryption/running-encryption.ts';
import type { AuthenticatedRequest } from '../network/client-server-api.ts';
import { createMissingFileBelief, mayStillCome } from '../network/missing-file.ts';
import { writable, type Readable } from '../readable.ts';
import type { WritableRooms } from '../rooms/rooms.ts';
import { backOffMs } from '../sync/pacing.ts';
import { sleep } from '../sync/sleep.ts';
import { startSync, type SyncKind } from '../sync/sync-loop.ts';
import type { SyncState } from '../types.ts';
import type { Credentials } from './credentials.ts';
import type { SecondStageModule } from './second-stage-module.ts';
import { onWakeUp } from './wake-ups.ts';

export interface DeviceOptions extends Pick<
  EncryptionOptions,
  'policy' | 'deployment' | 'issuers' | 'storage' | 'storageRoom'
> {
  readonly baseUrl: string;
  readonly credentials: Credentials;
  readonly fetch: typeof globalThis.fetch;
  readonly request: AuthenticatedRequest;
  readonly rooms: WritableRooms;
  readonly invites: PendingInvites;
  readonly sync: SyncKind;
  /** Prefix of the crypto store's databases; `undefined` keeps the keys in memory. */
  readonly databasePrefix: string | undefined;
  readonly wasmUrl: string | undefined;
  readonly loadSecondStage: () => Promise<SecondStageModule>;
  /** Of a login that has just happened, in case the server wants it for the first cross-signing keys. */
  readonly password: string | undefined;
}

export interface DeviceListener {
  onChange(sync: SyncState, trust: DeviceTrust): void;
  /** The server does not know the access token any more. `soft`: the device may log in again with its keys. */
  onTokenUnknown(soft: boolean): void;
  /** The device cannot go on. */
  onFailed(error: unknown): void;
}

export interface LoggedInDevice {
  readonly encryption: Readable<RunningEncryption | undefined>;
  /** Asks the server, and for files that did not come, at once instead of waiting. */
  wake(): void;
  /** From this call on the listener hears nothing and no request is made. */
  stop(reason?: Error): Promise<void>;
}

/** Encryption may load without an answer after this time: a server that is away must not keep stored messages unreadable. */
const encryptionWaitsAtMostMs = 1_500;

/** Time for pages to paint the first answer: some frames of a slow computer. */
const firstPaintMs = 250;

export function startLoggedInDevice(options: DeviceOptions, listener: DeviceListener): LoggedInDevice {
  const { rooms, credentials, password } = options;
  const ended = new AbortController();
  const encryption = writable<RunningEncryption | undefined>(undefined);
  let sync: SyncState = { status: 'catchingUp' };
  let trust: DeviceTrust = 'unknown';
  let stopTrust: (() => void) | undefined;

  /** Why the encryption did not come yet. Its users are as good as offline, also where the server answers. */
  let missing: Extract<SyncState, { status: 'offline' }> | undefined;
  const believed = createMissingFileBelief();
  /** Since somebody or something had them asked for at once. */
  let failures = 0;
  /** Ends the pause before the next try. */
  let turn = new AbortController();

  const report = (): void => {
    if (!ended.signal.aborted) listener.onChange(sync.status === 'offline' ? sync : (missing ?? sync), trust);
  };
  const startEncryption = async (): Promise<RunningEncryption> => {
    for (;;) {
      ended.signal.throwIfAborted();
      try {
        const module = await options.loadSecondStage();
        ended.signal.throwIfAborted();
        return await module.startEncryption({
          ...options,
          signal: ended.signal,
          onStoreLost: (error) => !ended.signal.aborted && listener.onFailed(error),
        });
      } catch (error) {
        if (!mayStillCome(error)) throw error;
        const failure = believed(error);
        if (missing?.error.code !== failure.code) {
          missing = { status: 'offline', error: failure };
          report();
        }
        turn = new AbortController();
        await sleep(backOffMs(++failures, error), AbortSignal.any([ended.signal, turn.signal]));
      }
    }
  };
  const loadAtOnce = (): void => {
    failures = 0;
    turn.abort();
  };
  const loadEncryption = async (): Promise<RunningEncryption> => {
    await firstPaint(rooms, ended.signal);
    const running = await startEncryption();
    missing = undefined;
    if (ended.signal.aborted) await running.stop();
    ended.signal.throwIfAborted();
    stopTrust = running.trust.subscribe((next) => {
      trust = next;
      if (next !== 'unknown') report();
    });
    encryption.set(running);
    report();
    setUpCrossSigning();
    return running;
  };
  const loaded = loadEncryption();
  loaded.catch((error: unknown) => {
    if (!ended.signal.aborted) listener.onFailed(error);
  });

  let crossSigning: Promise<void> | undefined;
  /** Tried again with the next answer of the sync if it fails: the account must not stay without an identity. */
  const setUpCrossSigning = (): void => {
    const running = encryption.get();
    if (!running || sync.status !== 'live') return;
    crossSigning ??= running.ensureIdentity(password).catch(() => {
      crossSigning = undefined;
    });
  };

  const loop = startSync({
    request: options.request,
    rooms,
    kind: options.sync,
    userId: credentials.userId,
    connectionId: credentials.deviceId,
    restMs: firstPaintMs,
    loadClassic: async () => (await options.loadSecondStage()).createClassicConnection,
    loadUntold: async () => (await options.loadSecondStage()).noteUntoldRooms,
    encryptionReady: loaded.then(() => undefined),
    async deliver(update) {
      await (await loaded).receive(update);
      setUpCrossSigning();
    },
    onState(next) {
      if (JSON.stringify(next) === JSON.stringify(sync)) return;
      sync = next;
      // Where the server answers again, so may whoever serves the files.
      if (next.status === 'live') loadAtOnce();
      report();
      setUpCrossSigning();
    },
    onTokenUnknown(soft) {
      if (!ended.signal.aborted) listener.onTokenUnknown(soft);
    },
  });

  const wake = (): void => {
    loop.wake();
    loadAtOnce();
  };
  const stopWaking = onWakeUp(wake);

  return {
    encryption,
    wake,
    async stop(reason) {
      ended.abort(reason);
      stopTrust?.();
      stopWaking();
      encryption.set(undefined);
      await loop.stop();
      await loaded.then(
        (running) => running.stop(),
        () => undefined,
      );
    },
  };
}

/** Resolves when pages have had time to paint the first answer, or when there is none for too long; at once where somebody opens a room. */
function firstPaint(rooms: WritableRooms, ended: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      ended.removeEventListener('abort', done);
      queueMicrotask(() => stops.forEach((stop) => stop()));
      resolve();
    };
    let timer = setTimeout(done, encryptionWaitsAtMostMs);
    let answered = false;
    const check = (): void => {
      if (rooms.coverage.get() === 'none') return;
      if (rooms.opened.size > 0) return done();
      if (answered) return;
      answered = true;
      clearTimeout(timer);
      timer = setTimeout(done, firstPaintMs);
    };
    ended.addEventListener('abort', done);
    const stops: (() => void)[] = [];
    stops.push(rooms.coverage.subscribe(check), rooms.onWanted(check));
  });
}
