/** Keeps requests from a homeserver whose operator has announced maintenance that blocks. Pure but for the fetch it wraps. */
import { BmError } from '../errors.ts';
import type { GuardedFetch } from '../network/guarded-fetch.ts';
import type { Maintenance } from './maintenance.ts';

/** From the base URL on. Any path below it answers the same. */
export const maintenancePath = '/_matrix/cmaintenance';

/** What the homeserver itself answers. Server token, discovery and the SDK's own files are not: they have to go on. */
const homeserverPath = /\/_(?:matrix|synapse)\//;
const maintenanceItself = /\/_matrix\/cmaintenance(?:\/|$)/;

/** The same fetch; while maintenance blocks it throws `MAINTENANCE` before a request, with the time that is left. */
export function withMaintenanceGate(
  fetch: GuardedFetch,
  maintenance: () => Maintenance,
  now: () => number = Date.now,
): GuardedFetch {
  return async (input, init, purpose) => {
    const current = maintenance();
    if (current.status === 'running' && current.blocking && isMeant(input, purpose)) {
      const retryAfterMs = Math.max(0, current.endsAtMs - now());
      throw new BmError('MAINTENANCE', 'announced maintenance blocks', { retryAfterMs });
    }
    return fetch(input, init, purpose);
  };
}

function isMeant(input: string | URL | Request, purpose: Parameters<GuardedFetch>[2]): boolean {
  if (purpose === 'auth') return true;
  const text = input instanceof Request ? input.url : String(input);
  const path = URL.canParse(text) ? new URL(text).pathname : '';
  return homeserverPath.test(path) && !maintenanceItself.test(path);
}
