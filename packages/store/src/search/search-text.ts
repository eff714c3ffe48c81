/** Finding names as people type them: without regard to case, accents and the way characters are composed. Pure. */

/** Names in one string that a {@link matcher} can look through. */
export function searchText(names: readonly (string | undefined)[]): string {
  return names.map((name) => fold(name ?? '')).join('\n');
}

/** Whether each word of `search` is in a text of {@link searchText}. Nothing to search for matches everything. */
export function matcher(search: string): (text: string) => boolean {
  const words = fold(search).split(/\s+/);
  return (text) => words.every((word) => text.includes(word));
}

/** Letters without marks, in lower case; `ß` as `ss`. Invisible characters are gone. */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}]/gu, '')
    .toUpperCase()
    .toLowerCase();
}
