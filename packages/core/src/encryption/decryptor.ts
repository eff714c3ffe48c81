/**
 * Turns encrypted events into their clear text. Asks the Rust crypto directly, many at once; only what fails goes through
 * matrix-js-sdk, which knows why, fetches keys from the backup and tells when one has come.
 */
import {
  DecryptionErrorCode,
  DecryptionSettings,
  MegolmDecryptionError,
  RoomId,
  ShieldColor,
  ShieldStateCode,
  TrustRequirement,
  type DecryptedRoomEvent,
  type OlmMachine,
} from '@matrix-org/matrix-sdk-crypto-wasm';
import { CryptoEvent } from 'matrix-js-sdk/lib/crypto-api/CryptoEvent.js';
import { DecryptionFailureCode } from 'matrix-js-sdk/lib/crypto-api/index.js';
import { MatrixEvent, MatrixEventEvent } from 'matrix-js-sdk/lib/models/event.js';
import type { RustCrypto } from 'matrix-js-sdk/lib/rust-crypto/rust-crypto.js';
import type { ClientEvent } from '../sync/client-event.ts';
import { readClearEvent } from '../sync/hostile-events.ts';
import type { Decryption, Encryption, Shield, UndecryptableCause } from './encryption.ts';
import type { TrackedUsers } from './tracked-users.ts';

const causes: ReadonlyMap<string, UndecryptableCause> = new Map<DecryptionFailureCode, UndecryptableCause>([
  [DecryptionFailureCode.HISTORICAL_MESSAGE_NO_KEY_BACKUP, 'beforeLogin'],
  [DecryptionFailureCode.HISTORICAL_MESSAGE_BACKUP_UNCONFIGURED, 'backupLocked'],
  [DecryptionFailureCode.HISTORICAL_MESSAGE_WORKING_BACKUP, 'waitingForKeys'],
  [DecryptionFailureCode.HISTORICAL_MESSAGE_USER_NOT_JOINED, 'beforeJoin'],
  [DecryptionFailureCode.MEGOLM_UNKNOWN_INBOUND_SESSION_ID, 'waitingForKeys'],
  [DecryptionFailureCode.OLM_UNKNOWN_MESSAGE_INDEX, 'waitingForKeys'],
  [DecryptionFailureCode.MEGOLM_KEY_WITHHELD, 'withheld'],
  [DecryptionFailureCode.MEGOLM_KEY_WITHHELD_FOR_UNVERIFIED_DEVICE, 'withheldUnverified'],
  [DecryptionFailureCode.SENDER_IDENTITY_PREVIOUSLY_VERIFIED, 'senderNotTrusted'],
  [DecryptionFailureCode.UNKNOWN_SENDER_DEVICE, 'senderNotTrusted'],
  [DecryptionFailureCode.UNSIGNED_SENDER_DEVICE, 'senderNotTrusted'],
]);

const shields: ReadonlyMap<ShieldStateCode | undefined, Shield> = new Map([
  [ShieldStateCode.AuthenticityNotGuaranteed, 'authenticityNotGuaranteed'],
  [ShieldStateCode.UnknownDevice, 'unknownDevice'],
  [ShieldStateCode.UnsignedDevice, 'unsignedDevice'],
  [ShieldStateCode.VerificationViolation, 'verificationViolation'],
  [ShieldStateCode.MismatchedSender, 'mismatchedSender'],
]);

const pending: Decryption = { status: 'pending' };
const notTrusted: Decryption = { status: 'failed', cause: 'senderNotTrusted' };

/** Refusals that stand as long as the sender's devices and identity are what they are known to be. */
const refusals: ReadonlySet<unknown> = new Set([
  DecryptionErrorCode.UnknownSenderDevice,
  DecryptionErrorCode.UnsignedSenderDevice,
  DecryptionErrorCode.SenderIdentityVerificationViolation,
  DecryptionErrorCode.MismatchedSender,
]);
/** The same for marks. */
const doubts: ReadonlySet<Shield> = new Set(['unsignedDevice', 'unknownDevice', 'verificationViolation']);

/** A mark that goes by itself is worse than a message that comes a little later. Milliseconds. */
const lookUpWaitsAtMostMs = 1_000;

