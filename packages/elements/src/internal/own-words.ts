/** Words that a page says in place of ours: its own catalogues, whole or in part, whenever ours arrive. */
import { update } from '@shoelace-style/localize';
import type { Words } from '../translations/words.ts';

export type OwnWords = Partial<Words> & Pick<Words, '$code'>;

/** By language tag in lower case. */
const catalogues = new Map<string, OwnWords>();

/**
 * Has the elements say these words where the language around them is `$code`, or begins with it. What a catalogue leaves
 * out is said as before, so `{ $code: 'de-x-du', openChat: 'Öffne den Chat' }` for `lang="de-x-du"` is enough.
 *
 * @param words `$code` is a BCP 47 language tag, such as `de` for all German, `de-x-du`, or `de-simple` for plain language
 */
export function registerTranslation(...words: readonly OwnWords[]): void {
  for (const own of words) {
    const code = own.$code.toLowerCase();
    catalogues.set(code, { ...catalogues.get(code), ...own });
  }
  update();
}

/** The page's word for the nearest tag: `de-x-du` before `de`. @param lang in lower case */
export function ownWord(key: keyof Words, lang: string): unknown {
  if (catalogues.size === 0 || key.startsWith('$')) return undefined;
  for (let tag = lang; tag; tag = tag.slice(0, Math.max(0, tag.lastIndexOf('-')))) {
    const word = catalogues.get(tag)?.[key];
    if (word !== undefined) return word;
  }
  return undefined;
}
