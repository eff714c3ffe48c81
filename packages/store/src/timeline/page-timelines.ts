/** What a page that shows messages puts between its connection and its store: whoever shows none does without. */
import type { Connection } from '../store.ts';
import { withOwnEchoes } from './own-echoes.ts';
import { withPrefetchedTimelines } from './prefetched-timelines.ts';

export type { Connection };

/** Timelines with what was prefetched of them and with own messages at once, for `openStore`. */
export function withPageTimelines(connection: Connection): Connection {
  return withOwnEchoes(withPrefetchedTimelines(connection));
}
