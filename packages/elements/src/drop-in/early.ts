/**
 * What a drop-in begins before its elements are registered: reading the room list of the last visit, and the host. Of all on
 * the way to the list these take longest.
 */
import { readRememberedList } from '@bundesmessenger/store/remembered-list';
import { openEarly } from '../components/session/early-stores.ts';

/** Nothing is read or started until a chat stands open. */
export function beginEarly(): void {
  const chats = [...document.querySelectorAll('bm-chat[open]')];
  const [first] = chats;
  if (!first) return;
  const remembered = readRememberedList(first.getAttribute('session-name') ?? undefined);
  openEarly(chats, remembered, wasHereBefore());
}

/** Whether the browser's cache had this script. */
function wasHereBefore(): boolean {
  const [script] = performance.getEntriesByName(import.meta.url) as PerformanceResourceTiming[];
  return script?.transferSize === 0;
}
