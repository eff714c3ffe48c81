/** Runs something when the browser has nothing better to do, so that it is there before it is asked for. */

/** How long a busy page may put it off. */
const atLatestMs = 3_000;

export function whenIdle(act: () => unknown): void {
  // Safari has no requestIdleCallback.
  if ('requestIdleCallback' in globalThis) requestIdleCallback(() => void act(), { timeout: atLatestMs });
  else setTimeout(() => void act(), atLatestMs);
}
