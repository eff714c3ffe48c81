/** Somebody else in the rooms, in Node: what she can read is what has arrived. */
import { createSession, createStore } from '@bundesmessenger/store/host';
import type { Store, TimelineItem } from '@bundesmessenger/store';
import { allowInsecureLocalhost } from '@bundesmessenger/core/types';
import { logInStore, patiently, until } from './waiting.ts';

export interface Reader {
  readonly userId: string;
  readonly store: Store;
  /** Every text in the room, oldest first, from its first event on; what cannot be read is `undefined`. */
  bodies(roomId: string): Promise<readonly (string | undefined)[]>;
  stop(): Promise<void>;
}

export async function createReader(
  server: { readonly serverName: string; readonly baseUrl: string },
  user: string,
  password: string,
): Promise<Reader> {
  const session = await createSession({
    homeserver: server.serverName,
    whitelist: { servers: [server] },
    [allowInsecureLocalhost]: true,
  });
  const store = createStore(session);
  await logInStore(store, user, password);
  return {
    userId: `@${user}:${server.serverName}`,
    store,
    async bodies(roomId) {
      const room = store.room(roomId);
      const stop = room.timeline.subscribe(() => undefined);
      try {
        await until(room.timeline, ({ status }) => status === 'ready', 'the reader sees the room');
        const found = new Map<string, string | undefined>();
        for (;;) {
          const { items, atStart } = room.timeline.get();
          const page = items.flatMap((item): [string, string | undefined][] => entryOf(item));
          // What is further up comes before everything known; a page overlaps the one below it.
          const known = [...found];
          found.clear();
          for (const [eventId, body] of [...page, ...known]) {
            // A key may have come late: what could be read once counts.
            found.set(eventId, found.get(eventId) ?? body);
          }
          if (atStart) return [...found.values()];
          await patiently(() => room.paginate(100));
        }
      } finally {
        stop();
      }
    },
    async stop() {
      store.close();
      await session.stop();
    },
  };
}

function entryOf(item: TimelineItem): [string, string | undefined][] {
  if (item.kind === 'message') return item.eventId === undefined ? [] : [[item.eventId, item.content.body]];
  return item.kind === 'undecryptable' && item.eventId !== undefined ? [[item.eventId, undefined]] : [];
}
