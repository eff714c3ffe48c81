/** For tests that wait for what a real homeserver brings. */
import type { Readable } from '@bundesmessenger/core/readable';

/** Resolves with the first value that is so, the current one included. */
export function until<T, Match extends T>(readable: Readable<T>, is: (value: T) => value is Match): Promise<Match>;
export function until<T>(readable: Readable<T>, is: (value: T) => boolean): Promise<T>;
export function until<T>(readable: Readable<T>, is: (value: T) => boolean): Promise<T> {
  return new Promise((resolve) => {
    let found = false;
    const stop = readable.subscribe((value) => {
      if (found || !is(value)) return;
      found = true;
      queueMicrotask(() => stop());
      resolve(value);
    });
  });
}
