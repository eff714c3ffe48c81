/** The one thing to ask of the user next, from what is known of keys and server. Pure. */
import type { BackupState, EncryptionState, LogoutRisk, UnlockMethod } from './recovery-state.ts';
import type { SecretStorageStatus } from './secret-storage.ts';

/** Who wants recovery, and who keeps the key. */
export interface RecoveryPolicy {
  /** `off`: the user is never asked; the commands work. */
  readonly wanted: 'required' | 'offered' | 'off';
  readonly keeper: 'user' | 'portal';
}

export interface RecoveryFacts {
  /** Whether the server has told of account data and keys. */
  readonly known: boolean;
  readonly hasIdentity: boolean;
  /** This device is signed by the user's identity. */
  readonly deviceVerified: boolean;
  /** All three private cross-signing keys are on this device. */
  readonly hasPrivateKeys: boolean;
  /** Another device has just verified this one and is sending it the keys. */
  readonly secretsUnderWay: boolean;
  readonly secretStorage: SecretStorageStatus;
  /** The newest recovery key was made here, and the user has not said that it is kept. */
  readonly unconfirmed: boolean;
  readonly postponed: boolean;
  /** Another own device could answer a verification. */
  readonly hasOtherDevice: boolean;
  /** `false` where the server has refused every sign-in again. */
  readonly canReauthenticate: boolean;
  readonly policy: RecoveryPolicy;
  readonly backup: BackupState;
  /** Room keys that are on this device only. */
  readonly keysAtRisk: number;
  readonly restoring?: { readonly done: number; readonly total: number } | undefined;
}

export function recoveryStatus(facts: RecoveryFacts): EncryptionState {
  const { known, hasIdentity, deviceVerified, hasPrivateKeys, secretsUnderWay, policy, backup, restoring } = facts;
  if (!known || !hasIdentity) return { status: 'loading' };
  const common = { backup, logoutRisk: logoutRisk(facts), ...(restoring && { restoring }) };
  if (!deviceVerified || !hasPrivateKeys) {
    // A prompt that goes by itself within seconds teaches people to ignore prompts.
    if (deviceVerified && secretsUnderWay) return { status: 'loading' };
    const methods = unlockMethods(facts);
    if (methods.length > 0) return { status: 'unlockNeeded', methods, ...common };
    if (!facts.canReauthenticate) return { status: 'deadEnd', reason: 'noReauthentication', ...common };
    return { status: 'resetNeeded', ...common };
  }
  // Without a backup the key would open an empty box.
  const isSet = facts.secretStorage.holds === 'all' && backup.status !== 'off';
  const mandatory = policy.wanted === 'required';
  const asks = isSet ? facts.unconfirmed : policy.wanted !== 'off';
  if (asks && (mandatory || !facts.postponed)) {
    return { status: 'setUpNeeded', mandatory, notConfirmed: isSet, keeper: policy.keeper, ...common };
  }
  return { status: 'ready', recovery: isSet ? 'set' : 'notSet', ...common };
}

function unlockMethods({ secretStorage, hasOtherDevice }: RecoveryFacts): readonly UnlockMethod[] {
  const opens = secretStorage.holds === 'all';
  return [
    ...(opens ? (['recoveryKey'] as const) : []),
    ...(opens && secretStorage.hasPassphrase ? (['passphrase'] as const) : []),
    ...(hasOtherDevice ? (['otherDevice'] as const) : []),
  ];
}

/** What log-out would lose, the worst first. */
function logoutRisk(facts: RecoveryFacts): LogoutRisk {
  const { deviceVerified, hasPrivateKeys, secretStorage, hasOtherDevice, backup, keysAtRisk, unconfirmed } = facts;
  const holdsKeys = deviceVerified && hasPrivateKeys;
  if (holdsKeys && secretStorage.holds !== 'all' && !hasOtherDevice) return 'noRecovery';
  if (holdsKeys && secretStorage.holds === 'all' && unconfirmed && !hasOtherDevice) return 'recoveryNotConfirmed';
  if (backup.status === 'checking') return 'none';
  return keysAtRisk > 0 ? 'keysNotBackedUp' : 'none';
}
