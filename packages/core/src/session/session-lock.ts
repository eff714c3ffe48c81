/** One writer per stored device: a Web Lock held for the session's whole life (two writers break the crypto store). */

export interface SessionLock {
  release(): void;
}

/**
 * Waits for the lock of `name`. In Node, where nothing is shared, it is granted at once.
 * @param onWait called when another context of the origin holds it
 * @throws what aborts `signal` before the lock is had
 */
export async function acquireSessionLock(name: string, onWait: () => void, signal: AbortSignal): Promise<SessionLock> {
  const locks = globalThis.navigator?.locks;
  // Node 24 has navigator.locks too, but there each session lives in memory and none shares a store.
  if (!locks || !globalThis.indexedDB) return { release: () => undefined };
  return new Promise((resolve, reject) => {
    const hold = (): Promise<void> =>
      new Promise((release) => {
        if (!signal.aborted) return resolve({ release });
        release();
        reject(signal.reason as Error);
      });
    locks
      .request(name, { ifAvailable: true }, (lock) => (lock ? hold() : 'taken'))
      .then((outcome) => {
        if (outcome !== 'taken') return undefined;
        onWait();
        return locks.request(name, { signal }, hold);
      })
      .catch(reject);
  });
}
