/** What is new outside of what the user looks at, for the system's notifications, as a page sees it. Pure data. */
import type { RoomPreview } from '../rooms/rooms.ts';

/** Of this device: kept on it, and erased with the login. */
export interface NotificationSettings {
  /** @default false */
  readonly enabled: boolean;
  /** Notifications hold what was said, which the system may keep and show to others. @default false */
  readonly showsText: boolean;
  /** When nothing is told, each day in the time zone of the device. Minutes since midnight; may go past it. Absent or equal: never. */
  readonly quietHours?: { readonly fromMinute: number; readonly toMinute: number };
}

/** What came last in one room, until that is read. */
export interface NotificationItem {
  /** Another one for each message. */
  readonly key: string;
  readonly roomId: string;
  /** Of the room. */
  readonly name: string;
  /** `mention`: the user was named, or a keyword was said. */
  readonly kind: 'message' | 'mention' | 'invite';
  /** With `showsText`. */
  readonly preview?: Extract<RoomPreview, { readonly kind: 'message' }>;
}

export type Notifications =
  | { readonly status: 'loading' }
  | {
      readonly status: 'ready';
      readonly settings: NotificationSettings;
      /** The newest first. What was there before the start of the host is not in it, nor what is silent. */
      readonly items: readonly NotificationItem[];
    };

export interface NotificationCommands {
  /** Takes effect in all pages. Throws COMMAND_INVALID for what are no settings, NOT_LOGGED_IN, STORE_FULL, STORE_LOST. */
  setNotificationSettings: { parameters: { settings: NotificationSettings }; result: undefined };
}
