/** A profile of a real browser: storage of its own, errors of its pages told. */
import type { Browser, BrowserContext } from 'playwright';

/** Waiting this long for a state that does not come is a failure, also on a busy machine. */
const stateTimeoutMs = 30_000;

/** @param pageErrors gets what pages report: uncaught errors, and all they log as errors */
export async function openProfile(browser: Browser, pageErrors: string[]): Promise<BrowserContext> {
  const profile = await browser.newContext({ locale: 'de-DE', viewport: { width: 1280, height: 900 } });
  profile.setDefaultTimeout(stateTimeoutMs);
  profile.on('weberror', (event) => pageErrors.push(String(event.error())));
  profile.on('console', (message) => {
    if (message.type() === 'error') pageErrors.push(`${message.text()} (${message.location().url})`);
  });
  return profile;
}
