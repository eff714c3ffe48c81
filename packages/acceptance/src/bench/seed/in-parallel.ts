/** Runs a task for each number, several at once or in order, and says how far it is. */

/** More do not help: Synapse is one process. */
const concurrency = 6;
/** How often a line is written. */
const progressMs = 5_000;

type Task = (index: number) => Promise<void>;
type Log = (line: string) => void;

export const inParallel = (count: number, what: string, log: Log, task: Task): Promise<void> =>
  runAll(count, what, log, task, concurrency);

export const inOrder = (count: number, what: string, log: Log, task: Task): Promise<void> =>
  runAll(count, what, log, task, 1);

async function runAll(count: number, what: string, log: Log, task: Task, atOnce: number): Promise<void> {
  let next = 0;
  let done = 0;
  const startedMs = performance.now();
  const timer = setInterval(() => {
    const remainingS = Math.round((((performance.now() - startedMs) / Math.max(done, 1)) * (count - done)) / 1_000);
    log(`  ${what}: ${done} of ${count}, about ${remainingS} s left`);
  }, progressMs);
  const work = async (): Promise<void> => {
    while (next < count) {
      await task(next++);
      done += 1;
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(atOnce, count) }, work));
  } finally {
    clearInterval(timer);
  }
  log(`  ${what}: ${count} in ${Math.round((performance.now() - startedMs) / 1_000)} s`);
}
