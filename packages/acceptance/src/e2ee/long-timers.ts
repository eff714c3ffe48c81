/** Lets minutes pass for what waits for them, without waiting: timers of this process that are longer than any step of a scenario. */

export interface LongTimers {
  /** Their time is over: what still waits runs now. */
  pass(): void;
  /** New timers are the platform's own again. */
  letGo(): void;
}

/** From here on a timer counts as long, in milliseconds. */
const longMs = 300_000;

export function holdLongTimers(): LongTimers {
  const { setTimeout: start, clearTimeout: clear } = globalThis;
  const held = new Map<unknown, () => void>();
  globalThis.setTimeout = ((run: () => void, ms?: number, ...rest: unknown[]) => {
    const timer = start(run, ms, ...rest);
    if (ms !== undefined && ms >= longMs) held.set(timer, run);
    return timer;
  }) as typeof setTimeout;
  globalThis.clearTimeout = ((timer?: NodeJS.Timeout) => {
    held.delete(timer);
    clear(timer);
  }) as typeof clearTimeout;
  return {
    pass() {
      for (const [timer, run] of [...held]) {
        globalThis.clearTimeout(timer as NodeJS.Timeout);
        run();
      }
    },
    letGo() {
      globalThis.setTimeout = start;
      globalThis.clearTimeout = clear;
    },
  };
}
