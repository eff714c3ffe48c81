/** Waiting for a state, never for a time: what is not there within a bound is a failure that names it. */
import type { Readable, Store } from '@bundesmessenger/store';

/** Many times what the slowest step takes on a loaded machine, in milliseconds. */
export const patienceMs = 180_000;

/** Does something that may be done twice again when the server was too slow: a loaded machine is no failure. */
export async function patiently<T>(act: () => Promise<T>): Promise<T> {
  const end = Date.now() + patienceMs;
  for (;;) {
    try {
      return await act();
    } catch (error) {
      const slow = error instanceof Error && error.message.includes('the homeserver does not answer');
      if (!slow || Date.now() > end) throw error;
    }
  }
}

export function until<T>(readable: Readable<T>, is: (value: T) => boolean, what: string): Promise<T> {
  return new Promise((resolve, reject) => {
    let found = false;
    const timer = setTimeout(() => {
      stop?.();
      reject(new Error(`never happened: ${what}`));
    }, patienceMs);
    const stop = readable.subscribe((value) => {
      if (found || !is(value)) return;
      found = true;
      clearTimeout(timer);
      queueMicrotask(() => stop());
      resolve(value);
    });
  });
}

export async function poll<T>(
  read: () => Promise<T> | T,
  is: (value: T) => boolean,
  what: string,
  boundMs = patienceMs,
): Promise<T> {
  const end = Date.now() + boundMs;
  for (;;) {
    const value = await read();
    if (is(value)) return value;
    if (Date.now() > end) throw new Error(`never happened: ${what}; at last ${JSON.stringify(value)?.slice(0, 300)}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

export async function logInStore(store: Store, user: string, password: string): Promise<void> {
  await until(
    store.session,
    (state) => state.status === 'loggedOut' && state.homeserver.status === 'reachable',
    'the homeserver answers',
  );
  await store.login({ type: 'm.login.password', user, password });
  await until(store.session, (state) => state.status === 'loggedIn' && state.sync.status === 'live', 'live');
}
