/**
 * `npm run check:journey`: two people walk through what the elements offer, in the running examples against real Synapse,
 * by keyboard where a person would. A table lists every registered element: it fails for one that nobody has touched,
 * unless it is named below as one that the way does not lead to yet. Prints each step, and at the end `N passed, M failed`.
 */
import { launchChromium } from './browser/launch.ts';
import { openProfile } from './check/open-profile.ts';
import { createCountedSteps, expectEqual } from './deployments/counted-steps.ts';
import { takeJourney } from './journey/journey.ts';
import { recordTouches, registeredTags, touchedTags } from './journey/touched-elements.ts';
import { startStage } from './start/stage.ts';

/** To these the way does not lead yet. The check fails, too, when one of them is touched and still stands here. */
const notOnTheWay: ReadonlySet<string> = new Set([
  'bm-account',
  'bm-account-settings',
  'bm-connection-banner',
  'bm-devices',
  'bm-launcher',
  'bm-maintenance',
  'bm-thread',
  'bm-verification',
]);

const stops: (() => Promise<unknown>)[] = [];
let failed = 1;
let passed = 0;
try {
  const stage = await startStage({ log: console.log });
  stops.push(() => stage.stop());
  const browser = await launchChromium();
  stops.push(() => browser.close());
  console.log(`${browser.browserType().name()} ${browser.version()}`);

  const steps = createCountedSteps(browser, console.log);
  const pageErrors: string[] = [];
  const touched = new Set<string>();
  const collect = async (): Promise<void> => {
    for (const profile of browser.contexts()) for (const tag of await touchedTags(profile)) touched.add(tag);
  };
  await takeJourney({
    stage,
    newProfile: async () => {
      const profile = await openProfile(browser, pageErrors);
      await recordTouches(profile);
      return profile;
    },
    step: async (name, run) => {
      const result = await steps.step(name, run);
      await collect();
      return result;
    },
  });
  await steps.step(
    'every element on the way was touched, and every registered one is on the way or named',
    async () => {
      const tags = registeredTags();
      for (const tag of tags) console.log(`  ${touched.has(tag) ? '✓' : '–'} <${tag}>`);
      const untouched = tags.filter((tag) => !touched.has(tag));
      expectEqual(untouched, [...notOnTheWay].sort(), 'elements that nobody has touched');
    },
  );
  ({ passed, failed } = steps);
} catch (error) {
  console.error(error);
} finally {
  for (const stop of stops.reverse()) await stop();
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
