/** Registers a tag once per page; the first version on the page keeps it. Brings the translations along. */
import { registerTranslation } from '@shoelace-style/localize';
import { de } from '../translations/de.ts';
import { en } from '../translations/en.ts';
import { fr } from '../translations/fr.ts';

// The first one registered is the fallback for all other languages.
registerTranslation(de, en, fr);

export function define(tag: `bm-${string}`, element: CustomElementConstructor): void {
  if (!customElements.get(tag)) customElements.define(tag, element);
}
