/**
 * `npm run check:e2ee [-- PATTERN]`: plays the encryption's scenarios with real sessions, a real Synapse and a network that
 * fails. Prints each, and at the end `N passed, M failed`. With a pattern, only scenarios whose name or source it matches.
 */
import { audit } from './e2ee/audit.ts';
import { withoutCanaries } from './e2ee/canaries.ts';
import { listenToConsole, overhearError } from './e2ee/overheard.ts';
import { scenarios } from './e2ee/scenarios.ts';
import { startStage } from './e2ee/stage.ts';

/** No scenario takes longer on a machine that does something else besides, in milliseconds. */
const longestMs = 600_000;

const pattern = new RegExp(process.argv[2] ?? '', 'i');
const chosen = scenarios.filter(({ name, source }) => pattern.test(name) || pattern.test(source));
listenToConsole();
const stage = await startStage();
let passed = 0;
let failed = 0;
const report = (name: string, problem: string | undefined, tookMs: number): void => {
  if (problem === undefined) passed += 1;
  else failed += 1;
  const took = `${(tookMs / 1_000).toFixed(1)} s`;
  console.log(problem === undefined ? `ok      ${name} (${took})` : `FAILED  ${name} (${took})\n        ${problem}`);
};
const attempt = async (name: string, run: () => Promise<void>): Promise<void> => {
  const started = performance.now();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLong = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`not over within ${longestMs} ms`)), longestMs);
  });
  let problem: string | undefined;
  try {
    await Promise.race([run(), tooLong]);
  } catch (error) {
    overhearError(error);
    problem = withoutCanaries(error instanceof Error ? error.message : String(error));
  }
  clearTimeout(timer);
  report(name, problem, performance.now() - started);
};

try {
  for (const { name, source, run } of chosen) {
    await attempt(`${name} [${source}]`, () => run(stage));
    await stage.clear();
  }
  for (const { name, run } of audit) await attempt(`${name} [audit]`, () => run(stage));
} finally {
  await stage.stop();
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
// An engine that was cut off in the middle of a request may hold timers of minutes.
process.exit();
