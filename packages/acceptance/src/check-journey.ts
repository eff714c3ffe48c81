/**
 * `npm run check:journey [-- chromium | firefox]`: two people and their devices walk through everything that the elements
 * offer, in the running examples against real Synapse, by keyboard where a person would; first in Chromium, then in Firefox
 * ESR. A table lists every registered element and fails for one that nobody has touched. Prints each step, and at the end
 * `N passed, M failed`.
 */
import { startBundesMessengerFront } from '@bundesmessenger/homeserver';
import type { Browser } from 'playwright';
import { launchChromium, launchFirefox } from './browser/launch.ts';
import { openProfile } from './check/open-profile.ts';
import { serveChatPages } from './check/serve-chat-pages.ts';
import { createCountedSteps, expectEqual } from './deployments/counted-steps.ts';
import { takeJourney } from './journey/journey.ts';
import { discoveryOrigin } from './journey/second-device.ts';
import { recordTouches, registeredTags, touchedTags } from './journey/touched-elements.ts';
import { startStage } from './start/stage.ts';

const launch: Readonly<Record<string, () => Promise<Browser>>> = {
  chromium: () => launchChromium(),
  firefox: () => launchFirefox(),
};

async function check(launchBrowser: () => Promise<Browser>): Promise<{ passed: number; failed: number }> {
  const stops: (() => Promise<unknown>)[] = [];
  try {
    const stage = await startStage({ log: console.log });
    stops.push(() => stage.stop());
    const front = await startBundesMessengerFront(stage.homeserver.baseUrl);
    stops.push(() => front.stop());
    const pages = await serveChatPages(front.baseUrl, discoveryOrigin);
    stops.push(() => pages.stop());

    // One for each profile: in Firefox keys reach only the window in front, and each browser has one.
    const browsers: Browser[] = [];
    const contexts = () => browsers.flatMap((browser) => browser.contexts());
    const steps = createCountedSteps({ contexts }, console.log);
    const pageErrors: string[] = [];
    const touched = new Set<string>();
    await takeJourney({
      stage,
      front,
      launcherUrl: `${pages.origin}/launcher`,
      newProfile: async () => {
        const browser = await launchBrowser();
        stops.push(() => browser.close());
        if (browsers.push(browser) === 1) console.log(`${browser.browserType().name()} ${browser.version()}`);
        const profile = await openProfile(browser, pageErrors);
        await recordTouches(profile);
        return profile;
      },
      step: async (name, run) => {
        const { failed } = steps;
        const result = await steps.step(name, run);
        if (steps.failed > failed) for (const error of pageErrors) console.log(`  page: ${error}`);
        pageErrors.length = 0;
        for (const profile of contexts()) for (const tag of await touchedTags(profile)) touched.add(tag);
        return result;
      },
    });
    await steps.step('every registered element was touched', async () => {
      const tags = registeredTags();
      for (const tag of tags) console.log(`  ${touched.has(tag) ? '✓' : '✗'} <${tag}>`);
      expectEqual(
        tags.filter((tag) => !touched.has(tag)),
        [],
        'elements that nobody has touched',
      );
    });
    return { passed: steps.passed, failed: steps.failed };
  } finally {
    for (const stop of stops.reverse()) await stop();
  }
}

let [passed, failed] = [0, 0];
const asked = process.argv.slice(2);
for (const [name, launchBrowser] of Object.entries(launch)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  try {
    const result = await check(launchBrowser);
    passed += result.passed;
    failed += result.failed;
  } catch (error) {
    console.error(error);
    failed += 1;
  }
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed > 0 || passed === 0 ? 1 : 0);
