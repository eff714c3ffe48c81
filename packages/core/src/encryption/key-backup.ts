/** How far the room keys of this device are in the key backup (client-server API, "Server-side key backups"). */
import type { OlmMachine } from '@matrix-org/matrix-sdk-crypto-wasm';
import { CryptoEvent } from 'matrix-js-sdk/lib/crypto-api/CryptoEvent.js';
import { ImportRoomKeyStage } from 'matrix-js-sdk/lib/crypto-api/index.js';
import type { RustCrypto } from 'matrix-js-sdk/lib/rust-crypto/rust-crypto.js';
import { BmError } from '../errors.ts';
import { writable, type Readable } from '../readable.ts';
import type { BackupState } from './recovery-state.ts';

export interface KeyBackup {
  readonly state: Readable<BackupState>;
  /** Room keys that are on this device only. */
  readonly atRisk: Readable<number>;
  readonly restoring: Readable<{ readonly done: number; readonly total: number } | undefined>;
  /** @throws {BmError} ENCRYPTION_LOCKED without the backup's key; OFFLINE … */
  restoreAll(): Promise<{ imported: number }>;
  /** Asks the server which backup there is. */
  check(): Promise<void>;
  stop(): void;
}

/**
 * Counting takes seconds in stores of several 100,000 keys and holds up everything else: at most this part of the time
 * goes into it.
 */
const countingShare = 1 / 20;
/** Keys come many at a time; they are counted once they have come. Milliseconds. */
const countAfterMs = 250;

export function createKeyBackup(crypto: RustCrypto, machine: OlmMachine): KeyBackup {
  const state = writable<BackupState>({ status: 'checking' });
  const atRisk = writable(0);
  const restoring = writable<{ readonly done: number; readonly total: number } | undefined>(undefined);
  let stopped = false;
  let enabled: boolean | undefined;
  let exists = false;
  let failing = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const show = (): void => {
    const next = ((): BackupState => {
      if (enabled === undefined) return { status: 'checking' };
      if (enabled) return { status: failing ? 'failing' : 'on', remaining: atRisk.get() };
      return { status: exists ? 'locked' : 'off' };
    })();
    if (JSON.stringify(next) !== JSON.stringify(state.get())) state.set(next);
  };
  const count = async (): Promise<void> => {
    const started = performance.now();
    try {
      const { total, backedUp } = await machine.roomKeyCounts();
      if (stopped) return;
      atRisk.set(Math.max(0, total - (enabled ? backedUp : 0)));
      show();
    } finally {
      earliest = performance.now() + (performance.now() - started) / countingShare;
    }
  };
  let earliest = 0;
  const countSoon = (): void => {
    if (stopped || timer !== undefined) return;
    timer = setTimeout(
      () => {
        timer = undefined;
        if (!stopped) count().catch(() => undefined); // the store has gone: whoever watches it says so
      },
      Math.max(countAfterMs, earliest - performance.now()),
    );
  };
  const read = async (): Promise<void> => {
    const info = await crypto.getKeyBackupInfo().catch(() => null);
    const version = await crypto.getActiveSessionBackupVersion().catch(() => null);
    if (stopped) return;
    exists = info !== null;
    enabled = version !== null;
    show();
    countSoon();
  };

  const onStatus = (): void => void read();
  const onRemaining = (remaining: number): void => {
    failing = false;
    // Zero says that a round has ended, not that no key has come since.
    if (remaining === 0) countSoon();
    else atRisk.set(remaining);
    show();
  };
  const onFailed = (): void => {
    failing = true;
    void read();
  };
  crypto.on(CryptoEvent.KeyBackupStatus, onStatus);
  crypto.on(CryptoEvent.KeyBackupDecryptionKeyCached, onStatus);
  crypto.on(CryptoEvent.KeyBackupSessionsRemaining, onRemaining);
  crypto.on(CryptoEvent.KeyBackupFailed, onFailed);
  // The Rust crypto tells of new keys here, and matrix-js-sdk has no event for it.
  const takeKeys = crypto.onRoomKeysUpdated.bind(crypto);
  crypto.onRoomKeysUpdated = (keys) => {
    // Until they are counted, nobody may take them for safe: who logs out now would lose them.
    if (!restoring.get()) atRisk.set(atRisk.get() + keys.length);
    show();
    countSoon();
    return takeKeys(keys);
  };
  void read();

  return {
    state,
    atRisk,
    restoring,
    async restoreAll() {
      if ((await crypto.getSessionBackupPrivateKey()) === null) {
        throw new BmError('ENCRYPTION_LOCKED', 'this device has no key of the backup');
      }
      restoring.set({ done: 0, total: 0 });
      try {
        const { imported } = await crypto.restoreKeyBackup({
          progressCallback(progress) {
            if (progress.stage !== ImportRoomKeyStage.LoadKeys) return;
            restoring.set({ done: progress.successes + progress.failures, total: progress.total });
          },
        });
        return { imported };
      } finally {
        restoring.set(undefined);
      }
    },
    async check() {
      await crypto.checkKeyBackupAndEnable();
      await read();
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
      crypto.off(CryptoEvent.KeyBackupStatus, onStatus);
      crypto.off(CryptoEvent.KeyBackupDecryptionKeyCached, onStatus);
      crypto.off(CryptoEvent.KeyBackupSessionsRemaining, onRemaining);
      crypto.off(CryptoEvent.KeyBackupFailed, onFailed);
    },
  };
}
