/** What a message says: text, formatted or plain, cut where it is long; files, places and polls by their own templates. */
import type { TextContent } from '@bundesmessenger/store';
import { html, nothing, type TemplateResult } from 'lit';
import { Ban, KeyRound, LockOpen, MapPin, ShieldAlert, ShieldQuestion } from 'lucide';
import { icon } from '../../internal/icon.ts';
import { linked } from '../../internal/links.ts';
import { formattedBody, isTooMuch } from '../../internal/rich-text/rich-text.ts';
import { mediaContent } from './media-template.ts';
import { tabIndex, type Bubble, type Message, type MessageView } from './message-view.ts';
import { pollContent } from './poll-template.ts';

/** Longer texts are cut until the user wants all of it. HE-051 */
const maxCharacters = 2_500;
/** So are texts of more lines. HE-052 */
const maxLines = 30;
/** Up to this many emojis alone are shown large. */
const largeEmojis =
  /^(?:(?:\p{Regional_Indicator}{2}|\p{Extended_Pictographic})(?:\p{Emoji_Modifier}|\u{FE0F}|\u{200D})*\s?){1,4}$/u;

export function bubbleContent(item: Bubble, view: MessageView): unknown {
  const { language } = view;
  switch (item.kind) {
    case 'message':
      return withWarning(item, view, messageContent(item, view));
    case 'undecryptable':
      return html`<p class="substitute">${icon(KeyRound)}${language.term('undecryptable', item.cause)}</p>
        <p class="next-step">${language.term('undecryptableHint', item.cause)}</p>`;
    case 'redacted':
      return html`<p class="substitute">${icon(Ban)}${language.term('redacted')}</p>`;
    case 'unsupported':
      return html`${item.body ? plainText(item.key, item.body, view) : nothing}
        <p class="next-step">${language.term('unsupported')}</p>`;
  }
}

function withWarning({ protection, shield, own }: Message, { language }: MessageView, content: unknown): unknown {
  if (protection === 'clearText') {
    return html`<p class="warning">${icon(LockOpen)}${language.term('clearText')}</p>
      ${content}`;
  }
  if (!shield) return content;
  const grey = shield === 'authenticityNotGuaranteed';
  return html`<p class=${grey ? 'warning grey' : 'warning red'}>
      ${icon(grey ? ShieldQuestion : ShieldAlert)}${language.term('shield', shield, own)}
    </p>
    ${content}`;
}

function messageContent(item: Message, view: MessageView): unknown {
  const { content } = item;
  switch (content.msgtype) {
    case 'm.text':
    case 'm.notice':
    case 'm.emote':
      return textContent(item, content, view);
    case 'm.image':
    case 'm.sticker':
    case 'm.file':
    case 'm.audio':
    case 'm.video':
      return [
        mediaContent(item, content, view),
        content.captioned ? richText(item.key, content.body, content.formattedBody, view) : nothing,
      ];
    case 'm.location':
      return html`<p class="place">
        ${icon(MapPin)}<span
          ><bdi>${content.body || view.language.term('contentKind', 'm.location')}</bdi
          ><span class="coordinates"
            >${view.language.term('coordinates', content.latitude, content.longitude)}</span
          ></span
        >
      </p>`;
    case 'm.poll':
      return pollContent(item, content, view);
  }
}

function textContent(item: Message, content: TextContent, view: MessageView): unknown {
  const { body, formattedBody: markup, msgtype } = content;
  if (msgtype === 'm.emote') {
    return html`<span class="emote"
      >* <bdi>${item.sender.displayName}</bdi> ${richText(item.key, body, markup, view)}</span
    >`;
  }
  if (!markup && largeEmojis.test(body)) return html`<span class="emojis">${body}</span>`;
  return richText(item.key, body, markup, view);
}

function richText(key: string, body: string, markup: string | undefined, view: MessageView): unknown {
  if (markup === undefined || isTooMuch(markup)) return plainText(key, body, view);
  // The plain text is the sender's, too: it need not be as long as what is shown.
  const isLong = isLongText(body) || markup.length > 4 * maxCharacters || hasManyLines(markup);
  const clipped = isLong && !view.expanded;
  const { language } = view;
  return html`<div class=${clipped ? 'rich clipped' : 'rich'}>
      ${formattedBody({
        html: markup,
        plain: () => plainText(key, body, view, false),
        words: { spoiler: (reason) => language.term('spoiler', reason) },
        people: view.people,
        reachable: view.active,
      })}
    </div>
    ${isLong ? moreButton(key, view) : nothing}`;
}

/** Only what people wrote keeps its line breaks and spaces. */
function plainText(key: string, body: string, view: MessageView, withButton = true): TemplateResult {
  const isLong = isLongText(body);
  const clipped = isLong && !view.expanded;
  const shown = clipped ? cut(body) : body;
  return html`<span class=${clipped ? 'plain clipped' : 'plain'}
      >${linked(shown, view.active)}${clipped ? ' …' : nothing}</span
    >${isLong && withButton ? moreButton(key, view) : nothing}`;
}

function moreButton(key: string, view: MessageView): TemplateResult {
  return html`<button
    class="more"
    type="button"
    tabindex=${tabIndex(view)}
    aria-expanded=${view.expanded ? 'true' : 'false'}
    @click=${() => view.deeds.expand(key)}
  >
    ${view.language.term(view.expanded ? 'showLess' : 'showMore')}
  </button>`;
}

function isLongText(body: string): boolean {
  return body.length > maxCharacters || lineEnd(body, maxLines) >= 0;
}

function cut(body: string): string {
  const end = lineEnd(body, maxLines);
  return body.slice(0, Math.min(end < 0 ? body.length : end, maxCharacters)).trimEnd();
}

/** What begins a line of formatted text, or makes lines shorter. */
const lineStart = /\n|<(?:blockquote|br|caption|details|div|h[1-6r]|li|ol|p|pre|table|tr|ul)\b/giu;

function hasManyLines(markup: string): boolean {
  lineStart.lastIndex = 0;
  for (let line = 0; line <= maxLines; line++) if (!lineStart.test(markup)) return false;
  return true;
}

/** Where the nth line ends, -1 where there are fewer. */
function lineEnd(text: string, lines: number): number {
  let at = -1;
  for (let line = 0; line < lines; line++) {
    at = text.indexOf('\n', at + 1);
    if (at < 0) return -1;
  }
  return at;
}
