/**
 * Seals a worker's realm: code that calls the global `fetch` gets the guarded one, and the other ways out are gone.
 * Runs before any other module of the worker. No defence against hostile code in the realm: that is not its purpose, and
 * `import()` is syntax, which only the page's CSP can bind.
 */
import type { GuardedFetch } from './guarded-fetch.ts';

/**
 * Everything in a worker that can contact a server and is not `fetch`. Workers started from here would have a realm of
 * their own, unsealed. `RTCPeerConnection` is absent in workers today and stays absent.
 */
const otherWaysOut = [
  'XMLHttpRequest',
  'WebSocket',
  'WebSocketStream',
  'EventSource',
  'WebTransport',
  'RTCPeerConnection',
  'webkitRTCPeerConnection',
  'FontFace',
  'Worker',
  'SharedWorker',
  'importScripts',
  'fetchLater',
] as const;

const sealedRealms = new WeakSet<object>();

/** Defines on the object itself, so that what the prototype has is hidden, and can never be defined again. */
function fix(target: object, name: string, value: unknown): void {
  // A property that is not configurable was fixed by somebody before us; then this throws, and the worker does not start.
  Object.defineProperty(target, name, { value, writable: false, configurable: false, enumerable: false });
}

/** Seals `scope`, the global of a worker. A second call does nothing. */
export function sealRealm(scope: object, guardedFetch: GuardedFetch): void {
  if (sealedRealms.has(scope)) return;
  // Without the third parameter: code that calls the global cannot name a purpose.
  fix(scope, 'fetch', (input: string | URL | Request, init?: RequestInit) => guardedFetch(input, init));
  for (const name of otherWaysOut) fix(scope, name, undefined);
  const navigator: unknown = Reflect.get(scope, 'navigator');
  if (typeof navigator === 'object' && navigator !== null) fix(navigator, 'sendBeacon', undefined);
  sealedRealms.add(scope);
}
