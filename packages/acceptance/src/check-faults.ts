/**
 * `npm run check:faults [-- PATTERN] [--seed N]`: a real Synapse behind a proxy that destroys answers, a real Chromium that is
 * killed, frozen and robbed of its storage. Prints each check with what it has measured, and at the end
 * `N passed, M failed`. With a pattern, only checks whose name it matches.
 */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { clockIsOff } from './faults/clock.ts';
import { killedBrowser } from './faults/killed-browser.ts';
import { softLogout } from './faults/lost-token.ts';
import { filesMissing, filesMissingBeforeLogin } from './faults/missing-files.ts';
import { networkGone } from './faults/network-gone.ts';
import { sleep } from './faults/sleep.ts';
import { startStage, type Stage } from './faults/stage.ts';
import {
  badGateway,
  captivePortal,
  filesCutOff,
  gap,
  offlineStart,
  rateLimit,
  reconnect,
  serverRestart,
  withoutSlidingSync,
} from './faults/starting-and-syncing.ts';
import { clearedWhileRunning, keysEvicted, nothingIsKept, quotaExceeded, quotaUsedUp } from './faults/storage.ts';
import { thousandMessages } from './faults/thousand-messages.ts';

/** What it checks, and what it has measured where that holds. */
const checks: Readonly<Record<string, (stage: Stage) => Promise<string>>> = {
  'a thousand messages whose answers are destroyed': thousandMessages,
  'a browser that is killed while it starts and while somebody writes': killedBrowser,
  'a network that goes and comes back': networkGone,
  'a gap in the timeline': gap,
  'connections that are cut': reconnect,
  'a start without a network': offlineStart,
  'files of the host that break off': filesCutOff,
  'files of the host that are missing': filesMissing,
  'files of the host that are missing before a login': filesMissingBeforeLogin,
  'strangers that answer in place of the homeserver': captivePortal,
  'a server that asks to wait (429)': rateLimit,
  'a gateway without a homeserver (502)': badGateway,
  'a server that is restarted': serverRestart,
  'a gateway that passes no sliding sync on': withoutSlidingSync,
  'a computer that sleeps': sleep,
  'a clock that is off': clockIsOff,
  'site data that are cleared while the chat is open': clearedWhileRunning,
  'keys that are evicted between two visits': keysEvicted,
  'a storage without room at the first login': quotaExceeded,
  'a storage that is full while somebody writes': quotaUsedUp,
  'a browser that keeps nothing': nothingIsKept,
  'an access token that ends': softLogout,
};

const { values, positionals } = parseArgs({ options: { seed: { type: 'string' } }, allowPositionals: true });
const seed = values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed);
const pattern = new RegExp(positionals[0] ?? '', 'i');
const chosen = Object.entries(checks).filter(([name]) => pattern.test(name));
console.log(`seed ${seed}`);
const stage = await startStage(seed);
let failed = 0;
try {
  for (const [name, run] of chosen) {
    const started = performance.now();
    const took = (): string => `${((performance.now() - started) / 1_000).toFixed(0)} s`;
    try {
      console.log(`ok      ${name}: ${await run(stage)} (${took()})`);
    } catch (error) {
      failed++;
      console.log(`FAILED  ${name}: ${error instanceof Error ? error.message : String(error)} (${took()})`);
    }
    stage.proxy.clearRules();
    await stage.proxy.up();
  }
} finally {
  await stage.stop();
}
console.log(`${chosen.length - failed} passed, ${failed} failed`);
process.exit(failed > 0 || chosen.length === 0 ? 1 : 0);
