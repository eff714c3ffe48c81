/** The events that leave the elements: one row per type with its detail. All bubble and cross shadow roots. */

export interface BmEventDetails {
  /** The chat was opened; from now on it may store data and send requests. */
  'bm-open': undefined;
  /** Somebody is logged in, by password or from a stored session. */
  'bm-login': { readonly userId: string };
  /** The page is about to leave for a login elsewhere. Cancel it to open `url` in your own way, in this browser. */
  'bm-sign-in': { readonly url: string };
  /** Nobody is logged in any more. */
  'bm-logout': { readonly reason: 'loggedOut' | 'tokenUnknown' | 'storeLost' };
  /** A room was chosen. */
  'bm-room-open': { readonly roomId: string };
  /** The way back from a room to the list was taken. */
  'bm-room-close': { readonly roomId: string };
  /** A message is to be answered: its room's composer, or its thread's, begins an answer. */
  'bm-reply': { readonly roomId: string; readonly threadId?: string; readonly eventId: string };
  /** Something new was written: where it belongs, the newest messages are shown. */
  'bm-send': { readonly roomId: string; readonly threadId?: string };
  /** An own message is to be edited. `target` is its event id, or its key while it is not sent. */
  'bm-edit': { readonly roomId: string; readonly threadId?: string; readonly target: string };
  /** A thread is to be shown. `threadId` is the event id of its root. */
  'bm-thread-open': { readonly roomId: string; readonly threadId: string };
  /** The thread that was shown is to be closed. */
  'bm-thread-close': { readonly roomId: string; readonly threadId: string };
  /** A message is to be shown in its room. */
  'bm-event-open': { readonly roomId: string; readonly eventId: string };
  /** Settings, members or files of a room are to be shown, or a search in it. @default the settings */
  'bm-room-details': { readonly roomId: string; readonly tab?: 'settings' | 'members' | 'files' | 'search' };
  /** The user wants what keeps the keys safe before anything else, such as before logging out. */
  'bm-recovery-open': undefined;
  /** The number of rooms with unread messages has changed. */
  'bm-unread': { readonly rooms: number };
}

export type BmEventMap = { [Type in keyof BmEventDetails]: CustomEvent<BmEventDetails[Type]> };

declare global {
  interface GlobalEventHandlersEventMap extends BmEventMap {}
}

/** Dispatches a typed event that host pages can hear on the outermost element. @returns whether nobody has cancelled it */
export function emit<Type extends keyof BmEventDetails>(
  from: EventTarget,
  type: Type,
  detail: BmEventDetails[Type],
  cancelable = false,
): boolean {
  return from.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true, cancelable }));
}
