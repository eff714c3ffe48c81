/**
 * `npm run check:scroll`: 10,000 messages on the fake store in real Chromium and Firefox ESR. Nothing that is read may
 * move: not when older or newer messages come, when pictures and keys come late, when the width changes, or after a jump.
 * Tasks are measured in Chromium, by the processor time of the page's main thread. Prints what fails, and at the end
 * `N passed, M failed`. A browser that cannot be driven counts as failed, with the reason.
 */
import type { Browser, Page } from 'playwright';
import { serve } from '../../elements/dev/serve.ts';
import type { Observation } from '../../elements/dev/scroll-page.ts';
import { launchChromium, launchFirefox } from './browser/launch.ts';
import { longTaskMs, withLongestTask } from './browser/longest-task.ts';

/** Rows have fractions of a pixel, what is scrolled has none: one of them is what rounding costs. */
const stillPx = 1;
const maxRows = 300;
/** How often a long task is looked for again before it counts. */
const visits = 3;

interface Check {
  readonly name: string;
  /** @returns what is wrong, empty when nothing is */
  readonly run: (
    page: Page,
    turns: Turns,
  ) => Promise<{ readonly seen: Observation; readonly faults: readonly string[] }>;
}

/** What the page's observer says. Its functions are in `packages/elements/dev/scroll-page.ts`. */
const ask = <T = Observation>(page: Page, call: string): Promise<T> => page.evaluate<T>(`window.scrollCheck.${call}`);

const moved = ({ worstPx }: Observation): string[] => (worstPx > stillPx ? [`moved by ${worstPx.toFixed(1)} px`] : []);

/** What is read stays while other rows change their size. */
async function still(page: Page, call: string): Promise<{ seen: Observation; faults: string[] }> {
  const seen = await ask(page, call);
  return { seen, faults: [...moved(seen), ...(seen.resized > 0 ? [] : ['no row changed its size'])] };
}

/** How somebody turns the wheel. */
interface Turns {
  readonly count: number;
  readonly px: number;
}

/** A wheel that runs free, over 700 messages back. */
const fling: Turns = { count: 100, px: 1_680 };
/** Four notches at a time. Measuring makes everything slow. */
const notches: Turns = { count: 30, px: 420 };
/** More than a message is high: so many pass at least. */
const pxPerMessage = 280;

const checks: readonly Check[] = [
  {
    name: 'opens at the newest message',
    run: async (page) => {
      const seen = await ask(page, 'opening()');
      const belowPx = await ask<number>(page, 'belowPx()');
      return { seen, faults: belowPx > stillPx ? [`${belowPx} px below`] : [] };
    },
  },
  {
    name: 'stays at the end while 40 messages come',
    run: async (page) => {
      const seen = await ask<Observation & { belowPx: number }>(page, 'appendAtEnd(40)');
      return { seen, faults: seen.belowPx > stillPx ? [`${seen.belowPx} px below`] : [] };
    },
  },
  {
    name: 'keeps what is read while 20 messages come, and counts those of others',
    run: async (page) => {
      await ask<void>(page, 'scrollUp(1_200)');
      const seen = await ask(page, 'appendWhileReading(20)');
      const unseen = await ask<string>(page, 'unseen()');
      return { seen, faults: [...moved(seen), ...(unseen.startsWith('16 ') ? [] : [`says "${unseen}"`])] };
    },
  },
  {
    name: 'keeps what is read while pictures come late',
    run: async (page) => {
      const seen = await ask<Observation & { loaded: number }>(page, 'lateMedia()');
      return { seen, faults: [...moved(seen), ...(seen.loaded > 0 ? [] : ['no picture came'])] };
    },
  },
  { name: 'keeps what is read while keys come late', run: (page) => still(page, 'decrypt()') },
  {
    name: 'keeps what is read while 90 older messages come',
    run: async (page) => {
      const seen = await ask(page, 'prependWhileReading(3)');
      return { seen, faults: moved(seen) };
    },
  },
  {
    name: 'keeps what is read at the very top while older messages come above it',
    run: async (page) => {
      const seen = await ask<Observation & { came: boolean }>(page, 'readAtTop()');
      return { seen, faults: [...moved(seen), ...(seen.came ? [] : ['no message came'])] };
    },
  },
  {
    name: 'never moves against the wheel while scrolling back',
    run: async (page, turns) => {
      await page.mouse.move(400, 400);
      const watching = ask<Observation & { wrongFrames: number; passed: number }>(page, 'wheel()');
      for (let turn = 0; turn < turns.count; turn++) {
        const fromPx = await ask<number>(page, 'scrollTop()');
        await page.mouse.wheel(0, -turns.px);
        // Chromium's driver waits by itself, Firefox's does not. After a script has scrolled, Firefox 153 begins its smooth scroll
        // anew with each turn: with one in each frame it stands still for as long as they come, on any page.
        await ask<void>(page, `turned(${fromPx})`);
      }
      await ask<void>(page, 'settled()');
      await ask<void>(page, 'endWheel()');
      const seen = await watching;
      const { wrongFrames, worstPx, passed } = seen;
      const wrong = wrongFrames > 0 ? [`${wrongFrames} frames, by up to ${worstPx.toFixed(1)} px`] : [];
      return {
        seen,
        faults: passed < (turns.count * turns.px) / pxPerMessage ? [...wrong, `only ${passed} messages passed`] : wrong,
      };
    },
  },
  { name: 'keeps what is read when it becomes narrow', run: (page) => still(page, 'resize(420)') },
  { name: 'keeps what is read when it becomes wide', run: (page) => still(page, 'resize(900)') },
  {
    name: 'jumps to message 5,000, which then stays where it is',
    run: async (page) => {
      const seen = await ask<Observation & { inView: boolean }>(page, 'jump(5_000)');
      return { seen, faults: [...moved(seen), ...(seen.inView ? [] : ['is not in view'])] };
    },
  },
  {
    name: 'leads back to the newest message',
    run: async (page) => {
      const seen = await ask(page, 'toNewest()');
      const belowPx = await ask<number>(page, 'belowPx()');
      const newest = await ask<string>(page, 'newestKey()');
      return { seen, faults: belowPx > stillPx || newest !== 'm10059' ? [`${belowPx} px below ${newest}`] : [] };
    },
  },
];

