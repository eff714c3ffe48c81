/**
 * The rig's eyes in a measured page: put in before the page's own scripts, it looks at the DOM once a frame, shadow trees
 * included, and says when something has been painted. Serialised as it is: it may use nothing from outside.
 */

/** Which elements, through shadow trees: selectors joined by ` >>> `. */
export type DeepSelector = string;

export interface Sight {
  readonly selector: DeepSelector;
  /** So many elements have to be there … */
  readonly count: number;
  /** … that hold one of these texts; all do where none is given. */
  readonly texts?: readonly string[];
}

export interface LongTask {
  /** In ms since navigation. */
  readonly startMs: number;
  readonly durationMs: number;
}

export interface Probe {
  /** @returns when it was painted, in ms since navigation */
  painted(sight: Sight): Promise<number>;
  /** When the room list was painted; watched from the first frame on. */
  readonly list: Promise<number>;
  longTasks(): readonly LongTask[];
  /** When the person last did something, in ms since navigation. */
  lastInputMs(): number;
  elements(selector: DeepSelector): readonly Element[];
}

declare global {
  var bmProbe: Probe;
}

export function installProbe(list: Sight): void {
  if (location.protocol !== 'http:') return;
  const elements = (selector: string): Element[] => {
    const steps = selector.split(' >>> ');
    let roots: ParentNode[] = [document];
    for (const [index, step] of steps.entries()) {
      const found = roots.flatMap((root) => [...root.querySelectorAll(step)]);
      if (index === steps.length - 1) return found;
      roots = found.flatMap(({ shadowRoot }) => shadowRoot ?? []);
    }
    return [];
  };
  const isThere = ({ selector, count, texts }: Sight): boolean => {
    const found = elements(selector);
    if (found.length < count) return false;
    if (!texts) return true;
    // A selector of several shadow trees' innermost ones sees their text; a slot would not.
    return found.filter(({ textContent }) => texts.some((text) => textContent?.includes(text))).length >= count;
  };
  const giveUpMs = 120_000;
  const painted = (sight: Sight): Promise<number> =>
    new Promise((resolve, reject) => {
      const deadlineMs = performance.now() + giveUpMs;
      const look = (): void => {
        if (!isThere(sight)) {
          if (performance.now() < deadlineMs) requestAnimationFrame(look);
          else reject(new Error(`never painted: ${JSON.stringify(sight)}`));
          return;
        }
        // What is in the DOM now is painted at the end of this frame; a task comes after it.
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(performance.now());
        port2.postMessage(undefined);
      };
      requestAnimationFrame(look);
    });

  const longTasks: LongTask[] = [];
  new PerformanceObserver((entries) => {
    for (const { startTime, duration } of entries.getEntries()) {
      longTasks.push({ startMs: startTime, durationMs: duration });
    }
  }).observe({ type: 'longtask', buffered: true });

  let lastInputMs = 0;
  for (const type of ['pointerdown', 'keydown']) {
    addEventListener(type, ({ timeStamp }) => void (lastInputMs = timeStamp), { capture: true, passive: true });
  }

  globalThis.bmProbe = {
    painted,
    list: painted(list),
    longTasks: () => longTasks,
    lastInputMs: () => lastInputMs,
    elements,
  };
}
