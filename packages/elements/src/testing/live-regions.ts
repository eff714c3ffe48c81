/** Records what assistive technology would hear: text that comes into live regions, in all open shadow roots. */
import { deep } from './page.ts';

const liveRegion = '[role="log"], [role="status"], [role="alert"], [aria-live="polite"], [aria-live="assertive"]';

export interface LiveRegionRecorder {
  /** What was said so far, oldest first. */
  readonly said: readonly string[];
  stop(): void;
}

/** To be started when the elements are in the page: a region that comes with its content says nothing. */
export function recordLiveRegions(): LiveRegionRecorder {
  const said: string[] = [];
  const observer = new MutationObserver((mutations) => {
    for (const { type, target, addedNodes } of mutations) {
      const element = target instanceof Element ? target : target.parentElement;
      if (!element?.closest(liveRegion)) continue;
      const texts = type === 'characterData' ? [target.textContent] : [...addedNodes].map((node) => node.textContent);
      said.push(...texts.map((text) => text?.replace(/\s+/gu, ' ').trim() ?? '').filter(Boolean));
    }
  });
  const options = { subtree: true, childList: true, characterData: true };
  observer.observe(document, options);
  for (const { shadowRoot } of deep(document)) if (shadowRoot) observer.observe(shadowRoot, options);
  return { said, stop: () => observer.disconnect() };
}
