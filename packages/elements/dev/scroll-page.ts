/**
 * A room of 10,000 messages on a fake store that hands out windows of 300 as the host does, and an observer that reads
 * after every paint where rows stand. Driven by `packages/acceptance/src/check-scroll.ts`.
 */
import '../src/components/timeline/timeline.define.ts';
import type { TimelineItem, TimelineView } from '@bundesmessenger/store';
import { createFakeStore } from '@bundesmessenger/store/testing';
import { anna, cem, loggedIn, message, roomId, settings } from '../src/testing/snapshots.ts';

const total = 10_000;
/** Rows of the first snapshot, of the largest, and of one around an event. */
const [firstRows, windowRows, focusedRows] = [60, 300, 40];
/** The name of a day stands above the first of its messages that is here, so it moves up with each page. */
const messagesPerDay = 400;
/** How long the host takes, in milliseconds. */
const answerMs = 30;
/** Many times what lies between two turns of the wheel, or what a page of messages takes. */
const settledFrames = 30;
/** Nothing moves where older messages are still to come: the next turn of the wheel comes all the same. */
const turnFrames = 12;

const words = 'Pegel Deich Lage Meldung Einsatz Karte heute morgen Brücke gesperrt steigt fällt Köln Bonn Rhein'.split(
  ' ',
);

/** The same room every time: the nth message of 1 to 120 words; some are pictures, formatted, answers, or not readable yet. */
function item(at: number, readable = false): TimelineItem {
  const count = 1 + ((at * 7919) % 120) ** 2 / 120;
  const body = `${at}: ${Array.from({ length: count }, (_, word) => words[(at + word * 7) % words.length]).join(' ')}`;
  const shared = { sender: at % 3 === 0 ? cem : anna, own: at % 5 === 0, version: readable ? 2 : 1 };
  if (at % 17 === 3 && !readable) {
    const { key, sender, own, originServerTs, eventId } = message(at, shared);
    return {
      kind: 'undecryptable',
      cause: 'waitingForKeys',
      version: 1,
      key,
      sender,
      own,
      originServerTs,
      ...(eventId !== undefined && { eventId }),
    };
  }
  if (at % 16 === 5) {
    // Every other sender does not say how large it is, or says what is not so.
    const size = at % 32 === 5 ? {} : { widthPx: 400 + (at % 7) * 90, heightPx: 300 };
    const file = { mediaId: `picture-${at}`, mimetype: 'image/png', ...size };
    return message(at, {
      ...shared,
      content: { msgtype: 'm.image', body, filename: `${at}.png`, captioned: at % 2 === 0, file },
    });
  }
  if (at % 13 === 7) {
    return message(at, {
      ...shared,
      content: { msgtype: 'm.text', body, formattedBody: `<p><strong>${at}</strong></p><ul><li>${body}</li></ul>` },
      reactions: [{ key: '👍', count: 3, own: false, names: ['Anna Schmidt'] }],
    });
  }
  return message(at, { ...shared, body });
}

interface Range {
  start: number;
  end: number;
}

const all = Array.from({ length: total }, (_, at) => item(at));
const live: Range = { start: total - firstRows, end: total };
const focused = new Map<string, Range>();
const store = createFakeStore({ session: loggedIn() });
store.show({ type: 'settings', roomId }, settings());

function showRange(range: Range, eventId: string | undefined, status: 'ready' | 'paginating' = 'ready'): void {
  const topic =
    eventId === undefined ? ({ type: 'timeline', roomId } as const) : ({ type: 'focused', roomId, eventId } as const);
  const { start, end } = range;
  const items = all.slice(start, end).flatMap((each, at) => [...dayAbove(start + at, at === 0), each]);
  store.show(topic, { status, atStart: start === 0, atEnd: end === all.length, items });
}

function dayAbove(at: number, isFirst: boolean): readonly TimelineItem[] {
  if (!isFirst && at % messagesPerDay !== 0) return [];
  const day = new Date(Date.UTC(2026, 9, 1 + Math.floor(at / messagesPerDay)))
    .toISOString()
    .slice(0, 'YYYY-MM-DD'.length);
  return [{ kind: 'dateDivider', key: `day ${day}`, version: 1, day }];
}

function rangeOf(view: TimelineView | undefined): { range: Range; eventId: string | undefined } {
  if (view?.type !== 'focused') return { range: live, eventId: undefined };
  return { range: focused.get(view.eventId) ?? live, eventId: view.eventId };
}

const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** What is asked for waits for it, where there is one. */
let held: Promise<void> | undefined;

let showPictures: () => void;
/** Pictures are on their way until the check lets them come. */
const picturesMayCome = new Promise<void>((resolve) => (showPictures = resolve));

const picture = (async (): Promise<Blob> => {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [400, 300];
  canvas.getContext('2d')?.fillRect(0, 0, 400, 300);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture')))),
  );
})();

