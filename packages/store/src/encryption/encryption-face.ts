/** The encryption as integrators and elements see it: readables and commands, the same over every placement. */
import type { Readable } from '@bundesmessenger/core/readable';
import type {
  DeviceList,
  EncryptionState,
  IdentityState,
  PassphraseStrength,
  ReauthenticationState,
  UnlockSecret,
  VerificationState,
} from '@bundesmessenger/core/types';
import type { Connection } from '../store.ts';

/** What each command does and throws: `encryption-commands.ts`. */
export interface EncryptionFace {
  readonly state: Readable<EncryptionState>;
  readonly devices: Readable<DeviceList>;
  readonly verification: Readable<VerificationState>;
  readonly reauthentication: Readable<ReauthenticationState>;
  identity(userId: string): Readable<IdentityState>;
  ratePassphrase(passphrase: string): Promise<PassphraseStrength>;
  setUpRecovery(options?: { readonly passphrase?: string }): Promise<{ recoveryKey: string }>;
  confirmRecovery(recoveryKey?: string): Promise<void>;
  postponeRecovery(): Promise<void>;
  unlock(secret: UnlockSecret): Promise<void>;
  restoreKeys(): Promise<{ imported: number }>;
  resetIdentity(): Promise<void>;
  reauthenticate(password?: string): Promise<void>;
  cancelReauthentication(): Promise<void>;
  /** Without a user id: the own other devices. */
  requestVerification(of?: { readonly userId?: string; readonly deviceId?: string }): Promise<void>;
  acceptVerification(): Promise<void>;
  startSas(): Promise<void>;
  confirmSas(): Promise<void>;
  rejectSas(): Promise<void>;
  scanQr(bytes: Uint8Array): Promise<void>;
  confirmQr(): Promise<void>;
  cancelVerification(): Promise<void>;
  renameDevice(deviceId: string, name: string): Promise<void>;
  signOutDevices(deviceIds: readonly string[]): Promise<void>;
  signOutOtherDevices(): Promise<void>;
  acceptIdentity(userId: string): Promise<void>;
  withdrawVerification(userId: string): Promise<void>;
}

export function createEncryptionFace({ watch, call }: Pick<Connection, 'watch' | 'call'>): EncryptionFace {
  return {
    state: watch({ type: 'encryption' }),
    devices: watch({ type: 'devices' }),
    verification: watch({ type: 'verification' }),
    reauthentication: watch({ type: 'reauthentication' }),
    identity: (userId) => watch({ type: 'identity', userId }),
    ratePassphrase: (passphrase) => call({ type: 'ratePassphrase', passphrase }),
    setUpRecovery: (options) => call({ type: 'setUpRecovery', ...options }),
    confirmRecovery: (recoveryKey) => call({ type: 'confirmRecovery', recoveryKey }),
    postponeRecovery: () => call({ type: 'postponeRecovery' }),
    unlock: (secret) => call({ type: 'unlock', secret }),
    restoreKeys: () => call({ type: 'restoreKeys' }),
    resetIdentity: () => call({ type: 'resetIdentity' }),
    reauthenticate: (password) => call({ type: 'reauthenticate', password }),
    cancelReauthentication: () => call({ type: 'cancelReauthentication' }),
    requestVerification: (of) => call({ type: 'requestVerification', ...of }),
    acceptVerification: () => call({ type: 'acceptVerification' }),
    startSas: () => call({ type: 'startSas' }),
    confirmSas: () => call({ type: 'confirmSas' }),
    rejectSas: () => call({ type: 'rejectSas' }),
    scanQr: (bytes) => call({ type: 'scanQr', bytes }),
    confirmQr: () => call({ type: 'confirmQr' }),
    cancelVerification: () => call({ type: 'cancelVerification' }),
    renameDevice: (deviceId, name) => call({ type: 'renameDevice', deviceId, name }),
    signOutDevices: (deviceIds) => call({ type: 'signOutDevices', deviceIds }),
    signOutOtherDevices: () => call({ type: 'signOutOtherDevices' }),
    acceptIdentity: (userId) => call({ type: 'acceptIdentity', userId }),
    withdrawVerification: (userId) => call({ type: 'withdrawVerification', userId }),
  };
}
