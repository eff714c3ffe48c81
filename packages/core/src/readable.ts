/** A value that can be read now and followed from now on: the only reactive idea of the SDK. Imports nothing. */
export interface Readable<T> {
  /** The current value. */
  get(): T;
  /** Calls `listener` at once with the current value and then on every change. Returns the function that ends it. */
  subscribe(listener: (value: T) => void): () => void;
}

/** A `Readable` that its owner can change. */
export interface Writable<T> extends Readable<T> {
  set(value: T): void;
}

/** What happens when the first listener comes; the returned function runs after the last one has gone. */
export type OnFirstListener = () => () => void;

/**
 * A `Readable` over one variable. A listener that throws does not keep the others from hearing;
 * its error is reported as an uncaught one. `Object.is`-equal values are not announced again.
 */
export function writable<T>(initial: T, onFirstListener?: OnFirstListener): Writable<T> {
  let value = initial;
  let stop: (() => void) | undefined;
  const listeners = new Set<(value: T) => void>();
  const announce = (listener: (value: T) => void): void => {
    try {
      listener(value);
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  };
  return {
    get: () => value,
    set(next) {
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of [...listeners]) if (listeners.has(listener)) announce(listener);
    },
    subscribe(listener) {
      // A wrapper keeps two subscriptions of one function apart.
      const own = (next: T): void => listener(next);
      listeners.add(own);
      if (listeners.size === 1) stop = onFirstListener?.();
      announce(own);
      return () => {
        if (!listeners.delete(own) || listeners.size > 0) return;
        stop?.();
        stop = undefined;
      };
    },
  };
}

/** Resolves with the first value that is so, the current one included; never, where none ever is. */
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
