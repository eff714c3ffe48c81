/** For tests of a session at a real homeserver. */
import type { Readable } from '../../readable.ts';

/** The next value that fulfils the condition, the current one included; never a matter of time. */
export function until<T, Match extends T>(readable: Readable<T>, is: (value: T) => value is Match): Promise<Match> {
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
