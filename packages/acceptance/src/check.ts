/** `npm start -- --check`: does what a person would do, in a real browser, and looks for what must not be. */
import { auditMessages } from '@bundesmessenger/homeserver';
import type { Browser } from 'playwright';
import { launchChromium } from './browser/launch.ts';
import { longTaskMs } from './browser/longest-task.ts';
import { longestTaskMs } from './check/first-sync.ts';
import { createSteps, StepFailed } from './check/steps.ts';
import { collectViolations, type ViolationCollector } from './check/violation-collector.ts';
import { equal, texts, walk } from './check/walk.ts';
import { startStage, type Stage } from './start/stage.ts';

/** @returns the exit code */
export async function check(): Promise<number> {
  const stops: (() => Promise<void>)[] = [];
  try {
    const collector = await collectViolations();
    stops.push(() => collector.stop());
    const stage = await startStage({ log: console.log, reportUri: collector.reportUri });
    stops.push(() => stage.stop());
    const browser = await launchChromium();
    stops.push(() => browser.close());
    await checkStage(stage, browser, collector);
  } catch (error) {
    if (!(error instanceof StepFailed)) console.error(error);
    console.log('check: failed');
    return 1;
  } finally {
    for (const stop of stops.reverse()) await stop();
  }
  console.log('check: ok');
  return 0;
}

async function checkStage(stage: Stage, browser: Browser, collector: ViolationCollector): Promise<void> {
  const pageErrors: string[] = [];
  const step = createSteps(browser, console.log);
  await walk(stage, browser, pageErrors, step);
  await step(`no task over ${longTaskMs} ms in the page during login and first sync`, async () => {
    const found = await longestTaskMs(browser, stage);
    console.log(`  longest task: ${found} ms`);
    if (found > longTaskMs) throw new Error(`a task took ${found} ms`);
  });
  await step('no error in any page', async () => equal(pageErrors, [], 'errors'));
  await step('no violation of the content security policy, in pages and workers', async () => {
    equal(collector.violations, [], 'violations');
    await violateOnPurpose(browser, stage, collector);
  });
  await step('the server wrote no plaintext: database, media, logs', async () => {
    for (const text of Object.values(texts)) equal(await stage.homeserver.findPlaintext(text), [], text);
  });
  await step('no message in an encrypted room is in clear', async () => {
    const { clear } = auditMessages(stage.homeserver.databasePath);
    // Reactions are one emoji and leave in clear: docs/decisions/reactions-in-clear.md.
    equal(
      clear.filter(({ type }) => type !== 'm.reaction'),
      [],
      'in clear',
    );
  });
}

/** Without this, a policy that reports nothing would look like a page that violates nothing. */
async function violateOnPurpose(browser: Browser, stage: Stage, collector: ViolationCollector): Promise<void> {
  const page = await browser.newPage();
  await page.goto(stage.examples.portal.origin);
  const reported = collector.next();
  await page.evaluate(() => void fetch('https://elsewhere.example/').catch(() => undefined));
  await reported;
  await page.close();
}
