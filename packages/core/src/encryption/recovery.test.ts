import type { OlmMachine } from '@matrix-org/matrix-sdk-crypto-wasm';
import { CryptoEvent } from 'matrix-js-sdk/lib/crypto-api/CryptoEvent.js';
import { EventEmitter } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { writable } from '../readable.ts';
import { createRecovery, type RecoveryOptions, type RunningRecovery } from './recovery.ts';
import type { RecoveryPolicy } from './recovery-status.ts';

/** What the engine knows of the own user: nothing until the identity is made. */
let trust: { identity: boolean; keys: boolean; signed: boolean };
let crypto: EventEmitter;
let recovery: RunningRecovery;
/** The look for other devices, the last of a reading: it waits for this. */
let devicesKnown: Promise<void>;

function start(makeIdentity: () => Promise<void>): RunningRecovery {
  trust = { identity: false, keys: false, signed: false };
  devicesKnown = Promise.resolve();
  crypto = Object.assign(new EventEmitter(), {
    getDeviceVerificationStatus: async () => ({ signedByOwner: trust.signed }),
    getOwnIdentity: async () => (trust.identity ? { free: () => undefined } : undefined),
    getUserDeviceInfo: () => devicesKnown.then(() => new Map()),
  });
  const machine = {
    async crossSigningStatus() {
      const { keys } = trust;
      return { hasMaster: keys, hasSelfSigning: keys, hasUserSigning: keys, free: () => undefined };
    },
  } as unknown as OlmMachine;
  recovery = createRecovery({
    crypto,
    machine,
    userId: '@erika:a.example',
    deviceId: 'PHONE',
    accountData: { onChange: () => () => undefined },
    secretStorage: { status: () => ({ holds: 'nothing', hasPassphrase: false }) },
    backup: {
      state: writable({ status: 'off' }),
      atRisk: writable(0),
      restoring: writable(undefined),
    },
    policy: writable<RecoveryPolicy>({ wanted: 'required', keeper: 'user' }),
    makeIdentity,
    accountDataKnown: () => true,
    onAccountDataKnown: () => () => undefined,
    storage: { get: async () => undefined },
  } as unknown as RecoveryOptions);
  return recovery;
}
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
afterEach(() => recovery.stop());

describe('a prompt', () => {
  it('never shows what was read while the identity was half made', async () => {
    const seen: string[] = [];
    let made = (): void => undefined;
    start(() => new Promise((resolve) => (made = resolve)));
    recovery.state.subscribe(({ status }) => seen.push(status));
    await settled();
    // The identity is there already, its keys are not yet: as the engine is seen in the middle of making them.
    trust.identity = true;
    let know = (): void => undefined;
    devicesKnown = new Promise((resolve) => (know = resolve));
    crypto.emit(CryptoEvent.KeysChanged);
    await settled();
    const identity = recovery.ensureIdentity();
    trust = { identity: true, keys: true, signed: true };
    made();
    await settled(); // the command has ended; what was read before is still on its way
    know();
    await identity;
    expect(seen).toEqual(['loading', 'setUpNeeded']);
  });
});
