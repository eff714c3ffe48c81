/** What all stories share: a box of the element's usual size, and a way to press things inside shadow roots. */
import { html, type TemplateResult } from 'lit';
import { deep } from '../src/testing/deep.ts';

/** `page`: all there is. `column`: as wide as a list. `panel`: as wide as a dialog, as high as its content. */
export type Box = 'page' | 'column' | 'panel';

export function stage(content: TemplateResult, box: Box = 'page'): TemplateResult {
  return html`<main class="stage ${box}">${content}</main>`;
}

/** Waits for the element, however deep; a story that never shows it fails. */
export async function find<T extends HTMLElement = HTMLElement>(selector: string): Promise<T> {
  const patienceMs = 5_000;
  for (const until = Date.now() + patienceMs; Date.now() < until;) {
    for (const element of deep(document.body)) {
      if (element.matches(selector) && element.checkVisibility()) return element as T;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`no ${selector}`);
}

export async function press(selector: string): Promise<void> {
  (await find(selector)).click();
}

export async function type(selector: string, text: string): Promise<void> {
  const field = await find<HTMLInputElement>(selector);
  field.value = text;
  field.dispatchEvent(new Event('input', { bubbles: true }));
}
