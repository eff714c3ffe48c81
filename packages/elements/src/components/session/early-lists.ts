/** Room lists of earlier visits that are read before the elements are here. Each goes to the first session that asks for it. */
import { readRememberedList, type RememberedList } from '@bundesmessenger/store/remembered-list';

const begun = new Map<string, Promise<RememberedList | undefined>>();

/** @param sessionName see `SessionOptions` */
export function beginReadingList(sessionName = 'default'): void {
  if (!begun.has(sessionName)) begun.set(sessionName, readRememberedList(sessionName));
}

/** What has been begun, or is read now. Never rejects. */
export function takeRememberedList(sessionName = 'default'): Promise<RememberedList | undefined> {
  const list = begun.get(sessionName) ?? readRememberedList(sessionName);
  begun.delete(sessionName);
  return list;
}
