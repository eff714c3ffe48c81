/** Which rows of a timeline hold what somebody searches for. Pure. */
import type { EventItem } from '../timeline/project-item.ts';
import { matcher, searchText } from './search-text.ts';

/** Nobody types more. */
const maxSearchLength = 200;

/** Whether each word of `search` is in what a message says, or in the name of its file. Without a word nothing is found. */
export function messageMatcher(search: string): (row: EventItem) => boolean {
  const words = search.slice(0, maxSearchLength).trim();
  if (words === '') return () => false;
  const matches = matcher(words);
  /** A row that has changed is another object. */
  const known = new WeakMap<EventItem, boolean>();
  return (row) => {
    const before = known.get(row);
    if (before !== undefined) return before;
    const found = matches(searchText(textsOf(row)));
    known.set(row, found);
    return found;
  };
}

function textsOf(row: EventItem): readonly string[] {
  if (row.kind !== 'message') return [];
  const { content, plainText } = row;
  // What there is to read stands between the signs of Markdown, too.
  const texts = [content.body, ...(plainText === undefined ? [] : [plainText])];
  if ('filename' in content) texts.push(content.filename);
  if ('answers' in content) texts.push(...content.answers.map(({ text }) => text));
  return texts;
}
