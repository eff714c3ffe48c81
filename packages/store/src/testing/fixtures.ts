/** Snapshots with sensible values, so that a test names only what it is about. */
import type { SessionState } from '@bundesmessenger/core/types';
import type { Member, MemberList } from '../members/members.ts';
import { levelOf } from '../members/power-levels.ts';
import type { RoomList, RoomSummary } from '../rooms/rooms.ts';
import type { Timeline, TimelineItem } from '../timeline/timeline.ts';

type LoggedIn = Extract<SessionState, { status: 'loggedIn' }>;
type Message = Extract<TimelineItem, { kind: 'message' }>;

/** Somebody whose session is in sync and whose device is verified. */
export function loggedInSession(changes: Partial<LoggedIn> = {}): LoggedIn {
  return {
    status: 'loggedIn',
    userId: '@anna:server.example',
    deviceId: 'DEVICE',
    sync: { status: 'live' },
    device: 'verified',
    storage: 'persistent',
    ...changes,
  };
}

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

/** A joined member without any rights over whom the user has none either. */
export function member(changes: Partial<Member> = {}): Member {
  const role = changes.role ?? 'member';
  return {
    userId: '@max:server.example',
    version: 1,
    displayName: 'Max',
    membership: 'join',
    isOwn: false,
    role,
    powerLevel: levelOf[role],
    isCreator: false,
    can: { kick: false, ban: false, unban: false, invite: false, roles: [] },
    ...changes,
  };
}

/** A list that is complete and shows exactly these members. */
export function memberList(items: readonly Member[], changes: Partial<MemberList> = {}): MemberList {
  return { status: 'ready', total: items.length, offset: 0, items, ...changes };
}

/** An encrypted message of somebody else that has arrived. */
export function message(body: string, changes: Partial<Message> = {}): Message {
  return {
    kind: 'message',
    key: `$${body}`,
    version: 1,
    eventId: `$${body}`,
    sender: { userId: '@max:server.example', displayName: 'Max' },
    own: false,
    originServerTs: 0,
    content: { msgtype: 'm.text', body },
    send: { status: 'sent' },
    protection: 'encrypted',
    edited: false,
    ...changes,
  };
}

/** A whole timeline that shows exactly these rows. */
export function timeline(items: readonly TimelineItem[], changes: Partial<Timeline> = {}): Timeline {
  return { status: 'ready', atStart: true, atEnd: true, items, ...changes };
}
