/**
 * Placement two, where there is no SharedWorker: one tab, the leader, owns a dedicated worker; all tabs, the leader
 * too, reach it over a BroadcastChannel. Leading is holding a Web Lock, so a dead leader is followed at once.
 */
import { connectBroadcast } from '../protocol/broadcast-port.ts';
import type { HostLink } from './page-connection.ts';

export function createLeaderTabLink(url: string, name: string): HostLink {
  const ended = new AbortController();
  let failed: (() => void) | undefined;
  /** The connection to the host of now; a dead host's is let go. */
  let connection = new AbortController();

  void navigator.locks
    .request(`bundesmessenger:leader:${name}`, { signal: ended.signal }, () => {
      const worker = new Worker(url, { type: 'module', name });
      worker.addEventListener('error', () => failed?.());
      return new Promise<void>((resign) => {
        const end = (): void => {
          worker.terminate();
          resign();
        };
        if (ended.signal.aborted) end();
        else ended.signal.addEventListener('abort', end);
      });
    })
    .catch(() => undefined); // ended before it was this tab's turn

  return {
    open(onFailure) {
      failed = onFailure;
      connection.abort();
      connection = new AbortController();
      return connectBroadcast(name, connection.signal);
    },
    close() {
      ended.abort();
      connection.abort();
    },
  };
}
