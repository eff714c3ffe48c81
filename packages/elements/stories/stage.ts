/** What all stories share: a box of the element's usual size, and ways to press things inside shadow roots. */
import type { StoryObj } from '@storybook/web-components-vite';
import { html, type TemplateResult } from 'lit';
import { deep } from '../src/testing/deep.ts';

/** `page`: all there is. `column`: as wide as a list. `panel`: as wide as a dialog, as high as its content. */
export type Box = 'page' | 'column' | 'panel';

/** @param play what is done before it looks as it should */
export function story(content: () => TemplateResult, box: Box, play?: () => Promise<unknown>): StoryObj {
  return {
    render: () => html`<main class="stage ${box}">${content()}</main>`,
    ...(play && { play: async () => void (await play()) }),
  };
}

/** Waits for the element, however deep; a story that never shows it fails. */
export async function find<T extends HTMLElement = HTMLElement>(selector: string): Promise<T> {
  const [tries, betweenMs] = [100, 50];
  for (let tried = 0; tried < tries; tried++) {
    for (const element of deep(document.body)) {
      if (element.matches(selector) && element.checkVisibility()) return element as T;
    }
    await new Promise((resolve) => setTimeout(resolve, betweenMs));
  }
  throw new Error(`no ${selector}`);
}

/** Presses one after the other. */
export async function press(...selectors: readonly string[]): Promise<void> {
  for (const selector of selectors) (await find(selector)).click();
}

export async function type(selector: string, text: string): Promise<void> {
  const field = await find<HTMLInputElement | HTMLTextAreaElement>(selector);
  field.focus();
  field.value = text;
  field.setSelectionRange(text.length, text.length);
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

/** As the keyboard does: the focus is to be seen. */
export async function focusOn(selector: string): Promise<void> {
  (await find(selector)).focus({ focusVisible: true } as FocusOptions);
}
