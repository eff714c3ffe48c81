/** `npm run bench:start`: cold and warm starts of this SDK and of others, side by side in one run. See docs/performance.md. */
import { statSync } from 'node:fs';
import { createAttempts } from './bench/attempts.ts';
import { startBenchStage } from './bench/bench-stage.ts';
import { optionsHelp, parseOptions } from './bench/options.ts';
import { shippedWasm } from './bench/pages/build-pages.ts';
import { writeReport } from './bench/report.ts';
import { ensureSeed } from './bench/seed/ensure-seed.ts';
import { runStarts } from './bench/start/run-starts.ts';
import { createStartReport } from './bench/start/start-report.ts';

const log = console.log;
const args = process.argv.slice(2);
if (args.includes('--help')) {
  log(`npm run bench:start -- [options]\n${optionsHelp}`);
  process.exit();
}
try {
  const options = parseOptions(args, { rooms: '20,500,2000' });
  const attempts = createAttempts(log);
  const stage = await startBenchStage(await ensureSeed(options.rooms, log), options, log);
  try {
    const samples = await runStarts(stage, options, attempts, log);
    const wasmRawBytes = statSync(shippedWasm).size;
    const failures = attempts.failures();
    const { path, markdown } = writeReport(createStartReport(samples, { options, stage, wasmRawBytes, failures }));
    log(`\n${markdown}\n${path}, and the single numbers in the .json beside it`);
  } finally {
    await stage.stop();
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
// matrix-js-sdk, which seeds, leaves timers behind.
process.exit();
