/** The emojis of a language, by group, and how they are found. The build keeps of the data what is read here. */

/** A row of `emojibase-data`, as far as it is used. */
interface EmojiRow {
  readonly unicode: string;
  readonly label: string;
  readonly tags?: readonly string[];
  /** Absent on parts of flags. */
  readonly group?: number;
}

export interface Emoji {
  readonly unicode: string;
  readonly label: string;
  /** Everything it is found by, in lower case and without accents. */
  readonly words: string;
}

/** Numbers of `emojibase-data`'s groups, in the order of the picker. Group 2 has parts only: skin tones and hair. */
export const emojiGroups = [0, 1, 3, 4, 5, 6, 7, 8, 9] as const;
export type EmojiGroup = (typeof emojiGroups)[number];

export type EmojiCatalogue = ReadonlyMap<EmojiGroup, readonly Emoji[]>;

const files = {
  de: () => import('emojibase-data/de/compact.json'),
  en: () => import('emojibase-data/en/compact.json'),
  fr: () => import('emojibase-data/fr/compact.json'),
} as const;

const catalogues = new Map<string, Promise<EmojiCatalogue>>();

/** @param language of the catalogue of words; others get the English names */
export function loadEmojis(language: string): Promise<EmojiCatalogue> {
  const code = language in files ? (language as keyof typeof files) : 'en';
  let catalogue = catalogues.get(code);
  if (!catalogue) {
    catalogue = files[code]().then((file) => toCatalogue(file.default as readonly EmojiRow[]));
    // The next one who asks tries again.
    catalogue.catch(() => catalogues.delete(code));
    catalogues.set(code, catalogue);
  }
  return catalogue;
}

/** @param rows in the order of the Unicode consortium */
export function toCatalogue(rows: readonly EmojiRow[]): EmojiCatalogue {
  const catalogue = new Map<EmojiGroup, Emoji[]>(emojiGroups.map((group) => [group, []]));
  for (const { unicode, label, tags = [], group } of rows) {
    catalogue.get(group as EmojiGroup)?.push({ unicode, label, words: searchable([label, ...tags].join(' ')) });
  }
  return catalogue;
}

/** Every word of the query has to begin a word of the emoji. Those whose name begins with the query come first. */
export function findEmojis(catalogue: EmojiCatalogue, query: string): readonly Emoji[] {
  const wanted = searchable(query).trim();
  const parts = wanted.split(/\s+/u);
  const found = [...catalogue.values()]
    .flat()
    .filter(({ words, unicode }) => unicode === query.trim() || parts.every((part) => beginsWord(words, part)));
  const rank = ({ words }: Emoji): number => (words.startsWith(wanted) ? 0 : 1);
  return found.toSorted((a, b) => rank(a) - rank(b));
}

function beginsWord(words: string, part: string): boolean {
  for (let at = words.indexOf(part); at >= 0; at = words.indexOf(part, at + 1)) {
    if (at === 0 || !/[\p{L}\p{N}]/u.test(words[at - 1] ?? '')) return true;
  }
  return false;
}

function searchable(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
