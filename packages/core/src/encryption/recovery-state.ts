/**
 * How far the user's keys are safe, and the one thing to ask of the user next. Plain data; `recovery.ts` keeps it up to date.
 */
import type { Readable } from '../readable.ts';

/** Whether room keys of this device are in the key backup on the server, encrypted. */
export type BackupState =
  /** Not known yet. */
  | { readonly status: 'checking' }
  /** The account has none: keys are on this device only. */
  | { readonly status: 'off' }
  /** There is one; this device cannot read it, or does not trust it. */
  | { readonly status: 'locked' }
  /** `remaining`: room keys that are not in it yet. */
  | { readonly status: 'on'; readonly remaining: number }
  /** The server has refused keys; tried again by itself. */
  | { readonly status: 'failing'; readonly remaining: number };

/** What the user would lose by logging out now. */
export type LogoutRisk =
  | 'none'
  /** Room keys are on their way into the backup: wait a moment. */
  | 'keysNotBackedUp'
  /** Nothing outside this device can read the history: set up recovery first. */
  | 'noRecovery'
  /** The recovery key was made, but nobody has confirmed that it is kept. */
  | 'recoveryNotConfirmed';

/** How a device comes to the user's keys. Each is listed only where it can work. */
export type UnlockMethod = 'recoveryKey' | 'passphrase' | 'otherDevice';

/** What the server wants before the user's identity may be replaced; only known where it is impossible. */
export type DeadEndReason =
  /** The account has no sign-in that can be repeated (JWT only). The administration can help. */
  'noReauthentication';

interface KeySafety {
  readonly backup: BackupState;
  readonly logoutRisk: LogoutRisk;
  /** Room keys being read from the backup, while that runs. */
  readonly restoring?: { readonly done: number; readonly total: number };
}

/** One status, one prompt. */
export type EncryptionState =
  /** Nobody is logged in, the encryption is loading, or the server has not said yet what the account has. */
  | { readonly status: 'loading' }
  /**
   * Ask to set up recovery. `mandatory`: the deployment wants it before anything else. `notConfirmed`: a recovery key was
   * made, but the user has not said that it is kept. `keeper`: who is to keep it; `portal` shows no prompt, the page's own
   * code sets up and confirms.
   */
  | (KeySafety & {
      readonly status: 'setUpNeeded';
      readonly mandatory: boolean;
      readonly notConfirmed: boolean;
      readonly keeper: 'user' | 'portal';
    })
  /** Ask to unlock: this device cannot read the history and others do not trust it. */
  | (KeySafety & { readonly status: 'unlockNeeded'; readonly methods: readonly UnlockMethod[] })
  /** Nothing can unlock this device: ask to begin anew with a new identity. The old history stays unreadable. */
  | (KeySafety & { readonly status: 'resetNeeded' })
  /** Neither unlock nor reset can work. */
  | (KeySafety & { readonly status: 'deadEnd'; readonly reason: DeadEndReason })
  /** Nothing to ask. `notSet`: the user has put it off, or the deployment does not use recovery. */
  | (KeySafety & { readonly status: 'ready'; readonly recovery: 'set' | 'notSet' });

export type EncryptionStatus = EncryptionState['status'];

/** How hard a passphrase is to guess, in BundesMessenger's three levels (zxcvbn score 0 and 1, 2 and 3, 4). */
export type PassphraseStrength = 'weak' | 'medium' | 'strong';

/** What opens the user's secrets. Used at once, never kept, never in an error. */
export type UnlockSecret = { readonly recoveryKey: string } | { readonly passphrase: string };

/** What the user does about it. Codes: `packages/store/src/encryption/encryption-commands.ts`. */
export interface Recovery {
  readonly state: Readable<EncryptionState>;
  rate(passphrase: string): PassphraseStrength;
  setUp(passphrase?: string): Promise<{ recoveryKey: string }>;
  confirm(recoveryKey?: string): Promise<void>;
  postpone(): Promise<void>;
  unlock(secret: UnlockSecret): Promise<void>;
  restoreKeys(): Promise<{ imported: number }>;
  resetIdentity(): Promise<void>;
}
