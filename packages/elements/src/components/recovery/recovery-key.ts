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

/** Offers a text file; the key is in no URL but that of the file itself, which is gone at once. */
export function saveKey({ title, text, key }: KeyDocument, filename: string): void {
  const url = URL.createObjectURL(new Blob([`${title}\n\n${key}\n\n${text}\n`], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = filename;
  link.click();
  URL.revokeObjectURL(url);
}

/** Prints the key alone, from a frame without scripts that goes again. */
export function printKey({ title, text, key }: KeyDocument): void {
  const frame = document.createElement('iframe');
  frame.hidden = true;
  document.body.append(frame);
  const page = frame.contentDocument;
  if (!page) return frame.remove();
  const add = (tag: string, content: string): void => {
    const element = page.createElement(tag);
    element.textContent = content;
    page.body.append(element);
  };
  page.title = title;
  add('h1', title);
  add('pre', keyGroups(key).join(' '));
  add('p', text);
  frame.contentWindow?.addEventListener('afterprint', () => frame.remove(), { once: true });
  frame.contentWindow?.print();
}
