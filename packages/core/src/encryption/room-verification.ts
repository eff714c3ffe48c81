/**
 * Finds verification events among those that the sync brings to rooms, and hands them to the engine. A request can be told
 * only once it is decrypted: decrypted are young events of rooms in which two people talk, and answers by their relation.
 */
import { MatrixEvent } from 'matrix-js-sdk/lib/models/event.js';
import type { RustCrypto } from 'matrix-js-sdk/lib/rust-crypto/rust-crypto.js';
import type { Room, Rooms } from '../rooms/rooms.ts';
import type { ClientEvent, JsonObject } from '../sync/client-event.ts';
import type { SyncUpdate } from '../sync/sync-update.ts';
import type { Decryptor } from './decryptor.ts';

/** Client-server API, "Key verification framework": older requests are to be ignored. Milliseconds. */
const requestLivesMs = 600_000;

export interface RoomVerification {
  receive(update: SyncUpdate): Promise<void>;
  stop(): void;
}

export function createRoomVerification(
  crypto: RustCrypto,
  decryptor: Decryptor,
  rooms: Rooms,
  userId: string,
  now: () => number = Date.now,
): RoomVerification {
  /** Could not be decrypted yet, by event id. */
  const undecrypted = new Map<string, ClientEvent>();

  const handOn = async (roomId: string, event: ClientEvent, clear: Clear): Promise<void> => {
    if (!isVerification(clear)) return;
    const { event_id, sender, origin_server_ts } = event;
    const matrixEvent = new MatrixEvent({ event_id, sender, origin_server_ts, room_id: roomId, ...clear } as never);
    await crypto.onLiveEventFromSync(matrixEvent);
  };
  const read = async (roomId: string, event: ClientEvent): Promise<void> => {
    if (event.type !== 'm.room.encrypted') return handOn(roomId, event, event);
    const [decryption] = await decryptor.decrypt(roomId, [event]);
    if (decryption?.status === 'decrypted') await handOn(roomId, event, decryption);
    else undecrypted.set(event.event_id, event);
  };
  const isYoung = (event: ClientEvent): boolean => now() - event.origin_server_ts < requestLivesMs;
  const concerns = (room: Room | undefined, event: ClientEvent): boolean => {
    // Own events of this device; those of other own devices tell who has answered.
    if (event.unsigned?.transaction_id !== undefined || event.state_key !== undefined || !isYoung(event)) return false;
    if (event.type !== 'm.room.encrypted') return isVerification(event);
    return isReference(event.content) || (event.sender !== userId && isConversation(room));
  };

  const stop = decryptor.onDecrypted((roomId, eventIds) => {
    for (const eventId of eventIds) {
      const event = undecrypted.get(eventId);
      if (!event || decryptor.decryptionOf(roomId, event).status !== 'decrypted') continue;
      undecrypted.delete(eventId);
      if (isYoung(event)) read(roomId, event).catch(() => undefined); // a broken request is none
    }
  });

  return {
    async receive(update) {
      for (const [eventId, event] of undecrypted) if (!isYoung(event)) undecrypted.delete(eventId);
      for (const { roomId, timeline, membership } of update.rooms) {
        if (membership !== 'join') continue;
        const room = rooms.get(roomId);
        for (const event of timeline) {
          if (concerns(room, event)) await read(roomId, event).catch(() => undefined); // a broken request is none
        }
      }
    },
    stop() {
      stop();
      undecrypted.clear();
    },
  };
}

interface Clear {
  readonly type: string;
  readonly content: JsonObject;
}

function isVerification({ type, content }: Clear): boolean {
  if (type === 'm.room.message') return content.msgtype === 'm.key.verification.request';
  return type.startsWith('m.key.verification.');
}

/** The relation of an encrypted event stays in clear. */
function isReference({ 'm.relates_to': relation }: JsonObject): boolean {
  return (
    typeof relation === 'object' && relation !== null && 'rel_type' in relation && relation.rel_type === 'm.reference'
  );
}

/** A room in which two people talk, or one who waits for the other. */
export function isConversation(room: Room | undefined): boolean {
  return room !== undefined && room.joinedCount + room.invitedCount <= 2;
}
