/**
 * `npm run check:deployments [-- PROFILE …]`: starts each profile with real homeservers, has people sign in at pages with the
 * built drop-in in a real Chromium, and takes them through what the profile promises. Prints each step, and at the end
 * `N passed, M failed`.
 */
import { findProfile, profiles } from '@bundesmessenger/homeserver';
import { createCountedSteps } from './deployments/counted-steps.ts';
import { deploymentChecks } from './deployments/index.ts';

const wanted = process.argv.slice(2);
for (const name of wanted) findProfile(name);
const chosen = profiles.map(({ name }) => name).filter((name) => wanted.length === 0 || wanted.includes(name));

let [passed, failed] = [0, 0];
for (const name of chosen) {
  const check = deploymentChecks.find(({ profile }) => profile === name);
  try {
    if (!check) throw new Error(`no check is written for the profile "${name}"`);
    const steps = await check.run(({ browser }) => createCountedSteps(browser, console.log), console.log);
    passed += steps.passed;
    failed += steps.failed;
  } catch (error) {
    console.error(error);
    failed += 1;
  }
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
