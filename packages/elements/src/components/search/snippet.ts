/** The part of a message that was searched for, with what was found in it. Pure. */

/** A stretch of text; `found` is one of the words. */
export interface Stretch {
  readonly text: string;
  readonly found: boolean;
}

/** Characters in front of the first word that was found. */
const before = 40;
/** Characters of a snippet: three lines in the narrowest column. */
const maxLength = 160;
/** Of a longer text only the beginning is looked at. */
const maxText = 65_536;

/** @param words as they were typed, apart by white space */
export function snippet(text: string, words: string): readonly Stretch[] {
  // By code points: a snippet does not begin or end within one.
  const points = Array.from(text.slice(0, maxText).replace(/\s+/gu, ' '));
  const marked = marks(points, fold(words).split(/\s+/u).filter(Boolean));
  const first = Math.max(0, marked.indexOf(true));
  const start = first <= before || points.length <= maxLength ? 0 : first - before;
  const end = Math.min(points.length, start + maxLength);
  const stretches: { text: string; found: boolean }[] = [];
  if (start > 0) stretches.push({ text: '…', found: false });
  for (let at = start; at < end; at++) {
    const found = marked[at] ?? false;
    const last = stretches.at(-1);
    if (last?.found === found) last.text += points[at];
    else stretches.push({ text: points[at]!, found });
  }
  if (end < points.length) stretches.push({ text: '…', found: false });
  return stretches;
}

/** For each code point whether it belongs to a word that was found. */
function marks(points: readonly string[], words: readonly string[]): readonly boolean[] {
  const marked = Array.from(points, () => false);
  /** Folded characters may be more or fewer than those they come from: `ß` is `ss`. */
  const origins: number[] = [];
  let folded = '';
  for (const [at, point] of points.entries()) {
    const characters = fold(point);
    folded += characters;
    for (let count = 0; count < characters.length; count++) origins.push(at);
  }
  for (const word of words) {
    for (let from = folded.indexOf(word); from >= 0; from = folded.indexOf(word, from + word.length)) {
      for (let at = from; at < from + word.length; at++) marked[origins[at]!] = true;
    }
  }
  return marked;
}

/** As the host folds what it searches. */
function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}]/gu, '')
    .toUpperCase()
    .toLowerCase();
}