store.answer({
  async paginate({ limit, direction = 'backwards', view }) {
    if (limit === 0) return;
    const { range, eventId } = rangeOf(view);
    showRange(range, eventId, 'paginating');
    await (held ?? later(answerMs));
    if (direction === 'backwards') {
      range.start = Math.max(0, range.start - limit);
      range.end = Math.min(range.end, range.start + windowRows);
    } else {
      range.end = Math.min(all.length, range.end + limit);
      range.start = Math.max(range.start, range.end - windowRows);
    }
    showRange(range, eventId);
    return undefined;
  },
  async download() {
    await picturesMayCome;
    return picture;
  },
});

const timeline = document.createElement('bm-timeline');
timeline.store = store;
timeline.roomId = roomId;
showRange(live, undefined);
document.querySelector('main')?.append(timeline);
await timeline.updateComplete;

const scroller = (): HTMLElement => {
  const found = timeline.renderRoot.querySelector<HTMLElement>('.scroller');
  if (!found) throw new Error('no scroller');
  return found;
};
const rows = (): HTMLElement[] => [...timeline.renderRoot.querySelectorAll<HTMLElement>('ol > li')];
const rowOf = (key: string): HTMLElement | undefined => rows().find(({ dataset }) => dataset['key'] === key);
const topOf = (row: Element): number => row.getBoundingClientRect().top - scroller().getBoundingClientRect().top;
const belowPx = (): number => scroller().scrollHeight - scroller().clientHeight - scroller().scrollTop;
const heights = (): ReadonlyMap<string, number> =>
  new Map(rows().map((row) => [row.dataset['key'] ?? '', row.offsetHeight]));

/** Right after the next paint. */
const painted = (): Promise<void> =>
  new Promise((resolve) =>
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve();
      port2.postMessage(undefined);
    }),
  );

export interface Observation {
  readonly frames: number;
  /** How far the row was from where it stood first, at most, in CSS pixels. `Infinity`: it was gone. */
  readonly worstPx: number;
  readonly maxRows: number;
  /** Rows in the DOM that are higher or lower than before: without any there was nothing that could move another. */
  readonly resized: number;
}

/** Nothing comes, goes or moves any more: not for so many frames and milliseconds. Longer than a download or an answer takes. */
async function atRest(): Promise<void> {
  const place = (): string => [rows().length, rows()[0]?.dataset['key'], scroller().scrollTop, belowPx()].join(' ');
  let before = '';
  for (let [frames, sinceMs] = [0, performance.now()]; frames < 12 || performance.now() - sinceMs < 300;) {
    await painted();
    const now = place();
    if (now === before) frames++;
    else [before, frames, sinceMs] = [now, 0, performance.now()];
  }
}

/** Reads after every paint while `act` runs and until everything is at rest. @param key the row that has to stay where it is */
async function observe(key: string | undefined, act: () => Promise<void> | void): Promise<Observation> {
  let running = true;
  let [frames, worstPx, maxRows] = [0, 0, 0];
  const before = heights();
  const row = key === undefined ? undefined : rowOf(key);
  const firstPx = row && topOf(row);
  const watch = (async () => {
    while (running) {
      await painted();
      frames++;
      maxRows = Math.max(maxRows, rows().length);
      if (key === undefined || firstPx === undefined) continue;
      const now = rowOf(key);
      worstPx = Math.max(worstPx, now ? Math.abs(topOf(now) - firstPx) : Infinity);
    }
  })();
  await act();
  await atRest();
  running = false;
  await watch;
  const resized = [...heights()].filter(([each, height]) => (before.get(each) ?? height) !== height).length;
  return { frames, worstPx, maxRows, resized };
}

/** The first row that is wholly in view. */
function firstInView(): string {
  const row = rows().find((each) => topOf(each) >= 0 && each.querySelector('article'));
  return row?.dataset['key'] ?? '';
}

function placesInView(): readonly { readonly row: HTMLElement; readonly topPx: number; readonly heightPx: number }[] {
  return rows()
    .filter((row) => row.querySelector('article'))
    .map((row) => ({ row, topPx: topOf(row), heightPx: row.offsetHeight }))
    .filter(({ topPx }) => topPx >= 0 && topPx < scroller().clientHeight);
}

let isWheeling = false;

