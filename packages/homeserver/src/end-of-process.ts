/**
 * Runs clean-up when this Node process ends: by itself, or by SIGINT, SIGTERM or SIGHUP where nobody else handles
 * the signal. Clean-up is synchronous, because nothing else runs to its end then.
 */
const cleanups = new Set<() => void>();
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
let installed = false;

/** @returns takes the clean-up back, for when the thing was stopped in the ordinary way. */
export function onEndOfProcess(cleanup: () => void): () => void {
  if (!installed) install();
  cleanups.add(cleanup);
  return () => cleanups.delete(cleanup);
}

function install(): void {
  installed = true;
  process.on('exit', runAll);
  for (const signal of signals) {
    const handler = () => {
      // Somebody else decides when the process ends; `exit` will come round then.
      if (process.listenerCount(signal) > 1) return;
      runAll();
      process.off(signal, handler);
      process.kill(process.pid, signal);
    };
    process.on(signal, handler);
  }
}

function runAll(): void {
  // Last come, first served: a process ends before the folder it writes to is deleted.
  for (const cleanup of [...cleanups].reverse()) {
    cleanups.delete(cleanup);
    try {
      cleanup();
    } catch {
      // The others still need their turn.
    }
  }
}
