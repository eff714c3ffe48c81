/** The room in which the user talks with one other alone: where a verification between the two takes place. */
import type { Room, Rooms } from '../rooms/rooms.ts';
import { isConversation } from './room-verification.ts';

export function directRoomWith(rooms: Rooms, userId: string): string | undefined {
  const isWith = (room: Room | undefined): room is Room =>
    room?.membership === 'join' &&
    isConversation(room) &&
    room.state('m.room.encryption') !== undefined &&
    (room.state('m.room.member', userId)?.content.membership === 'join' ||
      room.heroes.some((hero) => hero.userId === userId));
  const direct = rooms.accountData('m.direct') ?? {};
  const listed: unknown = Object.hasOwn(direct, userId) ? direct[userId] : undefined;
  const marked = Array.isArray(listed)
    ? listed.flatMap((id) => (typeof id === 'string' ? rooms.get(id) : undefined))
    : [];
  return (marked.find(isWith) ?? rooms.all().find(isWith))?.roomId;
}