const browsers: Readonly<Record<string, () => Promise<Browser>>> = {
  Chromium: () => launchChromium(),
  'Firefox ESR': () => launchFirefox(),
};

let passed = 0;
let failed = 0;

function report(name: string, faults: readonly string[]): void {
  if (faults.length === 0) passed += 1;
  else {
    failed += 1;
    console.log(`FAILED  ${name}: ${faults.join('; ')}`);
  }
}

/** All checks in order on a page of its own. */
async function visit(browser: Browser, url: string, each: (check: Check, page: Page) => Promise<void>): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 900, height: 760 } });
  page.on('pageerror', ({ message }) => report('the page', [message]));
  await page.goto(url);
  await page.locator('html[data-ready]').waitFor({ state: 'attached' });
  for (const check of checks) await each(check, page);
  await page.close();
}

async function checkPlaces(browser: Browser, name: string, url: string): Promise<void> {
  let rows = 0;
  await visit(browser, url, async (check, page) => {
    const { seen, faults } = await check.run(page, fling);
    report(`${name}: ${check.name}`, faults);
    rows = Math.max(rows, seen.maxRows);
  });
  report(`${name}: at most ${maxRows} rows in the DOM`, rows > maxRows ? [`${rows}`] : []);
}

async function checkTasks(browser: Browser, name: string, url: string): Promise<void> {
  let shortest = { taskMs: Infinity, during: '' };
  // What is slow is slow each time; what was only in the way once is not.
  for (let at = 0; at < visits && shortest.taskMs > longTaskMs; at++) {
    let longest = { taskMs: 0, during: '' };
    await visit(browser, url, async (check, page) => {
      const { taskMs } = await withLongestTask(browser, page, () => check.run(page, notches));
      if (taskMs > longest.taskMs) longest = { taskMs, during: check.name };
    });
    if (longest.taskMs < shortest.taskMs) shortest = longest;
  }
  const { taskMs, during } = shortest;
  const longest = `${Math.round(taskMs)} ms while it ${during}`;
  report(`${name}: no task over ${longTaskMs} ms`, taskMs > longTaskMs ? [longest] : []);
  console.log(`${name}: longest task ${longest}`);
}

const { url, stop } = await serve(0, 'scroll-page.ts');
for (const [name, launch] of Object.entries(browsers)) {
  let browser: Browser | undefined;
  try {
    browser = await launch();
    const nameAndVersion = `${name} ${browser.version()}`;
    await checkPlaces(browser, nameAndVersion, url);
    if (name === 'Chromium') await checkTasks(browser, nameAndVersion, url);
  } catch (error) {
    report(name, [`cannot be driven: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`]);
  } finally {
    await browser?.close();
  }
}
stop();
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
