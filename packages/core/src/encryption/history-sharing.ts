/** Shares what was said before with whoever is invited, and takes in what inviters share (MSC4268), where the organisation wants it. */
import type { RustCrypto } from 'matrix-js-sdk/lib/rust-crypto/rust-crypto.js';
import type { Rooms } from '../rooms/rooms.ts';
import type { EncryptionPolicy } from '../types.ts';
import type { HistorySharing } from './encryption.ts';

/** Visibilities under which newcomers may see what was said before (client-server API 11.5, "Room history visibility"). */
const shared = new Set<unknown>(['shared', 'world_readable']);

export function createHistorySharing(
  crypto: RustCrypto,
  rooms: Rooms,
  userId: string,
  { shareHistory }: EncryptionPolicy,
): HistorySharing {
  const inviterOf = new Map<string, string>();
  return {
    async beforeInvite(roomId, invited) {
      const visibility = rooms.get(roomId)?.state('m.room.history_visibility')?.content.history_visibility ?? 'shared';
      if (shareHistory !== 'onInvite' || !shared.has(visibility)) return;
      await crypto.shareRoomHistoryWithUser(roomId, invited).catch(() => undefined);
    },
    async beforeJoin(roomId) {
      const room = rooms.get(roomId);
      const isOwn = ({ type, state_key: stateKey }: { type: string; state_key: string }): boolean =>
        type === 'm.room.member' && stateKey === userId;
      const member = room?.membership === 'invite' ? room.strippedState.find(isOwn) : undefined;
      if (shareHistory !== 'onInvite' || !room || !member) return;
      inviterOf.set(roomId, member.sender);
      await crypto.markRoomAsPendingKeyBundle(roomId, member.sender).catch(() => undefined);
    },
    async afterJoin(roomId) {
      const inviter = inviterOf.get(roomId);
      inviterOf.delete(roomId);
      if (inviter !== undefined) await crypto.maybeAcceptKeyBundle(roomId, inviter).catch(() => undefined);
    },
  };
}
