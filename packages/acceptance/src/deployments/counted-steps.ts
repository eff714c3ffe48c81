/** Runs named steps one after the other, says how each went, and counts. A step that fails does not end the others. */
import type { Browser } from 'playwright';
import { createSteps, StepFailed } from '../check/steps.ts';

export interface CountedSteps {
  /** @returns `undefined` where the step has failed: see {@link needed} */
  step<Result>(name: string, run: () => Promise<Result>): Promise<Result | undefined>;
  readonly passed: number;
  readonly failed: number;
}

/** No step takes longer on a machine that has much else to do. */
const longestStepMs = 240_000;

/** @param browser all of its pages are photographed when a step fails */
export function createCountedSteps(browser: Pick<Browser, 'contexts'>, log: (line: string) => void): CountedSteps {
  let [passed, failed] = [0, 0];
  const take = createSteps(browser, log);
  return {
    async step(name, run) {
      try {
        const result = await take(name, () => within(longestStepMs, run()));
        passed += 1;
        return result;
      } catch (error) {
        if (!(error instanceof StepFailed)) throw error;
        failed += 1;
        return undefined;
      }
    },
    get passed() {
      return passed;
    },
    get failed() {
      return failed;
    },
  };
}

async function within<Result>(ms: number, running: Promise<Result>): Promise<Result> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLong = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`not over within ${ms} ms`)), ms);
  });
  return Promise.race([running, tooLong]).finally(() => clearTimeout(timer));
}

/** What an earlier step has made. */
export function needed<Made>(made: Made | undefined): Made {
  if (made === undefined) throw new Error('an earlier step has failed that this one needs');
  return made;
}

/** @throws what was found instead */
export function expectEqual(found: unknown, wanted: unknown, what: string): void {
  const [left, right] = [JSON.stringify(found), JSON.stringify(wanted)];
  if (left !== right) throw new Error(`${what}: found ${left}, wanted ${right}`);
}

export function expectThat(holds: boolean, what: string): void {
  if (!holds) throw new Error(`not so: ${what}`);
}
