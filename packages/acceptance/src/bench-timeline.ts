/** `npm run bench:timeline`: open rooms of this SDK and of others, side by side in one run. See docs/performance.md. */
import { createAttempts } from './bench/attempts.ts';
import { startBenchStage } from './bench/bench-stage.ts';
import { optionsHelp, parseOptions } from './bench/options.ts';
import { writeReport } from './bench/report.ts';
import { ensureSeed } from './bench/seed/ensure-seed.ts';
import { ensureStressSeed } from './bench/seed/ensure-stress-seed.ts';
import { runDecryptions, runStress, runTimelines } from './bench/timeline/run-timelines.ts';
import { createTimelineReport } from './bench/timeline/timeline-report.ts';

const log = console.log;
const args = process.argv.slice(2);
if (args.includes('--help')) {
  log(`npm run bench:timeline -- [options]\n${optionsHelp}`);
  process.exit();
}
try {
  const options = parseOptions(args, { rooms: '20,2000' });
  const attempts = createAttempts(log);
  const seed = await ensureSeed(options.rooms, log);
  const stressSeed = await ensureStressSeed(log);

  const stage = await startBenchStage(seed, options, log);
  let timelines;
  let decryptions;
  try {
    timelines = await runTimelines(stage, options, attempts, log);
    decryptions = await runDecryptions(stage, options, attempts, log);
  } finally {
    await stage.stop();
  }
  const stressStage = await startBenchStage(stressSeed, options, log);
  let stress;
  try {
    stress = await runStress(stressStage, options, attempts, log);
  } finally {
    await stressStage.stop();
  }

  const failures = attempts.failures();
  const report = createTimelineReport({ timelines, decryptions, stress, failures }, options, stage);
  const { path, markdown } = writeReport(report);
  log(`\n${markdown}\n${path}, and the single numbers in the .json beside it`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
// matrix-js-sdk, which seeds, leaves timers behind.
process.exit();
