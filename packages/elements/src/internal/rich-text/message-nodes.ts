/** Turns sanitised markup into what a message shows: names instead of links to people, spoilers, honest links. */
import { findLinks, permalinkId, safeAddress } from '../links.ts';

export interface MessageWords {
  /** On the button over what a spoiler hides. @param reason of the sender; may be empty */
  readonly spoiler: (reason: string) => string;
}

export interface MessagePeople {
  /** The name of somebody who is known here. */
  readonly nameOf: (userId: string) => string | undefined;
  readonly ownUserId: string | undefined;
}

/** A text that is nothing but the address of a place. */
const bareAddress = /^(?:[^\s/?#@]+@)?(?:[\p{L}\p{N}-]+\.)+[\p{L}-]{2,}(?:[/?#:]\S*)?$/u;

/** Changes the nodes in place. To be given what `Sanitiser.sanitise` returns, and nothing else. */
export function toMessageNodes(fragment: DocumentFragment, words: MessageWords, people: MessagePeople): void {
  for (const picture of [...fragment.querySelectorAll('img')]) {
    // Nothing is loaded that the message does not name as its file.
    picture.replaceWith(picture.alt || picture.title);
  }
  // The outline of the page is not the sender's to write.
  for (const heading of [...fragment.querySelectorAll('h1, h2, h3, h4, h5, h6')]) {
    const strong = document.createElement('strong');
    strong.append(...heading.childNodes);
    const paragraph = document.createElement('p');
    paragraph.append(strong);
    heading.replaceWith(paragraph);
  }
  for (const link of [...fragment.querySelectorAll('a')]) showLink(link, people);
  for (const spoiler of [...fragment.querySelectorAll<HTMLElement>('span[data-mx-spoiler]')]) hide(spoiler, words);
  linkText(fragment, people);
}

/** Whether Tab stops inside: only in the row that has the roving tab stop. */
export function setReachable(nodes: Iterable<Node>, reachable: boolean): void {
  for (const node of nodes) {
    if (!(node instanceof Element)) continue;
    const controls = node.matches('a, button, summary') ? [node] : [];
    for (const control of [...controls, ...node.querySelectorAll('a, button, summary')]) {
      (control as HTMLElement).tabIndex = reachable ? 0 : -1;
    }
  }
}

function showLink(link: HTMLAnchorElement, people: MessagePeople): void {
  const href = safeAddress(link.getAttribute('href') ?? '');
  if (!href) {
    link.replaceWith(...link.childNodes);
    return;
  }
  const named = permalinkId(href);
  if (named !== undefined) {
    link.replaceWith(pill(named, people));
    return;
  }
  asLink(link, href);
  const host = hiddenHost(link.textContent ?? '', href);
  if (host) link.after(` (${host})`);
}

function asLink(link: HTMLAnchorElement, href: string): void {
  link.href = href;
  link.target = '_blank';
  link.rel = 'noopener noreferrer';
  link.setAttribute('part', 'link');
}

/** The place a link leads to, where its text looks like the address of another one. */
function hiddenHost(text: string, href: string): string | undefined {
  const place = placeOf(new URL(href));
  if (place.startsWith('xn--') || place.includes('.xn--')) return place;
  const claim = text.trim();
  const bare = claim.includes('@') ? `mailto:${claim}` : `https://${claim}`;
  const claimed =
    findLinks(claim).find((part) => typeof part !== 'string')?.href ?? (bareAddress.test(claim) ? bare : '');
  if (!URL.canParse(claimed)) return undefined;
  return placeOf(new URL(claimed)) === place ? undefined : place;
}

function placeOf(url: URL): string {
  return url.protocol === 'mailto:' ? url.pathname : url.hostname;
}

function pill(id: string, { nameOf, ownUserId }: MessagePeople): HTMLElement {
  const shown = document.createElement('bdi');
  shown.className = id === ownUserId ? 'pill me' : 'pill';
  shown.title = id;
  // The text of the link is the sender's: it could name somebody else.
  shown.textContent = id.startsWith('@') ? `@${(nameOf(id) ?? id).replace(/^@/u, '')}` : id;
  return shown;
}

function hide(spoiler: HTMLElement, { spoiler: label }: MessageWords): void {
  const reason = spoiler.getAttribute('data-mx-spoiler') ?? '';
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'spoiler';
  button.textContent = label(reason);
  const content = document.createElement('span');
  content.append(...spoiler.childNodes);
  content.hidden = true;
  button.setAttribute('aria-expanded', 'false');
  button.addEventListener('click', () => {
    content.hidden = !content.hidden;
    button.setAttribute('aria-expanded', String(!content.hidden));
  });
  spoiler.removeAttribute('data-mx-spoiler');
  spoiler.replaceChildren(button, content);
}

/** Addresses that the sender's client has left as text. */
function linkText(fragment: DocumentFragment, people: MessagePeople): void {
  const walker = document.createTreeWalker(fragment, NodeFilter.SHOW_TEXT);
  const texts: Text[] = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node instanceof Text && !node.parentElement?.closest('a, code, pre, button')) texts.push(node);
  }
  for (const text of texts) {
    const parts = findLinks(text.data);
    if (parts.length === 1 && typeof parts[0] === 'string') continue;
    text.replaceWith(
      ...parts.map((part) => {
        if (typeof part === 'string') return part;
        const named = permalinkId(part.href);
        if (named !== undefined) return pill(named, people);
        const link = document.createElement('a');
        asLink(link, part.href);
        link.textContent = part.text;
        return link;
      }),
    );
  }
}
