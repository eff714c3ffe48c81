/** What a page names its messages with: the transaction id for the server, and the key of the row for good. Pure. */
import type { ClientEvent } from '@bundesmessenger/core/types';

/** Part of a request's path; a page's UUID fits. No id of an event is one, and no key of a day or mark. */
const keyShape = /^[\w-]{1,64}$/;

export function isOwnKey(key: string): boolean {
  return keyShape.test(key);
}

/** The key under which this device sent the event, as the server tells. What no page can have chosen is none. */
export function ownKeyIn({ sender, unsigned }: ClientEvent, userId: string | undefined): string | undefined {
  const key = sender === userId ? unsigned?.transaction_id : undefined;
  return key !== undefined && isOwnKey(key) ? key : undefined;
}
