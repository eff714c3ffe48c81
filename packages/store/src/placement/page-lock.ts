/**
 * A lock that a page holds as long as it lives, so that the host sees it end. The host hears nothing of a page that does not hold
 * its lock yet; one that has more to load before it opens a store asks for it meanwhile.
 */
export interface PageLock {
  readonly name: string;
  /** Resolves when the page holds it, with the function that lets go of it. */
  readonly held: Promise<() => void>;
}

let early: PageLock | undefined;

/** For the next connection of this page. */
export function holdPageLockEarly(): void {
  early ??= holdPageLock();
}

export function takePageLock(): PageLock {
  const lock = early ?? holdPageLock();
  early = undefined;
  return lock;
}

function holdPageLock(): PageLock {
  const name = `bundesmessenger:page:${crypto.randomUUID()}`;
  const held = new Promise<() => void>((resolve) => {
    const hold = (): Promise<void> => new Promise((release) => resolve(release));
    navigator.locks.request(name, hold).catch(() => undefined); // a page that may hold none is never heard
  });
  return { name, held };
}
