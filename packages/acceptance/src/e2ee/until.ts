/** Waiting for a state, never for a time: what is not there within a bound is a failure that says what was there instead. */
import type { Readable } from '@bundesmessenger/core/readable';
import { withoutCanaries } from './canaries.ts';
import { overhearError } from './overheard.ts';

/** Longest wait, in milliseconds: many times what the slowest step takes on a loaded machine. */
export const patienceMs = 90_000;
const lookEveryMs = 50;

export class Unmet extends Error {}

/** The first value for which `is` holds. `what` names it in the failure. */
export function until<T, Match extends T>(
  readable: Readable<T>,
  is: (value: T) => value is Match,
  what: string,
  withinMs?: number,
): Promise<Match>;
export function until<T>(readable: Readable<T>, is: (value: T) => boolean, what: string, withinMs?: number): Promise<T>;
export function until<T>(
  readable: Readable<T>,
  is: (value: T) => boolean,
  what: string,
  withinMs = patienceMs,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      stop?.();
      reject(new Unmet(`${what}: not within ${withinMs} ms; it is ${describe(readable.get())}`));
    }, withinMs);
    let stop: (() => void) | undefined;
    let found = false;
    stop = readable.subscribe((value) => {
      if (found || !is(value)) return;
      found = true;
      clearTimeout(timer);
      queueMicrotask(() => stop?.());
      resolve(value);
    });
  });
}

/** Asks again and again. @returns what `look` gives once `is` holds for it */
export async function poll<T>(
  look: () => Promise<T> | T,
  is: (value: T) => boolean,
  what: string,
  withinMs = patienceMs,
): Promise<T> {
  const end = Date.now() + withinMs;
  for (;;) {
    const value = await look();
    if (is(value)) return value;
    if (Date.now() > end) throw new Unmet(`${what}: not within ${withinMs} ms; it is ${describe(value)}`);
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
}

/** Fails unless `holds`. */
export function expectThat(holds: boolean, what: string): void {
  if (!holds) throw new Unmet(what);
}

/** The code that `act` throws. */
export async function codeOf(act: () => Promise<unknown>): Promise<string> {
  try {
    await act();
    return 'none';
  } catch (error) {
    overhearError(error);
    return (error as { code?: string }).code ?? String(error);
  }
}

function describe(value: unknown): string {
  return withoutCanaries(JSON.stringify(value)?.slice(0, 300) ?? String(value));
}
