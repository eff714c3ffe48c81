/** The snapshot cache of a session: read when somebody is logged in, ended with the login. In memory mode there is none. */
import { writable, type Readable } from '@bundesmessenger/core/readable';
import type { SessionState } from '@bundesmessenger/core/types';
import { roomListName } from './cache-record.ts';
import { createSnapshotCache, type CacheStorage, type SnapshotCache } from './snapshot-cache.ts';

export interface SessionCache extends SnapshotCache {
  /** Whether `get` knows the room list. A session that has not begun may still find a login. */
  readonly isListLoaded: Readable<boolean>;
  /** Whether `get` knows everything. */
  readonly isLoaded: Readable<boolean>;
  stop(): void;
}

interface Following {
  readonly state: Readable<SessionState>;
  readonly storage: CacheStorage & {
    /** As `StorageRoom` of core. */
    onFull(letGo: () => Promise<void>): () => void;
  };
}

export function createSessionCache({ state, storage }: Following, now: () => number = Date.now): SessionCache {
  const cache = createSnapshotCache(storage, now);
  const stopMakingRoom = storage.onFull(cache.drop);
  const [isListLoaded, isLoaded] = [writable(false), writable(false)];
  let owner: string | undefined;

  const begin = async (userId: string): Promise<void> => {
    isListLoaded.set(false);
    isLoaded.set(false);
    const { first, all } = cache.load(userId, roomListName);
    await first;
    if (owner === userId) isListLoaded.set(true);
    await all;
    if (owner === userId) isLoaded.set(true);
  };
  const stopFollowing = state.subscribe((current) => {
    const isKept = current.status === 'loggedIn' && current.storage === 'persistent';
    const userId = isKept ? current.userId : undefined;
    if (userId !== undefined && userId !== owner) {
      owner = userId;
      void begin(userId);
    } else if (userId === undefined) {
      if (owner !== undefined) cache.end();
      owner = undefined;
      isListLoaded.set(current.status !== 'starting');
      isLoaded.set(current.status !== 'starting');
    }
  });

  return {
    ...cache,
    isListLoaded,
    isLoaded,
    stop() {
      stopFollowing();
      stopMakingRoom();
      cache.end();
    },
  };
}
