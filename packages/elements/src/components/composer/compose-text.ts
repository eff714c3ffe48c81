/** From what was typed to what is sent: Markdown, people who are mentioned, and `/me`. */
import type { TextContent } from '@bundesmessenger/store';

/** Somebody whom the user has chosen from the suggestions. */
export interface Mention {
  readonly userId: string;
  /** As it stands in the text, after the `@`. */
  readonly name: string;
}

/** What the whole room is called in a text. */
export const roomMention = 'room';

/** Stand for a mention while Markdown is made of the text around it: no writing system uses them. */
const [open, close] = ['\uE000', '\uE001'];
const placeholder = /\uE000(\d+)\uE001/gu;

/** Whether a text may hold Markdown at all: for the others nothing has to be loaded. */
const perhapsMarkdown = /[*_`~[\]<>#\\\n]|^\s*(?:[-+]|\d+[.)])\s|https?:|www\.|@/u;

type Markdown = typeof import('../../internal/rich-text/markdown.ts');
let markdown: Markdown | undefined;

/** Loads what formatting needs, before it is needed. What is here already costs no frame, as importing it again would. */
export async function loadMarkdown(): Promise<Markdown> {
  return (markdown ??= await import('../../internal/rich-text/markdown.ts'));
}

export interface Written {
  readonly text: string;
  readonly mentions: readonly Mention[];
  /** Whether `@room` notifies everybody. */
  readonly mayMentionRoom: boolean;
  /** Also meant, without being named: who is answered. */
  readonly answered?: readonly string[];
}

/** Those of the mentions whose name stands in the text. */
export function namedIn(text: string, mentions: readonly Mention[]): readonly Mention[] {
  return mentions.filter(({ name }) => text.includes(`@${name}`));
}

/** @returns how the text is sent; formatted only where that says more than the text alone */
export async function composeText(written: Written): Promise<TextContent> {
  const isEmote = /^\/me\s/u.test(written.text);
  const text = (isEmote ? written.text.slice('/me '.length) : written.text).trim();
  const named = namedIn(text, written.mentions);
  const room = written.mayMentionRoom && /(?:^|\s)@room\b/u.test(text);
  const userIds = [...new Set([...named.map(({ userId }) => userId), ...(written.answered ?? [])])];
  const formattedBody = perhapsMarkdown.test(text) ? await format(text, named) : undefined;
  return {
    msgtype: isEmote ? 'm.emote' : 'm.text',
    body: text,
    ...(formattedBody !== undefined && { formattedBody }),
    ...((userIds.length > 0 || room) && { mentions: { userIds, room } }),
  };
}

/** A message as its author would type it again: the other way round. */
export function typedText({ msgtype, body, formattedBody = '', mentions }: TextContent): {
  readonly text: string;
  readonly mentions: readonly Mention[];
} {
  const known = new Set(mentions?.userIds);
  const named = [...formattedBody.matchAll(writtenPill)].flatMap(([, userId = '', name = '']) => {
    const mention = { userId: decoded(userId), name: unescaped(name) };
    return known.has(mention.userId) ? [mention] : [];
  });
  return { text: msgtype === 'm.emote' ? `/me ${body}` : body, mentions: named };
}

async function format(text: string, named: readonly Mention[]): Promise<string | undefined> {
  // The longest name first: "@Anna" is also in "@Anna Schmidt".
  const byLength = named.toSorted((a, b) => b.name.length - a.name.length);
  const source = byLength.reduce(
    (rest, { name }, at) => rest.replaceAll(`@${name}`, `${open}${at}${close}`),
    text.replace(/[\uE000\uE001]/gu, ''),
  );
  let html: string | undefined;
  try {
    const { markdownToHtml } = await loadMarkdown();
    html = markdownToHtml(source);
  } catch {
    // The file could not be loaded: the text goes as it is.
    return undefined;
  }
  if (html === undefined && named.length === 0) return undefined;
  const body = html ?? escaped(source).replaceAll('\n', '<br>');
  return body.replace(placeholder, (_, at: string) => {
    const mention = byLength[Number(at)];
    return mention ? pill(mention) : '';
  });
}

function pill({ userId, name }: Mention): string {
  return `<a href="https://matrix.to/#/${encodeURIComponent(userId)}">${escaped(name)}</a>`;
}

/** What {@link pill} writes. */
const writtenPill = /<a href="https:\/\/matrix\.to\/#\/([^"]+)">([^<]+)<\/a>/gu;

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // not written here
  }
}

function unescaped(text: string): string {
  const characters: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"' };
  return text.replace(/&(?:amp|lt|gt|quot);/gu, (name) => characters[name] ?? '');
}

function escaped(text: string): string {
  const names: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(/[&<>"]/gu, (character) => names[character] ?? '');
}