export interface Decryptor extends Pick<Encryption, 'decrypt' | 'decryptionOf' | 'onDecrypted'> {
  /** Looks anew at what has failed: the device can read more than before, or the reason is another one. */
  explainAgain(): void;
  stop(): void;
}

/** @param onlySigned refuse what a device sent that its owner has not signed (MSC4153) */
export function createDecryptor(
  crypto: RustCrypto,
  machine: OlmMachine,
  users: TrackedUsers,
  onlySigned: boolean,
): Decryptor {
  /** Lives as long as the event that somebody holds. */
  const known = new WeakMap<ClientEvent, Decryption>();
  const listeners = new Set<(roomId: string, eventIds: readonly string[]) => void>();
  const changed = new Map<string, Set<string>>();
  /** matrix-js-sdk holds them, too, for as long as their keys may come. */
  const failed = new Set<MatrixEvent>();

  /** Keys come for many events at once: listeners hear of them once. */
  const announce = (roomId: string, eventId: string): void => {
    if (changed.size === 0) queueMicrotask(tellAll);
    changed.set(roomId, (changed.get(roomId) ?? new Set()).add(eventId));
  };
  const tellAll = (): void => {
    const rooms = [...changed];
    changed.clear();
    for (const [roomId, eventIds] of rooms) for (const listener of listeners) listener(roomId, [...eventIds]);
  };

  /** `undefined` where the key is missing. */
  const tryOnce = async (roomId: string, event: ClientEvent): Promise<Decryption | undefined> => {
    const trust = onlySigned ? TrustRequirement.CrossSignedOrLegacy : TrustRequirement.Untrusted;
    try {
      const decrypted = await machine.decryptRoomEvent(
        JSON.stringify({ ...event, room_id: roomId }),
        new RoomId(roomId),
        new DecryptionSettings(trust),
      );
      return readDecrypted(decrypted);
    } catch (error) {
      return error instanceof MegolmDecryptionError && refusals.has(error.code) ? notTrusted : undefined;
    }
  };

  /** Events that a change of their sender's devices could put in another light, as long as somebody holds them. */
  const doubtful = new Map<string, Set<WeakRef<ClientEvent>>>();
  const roomOf = new WeakMap<ClientEvent, string>();
  const doubt = (roomId: string, event: ClientEvent): void => {
    if (roomOf.has(event)) return;
    roomOf.set(event, roomId);
    doubtful.set(event.sender, (doubtful.get(event.sender) ?? new Set()).add(new WeakRef(event)));
  };
  /** Senders whose events are being looked at, and whether something has changed since that began. */
  const looking = new Map<string, boolean>();
  const lookAgain = async (sender: string): Promise<void> => {
    const isLooking = looking.has(sender);
    looking.set(sender, isLooking);
    if (isLooking) return;
    do {
      looking.set(sender, false);
      await lookOnce(sender);
    } while (looking.get(sender));
    looking.delete(sender);
  };
  const lookOnce = async (sender: string): Promise<void> => {
    const references = doubtful.get(sender);
    doubtful.delete(sender);
    for (const reference of references ?? []) {
      const event = reference.deref();
      const roomId = event && roomOf.get(event);
      if (!event || roomId === undefined) continue;
      roomOf.delete(event);
      const before = known.get(event);
      const decryption = (await tryOnce(roomId, event)) ?? before;
      if (!decryption) continue;
      known.set(event, decryption);
      if (isDoubtful(decryption)) doubt(roomId, event);
      if (!isSame(before, decryption)) announce(roomId, event.event_id);
    }
  };
  const onDevices = (userIds: readonly string[]): void => {
    for (const userId of userIds) void lookAgain(userId);
  };
  const onTrust = (userId: string): void => void lookAgain(userId);
  crypto.on(CryptoEvent.DevicesUpdated, onDevices);
  crypto.on(CryptoEvent.UserTrustStatusChanged, onTrust);

  /** Who is not known yet is looked up before anybody is told of a doubt. */
  const tryWithLookUp = async (roomId: string, event: ClientEvent): Promise<Decryption | undefined> => {
    const first = await tryOnce(roomId, event);
    if (!first || !isDoubtful(first)) return first;
    doubt(roomId, event);
    if (users.isFollowed(event.sender)) return first;
    await Promise.race([
      users.follow([event.sender]),
      new Promise((resolve) => setTimeout(resolve, lookUpWaitsAtMostMs)),
    ]);
    return tryOnce(roomId, event);
  };

  /** Finds out why, and tries again whenever matrix-js-sdk hears of a key. */
  const explain = async (roomId: string, event: ClientEvent): Promise<Decryption> => {
    const matrixEvent = new MatrixEvent({ ...event, room_id: roomId } as never);
    await matrixEvent.attemptDecryption(crypto);
    const read = async (): Promise<Decryption> => {
      const cause = matrixEvent.isDecryptionFailure()
        ? (causes.get(matrixEvent.decryptionFailureReason ?? '') ?? 'unknown')
        : undefined;
      if (cause !== undefined && cause !== 'senderNotTrusted') return { status: 'failed', cause };
      // Of whom a key has come late, it may be the first that is heard.
      return (await tryWithLookUp(roomId, event)) ?? { status: 'failed', cause: cause ?? 'unknown' };
    };
    const keep = (found: Decryption): Decryption => {
      const newer = known.get(event);
      // Somebody may have looked again meanwhile, and found out that there is nothing to doubt.
      const decryption = newer?.status === 'decrypted' && !isDoubtful(newer) && isDoubtful(found) ? newer : found;
      known.set(event, decryption);
      if (decryption.status === 'failed') failed.add(matrixEvent);
      else failed.delete(matrixEvent);
      return decryption;
    };
    matrixEvent.on(MatrixEventEvent.Decrypted, () => {
      void read().then((decryption) => {
        const before = known.get(event);
        if (!isSame(before, keep(decryption))) announce(roomId, event.event_id);
      });
    });
    return keep(await read());
  };

  const decryptOne = async (roomId: string, event: ClientEvent): Promise<Decryption> => {
    known.set(event, pending);
    const decryption = (await tryWithLookUp(roomId, event)) ?? (await explain(roomId, event));
    // Somebody may have looked again meanwhile, and knows better.
    const newer = known.get(event);
    if (newer && newer.status !== 'pending') return newer;
    known.set(event, decryption);
    return decryption;
  };

  /** Several ask for the same event before the first has its answer. */
  const running = new WeakMap<ClientEvent, Promise<Decryption>>();
  const decryptOnce = async (roomId: string, event: ClientEvent): Promise<Decryption> => {
    const before = known.get(event);
    if (before && before.status !== 'pending') return before;
    const decryption = running.get(event) ?? decryptOne(roomId, event).finally(() => running.delete(event));
    running.set(event, decryption);
    return decryption;
  };

  return {
    decrypt: (roomId, events) => Promise.all(events.map((event) => decryptOnce(roomId, event))),
    decryptionOf: (_roomId, event) => known.get(event) ?? pending,
    onDecrypted(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    explainAgain() {
      for (const event of failed) event.attemptDecryption(crypto, { isRetry: true }).catch(() => undefined);
    },
    stop() {
      crypto.off(CryptoEvent.DevicesUpdated, onDevices);
      crypto.off(CryptoEvent.UserTrustStatusChanged, onTrust);
      for (const event of failed) event.removeAllListeners();
      failed.clear();
      listeners.clear();
    },
  };
}

function isSame(a: Decryption | undefined, b: Decryption): boolean {
  if (a?.status === 'failed' && b.status === 'failed') return a.cause === b.cause;
  return a?.status === 'decrypted' && b.status === 'decrypted' && a.shield === b.shield;
}

function isDoubtful(decryption: Decryption): boolean {
  if (decryption.status === 'failed') return decryption.cause === 'senderNotTrusted';
  return decryption.status === 'decrypted' && doubts.has(decryption.shield);
}

function readDecrypted(decrypted: DecryptedRoomEvent): Decryption {
  const state = decrypted.shieldState(false);
  const shield = state.color === ShieldColor.None ? 'none' : (shields.get(state.code) ?? 'authenticityNotGuaranteed');
  const clear = readClearEvent(JSON.parse(decrypted.event));
  decrypted.free();
  return clear ? { status: 'decrypted', ...clear, shield } : { status: 'failed', cause: 'unknown' };
}
