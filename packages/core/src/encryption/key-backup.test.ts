import type { OlmMachine } from '@matrix-org/matrix-sdk-crypto-wasm';
import { CryptoEvent } from 'matrix-js-sdk/lib/crypto-api/CryptoEvent.js';
import type { RustCrypto } from 'matrix-js-sdk/lib/rust-crypto/rust-crypto.js';
import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createKeyBackup, type KeyBackup } from './key-backup.ts';

/** As the crypto store has it. */
let counts = { total: 3, backedUp: 3 };
let crypto: EventEmitter & { onRoomKeysUpdated(keys: readonly unknown[]): Promise<void> };
let backup: KeyBackup;
const settle = () => vi.advanceTimersByTimeAsync(1_000);

beforeEach(async () => {
  vi.useFakeTimers();
  counts = { total: 3, backedUp: 3 };
  crypto = Object.assign(new EventEmitter(), {
    getKeyBackupInfo: async () => ({ version: '1' }),
    getActiveSessionBackupVersion: async () => '1',
    getSessionBackupPrivateKey: async () => new Uint8Array(32),
    restoreKeyBackup: async () => {
      counts = { total: 5, backedUp: 5 };
      await crypto.onRoomKeysUpdated(['key 4', 'key 5']);
      return { imported: 2 };
    },
    onRoomKeysUpdated: async () => undefined,
  });
  backup = createKeyBackup(crypto as unknown as RustCrypto, { roomKeyCounts: async () => counts } as OlmMachine);
  await settle();
});
afterEach(() => {
  backup.stop();
  vi.useRealTimers();
});

describe('a room key that has come', () => {
  it('is at risk at once, before keys are counted', async () => {
    expect(backup.state.get()).toEqual({ status: 'on', remaining: 0 });
    counts = { total: 4, backedUp: 3 };
    void crypto.onRoomKeysUpdated(['key 4']);
    expect([backup.state.get(), backup.atRisk.get()]).toEqual([{ status: 'on', remaining: 1 }, 1]);
    await settle();
    expect(backup.atRisk.get()).toBe(1);
  });

  it('stays at risk when a round ends that began before it came', async () => {
    counts = { total: 4, backedUp: 3 };
    void crypto.onRoomKeysUpdated(['key 4']);
    crypto.emit(CryptoEvent.KeyBackupSessionsRemaining, 0);
    await settle();
    expect(backup.atRisk.get()).toBe(1);
  });

  it('is safe once the store says that it is in the backup', async () => {
    void crypto.onRoomKeysUpdated(['key 4']);
    counts = { total: 4, backedUp: 4 };
    crypto.emit(CryptoEvent.KeyBackupSessionsRemaining, 0);
    await settle();
    expect(backup.state.get()).toEqual({ status: 'on', remaining: 0 });
  });

  it('is not at risk where it comes from the backup', async () => {
    const seen: number[] = [];
    backup.atRisk.subscribe((keys) => seen.push(keys));
    await backup.restoreAll();
    await settle();
    expect(Math.max(...seen)).toBe(0);
  });
});
