/** How long the page is busy at a stretch while somebody logs in: a task over 50 ms is felt. */
import type { Browser } from 'playwright';
import type { Stage } from '../start/stage.ts';
import { chatOn } from './chat.ts';
import { openProfile } from './open-profile.ts';

/** On a busy machine a task may only have waited for its turn; what is slow is slow again. */
const attempts = 2;

/** @returns the longest task over 50 ms of the quickest attempt, 0 for none */
export async function longestTaskMs(browser: Browser, { examples, people }: Stage): Promise<number> {
  let shortest = Infinity;
  for (let attempt = 0; attempt < attempts && shortest > 0; attempt++) {
    const profile = await openProfile(browser, []);
    try {
      const page = await profile.newPage();
      await page.addInitScript(observeLongTasks);
      await page.goto(examples.portal.origin);
      const chat = chatOn(page);
      // The driver puts its own script into the page with the first question.
      await chat.element.getByRole('button', { name: 'Chat öffnen' }).waitFor();
      const fromMs = await page.evaluate(() => performance.now());
      await chat.open();
      await chat.logIn(people.anna);
      await chat.openRoom(people.roomName);
      await chat.element.getByRole('article').first().waitFor();
      const tasks = await page.evaluate(
        (from) => (globalThis as unknown as Observed).longTasks.filter(({ startTime }) => startTime >= from),
        fromMs,
      );
      shortest = Math.min(shortest, Math.max(0, ...tasks.map(({ duration }) => Math.round(duration))));
    } finally {
      await profile.close();
    }
  }
  return shortest;
}

interface Observed {
  longTasks: PerformanceEntry[];
}

/** Runs in the page, before its own scripts. */
function observeLongTasks(): void {
  const found: PerformanceEntry[] = ((globalThis as unknown as Observed).longTasks = []);
  new PerformanceObserver((list) => found.push(...list.getEntries())).observe({ type: 'longtask', buffered: true });
}
