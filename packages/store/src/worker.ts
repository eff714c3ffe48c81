/**
 * The prebuilt first stage of the host, run in one of three ways: as SharedWorker, as dedicated worker of the leading tab,
 * or imported by a page. In a worker the realm is sealed first, so that whatever asks for a network finds the one door.
 */
import { BmError } from '@bundesmessenger/core/errors';
import { sealRealm, type GuardedFetch } from '@bundesmessenger/core';
import { createHost, type Host } from './host/host.ts';
import { createSecondStageLoader } from './host/load-second-stage.ts';
import { serveBroadcast } from './protocol/broadcast-port.ts';

interface WorkerScope {
  readonly name: string;
  onconnect?: ((event: MessageEvent) => void) | null;
}

const scope = globalThis as unknown as WorkerScope;
const kind =
  'SharedWorkerGlobalScope' in globalThis ? 'shared' : 'DedicatedWorkerGlobalScope' in globalThis ? 'leader' : 'page';

/** Of a worker its location; of a page's module its own URL. */
const ownUrl = new URL(kind === 'page' ? import.meta.url : globalThis.location.href);

/** The platform's own, taken before the realm is sealed: for the door, and to ask this origin for a file that did not come. */
const platformFetch = globalThis.fetch.bind(globalThis);
let door: GuardedFetch | undefined;

/**
 * The first formats of a process take Chromium 15 ms: it looks through all the locales there are. Pages share the
 * process of their worker, and would be busy so long after their first list; a worker waits for its first answer anyway.
 */
let areFormatsMade = kind === 'page';
const fetchAndMakeFormats: typeof fetch = (input, init) => {
  const answer = platformFetch(input, init);
  if (!areFormatsMade) setTimeout(() => [new Intl.DateTimeFormat(), new Intl.NumberFormat()]);
  areFormatsMade = true;
  return answer;
};

if (kind !== 'page') {
  sealRealm(globalThis, (input, init, purpose) => {
    if (!door) throw new BmError('WL_NOT_LISTED', 'no homeserver is approved');
    return door(input, init, purpose);
  });
}

export const host: Host = createHost({
  fetch: fetchAndMakeFormats,
  allowInsecureLocalhost: ownUrl.hash === '#allow-insecure-localhost',
  onDoor: (opened) => void (door = opened),
  // From a file of its own: this one stays small, so that the list is painted before the other is here.
  loadSecondStage: createSecondStageLoader(
    ownUrl.origin,
    (url) => import(/* @vite-ignore */ /* webpackIgnore: true */ url),
    platformFetch,
  ),
});

if (kind === 'shared') scope.onconnect = ({ ports }) => void host.serve(ports[0]!);
if (kind === 'leader') serveBroadcast(scope.name, (port) => void host.serve(port));
