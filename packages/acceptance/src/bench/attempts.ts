/** Measurements that may fail: what fails is told and left out, the others go on. */

export interface Attempts {
  attempt(what: string, task: () => Promise<void>): Promise<void>;
  /** What failed and why, a sentence each. */
  failures(): readonly string[];
}

export function createAttempts(log: (line: string) => void): Attempts {
  const failures: string[] = [];
  return {
    async attempt(what, task) {
      try {
        await task();
      } catch (error) {
        // Below the first line a browser's errors hold its whole log.
        const [reason] = String(error instanceof Error ? error.message : error).split('\n');
        failures.push(`${what}: ${reason}`);
        log(`FAILED ${what}: ${reason}`);
      }
    },
    failures: () => failures,
  };
}
