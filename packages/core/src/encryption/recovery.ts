/**
 * Recovery: secret storage, key backup and cross-signing in one flow, so that a person needs to know one key. Owns the order
 * of the steps and what survives an interruption; `recovery-status.ts` says what to ask of the user.
 */
import type { CrossSigningKeyExport, OlmMachine } from '@matrix-org/matrix-sdk-crypto-wasm';
import { CryptoEvent } from 'matrix-js-sdk/lib/crypto-api/CryptoEvent.js';
import type { RustCrypto } from 'matrix-js-sdk/lib/rust-crypto/rust-crypto.js';
import { BmError } from '../errors.ts';
import { toBmError } from '../network/matrix-error.ts';
import { writable, type Readable } from '../readable.ts';
import type { SealedStorage } from '../session/sealed-storage.ts';
import type { AccountData } from './account-data.ts';
import type { KeyBackup } from './key-backup.ts';
import { ratePassphrase } from './passphrase-strength.ts';
import type { RunningReauthentication } from './reauthentication.ts';
import type { EncryptionState, Recovery, UnlockSecret } from './recovery-state.ts';
import { recoveryStatus, type RecoveryPolicy } from './recovery-status.ts';
import { backupSecret, crossSigningSecrets, type SecretStorage } from './secret-storage.ts';

export interface RecoveryOptions {
  readonly crypto: RustCrypto;
  readonly machine: OlmMachine;
  readonly userId: string;
  readonly deviceId: string;
  readonly accountData: AccountData;
  readonly secretStorage: SecretStorage;
  readonly backup: KeyBackup;
  readonly reauthentication: RunningReauthentication;
  readonly policy: Readable<RecoveryPolicy>;
  readonly makeIdentity: (password: string | undefined) => Promise<void>;
  /** Whether the server has told of the account data. */
  readonly accountDataKnown: () => boolean;
  /** Follows when it does. */
  readonly onAccountDataKnown: (listener: () => void) => () => void;
  readonly storage: Pick<SealedStorage, 'get' | 'set' | 'delete'>;
  /** Asks the server for the own identity and devices as they are. */
  readonly queryOwnKeys: () => Promise<unknown>;
  /** This device can read more than before. */
  readonly onUnlocked: () => void;
  readonly now?: () => number;
}

export interface RunningRecovery extends Recovery {
  /** To-device messages have come: among them may be the secrets that this device waits for. */
  onToDevice(): void;
  /** Makes the user's identity if there is none; at most one at a time. */
  ensureIdentity(password?: string): Promise<void>;
  stop(): void;
}

/** Records of the sealed storage. */
const unconfirmedRecord = 'encryption:unconfirmedRecoveryKey';
const postponedRecord = 'encryption:recoveryPostponedUntil';
const resetRecord = 'encryption:resetUnfinished';

/** How long "not now" holds, in milliseconds: a week, so that occasional users are not nagged at each visit. */
const postponedForMs = 7 * 24 * 60 * 60 * 1_000;
/** How long another device may take to send its secrets after it has verified this one, in milliseconds. */
const secretsArriveWithinMs = 15_000;

