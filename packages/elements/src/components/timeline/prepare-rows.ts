/**
 * Makes what the rows of a first room need while nobody waits for them: a browser compiles templates, patterns and formats of
 * times when they are first used, and with all of them at once that takes longer than the rows themselves.
 */
import type { TimelineItem } from '@bundesmessenger/store';
import { render } from 'lit';
import { findLinks } from '../../internal/links.ts';
import { nextTask } from '../../internal/next-task.ts';
import type { MessageView } from '../message/message-view.ts';
import { rowTemplate } from './row-template.ts';
import { toRows } from './rows.ts';

/** How the rows look to the user who has just opened a room. */
export const preparedRow = {
  active: false,
  toolbar: false,
  expanded: false,
  target: false,
  inThread: false,
  can: { send: true, react: true, redact: false, pin: false },
} as const satisfies Partial<MessageView>;

/** As many as are first shown: what runs often the browser makes faster. */
const messages = 16;
/** So many at once are no long task, the first time neither. */
const messagesAtOnce = 4;

/** Today, a day of this year, one of another: each is written in its own way. */
const daysAgo = [0, 30, 3_000];
const dayMs = 86_400_000;
const isoDateLength = 10;

let prepared = false;

/** Once for the page. */
export async function prepareRows(view: MessageView): Promise<void> {
  if (prepared) return;
  prepared = true;
  await nextTask();
  findLinks('www.example.org');
  const rows = toRows(sampleItems(Date.now()));
  for (let at = 0; at < rows.length; at += messagesAtOnce) {
    await nextTask();
    for (const row of rows.slice(at, at + messagesAtOnce)) render(rowTemplate(row, view), document.createElement('ol'));
  }
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
      protection: at % 2 === 0 ? 'clearText' : 'encrypted',
      edited: false,
    };
  });
  const days = daysAgo.map((days): TimelineItem => {
    const day = new Date(now - days * dayMs).toISOString().slice(0, isoDateLength);
    return { key: `sample-${day}`, version: 1, kind: 'dateDivider', day };
  });
  return [...days, ...items];
}
