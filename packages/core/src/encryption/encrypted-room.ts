/** What matrix-js-sdk's room encryptor asks of a room, answered from our own. */
import type { Room as JsSdkRoom } from 'matrix-js-sdk/lib/models/room.js';
import type { HistoryVisibility } from 'matrix-js-sdk/lib/@types/partials.js';
import type { Room, Rooms } from '../rooms/rooms.ts';
import type { PendingInvites } from './pending-invites.ts';
import type { TrackedUsers } from './tracked-users.ts';

type Member = Readonly<{ userId: string; membership: string }>;

/** The part of matrix-js-sdk's `Room` that its `RoomEncryptor` uses. */
type EncryptorRoom = Pick<
  JsSdkRoom,
  'roomId' | 'getHistoryVisibility' | 'getBlacklistUnverifiedDevices' | 'shouldEncryptForInvitedMembers'
> & {
  getJoinedMembers(): Member[];
  getEncryptionTargetMembers(): Promise<Member[]>;
};

/** Client-server API, module "Room History Visibility": without the event it is `shared`. */
const defaultVisibility = 'shared';

/** @param users matrix-js-sdk learns of newcomers by its own sync; here whoever is new is looked up before the next message */
export function createEncryptorRoom(
  rooms: Rooms,
  roomId: string,
  invites: PendingInvites,
  users: TrackedUsers,
): JsSdkRoom {
  const room = (): Room | undefined => rooms.get(roomId);
  const visibility = (): string => {
    const { history_visibility: given } = room()?.state('m.room.history_visibility')?.content ?? {};
    return typeof given === 'string' ? given : defaultVisibility;
  };
  const members = (): Member[] => {
    const known = (room()?.statesOf('m.room.member') ?? []).map(({ state_key: userId, content }) => ({
      userId,
      membership: typeof content.membership === 'string' ? content.membership : 'leave',
    }));
    const names = new Set(known.filter(({ membership }) => membership !== 'leave').map(({ userId }) => userId));
    const late = invites.of(roomId).filter((userId) => !names.has(userId));
    return [...known, ...late.map((userId) => ({ userId, membership: 'invite' }))];
  };
  const adapter: EncryptorRoom = {
    roomId,
    getHistoryVisibility: () => visibility() as HistoryVisibility,
    getBlacklistUnverifiedDevices: () => null,
    shouldEncryptForInvitedMembers: () => visibility() !== 'joined',
    getJoinedMembers: () => members().filter(({ membership }) => membership === 'join'),
    async getEncryptionTargetMembers() {
      await rooms.loadMembers(roomId);
      const invited = visibility() !== 'joined';
      const targets = members().filter(
        ({ membership }) => membership === 'join' || (invited && membership === 'invite'),
      );
      await users.follow(targets.map(({ userId }) => userId));
      return targets;
    },
  };
  return adapter as unknown as JsSdkRoom;
}