export function createRecovery(options: RecoveryOptions): RunningRecovery {
  const { crypto, machine, userId, deviceId, accountData, secretStorage, backup, reauthentication, storage } = options;
  const now = options.now ?? Date.now;
  const state = writable<EncryptionState>({ status: 'loading' });
  let stopped = false;
  let canReauthenticate = true;
  let verifiedAt: number | undefined;
  /** Whether this device was seen unverified: only then are secrets on their way once it is not. */
  let wasUnverified = false;
  let secretsTimer: ReturnType<typeof setTimeout> | undefined;
  let reading: Promise<void> | undefined;
  let again = false;
  /** While a command changes many things at once the state between them is nobody's business. */
  let busy = 0;
  /** Changes whenever a command begins or ends: what was read across that is half old and half new, a wrong prompt. */
  let turn = 0;

  const readTrust = async () => {
    const [verification, keys, identity] = await Promise.all([
      crypto.getDeviceVerificationStatus(userId, deviceId),
      machine.crossSigningStatus(),
      crypto.getOwnIdentity(),
    ]);
    const hasPrivateKeys = keys.hasMaster && keys.hasSelfSigning && keys.hasUserSigning;
    const hasIdentity = identity !== undefined;
    identity?.free();
    keys.free();
    return { deviceVerified: verification?.signedByOwner === true, hasPrivateKeys, hasIdentity };
  };
  const hasOtherDevice = async (): Promise<boolean> => {
    const devices = (await crypto.getUserDeviceInfo([userId])).get(userId) ?? new Map();
    for (const id of devices.keys()) {
      if (id === deviceId) continue;
      if ((await crypto.getDeviceVerificationStatus(userId, id))?.signedByOwner) return true;
    }
    return false;
  };
  const secretsUnderWay = ({ deviceVerified }: { deviceVerified: boolean }): boolean => {
    wasUnverified ||= !deviceVerified;
    if (!deviceVerified) verifiedAt = undefined;
    else if (wasUnverified && verifiedAt === undefined) {
      verifiedAt = now();
      clearTimeout(secretsTimer);
      secretsTimer = setTimeout(refresh, secretsArriveWithinMs);
    }
    return verifiedAt !== undefined && now() - verifiedAt < secretsArriveWithinMs;
  };

  const read = async (): Promise<void> => {
    const begun = turn;
    const trust = await readTrust();
    const locked = !trust.deviceVerified || !trust.hasPrivateKeys;
    const status = secretStorage.status(!locked && backup.state.get().status === 'on');
    const [unconfirmed, postponedUntil] = await Promise.all([
      storage.get<string>(unconfirmedRecord),
      storage.get<number>(postponedRecord),
    ]);
    const next = recoveryStatus({
      ...trust,
      known: options.accountDataKnown(),
      secretsUnderWay: secretsUnderWay(trust),
      secretStorage: status,
      unconfirmed: unconfirmed !== undefined && unconfirmed === status.keyId,
      postponed: postponedUntil !== undefined && postponedUntil > now(),
      hasOtherDevice: await hasOtherDevice(),
      canReauthenticate,
      policy: options.policy.get(),
      backup: backup.state.get(),
      keysAtRisk: backup.atRisk.get(),
      restoring: backup.restoring.get(),
    });
    if (!stopped && begun === turn && JSON.stringify(next) !== JSON.stringify(state.get())) state.set(next);
  };
  const readOften = async (): Promise<void> => {
    do {
      again = false;
      await read().catch(() => undefined); // the store has gone: whoever watches it says so
    } while (again && !stopped && busy === 0);
  };
  function refresh(): void {
    if (stopped) return;
    again = true;
    if (busy > 0 || reading) return;
    reading = readOften().finally(() => {
      reading = undefined;
      if (again) refresh();
    });
  }
  /** Runs a command and shows its result before it resolves, so that no old prompt flashes up. */
  const command = async <T>(act: () => Promise<T>): Promise<T> => {
    busy++;
    turn++;
    try {
      return await act();
    } catch (error) {
      throw toBmError(error);
    } finally {
      busy--;
      turn++;
      await reading;
      if (busy === 0 && !stopped) await read().catch(() => undefined);
    }
  };

  let identity: Promise<void> | undefined;
  // A device without identity yet is no device to be unlocked or reset: the state waits.
  const ensureIdentity = (password?: string): Promise<void> => {
    identity ??= command(() => options.makeIdentity(password)).finally(() => (identity = undefined));
    return identity;
  };
  const requireUnlocked = async (): Promise<void> => {
    const { deviceVerified, hasPrivateKeys } = await readTrust();
    if (!deviceVerified || !hasPrivateKeys)
      throw new BmError('ENCRYPTION_LOCKED', 'this device has to be unlocked first');
  };
  const createStorage = async (passphrase: string | undefined): Promise<string> => {
    const key = await crypto.createRecoveryKeyFromPassphrase(passphrase);
    const hasBackup = (await crypto.getActiveSessionBackupVersion()) !== null;
    const hasBackupKey = hasBackup && (await crypto.getSessionBackupPrivateKey()) !== null;
    await secretStorage.create(() =>
      crypto.bootstrapSecretStorage({
        createSecretStorageKey: () => Promise.resolve(key),
        setupNewSecretStorage: true,
        setupNewKeyBackup: !hasBackupKey,
      }),
    );
    key.privateKey.fill(0);
    const { keyId } = secretStorage.status(true);
    if (keyId === undefined || key.encodedPrivateKey === undefined) {
      throw new BmError('UNEXPECTED', 'the secret storage was not made');
    }
    await storage.set(unconfirmedRecord, keyId);
    await storage.delete(postponedRecord);
    await backup.check();
    return key.encodedPrivateKey;
  };

  const readSecrets = async (): Promise<void> => {
    const { privateKeysInSecretStorage } = await crypto.getCrossSigningStatus();
    // matrix-js-sdk would make new keys in place of those it does not find.
    if (!privateKeysInSecretStorage) {
      throw new BmError('RECOVERY_NOT_SET', 'the secret storage has no cross-signing keys');
    }
    try {
      await crypto.bootstrapCrossSigning({});
    } catch (error) {
      const known = toBmError(error);
      // The keys are of an identity that has been reset since.
      throw known.code === 'UNEXPECTED'
        ? new BmError('RECOVERY_NOT_SET', 'the stored keys are not of this identity')
        : known;
    }
    try {
      await crypto.loadSessionBackupPrivateKeyFromSecretStorage();
    } catch (error) {
      const known = toBmError(error);
      // No backup, or one with another key: what else was unlocked stays so, and the state tells of the backup.
      if (known.code !== 'UNEXPECTED') throw known;
    }
  };

  /**
   * A look at the own keys that was under way while the new ones were made shows the old ones: the engine takes that for an
   * identity made elsewhere and drops its private keys.
   */
  const keepIdentity = async (made: CrossSigningKeyExport | undefined): Promise<void> => {
    await options.queryOwnKeys();
    const { hasPrivateKeys } = await readTrust();
    if (!hasPrivateKeys && made?.masterKey) {
      await machine.importCrossSigningKeys(made.masterKey, made.self_signing_key, made.userSigningKey);
      await options.queryOwnKeys();
    }
    made?.free();
  };

  /** What of a reset has to be done once the server has the new identity; goes on after a restart, too. */
  const finishReset = async (): Promise<void> => {
    await secretStorage.clear();
    for (let info = await crypto.getKeyBackupInfo(); info?.version; info = await crypto.getKeyBackupInfo()) {
      await crypto.deleteKeyBackupVersion(info.version);
      await crypto.checkKeyBackupAndEnable();
    }
    await crypto.resetKeyBackup();
    await storage.delete(unconfirmedRecord);
    await storage.delete(postponedRecord);
    await storage.delete(resetRecord);
    await backup.check();
  };

  const onChange = (): void => refresh();
  const events = [CryptoEvent.KeysChanged, CryptoEvent.DevicesUpdated, CryptoEvent.UserTrustStatusChanged] as const;
  for (const event of events) crypto.on(event, onChange);
  const secretTypes = new Set<string>([...crossSigningSecrets, backupSecret]);
  const stops = [
    accountData.onChange((types) => {
      if ([...types].some((type) => type.startsWith('m.secret_storage.') || secretTypes.has(type))) refresh();
    }),
    backup.state.subscribe(onChange),
    backup.atRisk.subscribe(onChange),
    backup.restoring.subscribe(onChange),
    options.policy.subscribe(onChange),
    options.onAccountDataKnown(onChange),
  ];
  void storage.get(resetRecord).then((unfinished) => {
    if (unfinished !== undefined && !stopped) command(finishReset).catch(() => undefined);
  });

  return {
    state,
    ensureIdentity,
    onToDevice() {
      const { status } = state.get();
      if (status === 'loading' || status === 'unlockNeeded') refresh();
    },
    rate: ratePassphrase,
    setUp: (passphrase) =>
      command(async () => {
        if (passphrase !== undefined && ratePassphrase(passphrase) === 'weak') {
          throw new BmError('PASSPHRASE_WEAK', 'the passphrase is too easy to guess');
        }
        await ensureIdentity();
        await requireUnlocked();
        return { recoveryKey: await createStorage(passphrase) };
      }),
    confirm: (recoveryKey) =>
      command(async () => {
        if (secretStorage.status(false).holds === 'nothing')
          throw new BmError('RECOVERY_NOT_SET', 'no recovery is set');
        if (recoveryKey !== undefined) await secretStorage.open({ recoveryKey }, () => Promise.resolve());
        await storage.delete(unconfirmedRecord);
      }),
    postpone: () =>
      command(async () => {
        if (options.policy.get().wanted === 'required') {
          throw new BmError('COMMAND_INVALID', 'the deployment wants recovery at once');
        }
        await storage.set(postponedRecord, now() + postponedForMs);
      }),
    unlock: (secret: UnlockSecret) =>
      command(async () => {
        await secretStorage.open(secret, readSecrets);
        await backup.check();
        options.onUnlocked();
      }),
    restoreKeys: () => command(() => backup.restoreAll()),
    resetIdentity: () =>
      command(async () => {
        const before = await machine.exportCrossSigningKeys();
        let made: typeof before;
        try {
          await secretStorage.hide(() =>
            crypto.bootstrapCrossSigning({
              setupNewCrossSigning: true,
              authUploadDeviceSigningKeys: async (makeRequest) => {
                made = await machine.exportCrossSigningKeys();
                await reauthentication.run('resetIdentity', (auth) => makeRequest(auth as never));
                await storage.set(resetRecord, true);
              },
            }),
          );
        } catch (error) {
          canReauthenticate = toBmError(error).code !== 'REAUTHENTICATION_IMPOSSIBLE';
          // The engine holds new keys already, which the server has never seen.
          await options.queryOwnKeys().catch(() => undefined);
          const { masterKey, self_signing_key: selfSigningKey, userSigningKey } = before ?? {};
          if (masterKey) await machine.importCrossSigningKeys(masterKey, selfSigningKey, userSigningKey);
          made?.free();
          throw error;
        } finally {
          before?.free();
        }
        await keepIdentity(made);
        await finishReset();
      }),
    stop() {
      stopped = true;
      clearTimeout(secretsTimer);
      for (const event of events) crypto.off(event, onChange);
      for (const stop of stops) stop();
    },
  };
}
