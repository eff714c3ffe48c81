/** How long a page is busy at a stretch: a task over 50 ms is felt. Only Chromium tells. */
import type { Browser, Page } from 'playwright';

/** Where the W3C's Long Tasks API draws the line. */
export const longTaskMs = 50;

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Processor time in µs: the time that a busy machine makes others wait is not in it. */
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

/** @returns what `act` gives, and the processor time of the longest task meanwhile, of all pages: the others are idle */
export async function withLongestTask<Result>(
  browser: Browser,
  page: Page,
  act: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly taskMs: number }> {
  await browser.startTracing(page, { categories: ['disabled-by-default-devtools.timeline'] });
  try {
    const result = await act();
    const trace = await browser.stopTracing();
    return { result, taskMs: longestTask((JSON.parse(trace.toString()) as { traceEvents: TraceEvent[] }).traceEvents) };
  } catch (error) {
    await browser.stopTracing().catch(() => undefined);
    throw error;
  }
}

function longestTask(events: readonly TraceEvent[]): number {
  const place = ({ pid, tid }: TraceEvent): string => `${pid}/${tid}`;
  const pages = new Set(
    events.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain').map(place),
  );
  const tasks = events.filter((event) => event.name === 'RunTask' && event.ph === 'X' && pages.has(place(event)));
  if (tasks.length === 0) throw new Error('the trace shows no task');
  return Math.max(...tasks.map(({ tdur = 0 }) => tdur)) / 1000;
}
