/** `npm run bench:timeline`: open rooms of this SDK and of others, side by side in one run. See docs/performance.md. */
import { startBenchStage } from './bench/bench-stage.ts';
import { optionsHelp, parseOptions } from './bench/options.ts';
import { writeReport } from './bench/report.ts';
import { ensureSeed } from './bench/seed/ensure-seed.ts';
import { ensureStressSeed } from './bench/seed/ensure-stress-seed.ts';
import { readerOf } from './bench/seed/manifest.ts';
import { measureDecryption, type DecryptionSample } from './bench/timeline/decryption.ts';
import { measureStress, type StressSample } from './bench/timeline/measure-stress.ts';
import { runTimelines } from './bench/timeline/run-timelines.ts';
import { createTimelineReport } from './bench/timeline/timeline-report.ts';

const args = process.argv.slice(2);
if (args.includes('--help')) {
  console.log(`npm run bench:timeline -- [options]\n${optionsHelp}`);
  process.exit();
}
try {
  const options = parseOptions(args, { rooms: '20,2000' });
  const withOurs = options.clients.some(({ name }) => name === 'bundesmessenger');
  const seed = await ensureSeed(options.rooms, console.log);
  const stressSeed = await ensureStressSeed(console.log);

  const stage = await startBenchStage(seed, options, console.log);
  const decryptions: DecryptionSample[] = [];
  let timelines;
  try {
    timelines = await runTimelines(stage, options, console.log);
    for (let run = 1; run <= options.runs && withOurs; run++) {
      const sample = await measureDecryption(stage, readerOf(seed.manifest, options.rooms[0]!));
      decryptions.push(sample);
      const { bareEventsPerSecond, hostEventsPerSecond } = sample;
      console.log(
        `${run}/${options.runs} decryption: bare ${Math.round(bareEventsPerSecond)}/s, host ${Math.round(hostEventsPerSecond)}/s`,
      );
    }
  } finally {
    await stage.stop();
  }

  const stress: StressSample[] = [];
  const stressStage = await startBenchStage(stressSeed, options, console.log);
  try {
    for (let run = 1; run <= options.runs; run++) {
      for (const client of options.clients) {
        stress.push(
          ...(await measureStress(stressStage, client, (line) => console.log(`${run}/${options.runs} ${line}`))),
        );
      }
    }
  } finally {
    await stressStage.stop();
  }

  const { path, markdown } = writeReport(createTimelineReport({ timelines, decryptions, stress }, options, stage));
  console.log(`\n${markdown}\n${path}, and the single numbers in the .json beside it`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
// matrix-js-sdk, which seeds, leaves timers behind.
process.exit();
