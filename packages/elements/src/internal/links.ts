/** Web and mail addresses in plain text, as real links. Only http, https and mailto; everything else stays text. */
import { html, type TemplateResult } from 'lit';
import { LinkifyIt } from 'linkify-it';

/** No `ftp:`, no `//host`. Addresses without a scheme count only with `www.`: `bericht.md` and `@anna:bund.de` are none. */
const finder = new LinkifyIt({ fuzzyLink: true, fuzzyEmail: false });
finder.add('ftp:', null).add('//', null);

const allowedProtocols: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:']);

/** What every address has: a scheme's colon or a domain's dot, and something right behind it. Most messages have neither. */
const mayHoldAddress = /[.:]\S/u;

export type TextPart = string | { readonly text: string; readonly href: string };

/** Cuts a text into plain parts and links. The parts put together are the text. */
export function findLinks(text: string): readonly TextPart[] {
  if (!mayHoldAddress.test(text)) return text === '' ? [] : [text];
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of finder.match(text) ?? []) {
    const bare = match.schema === '';
    if (bare && !/^www\./iu.test(match.text)) continue;
    const href = safeAddress(bare ? match.url.replace(/^http:/u, 'https:') : match.url);
    if (!href) continue;
    if (match.index > end) parts.push(text.slice(end, match.index));
    parts.push({ text: match.text, href });
    end = match.lastIndex;
  }
  if (end < text.length) parts.push(text.slice(end));
  return parts;
}

/** `undefined` for what must not become a link: other schemes, and addresses with user and password before the host. */
export function safeAddress(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, username, password, href } = new URL(url);
  return allowedProtocols.has(protocol) && !username && !password ? href : undefined;
}

/** Links to people, rooms and events. The site of that name is a third party's: it is never opened. */
const permalink = /^https:\/\/matrix\.to\/#\/((?:[@#!]|%40|%23|%21)[^/?]+)/iu;

/** The id in such a link. */
export function permalinkId(href: string): string | undefined {
  const id = permalink.exec(href)?.[1];
  try {
    return id && decodeURIComponent(id);
  } catch {
    return id;
  }
}

/** @param reachable whether Tab stops at the links: only in the row that has the roving tab stop */
export function linked(text: string, reachable: boolean): string | readonly (string | TemplateResult)[] {
  const parts = findLinks(text).map((part) =>
    typeof part === 'string' || permalinkId(part.href) === undefined ? part : part.text,
  );
  // Most texts are plain: one text node is made quicker than a list of one.
  if (parts.every((part) => typeof part === 'string')) return text;
  return parts.map((part) =>
    typeof part === 'string'
      ? part
      : html`<a part="link" href=${part.href} target="_blank" rel="noopener noreferrer" tabindex=${reachable ? 0 : -1}
          >${part.text}</a
        >`,
  );
}
