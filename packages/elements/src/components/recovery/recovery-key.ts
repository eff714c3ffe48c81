/** The recovery key on its way to the user: copied, printed, saved as a file, checked. It is kept nowhere. */

/** How much of the key's end the user has to find again: one group as it is shown. Characters. */
export const checkedLength = 4;

/** Whether `typed` is the end of the key, or all of it; spaces do not matter, case does. */
export function isEndOfKey(key: string, typed: string): boolean {
  const wanted = withoutSpaces(key);
  const given = withoutSpaces(typed);
  return given.length >= checkedLength && (given === wanted || given === wanted.slice(-checkedLength));
}

/** Groups of four, as the specification shows it ("Recovery key"). */
export function keyGroups(key: string): readonly string[] {
  return withoutSpaces(key).match(/.{1,4}/gu) ?? [];
}

function withoutSpaces(text: string): string {
  return text.replace(/\s+/gu, '');
}

export interface KeyDocument {
  readonly title: string;
  readonly text: string;
  readonly key: string;
}

/** @returns whether the browser lets it onto the clipboard */
export async function copyKey(key: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(key);
    return true;
  } catch {
    return false;
  }
}

/** Offers a text file; the key is in no URL but that of the file itself, which is gone at once. */
export function saveKey({ title, text, key }: KeyDocument, filename: string): void {
  const url = URL.createObjectURL(new Blob([`${title}\n\n${key}\n\n${text}\n`], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = filename;
  link.click();
  URL.revokeObjectURL(url);
}

/**
 * Prints the key alone, from a window of its own that closes again.
 * @returns whether the browser lets the window open
 */
export function printKey({ title, text, key }: KeyDocument): boolean {
  const page = open('', '_blank', 'popup');
  if (!page) return false;
  const { document } = page;
  const add = (tag: string, content: string): void => {
    const element = document.createElement(tag);
    element.textContent = content;
    document.body.append(element);
  };
  document.title = title;
  add('h1', title);
  add('pre', keyGroups(key).join(' '));
  add('p', text);
  page.addEventListener('afterprint', () => page.close(), { once: true });
  page.print();
  return true;
}
