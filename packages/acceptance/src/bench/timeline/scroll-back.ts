/** Scrolls back with a real wheel through 2,000 messages, and looks at what the page's frames say meanwhile. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright';
import type { BenchClient } from '../clients/clients.ts';

const wheelPx = 1_500;
const wheelEachMs = 45;
/** Where the messages are, in every client. */
const pointer = { x: 900, y: 450 } as const;
const giveUpMs = 180_000;

export interface ScrollBack {
  readonly durationMs: number;
  /** Share of the 60 frames a second that the main thread missed. */
  readonly droppedShare: number;
  readonly worstFrameMs: number;
  /** Elements and texts, shadow trees included, at the end. */
  readonly domNodes: number;
  readonly longTasks: number;
}

/** @param oldest number of the message at which to stop; each message's text begins with a word and its number */
export async function measureScrollBack(page: Page, client: BenchClient, oldest: number): Promise<ScrollBack> {
  await page.mouse.move(pointer.x, pointer.y);
  await page.evaluate(watchFrames, { selector: client.messages, oldest });
  const startedMs = performance.now();
  while (!(await page.evaluate(() => bmScroll.isDone()))) {
    if (performance.now() - startedMs > giveUpMs)
      throw new Error(`${client.name} does not scroll to message ${oldest}`);
    const next = performance.now() + wheelEachMs;
    await page.mouse.wheel(0, -wheelPx);
    await sleep(Math.max(0, next - performance.now()));
  }
  return page.evaluate(() => bmScroll.result());
}

declare global {
  var bmScroll: { isDone(): boolean; result(): ScrollBack };
}

/** Runs in the page; serialised as it is. */
function watchFrames({ selector, oldest }: { readonly selector: string; readonly oldest: number }): void {
  const frameMs = 1_000 / 60;
  const lookEachMs = 100;
  const startMs = performance.now();
  let endMs: number | undefined;
  let last: number | undefined;
  let worstFrameMs = 0;
  let dropped = 0;
  let frames = 0;
  const onFrame = (now: number): void => {
    if (endMs !== undefined) return;
    if (last !== undefined) {
      const missed = Math.max(0, Math.round((now - last) / frameMs) - 1);
      dropped += missed;
      frames += 1 + missed;
      worstFrameMs = Math.max(worstFrameMs, now - last);
    }
    last = now;
    requestAnimationFrame(onFrame);
  };
  requestAnimationFrame(onFrame);
  const timer = setInterval(() => {
    // Above the first message a room has rows about its making.
    let number: string | undefined;
    for (const { textContent } of bmProbe.elements(selector)) {
      number = /(?:Nachricht|Vertraulich) (\d+):/.exec(textContent ?? '')?.[1];
      if (number !== undefined) break;
    }
    if (number === undefined || Number(number) > oldest) return;
    endMs = performance.now();
    clearInterval(timer);
  }, lookEachMs);
  const countNodes = (root: Node): number => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    let count = 0;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      count += 1;
      if (node instanceof Element && node.shadowRoot) count += countNodes(node.shadowRoot);
    }
    return count;
  };
  globalThis.bmScroll = {
    isDone: () => endMs !== undefined,
    result: () => ({
      durationMs: endMs! - startMs,
      droppedShare: frames === 0 ? 0 : dropped / frames,
      worstFrameMs,
      domNodes: countNodes(document),
      longTasks: bmProbe.longTasks().filter((task) => task.startMs >= startMs && task.startMs <= endMs!).length,
    }),
  };
}
