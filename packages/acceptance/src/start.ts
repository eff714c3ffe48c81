/** `npm start`: both examples with a real homeserver, until Ctrl-C. `npm start -- --check` walks through them itself. */
import { check } from './check.ts';
import { describeStage } from './start/describe-stage.ts';
import { startStage } from './start/stage.ts';

const usage = 'npm start               serves the examples\nnpm start -- --check    tries them in a real browser';

const [argument] = process.argv.slice(2);
try {
  if (argument === '--check') process.exitCode = await check();
  else if (argument === undefined) await serveUntilStopped();
  else console.log(usage);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
// matrix-js-sdk leaves a timer of almost two minutes behind with each sync; nothing of ours runs any more.
process.exit();

async function serveUntilStopped(): Promise<void> {
  const stage = await startStage({ log: console.log });
  console.log(describeStage(stage));
  const signal = await new Promise<string>((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => resolve(name));
  });
  console.log(signal === 'SIGINT' ? '\nStopping …' : `Stopping (${signal}) …`);
  await stage.stop();
}
