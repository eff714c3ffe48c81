/** Moments at which waiting has become pointless: the network is back, or has gone, or the computer has slept. */

/** How often the clock is looked at, in milliseconds. */
const lookEveryMs = 5_000;
/** A look that comes so much later than it should was not late but asleep. A busy machine delays timers by less. */
const sleptAtLeastMs = 15_000;

/** A request under way may not notice for half a minute that there is no network any more; the browser does. */
const networkChanges = ['online', 'offline'] as const;

/** @param act is called at each such moment. Returns the function that ends it. */
export function onWakeUp(act: () => void, now: () => number = Date.now): () => void {
  let lookedAt = now();
  const timer = setInterval(() => {
    const sleptMs = now() - lookedAt - lookEveryMs;
    lookedAt = now();
    if (sleptMs >= sleptAtLeastMs) act();
  }, lookEveryMs);
  // Node must be able to end, and has no such event.
  (timer as { unref?: () => void }).unref?.();
  for (const type of networkChanges) globalThis.addEventListener?.(type, act);
  return () => {
    clearInterval(timer);
    for (const type of networkChanges) globalThis.removeEventListener?.(type, act);
  };
}
