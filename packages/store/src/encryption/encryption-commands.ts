/** What a page can ask of the encryption: one row per command, with parameters and result. All throw NOT_LOGGED_IN. */
import type { PassphraseStrength, UnlockSecret } from '@bundesmessenger/core/types';

export interface EncryptionCommands {
  /** For the meter beside the input. The passphrase goes no further than the host. */
  ratePassphrase: { parameters: { passphrase: string }; result: PassphraseStrength };
  /**
   * Makes secret storage, key backup and, where missing, cross-signing; also again, with a new key in place of the old one.
   * Show the key until `confirmRecovery`. Throws PASSPHRASE_WEAK, ENCRYPTION_LOCKED where the device has to be unlocked
   * first, OFFLINE, SERVER_ERROR.
   */
  setUpRecovery: { parameters: { passphrase?: string | undefined }; result: { recoveryKey: string } };
  /** The user has kept the key. With `recoveryKey` it is checked first. Throws RECOVERY_KEY_INVALID, RECOVERY_KEY_WRONG, RECOVERY_NOT_SET. */
  confirmRecovery: { parameters: { recoveryKey?: string | undefined }; result: undefined };
  /** Not now: asked again after some days. Throws COMMAND_INVALID where recovery is mandatory. */
  postponeRecovery: { parameters: object; result: undefined };
  /**
   * Gives this device the user's keys. Resolves when it is verified and history can be read.
   * Throws RECOVERY_KEY_INVALID (a typing error), RECOVERY_KEY_WRONG (also for a passphrase), RECOVERY_NOT_SET, OFFLINE …
   */
  unlock: { parameters: { secret: UnlockSecret }; result: undefined };
  /** Reads every room key from the backup instead of each one when it is needed; `restoring` in the state tells how far. */
  restoreKeys: { parameters: object; result: { imported: number } };
  /**
   * A new identity: verifications of and by others are void, old history that no device can read stays unreadable. Waits while
   * `reauthentication` is needed. Throws REAUTHENTICATION_CANCELLED, REAUTHENTICATION_IMPOSSIBLE.
   */
  resetIdentity: { parameters: object; result: undefined };
  /** Password, or nothing after the user comes back from the page of the state's method. Throws REAUTHENTICATION_NONE. */
  reauthenticate: { parameters: { password?: string | undefined }; result: undefined };
  /** The command that waits for it rejects with REAUTHENTICATION_CANCELLED. */
  cancelReauthentication: { parameters: object; result: undefined };
  /** Asks the own other devices, or another user. Ends one that is under way. Throws VERIFICATION_IMPOSSIBLE where nobody can answer. */
  requestVerification: {
    parameters: { userId?: string | undefined; deviceId?: string | undefined };
    result: undefined;
  };
  /** All of these throw VERIFICATION_NONE where `verification` is not in a status that knows them. */
  acceptVerification: { parameters: object; result: undefined };
  startSas: { parameters: object; result: undefined };
  /** The emoji are the same on both sides. */
  confirmSas: { parameters: object; result: undefined };
  /** They are not: ends with `mismatch` on both sides. */
  rejectSas: { parameters: object; result: undefined };
  /** The bytes of a code that the camera has read. Throws QR_INVALID. */
  scanQr: { parameters: { bytes: Uint8Array }; result: undefined };
  /** The other device, which scanned our code, shows success. */
  confirmQr: { parameters: object; result: undefined };
  /** Ends it in any status; what is over goes from the screen. */
  cancelVerification: { parameters: object; result: undefined };
  renameDevice: { parameters: { deviceId: string; name: string }; result: undefined };
  /** Waits while `reauthentication` is needed. Throws REAUTHENTICATION_CANCELLED, REAUTHENTICATION_IMPOSSIBLE, DEVICE_CURRENT. */
  signOutDevices: { parameters: { deviceIds: readonly string[] }; result: undefined };
  /** All but this one. */
  signOutOtherDevices: { parameters: object; result: undefined };
  /** The user has seen that another user's identity is new. */
  acceptIdentity: { parameters: { userId: string }; result: undefined };
  /** The user goes on with somebody whose verified identity is new, without verifying again. */
  withdrawVerification: { parameters: { userId: string }; result: undefined };
}

/** Must not be repeated when their answer got lost with the host. */
export const onceOnlyEncryptionCommands = ['resetIdentity'] as const satisfies readonly (keyof EncryptionCommands)[];
