/** Encrypts one event for a room, or fails: there is no way to a plaintext content from here. */
import { MatrixEvent } from 'matrix-js-sdk/lib/models/event.js';
import type { CryptoBackend } from 'matrix-js-sdk/lib/common-crypto/CryptoBackend.js';
import type { MatrixClient } from 'matrix-js-sdk/lib/client.js';
import type { Room } from 'matrix-js-sdk/lib/models/room.js';
import pRetry from 'p-retry';
import { BmError } from '../errors.ts';
import { toBmError } from '../network/matrix-error.ts';

/** The content of an `m.room.encrypted` event. Plain data, so that an outbox can keep it. */
export type EncryptedContent = Readonly<Record<string, unknown>> & { readonly algorithm: string };

/** A new room arrives in pieces: Synapse shows it to sync before its encryption state, which follows within milliseconds. */
const encryptionKnownWithin = { retries: 20, minTimeout: 50, factor: 1 } as const;

async function untilEncrypted(crypto: CryptoBackend, room: Room): Promise<void> {
  await pRetry(async () => {
    if (await crypto.isEncryptionEnabledInRoom(room.roomId)) return;
    throw new BmError('ROOM_NOT_ENCRYPTED', 'the room is not encrypted');
  }, encryptionKnownWithin);
}

/** @throws {BmError} ROOM_UNKNOWN, ROOM_NOT_ENCRYPTED, ENCRYPTION_FAILED, or why the members' keys cannot be had (OFFLINE …) */
export async function encryptForRoom(
  client: MatrixClient,
  roomId: string,
  type: string,
  content: object,
): Promise<EncryptedContent> {
  const room = client.getRoom(roomId);
  if (!room) throw new BmError('ROOM_UNKNOWN', 'the room is not known to this session');
  const crypto = client.getCrypto() as CryptoBackend | undefined;
  if (!crypto) throw new BmError('ENCRYPTION_FAILED', 'encryption is not ready');
  await untilEncrypted(crypto, room);
  const event = new MatrixEvent({
    type,
    content: { ...content },
    room_id: roomId,
    sender: client.getSafeUserId(),
  });
  try {
    // `encryptEvent` waits for the member list and shares the room key with every device first.
    await crypto.encryptEvent(event, room);
  } catch (error) {
    const known = toBmError(error);
    throw known.code === 'UNEXPECTED' ? new BmError('ENCRYPTION_FAILED', 'the event could not be encrypted') : known;
  }
  const encrypted = event.getWireContent() as EncryptedContent;
  if (event.getWireType() !== 'm.room.encrypted' || typeof encrypted.algorithm !== 'string') {
    throw new BmError('ENCRYPTION_FAILED', 'the event is not encrypted after encryption');
  }
  return encrypted;
}
