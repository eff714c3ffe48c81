/** Names and lines from the server, fit to be shown: bounded, one line, without characters that change how others read. Pure. */

/** Controls, and what turns the direction of the text behind it (Unicode "explicit directional formatting"). */
const disturbing = /[\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]+/gu;

/** Empty where `value` is no text, or none that can be seen. */
export function shownText(value: unknown, maxLength: number): string {
  if (typeof value !== 'string') return '';
  // Cut first: a server may send 64 kB where a name belongs.
  const line = cut(value, maxLength * 4)
    .replace(disturbing, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
  return cut(line, maxLength).trimEnd();
}

/** The first line that holds something. */
export function firstLine(value: unknown, maxLength: number): string {
  if (typeof value !== 'string') return '';
  return shownText(
    cut(value, maxLength * 16)
      .trimStart()
      .split(/[\n\r\u2028\u2029]/, 1)[0],
    maxLength,
  );
}

/** Never in the middle of a character. @param maxLength in UTF-16 units */
export function cut(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const end = text.codePointAt(maxLength - 1)! > 0xffff ? maxLength - 1 : maxLength;
  return text.slice(0, end);
}
