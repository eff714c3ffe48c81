/** The events that leave the elements: one row per type with its detail. All bubble and cross shadow roots. */

export interface BmEventDetails {
  /** The chat was opened; from now on it may store data and send requests. */
  'bm-open': undefined;
  /** Somebody is logged in, by password or from a stored session. */
  'bm-login': { readonly userId: string };
  /** Nobody is logged in any more. */
  'bm-logout': { readonly reason: 'loggedOut' | 'tokenUnknown' | 'storeLost' };
  /** A room was chosen. */
  'bm-room-open': { readonly roomId: string };
  /** The way back from a room to the list was taken. */
  'bm-room-close': { readonly roomId: string };
  /** The number of rooms with unread messages has changed. */
  'bm-unread': { readonly rooms: number };
}

export type BmEventMap = { [Type in keyof BmEventDetails]: CustomEvent<BmEventDetails[Type]> };

declare global {
  interface GlobalEventHandlersEventMap extends BmEventMap {}
}

/** Dispatches a typed event that host pages can hear on the outermost element. */
export function emit<Type extends keyof BmEventDetails>(
  from: EventTarget,
  type: Type,
  detail: BmEventDetails[Type],
): void {
  from.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
}
