/**
 * What the session needs of end-to-end encryption, in plain data. The engine behind it (matrix-js-sdk with the wasm) loads
 * after the first list is shown: until then there is no `Encryption`.
 */
import type { ClientEvent, JsonObject } from '../sync/client-event.ts';
import type { Devices } from './device-list.ts';
import type { Reauthentication } from './reauthentication-state.ts';
import type { Recovery } from './recovery-state.ts';
import type { Identities, Verification } from './verification-state.ts';

/** The content of an `m.room.encrypted` event. Plain data, so that an outbox can keep it. */
export type EncryptedContent = JsonObject & { readonly algorithm: string };

/** Why an event cannot be read, in the terms of what helps. */
export type UndecryptableCause =
  /** Sent before this device existed, and there is no key backup. */
  | 'beforeLogin'
  /** Sent before this device existed; the key backup is there, but this device has not unlocked it. */
  | 'backupLocked'
  /** Sent when the user was not in the room. */
  | 'beforeJoin'
  /** The key is under way; the event turns readable by itself. */
  | 'waitingForKeys'
  /** The sender's device refuses to share the key with this device. */
  | 'withheld'
  /** The same, because this device is not verified. */
  | 'withheldUnverified'
  /** The sender's device or identity is not trusted enough for the deployment's policy. */
  | 'senderNotTrusted'
  | 'unknown';

/** What a reader should be told about an event that could be decrypted (client-server API "Reporting that decryption keys …", MSC4153). */
export type Shield =
  | 'none'
  /** Grey: cannot be checked, as of a key from the backup. */
  | 'authenticityNotGuaranteed'
  /** Red: sent by a device its owner has not signed. */
  | 'unsignedDevice'
  | 'unknownDevice'
  /** Red: the sender's identity changed after it was verified. */
  | 'verificationViolation'
  /** Red: the event says it is of somebody else than whose key encrypted it. */
  | 'mismatchedSender';

export type Decryption =
  | { readonly status: 'pending' }
  | { readonly status: 'decrypted'; readonly type: string; readonly content: JsonObject; readonly shield: Shield }
  | { readonly status: 'failed'; readonly cause: UndecryptableCause };

/** What was said before, for those who are invited (MSC4268). */
export interface HistorySharing {
  /** Before the invitation. Never throws: an invitation without history is better than none. */
  beforeInvite(roomId: string, userId: string): Promise<void>;
  /** Before the own joining. Never throws. */
  beforeJoin(roomId: string): Promise<void>;
  /** After it. Never throws. */
  afterJoin(roomId: string): Promise<void>;
}

export interface Encryption {
  /**
   * Decrypts `m.room.encrypted` events of a room. The answer is in the order of `events`. One that has failed is tried again
   * by itself when its key arrives.
   */
  decrypt(roomId: string, events: readonly ClientEvent[]): Promise<readonly Decryption[]>;
  /** What is known now, without waiting. */
  decryptionOf(roomId: string, event: ClientEvent): Decryption;
  /** Called with a room's id and the ids of events whose decryption changed after `decrypt` had answered. */
  onDecrypted(listener: (roomId: string, eventIds: readonly string[]) => void): () => void;
  /** @throws {BmError} ROOM_UNKNOWN, ROOM_NOT_ENCRYPTED, ENCRYPTION_FAILED, or why the members' keys cannot be had (OFFLINE …) */
  encrypt(roomId: string, type: string, content: object): Promise<EncryptedContent>;
  /** Waits until the keys of this device are at the server: who writes from then on encrypts for it, too. Never throws. */
  published(): Promise<void>;
  /** Makes and shares the room key ahead of the first message, as when a room opens. Never throws. */
  prepare(roomId: string): Promise<void>;
  readonly recovery: Recovery;
  readonly verification: Verification;
  readonly devices: Devices;
  readonly identities: Identities;
  readonly reauthentication: Reauthentication;
  readonly history: HistorySharing;
}
