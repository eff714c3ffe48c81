/** Follows the unread rooms while somebody wants to be told of them, and keeps what the user has set for this device. */
import { BmError, type Session } from '@bundesmessenger/core';
import { writable, type Readable } from '@bundesmessenger/core/readable';
import type { Deeds } from '../host/deeds.ts';
import { initialSnapshots } from '../protocol/topics.ts';
import type { RoomsSource } from '../rooms/rooms.source.ts';
import type { RoomList } from '../rooms/rooms.ts';
import { objectIn } from '../timeline/json.ts';
import type { Notifications, NotificationSettings } from './notifications.ts';
import { isQuiet, projectNotifications, type ProjectedNotifications } from './project-notifications.ts';

export interface NotificationsSource {
  readonly notifications: Readable<Notifications>;
  readonly deeds: Pick<Deeds, 'setNotificationSettings'>;
  stop(): void;
}

export interface NotificationsOptions {
  readonly storage: Pick<Session['storage'], 'get' | 'set'>;
  readonly userId: Readable<string | undefined>;
  readonly rooms: Pick<RoomsSource, 'list'>;
  readonly now?: () => Date;
}

const recordKey = 'notifications';
/** Rooms with something new at once: more nobody reads one by one. */
const maxRooms = 50;
const minutesOfDay = 24 * 60;
const defaultSettings: NotificationSettings = { enabled: false, showsText: false };

export function createNotificationsSource({
  storage,
  userId,
  rooms,
  now = () => new Date(),
}: NotificationsOptions): NotificationsSource {
  /** `undefined` until they are read, and while nobody is logged in. */
  let settings: NotificationSettings | undefined;
  let projected: ProjectedNotifications | undefined;
  let stopList: (() => void) | undefined;
  let isWatched = false;

  const notifications = writable<Notifications>(initialSnapshots.notifications, () => {
    isWatched = true;
    follow();
    return () => {
      isWatched = false;
      follow();
    };
  });
  const show = (): void => {
    const items = projected?.items ?? [];
    notifications.set(settings ? { status: 'ready', settings, items } : initialSnapshots.notifications);
  };
  const onList = ({ complete, items }: RoomList): void => {
    // Rooms that the server only now tells of are new to this session, and nothing in them is.
    if (!complete || !settings) return;
    const before = projected;
    projected = projectNotifications(before, items, {
      showsText: settings.showsText,
      isQuiet: isQuiet(settings, now()),
    });
    if (projected.items.length > 0 || (before?.items.length ?? 0) > 0) show();
  };
  const follow = (): void => {
    const wanted = isWatched && settings?.enabled === true;
    if (wanted === (stopList !== undefined)) return;
    stopList?.();
    stopList = undefined;
    projected = undefined;
    if (wanted) stopList = rooms.list({ filters: ['unread'], limit: maxRooms }).subscribe(onList);
  };
  const use = (next: NotificationSettings | undefined): void => {
    settings = next;
    follow();
    show();
  };
  const stopFollowingUser = userId.subscribe((id) => {
    use(undefined);
    if (id === undefined) return;
    storage.get(recordKey).then(
      (stored) => {
        if (userId.get() === id && !settings) use(readSettings(stored) ?? defaultSettings);
      },
      () => use(defaultSettings),
    );
  });

  return {
    notifications,
    deeds: {
      async setNotificationSettings({ settings: wanted }) {
        const next = readSettings(wanted);
        if (!next) throw new BmError('COMMAND_INVALID', 'no settings of notifications');
        if (userId.get() === undefined) throw new BmError('NOT_LOGGED_IN', 'nobody is logged in');
        await storage.set(recordKey, next);
        use(next);
      },
    },
    stop() {
      stopFollowingUser();
      stopList?.();
    },
  };
}

/** Known fields only: a page may be of another version, and records outlive versions of this code. */
function readSettings(value: unknown): NotificationSettings | undefined {
  const { enabled, showsText, quietHours } = objectIn(value);
  if (typeof enabled !== 'boolean' || typeof showsText !== 'boolean') return undefined;
  if (quietHours === undefined) return { enabled, showsText };
  const { fromMinute, toMinute } = objectIn(quietHours);
  return isMinute(fromMinute) && isMinute(toMinute)
    ? { enabled, showsText, quietHours: { fromMinute, toMinute } }
    : undefined;
}

function isMinute(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) < minutesOfDay;
}
