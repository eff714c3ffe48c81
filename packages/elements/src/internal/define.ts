/** Registers a tag once per page; the first version on the page keeps it. Brings the first German words along. */
import { registerTranslation } from '@shoelace-style/localize';
import { germanBasics } from '../translations/de.basics.ts';

// The first one registered is the fallback for all other languages.
registerTranslation(germanBasics);

export function define(tag: `bm-${string}`, element: CustomElementConstructor): void {
  if (!customElements.get(tag)) customElements.define(tag, element);
}
