/**
 * Measures the longest task on the page beside it: opening a room of 300 messages, then typing, then scrolling up.
 * `node packages/elements/dev/long-tasks.ts` fails above the browser's own threshold for a long task.
 */
import { chromium } from 'playwright';
import { ensureChromium } from '../../acceptance/src/browser/find-browser.ts';
import { serve } from './serve.ts';

/** The limit of the Long Tasks API. */
const longTaskMs = 50;

const { url, stop } = await serve();
const browser = await chromium.launch({ executablePath: ensureChromium(), args: ['--no-sandbox', '--disable-gpu'] });
const page = await browser.newPage({ viewport: { width: 1120, height: 760 }, locale: 'de-DE' });
await page.addInitScript(() => {
  const tasks: number[] = [];
  Object.assign(window, { tasks });
  new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
    type: 'longtask',
    buffered: true,
  });
});
const longest = (): Promise<number> =>
  page.evaluate(() => {
    const { tasks } = window as unknown as { tasks: number[] };
    return Math.max(0, ...tasks.splice(0));
  });

await page.goto(url);
await page.getByRole('article').nth(200).waitFor({ state: 'attached' });
const opening = await longest();
await page.getByRole('textbox').pressSequentially('Guten Tag, hier ist die neue Lage von heute Morgen.');
const typing = await longest();
await page.getByRole('article').last().hover();
for (let step = 0; step < 30; step++) await page.mouse.wheel(0, -700);
await page.getByText('0: Ein Satz', { exact: false }).first().waitFor();
const scrolling = await longest();
await browser.close();
stop();
console.log(
  `longest task: opening ${opening} ms, typing ${typing} ms, scrolling ${scrolling} ms (0: none over ${longTaskMs} ms)`,
);
if (Math.max(opening, typing, scrolling) > longTaskMs) process.exitCode = 1;
