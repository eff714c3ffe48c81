/**
 * Makes what the rows of a first room need while nobody waits for them: a browser compiles templates, patterns and formats of
 * times, and fetches fonts, when they are first used, and with all of them at once that takes longer than the rows themselves.
 */
import type { TimelineItem } from '@bundesmessenger/store';
import { afterPaint } from '../../internal/after-paint.ts';
import { findLinks } from '../../internal/links.ts';
import { nextTask } from '../../internal/next-task.ts';
import { toRows, type Row } from './rows.ts';

/** With the days as many as are first shown: what runs often the browser makes faster. */
const messages = 13;
/** So many at once are no long task, the first time neither. */
const messagesAtOnce = 4;

/** Today, a day of this year, one of another: each is written in its own way. */
const daysAgo = [0, 30, 3_000];
const dayMs = 86_400_000;
const isoDateLength = 10;

let prepared = false;

/** Once for the page. @param show renders these rows, unseen */
export async function prepareRows(show: (rows: readonly Row[]) => Promise<unknown>): Promise<void> {
  if (prepared) return;
  prepared = true;
  await nextTask();
  findLinks('www.example.org');
  const rows = toRows(sampleItems(Date.now()));
  for (let shown = messagesAtOnce; shown <= rows.length; shown += messagesAtOnce) {
    await show(rows.slice(0, shown));
    await afterPaint();
  }
  await show([]);
}

function sampleItems(now: number): readonly TimelineItem[] {
  const items = Array.from({ length: messages }, (_, at): TimelineItem => {
    const own = at % 3 === 0;
    return {
      key: `sample-${at}`,
      version: 1,
      kind: 'message',
      sender: { userId: `@${own ? 'me' : 'them'}:example.org`, displayName: '?' },
      own,
      originServerTs: now,
      content: { msgtype: 'm.text', body: '?' },
      send: { status: 'sent' },
      protection: 'encrypted',
      edited: false,
    };
  });
  const days = daysAgo.map((days): TimelineItem => {
    const day = new Date(now - days * dayMs).toISOString().slice(0, isoDateLength);
    return { key: `sample-${day}`, version: 1, kind: 'dateDivider', day };
  });
  return [...days, ...items];
}
