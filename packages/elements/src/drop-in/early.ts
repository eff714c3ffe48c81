/**
 * What the drop-in begins before its elements are loaded, for chats that stand open in the page: reading the list of an earlier
 * visit, or where there was none the host's thread. Nothing else on the way to the list takes as long.
 */
import { startHostEarly } from '@bundesmessenger/store/early-host';
import { beginReadingList } from '../components/session/early-lists.ts';
import { optionsOfElement } from '../components/session/session-options.ts';

export { allowInsecureLocalhostInAttributes } from '../components/session/session-options.ts';

/** Whether the browser's cache had this script: then its last list is painted first, and the host comes after it. */
export function wasHereBefore(): boolean {
  const [script] = performance.getEntriesByName(import.meta.url) as PerformanceResourceTiming[];
  return script?.transferSize === 0;
}

export function begin(): void {
  const isReturn = wasHereBefore();
  for (const chat of document.querySelectorAll('bm-chat[open]')) {
    const options = optionsOfElement(chat);
    if (!options) continue;
    // Also where there will be no list: a browser takes long for its first look into a storage, and the host looks next.
    beginReadingList(options.name);
    if (!isReturn) startHostEarly(options);
  }
}
