/** The times of a list's rows. They come after the rows: making the formats takes as long as making all rows. */
import type { Store } from '@bundesmessenger/store';
import { afterPaint } from '../../internal/after-paint.ts';
import { fullTime, listTime, pointInTime } from '../../internal/dates.ts';
import { NextDay, today } from '../../internal/next-day.ts';
import { nextTask } from '../../internal/next-task.ts';

export { fullTime, listTime, NextDay, pointInTime, today };

const dayMs = 86_400_000;

/**
 * Makes what the times need, each in a task of its own. The first format of a process is by far the dearest; in Chromium the
 * host's thread makes it for its pages when it has begun to ask its server, so a list that stands before the host waits for that.
 */
export async function prepareListTimes(store: Store | undefined, locale: string, now = Date.now()): Promise<void> {
  if (store) await hasBegun(store);
  const today = 0;
  const [yesterday, thisWeek, longAgo] = [1, 3, 30];
  for (const days of [today, yesterday, thisWeek, longAgo]) {
    await nextTask();
    listTime(now - days * dayMs, locale, now);
  }
  await nextTask();
  fullTime(now, locale);
}

async function hasBegun({ session }: Store): Promise<void> {
  if (session.get().status !== 'starting') return;
  let stop: (() => void) | undefined;
  await new Promise<void>((resolve) => {
    stop = session.subscribe(({ status }) => status !== 'starting' && resolve());
  });
  stop?.();
  await afterPaint();
}
