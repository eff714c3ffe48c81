/** Equal topics have one readable while somebody listens to it, and none afterwards: queries come and go with every letter. */
import type { Readable } from '@bundesmessenger/core/readable';

/** @returns gives the readable of a key, made by `make` where nobody listens to one */
export function createSharedReadables(): <T>(key: string, make: () => Readable<T>) => Readable<T> {
  const listenedTo = new Map<string, Readable<unknown>>();
  return <T>(key: string, make: () => Readable<T>) => {
    const known = listenedTo.get(key) as Readable<T> | undefined;
    if (known) return known;
    const source = make();
    let listeners = 0;
    const readable: Readable<T> = {
      get: () => source.get(),
      subscribe(listener) {
        listeners++;
        listenedTo.set(key, readable);
        const stop = source.subscribe(listener);
        let listens = true;
        return () => {
          if (!listens) return;
          listens = false;
          stop();
          listeners--;
          if (listeners === 0 && listenedTo.get(key) === readable) listenedTo.delete(key);
        };
      },
    };
    return readable;
  };
}
