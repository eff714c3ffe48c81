/** Encrypts one event for a room, or fails: there is no way to a plaintext content from here. */
import { EncryptionAlgorithm, RoomId, type OlmMachine, type RoomSettings } from '@matrix-org/matrix-sdk-crypto-wasm';
import { MatrixEvent } from 'matrix-js-sdk/lib/models/event.js';
import type { RustCrypto } from 'matrix-js-sdk/lib/rust-crypto/rust-crypto.js';
import pRetry from 'p-retry';
import { BmError } from '../errors.ts';
import { toBmError } from '../network/matrix-error.ts';
import type { Rooms } from '../rooms/rooms.ts';
import type { StorageRoom } from '../session/storage-room.ts';
import type { JsonObject } from '../sync/client-event.ts';
import { createEncryptorRoom } from './encrypted-room.ts';
import type { PendingInvites } from './pending-invites.ts';
import type { EncryptionPolicy } from '../types.ts';
import type { EncryptedContent, Encryption } from './encryption.ts';
import { withRotation } from './rotation.ts';
import type { TrackedUsers } from './tracked-users.ts';

/** A new room arrives in pieces: Synapse shows it to sync before its encryption state, which follows within milliseconds. */
const encryptionKnownWithin = { retries: 20, minTimeout: 50, factor: 1 } as const;
const megolm = 'm.megolm.v1.aes-sha2';

export interface EncryptorOptions {
  readonly crypto: RustCrypto;
  readonly machine: OlmMachine;
  readonly rooms: Rooms;
  readonly invites: PendingInvites;
  readonly userId: string;
  readonly users: TrackedUsers;
  readonly policy: Pick<EncryptionPolicy, 'rotation'>;
  /** For the room keys that are stored before they are used. */
  readonly storageRoom: Pick<StorageRoom, 'tryTwice'>;
}

export interface Encryptor extends Pick<Encryption, 'encrypt' | 'prepare'> {
  /** Whether events have been encrypted for this room since the start: its members' changes matter then. */
  encryptsFor(roomId: string): boolean;
}

export function createEncryptor(options: EncryptorOptions): Encryptor {
  const { crypto, machine, rooms, invites, userId, users, storageRoom, policy } = options;
  const ready = new Map<string, Promise<void>>();

  /**
   * The settings that were stored when the room was first seen as encrypted win over today's state: a server can hide or
   * weaken `m.room.encryption`, but never take it back.
   */
  const settingsOf = async (roomId: string): Promise<JsonObject> => {
    const stored = await machine.getRoomSettings(new RoomId(roomId));
    if (stored) return toContent(stored);
    const content = await pRetry(() => {
      const state = rooms.get(roomId)?.state('m.room.encryption');
      if (!state) throw new BmError('ROOM_NOT_ENCRYPTED', 'the room is not encrypted');
      return state.content;
    }, encryptionKnownWithin);
    if (content.algorithm !== megolm) throw new BmError('ROOM_NOT_ENCRYPTED', 'the algorithm of the room is not known');
    return content;
  };
  const makeReady = async (roomId: string): Promise<void> => {
    if (!rooms.get(roomId)) throw new BmError('ROOM_UNKNOWN', 'the room is not known');
    const content = await settingsOf(roomId);
    const event = new MatrixEvent({ type: 'm.room.encryption', room_id: roomId, content });
    await storageRoom.tryTwice(async () => {
      await crypto.onCryptoEvent(createEncryptorRoom(rooms, roomId, invites, users), event);
      // matrix-js-sdk keeps it to itself that it could not store them, and would refuse the room for good.
      if (await machine.getRoomSettings(new RoomId(roomId))) return;
      throw new BmError('STORE_FULL', 'the settings of the room could not be stored');
    });
    // What is stored of a room stays the room's word: the organisation's may be another one tomorrow.
    const { roomEncryptors } = crypto as unknown as {
      roomEncryptors: Record<string, { encryptionSettings: JsonObject }>;
    };
    const encryptor = roomEncryptors[roomId];
    if (encryptor) encryptor.encryptionSettings = withRotation(content, policy.rotation);
  };
  const untilReady = (roomId: string): Promise<void> => {
    let promise = ready.get(roomId);
    if (!promise) {
      promise = makeReady(roomId);
      ready.set(roomId, promise);
      promise.catch(() => ready.delete(roomId));
    }
    return promise;
  };

  return {
    encryptsFor: (roomId) => ready.has(roomId),
    async encrypt(roomId, type, content) {
      await untilReady(roomId);
      const event = new MatrixEvent({ type, content: { ...content }, room_id: roomId, sender: userId });
      try {
        // Waits for the member list and shares the room key with every device first.
        await storageRoom.tryTwice(() => crypto.encryptEvent(event, undefined as never));
      } catch (error) {
        const known = toBmError(error);
        throw known.code === 'UNEXPECTED'
          ? new BmError('ENCRYPTION_FAILED', 'the event could not be encrypted')
          : known;
      }
      const encrypted = event.getWireContent() as EncryptedContent;
      if (event.getWireType() !== 'm.room.encrypted' || typeof encrypted.algorithm !== 'string') {
        throw new BmError('ENCRYPTION_FAILED', 'the event is not encrypted after encryption');
      }
      return encrypted;
    },
    async prepare(roomId) {
      try {
        await untilReady(roomId);
        crypto.prepareToEncrypt(createEncryptorRoom(rooms, roomId, invites, users));
      } catch {
        // `encrypt` meets the same reason and reports it, if it lasts
      }
    },
  };
}

function toContent({ algorithm, sessionRotationPeriodMs, sessionRotationPeriodMessages }: RoomSettings): JsonObject {
  if (algorithm !== EncryptionAlgorithm.MegolmV1AesSha2) {
    throw new BmError('ROOM_NOT_ENCRYPTED', 'the algorithm of the room is not known');
  }
  return {
    algorithm: megolm,
    ...(sessionRotationPeriodMs !== undefined && { rotation_period_ms: sessionRotationPeriodMs }),
    ...(sessionRotationPeriodMessages !== undefined && { rotation_period_msgs: sessionRotationPeriodMessages }),
  };
}
