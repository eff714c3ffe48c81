/** What tests do with elements: put them into the page, look inside, and judge them with axe. */
import axe from 'axe-core';
import type { LitElement } from 'lit';
import { afterEach } from 'vitest';
import { fetchWords } from '../internal/language.ts';
import { deep } from './deep.ts';

export { deep };

afterEach(() => document.body.replaceChildren());

/** Puts an element into an otherwise empty page of the given size, in German. */
export async function show<T extends LitElement>(
  element: T,
  size: { inline?: string; block?: string } = {},
): Promise<T> {
  document.documentElement.lang = 'de';
  // A page fetches the later ones while it shows the first.
  await fetchWords('de');
  document.title = 'Test';
  const main = document.createElement('main');
  main.style.inlineSize = size.inline ?? '900px';
  main.style.blockSize = size.block ?? '600px';
  const heading = document.createElement('h1');
  heading.textContent = 'Test';
  heading.style.position = 'absolute';
  element.style.blockSize = '100%';
  main.append(element);
  document.body.replaceChildren(heading, main);
  // A frame that comes after others does not have the keyboard in Firefox.
  window.focus();
  await settled();
  return element;
}

/** All elements in the page have rendered, and what rendering made has rendered too. */
export async function settled(): Promise<void> {
  let before = -1;
  for (let count = 0; count !== before;) {
    before = count;
    const elements = [...deep(document)].filter((element): element is LitElement => 'updateComplete' in element);
    await Promise.all(elements.map((element) => element.updateComplete));
    count = [...deep(document)].length;
  }
}

/** The first match, also inside open shadow roots. */
export function find<T extends Element = HTMLElement>(selector: string): T {
  for (const element of deep(document)) if (element.matches(selector)) return element as T;
  throw new Error(`no ${selector}`);
}

export function findAll<T extends Element = HTMLElement>(selector: string): T[] {
  return [...deep(document)].filter((element) => element.matches(selector)) as T[];
}

/** The element with the focus, inside whichever shadow root it is. */
export function focused(): Element | null {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element;
}

/** Findings of axe for WCAG 2.0 to 2.2, levels A and AA, as short lines. */
export async function accessibilityFindings(): Promise<string[]> {
  const { violations } = await axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
  });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`),
  );
}
