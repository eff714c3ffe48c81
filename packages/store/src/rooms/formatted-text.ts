/**
 * What a formatted body says in plain text, for lines where it is not rendered. Pure, and no parser: the host has none.
 * The result is text and is shown as text; only the sanitiser of the elements makes nodes of a formatted body.
 */

/** Markup that is looked through, in UTF-16 code units. What comes later is in no preview. */
const maxMarkupLength = 16_384;
/** Nested lists that are counted: as deep as the specification lets elements be nested. */
const maxDepth = 100;

/**
 * A tag with its attributes, or what browsers take for a comment. Sticky; without its end there is no match. A name ends at the
 * first that is none of it, so that there is one way to read a tag: a long one without an end would take minutes otherwise.
 */
const tag =
  /<(?:(\/?)([a-z][^\t\n\f\r />]*)(?=[\t\n\f\r />])((?:[^"'>]|"[^"]*"|'[^']*')*)>|!--[^]*?-->|!(?!--)[^>]*>|[?/][^>]*>)/iuy;
/** Of these the sanitiser leaves nothing, not even their content. The quotation of a reply is not the sender's to write. */
const unshown = new Set(
  'mx-reply audio head iframe math noembed noframes noscript plaintext script style svg template title video xmp'.split(
    ' ',
  ),
);
const lines = new Set(
  'blockquote br caption details div h1 h2 h3 h4 h5 h6 hr li ol p pre summary table tr ul'.split(' '),
);
const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };
/** Stands for what a spoiler hides: nobody uncovers it by looking at a preview. */
const covered = '…';

/**
 * @param maxLength of what is wanted; more may come, for the caller to cut
 * @returns empty where there is nothing to read
 */
export function formattedText(html: string, maxLength: number): string {
  let at = afterReplyFallback(html);
  const end = Math.min(html.length, at + maxMarkupLength);
  let text = '';
  /** Where the mark of an item or a quotation ends: its line goes on. */
  let marked = -1;
  /** For each open list the number of its next item, if items have one. */
  const numbers: (number | undefined)[] = [];
  /** What hides its content, and how many of its name are open. */
  let hidden: { readonly name: string; depth: number } | undefined;
  const say = (words: string): void => {
    if (!hidden) text += text.length === marked ? words.trimStart() : words;
  };
  const mark = (words: string): void => {
    say(words);
    marked = text.length;
  };

  while (at < end && text.length < maxLength * 2) {
    const next = html.indexOf('<', at);
    const stop = next < 0 || next > end ? end : next;
    say(unescaped(html.slice(at, stop)).replace(/[\t\n\f\r ]+/g, ' '));
    at = stop;
    if (at === end) break;
    tag.lastIndex = at;
    const found = tag.exec(html);
    if (!found) {
      // A tag without an end hides the rest; any other `<` is a character.
      if (/^<[a-z!?/]/iu.test(html.slice(at, at + 2))) break;
      say('<');
      at += 1;
      continue;
    }
    at = tag.lastIndex;
    const name = found[2]?.toLowerCase() ?? '';
    const attributes = found[3] ?? '';
    const opens = found[1] === '';
    if (hidden) {
      if (name === hidden.name && (hidden.depth += opens ? 1 : -1) === 0) hidden = undefined;
      continue;
    }
    if (lines.has(name)) say('\n');
    if (name === 'td' || name === 'th') say(' ');
    if ((name === 'ol' || name === 'ul') && !opens) numbers.pop();
    if (!opens) continue;
    if (name === 'span' && /["'\s/]data-mx-spoiler(?=[\s=/]|$)/iu.test(attributes)) {
      say(covered);
      hidden = { name, depth: 1 };
    } else if (unshown.has(name)) hidden = { name, depth: 1 };
    else if (name === 'img') say(attribute(attributes, 'alt') || attribute(attributes, 'title'));
    else if (name === 'blockquote') mark('> ');
    else if (name === 'ul' && numbers.length < maxDepth) numbers.push(undefined);
    else if (name === 'ol' && numbers.length < maxDepth) numbers.push(wholeNumber(attribute(attributes, 'start')));
    else if (name === 'li') {
      const number = numbers.at(-1);
      mark(number === undefined ? '• ' : `${number}. `);
      if (number !== undefined) numbers[numbers.length - 1] = number + 1;
    }
  }
  return text
    .replace(/ *\n[\n ]*/g, '\n')
    .replace(/ {2,}/g, ' ')
    .trim();
}

/** Older clients put the message they answer first, however long it is. */
function afterReplyFallback(html: string): number {
  const end = html.startsWith('<mx-reply>') ? html.indexOf('</mx-reply>') : -1;
  return end < 0 ? 0 : end + '</mx-reply>'.length;
}

function attribute(attributes: string, name: string): string {
  const found = new RegExp(`[\\s/"']${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, 'iu').exec(attributes);
  return unescaped(found?.[1] ?? found?.[2] ?? found?.[3] ?? '');
}

/** What a list begins with. */
function wholeNumber(start: string): number {
  return /^-?\d{1,9}$/u.test(start) ? Number(start) : 1;
}

function unescaped(markup: string): string {
  return markup.replace(
    /&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,4}));/giu,
    (whole, decimal?: string, hexadecimal?: string, name = '') => {
      if (decimal ?? hexadecimal) return character(decimal ? Number(decimal) : Number.parseInt(hexadecimal!, 16));
      return entities[name as string] ?? whole;
    },
  );
}

/** As browsers do with what is no character. */
function character(code: number): string {
  const isCharacter = code > 0 && code <= 0x10_ffff && (code < 0xd800 || code > 0xdfff);
  return isCharacter ? String.fromCodePoint(code) : '\uFFFD';
}
