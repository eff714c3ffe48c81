/** Runs named steps one after the other and says how each went. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright';

/** Where pictures of a failure go; ignored by git. */
const pictureFolder = join('reports', 'check');

export class StepFailed extends Error {}

export type Step = <Result>(name: string, run: () => Promise<Result>) => Promise<Result>;

/** @param browser all of its pages are photographed when a step fails */
export function createSteps(browser: Pick<Browser, 'contexts'>, log: (line: string) => void): Step {
  let failures = 0;
  return async (name, run) => {
    const startedAt = performance.now();
    try {
      const result = await run();
      log(`✓ ${name} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`);
      return result;
    } catch (error) {
      log(`✗ ${name}`);
      log(`  ${error instanceof Error ? error.message.split('\n').join('\n  ') : String(error)}`);
      for (const path of await photograph(browser, ++failures)) log(`  picture: ${path}`);
      throw new StepFailed(name, { cause: error });
    }
  };
}

async function photograph(browser: Pick<Browser, 'contexts'>, failure: number): Promise<readonly string[]> {
  await mkdir(pictureFolder, { recursive: true });
  const pages = browser.contexts().flatMap((context) => context.pages());
  const paths = pages.map((_page, index) => join(pictureFolder, `failure-${failure}-${index + 1}.png`));
  await Promise.allSettled(pages.map((page, index) => page.screenshot({ path: paths[index]! })));
  return paths;
}
