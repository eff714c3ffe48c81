/** Finds or starts the host of this origin and returns the store over it. */
import type { Store } from '../store.ts';
import type { StoreOptions } from './options.ts';

export function openStore(options: StoreOptions): Store {
  throw new Error(`not built yet: ${options.homeserver}`);
}
