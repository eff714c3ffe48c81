/** Placement one: the host in a SharedWorker, one for all tabs of the origin. */
import type { HostLink } from './page-connection.ts';

export function createSharedWorkerLink(url: string, name: string): HostLink {
  return {
    open(onFailure) {
      const worker = new SharedWorker(url, { type: 'module', name });
      worker.addEventListener('error', () =>
        onFailure({ code: 'HOST_LOAD_FAILED', message: 'the worker file could not be loaded or does not run' }),
      );
      return worker.port;
    },
    close: () => undefined, // the worker ends with its last page
  };
}
