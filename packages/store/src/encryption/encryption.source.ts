/** Hands the session's encryption on to topics and commands: readables that outlive log-out and log-in, and deeds that wait until it has loaded. */
import { BmError, type Encryption, type Session } from '@bundesmessenger/core';
import { writable, type Readable } from '@bundesmessenger/core/readable';
import type { EncryptionCommands } from './encryption-commands.ts';
import { initialEncryptionSnapshots, type EncryptionSnapshots } from './encryption-topics.ts';

type EncryptionReadables = {
  readonly [Type in Exclude<keyof EncryptionSnapshots, 'identity'>]: Readable<EncryptionSnapshots[Type]>;
} & { identity(userId: string): Readable<EncryptionSnapshots['identity']> };

export function createEncryptionReadables({ encryption }: Pick<Session, 'encryption'>): EncryptionReadables {
  /** What `pick` finds in the encryption of now; `initial` while there is none. */
  const follow = <T>(pick: (running: Encryption) => Readable<T>, initial: T): Readable<T> => {
    const value = writable<T>(initial, () => {
      let stopInner: (() => void) | undefined;
      const stopOuter = encryption.subscribe((running) => {
        stopInner?.();
        stopInner = running && pick(running).subscribe((next) => value.set(next));
        if (!running) value.set(initial);
      });
      return () => {
        stopOuter();
        stopInner?.();
      };
    });
    return value;
  };
  const identities = new Map<string, Readable<EncryptionSnapshots['identity']>>();
  const initial = initialEncryptionSnapshots;
  return {
    encryption: follow(({ recovery }) => recovery.state, initial.encryption),
    devices: follow(({ devices }) => devices.list, initial.devices),
    verification: follow(({ verification }) => verification.state, initial.verification),
    reauthentication: follow(({ reauthentication }) => reauthentication.state, initial.reauthentication),
    identity(userId) {
      let identity = identities.get(userId);
      if (!identity) {
        identity = follow(({ identities: all }) => all.of(userId), initial.identity);
        identities.set(userId, identity);
      }
      return identity;
    },
  };
}

type EncryptionDeeds = {
  [Type in keyof EncryptionCommands]: (
    command: EncryptionCommands[Type]['parameters'],
  ) => Promise<EncryptionCommands[Type]['result'] extends undefined ? void : EncryptionCommands[Type]['result']>;
};

export function createEncryptionDeeds(session: Pick<Session, 'encryption' | 'state'>): EncryptionDeeds {
  const loaded = (): Promise<Encryption> => untilEncryption(session);
  return {
    ratePassphrase: async ({ passphrase }) => (await loaded()).recovery.rate(passphrase),
    setUpRecovery: async ({ passphrase }) => (await loaded()).recovery.setUp(passphrase),
    confirmRecovery: async ({ recoveryKey }) => (await loaded()).recovery.confirm(recoveryKey),
    postponeRecovery: async () => (await loaded()).recovery.postpone(),
    unlock: async ({ secret }) => (await loaded()).recovery.unlock(secret),
    restoreKeys: async () => (await loaded()).recovery.restoreKeys(),
    resetIdentity: async () => (await loaded()).recovery.resetIdentity(),
    reauthenticate: async ({ password }) => (await loaded()).reauthentication.give(password),
    cancelReauthentication: async () => (await loaded()).reauthentication.cancel(),
    requestVerification: async ({ userId, deviceId }) =>
      (await loaded()).verification.request({
        ...(userId !== undefined && { userId }),
        ...(deviceId !== undefined && { deviceId }),
      }),
    acceptVerification: async () => (await loaded()).verification.accept(),
    startSas: async () => (await loaded()).verification.startSas(),
    confirmSas: async () => (await loaded()).verification.confirmSas(),
    rejectSas: async () => (await loaded()).verification.rejectSas(),
    scanQr: async ({ bytes }) => (await loaded()).verification.scanQr(bytes),
    confirmQr: async () => (await loaded()).verification.confirmQr(),
    cancelVerification: async () => (await loaded()).verification.cancel(),
    renameDevice: async ({ deviceId, name }) => (await loaded()).devices.rename(deviceId, name),
    signOutDevices: async ({ deviceIds }) => (await loaded()).devices.signOut(deviceIds),
    signOutOtherDevices: async () => (await loaded()).devices.signOutOthers(),
    acceptIdentity: async ({ userId }) => (await loaded()).identities.accept(userId),
    withdrawVerification: async ({ userId }) => (await loaded()).identities.withdrawVerification(userId),
  };
}

/** @throws {BmError} NOT_LOGGED_IN */
function untilEncryption({ encryption, state }: Pick<Session, 'encryption' | 'state'>): Promise<Encryption> {
  return new Promise((resolve, reject) => {
    const stops: (() => void)[] = [];
    let done = false;
    const check = (): void => {
      const running = encryption.get();
      const loggedIn = state.get().status === 'loggedIn';
      if (done || (!running && loggedIn)) return;
      done = true;
      queueMicrotask(() => stops.forEach((stop) => stop()));
      if (running) resolve(running);
      else reject(new BmError('NOT_LOGGED_IN', 'nobody is logged in'));
    };
    stops.push(encryption.subscribe(check), state.subscribe(check));
  });
}
