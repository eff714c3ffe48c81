/** Snapshots with sensible values, so that a test names only what it is about. */
import type { RoomList, RoomSummary } from '../rooms/rooms.ts';

/** An encrypted room of two with nothing unread. */
export function roomSummary(changes: Partial<RoomSummary> = {}): RoomSummary {
  return {
    roomId: '!room:server.example',
    version: 1,
    name: 'Bauantrag',
    membership: 'join',
    kind: 'room',
    encrypted: true,
    federation: 'internal',
    memberCount: 2,
    unreadCount: 0,
    highlightCount: 0,
    markedUnread: false,
    preview: { kind: 'none' },
    latestTs: 0,
    isFavourite: false,
    isLowPriority: false,
    notifications: 'all',
    isMuted: false,
    parents: [],
    children: [],
    ...changes,
  };
}

/** A list that is ready and shows exactly these rooms; totals are counted from them. */
export function roomList(items: readonly RoomSummary[], changes: Partial<RoomList> = {}): RoomList {
  const loud = items.filter(({ isMuted }) => !isMuted);
  const sum = (count: (room: RoomSummary) => number): number => loud.reduce((total, room) => total + count(room), 0);
  return {
    status: 'ready',
    complete: true,
    total: items.length,
    unread: {
      rooms: sum(({ unreadCount, markedUnread }) => Number(unreadCount > 0 || markedUnread)),
      messages: sum(({ unreadCount }) => unreadCount),
      highlights: sum(({ highlightCount }) => highlightCount),
      invites: sum(({ membership }) => Number(membership === 'invite')),
    },
    offset: 0,
    items,
    ...changes,
  };
}
