/** From what a list of unread rooms held to what is new in it. Pure. */
import type { RoomSummary } from '../rooms/rooms.ts';
import type { NotificationItem, NotificationSettings } from './notifications.ts';

/** What was known of an unread room before. */
export type KnownRooms = ReadonlyMap<string, RoomSummary>;

export interface ProjectedNotifications {
  readonly known: KnownRooms;
  readonly items: readonly NotificationItem[];
}

/**
 * @param before what the last call gave; `undefined` for the first: what is unread then is not new
 * @param unread rooms with unread messages, and invites
 * @param settings silent where they say so: what comes then is not told later
 */
export function projectNotifications(
  before: ProjectedNotifications | undefined,
  unread: readonly RoomSummary[],
  settings: Pick<NotificationSettings, 'showsText'> & { readonly isQuiet: boolean },
): ProjectedNotifications {
  const rooms = new Map(unread.map((room) => [room.roomId, room]));
  const kept = (before?.items ?? []).filter(({ roomId }) => rooms.has(roomId));
  const known = new Map<string, RoomSummary>();
  const fresh: NotificationItem[] = [];
  for (const room of unread) {
    const old = before?.known.get(room.roomId);
    // Once it is decrypted it may turn out to be nothing to tell: until then what is known stays.
    if (room.preview.kind === 'pending' && before) {
      if (old) known.set(room.roomId, old);
      continue;
    }
    known.set(room.roomId, room);
    const item = before && !settings.isQuiet ? itemOf(room, old, settings.showsText) : undefined;
    if (item) fresh.push(item);
  }
  const told = new Set(fresh.map(({ roomId }) => roomId));
  return { known, items: [...fresh, ...kept.filter(({ roomId }) => !told.has(roomId))] };
}

function itemOf(room: RoomSummary, old: RoomSummary | undefined, showsText: boolean): NotificationItem | undefined {
  const { roomId, name, membership, preview, unreadCount, highlightCount, barred } = room;
  if (membership === 'invite') {
    return old || barred ? undefined : { key: `${roomId} invite`, roomId, name, kind: 'invite' };
  }
  const grown = unreadCount > (old?.unreadCount ?? 0);
  if (membership !== 'join' || !grown) return undefined;
  const isNew = preview.kind === 'message' && eventIdOf(old) !== preview.eventId;
  // Another device of the user has written meanwhile.
  if (isNew && preview.own) return undefined;
  return {
    key: `${roomId} ${isNew ? preview.eventId : ''} ${unreadCount}`,
    roomId,
    name,
    kind: highlightCount > (old?.highlightCount ?? 0) ? 'mention' : 'message',
    ...(showsText && isNew && { preview }),
  };
}

function eventIdOf(room: RoomSummary | undefined): string | undefined {
  return room?.preview.kind === 'message' ? room.preview.eventId : undefined;
}

/** @param at in the time zone of the device */
export function isQuiet({ quietHours }: NotificationSettings, at: Date): boolean {
  if (!quietHours) return false;
  const { fromMinute, toMinute } = quietHours;
  const minute = at.getHours() * 60 + at.getMinutes();
  return fromMinute <= toMinute ? fromMinute <= minute && minute < toMinute : fromMinute <= minute || minute < toMinute;
}
