/**
 * `npm run check:faults [-- PATTERN]`: a real Synapse behind a proxy that destroys answers, a real Chromium that is killed.
 * Prints each check and what it has measured, and at the end `N passed, M failed`.
 */
import { killedBrowser } from './faults/killed-browser.ts';
import { networkGone } from './faults/network-gone.ts';
import { startStage, type Stage } from './faults/stage.ts';
import { thousandMessages } from './faults/thousand-messages.ts';

const checks: readonly { readonly name: string; readonly run: (stage: Stage) => Promise<string> }[] = [
  { name: 'a thousand messages over a bad network', run: thousandMessages },
  { name: 'a browser that is killed while somebody writes', run: killedBrowser },
  { name: 'a network that goes and comes back', run: networkGone },
];

const pattern = new RegExp(process.argv[2] ?? '', 'i');
const stage = await startStage();
let failed = 0;
const chosen = checks.filter(({ name }) => pattern.test(name));
try {
  for (const { name, run } of chosen) {
    const started = performance.now();
    const took = (): string => `${((performance.now() - started) / 1_000).toFixed(0)} s`;
    try {
      console.log(`ok      ${name}: ${await run(stage)} (${took()})`);
    } catch (error) {
      failed++;
      console.log(`FAILED  ${name}: ${error instanceof Error ? error.message : String(error)} (${took()})`);
    }
    stage.proxy.clearRules();
  }
} finally {
  await stage.stop();
}
console.log(`${chosen.length - failed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