const scrollCheck = {
  belowPx,
  newestKey: (): string => rows().at(-1)?.dataset['key'] ?? '',
  unseen: (): string => timeline.renderRoot.querySelector('.to-newest')?.textContent?.trim() ?? '',
  opening: () => observe(undefined, () => undefined),

  /** New messages, one after the other. @returns how far from the end the view was at most */
  async appendAtEnd(count: number): Promise<Observation & { readonly belowPx: number }> {
    let mostPx = 0;
    const seen = await observe(undefined, async () => {
      for (let each = 0; each < count; each++) {
        append();
        await painted();
        await painted();
        mostPx = Math.max(mostPx, belowPx());
      }
    });
    return { ...seen, belowPx: mostPx };
  },
  async scrollUp(px: number): Promise<void> {
    scroller().scrollTop -= px;
    await painted();
    await painted();
  },
  appendWhileReading: (count: number) =>
    observe(firstInView(), async () => {
      for (let each = 0; each < count; each++) {
        append();
        await painted();
      }
    }),
  /** Older messages come while nobody scrolls. */
  prependWhileReading: (count: number) =>
    observe(firstInView(), async () => {
      for (let each = 0; each < count; each++) {
        live.start = Math.max(0, live.start - 30);
        live.end = Math.min(live.end, live.start + windowRows);
        showRange(live, undefined);
        await painted();
        await painted();
      }
    }),
  /** Somebody has come to the first message there is here, and waits for those before it. */
  async readAtTop(): Promise<Observation & { readonly came: boolean }> {
    let release = (): void => {};
    held = new Promise((resolve) => (release = resolve));
    const first = live.start;
    while (scroller().scrollTop > 0 || !rowOf(all[first]?.key ?? '')) await scrollCheck.scrollUp(scroller().scrollTop);
    // Down a little and up again: all that is there now was there before, the name of the day too.
    for (const px of [-2, 2]) await scrollCheck.scrollUp(px);
    const seen = await observe(firstInView(), () => {
      held = undefined;
      release();
    });
    return { ...seen, came: live.start < first };
  },
  /** What could not be read turns into its text: half above the view, in it, and elsewhere. */
  async decrypt(): Promise<Observation> {
    const unread = rows().filter(({ dataset }) => all[Number(dataset['key']?.slice(1))]?.kind === 'undecryptable');
    const above = unread.findLast((row) => topOf(row) < 0);
    if (!above) throw new Error('nothing above the view waits for its key');
    scroller().scrollTop += topOf(above) + above.offsetHeight - 12;
    await atRest();
    return observe(firstInView(), async () => {
      for (let at = live.start; at < live.end; at++) if (all[at]?.kind === 'undecryptable') all[at] = item(at, true);
      showRange(live, undefined);
      await painted();
    });
  },
  async lateMedia(): Promise<Observation & { readonly loaded: number }> {
    const seen = await observe(firstInView(), () => showPictures());
    return { ...seen, loaded: timeline.renderRoot.querySelectorAll('img[data-state="loaded"]').length };
  },
  async jump(at: number): Promise<Observation & { readonly inView: boolean }> {
    const key = `m${at}`;
    const eventId = `$${at}`;
    focused.set(eventId, { start: Math.max(0, at - focusedRows / 2), end: Math.min(all.length, at + focusedRows / 2) });
    showRange(focused.get(eventId)!, eventId);
    timeline.showEvent(eventId);
    while (!rowOf(key)) await painted();
    await painted();
    const seen = await observe(key, () => undefined);
    const row = rowOf(key);
    const top = row ? topOf(row) : -1;
    return { ...seen, inView: top >= 0 && top < scroller().clientHeight };
  },
  /**
   * Watches while somebody turns the wheel upwards, until `endWheel`: from paint to paint what is in view may only go
   * down. @returns how often and how far it did not, and how many rows came by
   */
  async wheel(): Promise<Observation & { readonly wrongFrames: number; readonly passed: number }> {
    isWheeling = true;
    let [wrongFrames, worstPx] = [0, 0];
    const numberOf = (key: string): number => Number(key.slice(1));
    const first = numberOf(firstInView());
    const seen = await observe(undefined, async () => {
      while (isWheeling) {
        const before = placesInView();
        await painted();
        // What has not its height yet was not painted yet.
        const known = before.find(({ row, heightPx }) => row.isConnected && row.offsetHeight === heightPx);
        if (!known) continue;
        const movedPx = topOf(known.row) - known.topPx;
        if (movedPx > -1) continue;
        wrongFrames++;
        worstPx = Math.max(worstPx, -movedPx);
      }
    });
    return { ...seen, wrongFrames, worstPx, passed: first - numberOf(firstInView()) };
  },
  scrollTop: (): number => scroller().scrollTop,
  /** Right after the paint in which a turn of the wheel is first seen. @param fromPx where the view stood before it */
  async turned(fromPx: number): Promise<void> {
    for (let frame = 0; frame < turnFrames; frame++) {
      await painted();
      if (scroller().scrollTop !== fromPx) return;
    }
  },
  /** When nothing moves any more: a browser may still have turns of the wheel to do when its driver has done them. */
  async settled(): Promise<void> {
    let before = '';
    for (let frames = 0; frames < settledFrames; frames++) {
      await painted();
      const place = `${firstInView()} ${scroller().scrollTop}`;
      if (place !== before) frames = 0;
      before = place;
    }
  },
  endWheel: (): void => void (isWheeling = false),
  resize: (inlinePx: number) =>
    observe(firstInView(), async () => {
      timeline.style.inlineSize = `${inlinePx}px`;
      await painted();
    }),
  toNewest: () => observe(undefined, () => timeline.renderRoot.querySelector<HTMLButtonElement>('.to-newest')?.click()),
};

function append(): void {
  const wasLive = live.end === all.length;
  all.push(item(all.length, true));
  if (wasLive) {
    live.end = all.length;
    live.start = Math.max(live.start, live.end - windowRows);
  }
  showRange(live, undefined);
}

declare global {
  interface Window {
    scrollCheck: typeof scrollCheck;
  }
}
window.scrollCheck = scrollCheck;
document.documentElement.dataset['ready'] = '';
