/** Placement one: the host in a SharedWorker, one for all tabs of the origin. */
import type { HostLink } from './page-connection.ts';

/** Workers that were started before a store asked for them. */
const early = new Map<string, SharedWorker>();
const keyOf = (url: string, name: string): string => `${name} ${url}`;

const start = (url: string, name: string): SharedWorker => new SharedWorker(url, { type: 'module', name });

/** Starts the worker for the next link to it. One that fails is forgotten: the link tries again, and hears of it. */
export function startSharedWorkerEarly(url: string, name: string): void {
  const key = keyOf(url, name);
  if (early.has(key)) return;
  const worker = start(url, name);
  early.set(key, worker);
  worker.addEventListener('error', () => early.delete(key));
}

export function createSharedWorkerLink(url: string, name: string): HostLink {
  return {
    open(onFailure) {
      const key = keyOf(url, name);
      const worker = early.get(key) ?? start(url, name);
      early.delete(key);
      worker.addEventListener('error', onFailure);
      return worker.port;
    },
    close: () => undefined, // the worker ends with its last page
  };
}
