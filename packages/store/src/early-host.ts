/**
 * Starts the host's thread before a store is opened, for pages that have more to load before they open one. Small, so that it is
 * there first; it says nothing to the host and reads nothing.
 */
import { hostAddress } from './placement/host-address.ts';
import type { StoreOptions } from './placement/options.ts';
import { holdPageLockEarly } from './placement/page-lock.ts';
import { startSharedWorkerEarly } from './placement/shared-worker.ts';
import { trustedScriptUrl } from './placement/trusted-script-url.ts';

export { allowInsecureLocalhost } from '@bundesmessenger/core/types';

/**
 * What is started goes to the store that is opened with the same options. Other placements than a SharedWorker start with the
 * store; what is wrong with the options it says, too.
 */
export function startHostEarly(options: StoreOptions): void {
  if (!globalThis.isSecureContext) return;
  try {
    const { placement, workerUrl, name } = hostAddress(options);
    if (placement !== 'sharedWorker') return;
    startSharedWorkerEarly(trustedScriptUrl(workerUrl), name);
    holdPageLockEarly();
  } catch {
    // a worker of another origin, for one
  }
}
