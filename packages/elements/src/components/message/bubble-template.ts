/** A row with a bubble: sender, quotation, content, time and state, then reactions, thread and readers. */
import type { Reaction, ReplyTo, SendState, Sender, ThreadSummary } from '@bundesmessenger/store';
import { html, nothing, type TemplateResult } from 'lit';
import { AtSign, Check, CircleAlert, Clock, MessageSquareReply, SmilePlus } from 'lucide';
import { avatar } from '../../internal/avatar.ts';
import { clockTime, fullTime, listTime, pointInTime } from '../../internal/dates.ts';
import { icon } from '../../internal/icon.ts';
import type { Language } from '../../internal/language.ts';
import type { RecoveryPrompt } from '../../translations/trust-words.ts';
import { bubbleContent } from './content-template.ts';
import { messageToolbar } from './message-toolbar.ts';
import { tabIndex, type Bubble, type Item, type Message, type MessageView } from './message-view.ts';
import { previewText } from './preview.ts';

/** Readers whose initials a row shows. */
const shownReaders = 4;
/** Readers whom a row names. */
const namedReaders = 3;

export interface BubblePlace {
  readonly key: string;
  readonly startsGroup: boolean;
  readonly endsGroup: boolean;
}

export function bubbleRow(
  { key, startsGroup, endsGroup }: BubblePlace,
  item: Bubble,
  view: MessageView,
): TemplateResult {
  const { language } = view;
  const { own, sender } = item;
  const message = item.kind === 'message' ? item : undefined;
  const named = !own && startsGroup;
  const classes = [
    'bubble-row',
    own ? 'own' : 'foreign',
    startsGroup && 'first',
    endsGroup && 'last',
    item.kind,
    message?.send.status === 'failed' && 'failed',
    message?.mentionsMe && 'mention',
    message && shapeOf(message),
    view.target && 'target',
    view.toolbar && 'with-toolbar',
  ];
  const described = [
    message?.send.status === 'failed' && `failure-${key}`,
    ...(item.reactions ?? []).map((_, at) => `reaction-${key}-${at}`),
    item.thread && !view.inThread && `thread-${key}`,
  ]
    .filter(Boolean)
    .join(' ');
  return html`<li class=${classes.filter(Boolean).join(' ')} data-key=${key}>
    ${named ? avatar(sender.userId, sender.displayName, sender.avatarUrl, view.pictures) : nothing}
    <article
      tabindex=${tabIndex(view)}
      part=${message?.mentionsMe ? 'message mention' : 'message'}
      aria-labelledby="name-${key} ${item.replyTo ? `quote-${key} ` : ''}text-${key} meta-${key}"
      aria-describedby=${described || nothing}
    >
      <bdi class=${named ? 'sender' : 'visually-hidden'} part="sender" id="name-${key}"
        >${own ? language.term('you') : sender.displayName}</bdi
      >
      <div class="bubble" part=${own ? 'bubble bubble-own' : 'bubble'}>
        ${item.replyTo ? quote(key, item.replyTo, view) : nothing}
        <div class="text" id="text-${key}" dir="auto">${bubbleContent(item, view)}</div>
        ${item.kind === 'undecryptable' && view.unlock ? unlockButton(key, item, view.unlock, view) : nothing}
        <span class="meta" id="meta-${key}">${meta(item, language)}</span>
      </div>
      ${item.reactions?.length ? reactionsBar(key, item, item.reactions, view) : nothing}${
        item.thread && !view.inThread ? threadButton(key, item, item.thread, view) : nothing
      }${message?.send.status === 'failed' ? failure(key, message.send, view) : nothing}
    </article>
    ${view.toolbar ? messageToolbar(item, view) : nothing}${
      item.readBy?.length ? readers(item, item.readBy, view) : nothing
    }
  </li>`;
}

/** Polls take the room they need; a caption is as wide as its picture. */
function shapeOf({ content }: Message): string | undefined {
  if (content.msgtype === 'm.poll') return 'wide';
  return content.msgtype === 'm.image' || content.msgtype === 'm.sticker' ? 'pictured' : undefined;
}

function quote(key: string, replyTo: ReplyTo, view: MessageView): TemplateResult {
  const { language } = view;
  if (replyTo.status !== 'ready') {
    return html`<p class="quote absent" id="quote-${key}">
      ${language.term(replyTo.status === 'loading' ? 'quoteLoading' : 'quoteUnavailable')}
    </p>`;
  }
  const { eventId, sender, preview } = replyTo;
  return html`<button
    class="quote"
    part="quote"
    id="quote-${key}"
    type="button"
    tabindex=${tabIndex(view)}
    @click=${() => view.deeds.jump(eventId)}
  >
    <span class="visually-hidden">${language.term('replyTo', sender.displayName)}:</span>
    <bdi class="quote-name" aria-hidden="true">${sender.displayName}</bdi>
    <bdi class="quote-text">${previewText(preview, language)}</bdi>
  </button>`;
}

/** What others wrote to verified devices alone stays unreadable, so there it does not promise to unlock. */
function unlockButton(
  key: string,
  { cause }: Item<'undecryptable'>,
  prompt: RecoveryPrompt,
  view: MessageView,
): TemplateResult {
  const verifies = cause === 'withheldUnverified' && prompt === 'unlock';
  return html`<button
    class="button small unlock"
    part="unlock"
    type="button"
    tabindex=${tabIndex(view)}
    aria-haspopup="dialog"
    aria-describedby="text-${key}"
    @click=${() => view.deeds.unlock()}
  >
    ${verifies ? view.language.term('verifyDevice') : view.language.term('recoveryStart', prompt)}
  </button>`;
}

function meta(item: Bubble, language: Language): TemplateResult {
  const { originServerTs: ts } = item;
  const { locale } = language;
  const message = item.kind === 'message' ? item : undefined;
  return html`${
      message?.mentionsMe
        ? html`<span class="mention-mark"
            >${icon(AtSign)}<span class="visually-hidden">${language.term('mentionsYou')}</span></span
          >`
        : nothing
    }${message?.edited ? html`<span>${language.term('edited')}</span>` : nothing}<time
      datetime=${new Date(pointInTime(ts)).toISOString()}
      title=${fullTime(ts, locale)}
      aria-label=${fullTime(ts, locale)}
      >${clockTime(ts, locale)}</time
    >${message?.own ? sendState(message.send, language) : nothing}`;
}

function sendState(send: SendState, language: Language): TemplateResult {
  const [symbol, words] = {
    sending: () => [Clock, language.term('sending', send.status === 'sending' ? send.waiting : 'answer')] as const,
    failed: () => [CircleAlert, language.term('sendFailed')] as const,
    sent: () => [Check, language.term('sent')] as const,
  }[send.status]();
  const shown = send.status === 'sending' && send.waiting === 'network';
  return html`${icon(symbol)}<span class=${shown ? '' : 'visually-hidden'}>${words}</span>`;
}

function reactionsBar(rowKey: string, item: Bubble, reactions: readonly Reaction[], view: MessageView): TemplateResult {
  const { language, deeds, can } = view;
  const tab = tabIndex(view);
  return html`<ul class="reactions" part="reactions" aria-label=${language.term('reactions')}>
    ${reactions.map(({ key, count, own, names }, at) => {
      const people = language.term('reaction', names, count, own);
      return html`<li>
        <button
          type="button"
          class="reaction"
          part="reaction"
          id="reaction-${rowKey}-${at}"
          tabindex=${tab}
          aria-pressed=${own ? 'true' : 'false'}
          aria-disabled=${can.react ? 'false' : 'true'}
          title=${people}
          @click=${() => can.react && deeds.react(item, key)}
        >
          <bdi>${key}</bdi> <span class="count">${count}</span><span class="visually-hidden">: ${people}</span>
        </button>
      </li>`;
    })}
    ${item.moreReactions ? html`<li class="more-reactions">${language.term('moreReactions', item.moreReactions)}</li>` : nothing}
    ${
      can.react
        ? html`<li>
            <button
              type="button"
              class="reaction add"
              tabindex=${tab}
              aria-label=${language.term('addReaction')}
              title=${language.term('addReaction')}
              @click=${(event: Event) => deeds.chooseReaction(item, event.currentTarget as Element)}
            >
              ${icon(SmilePlus)}
            </button>
          </li>`
        : nothing
    }
  </ul>`;
}

function threadButton(key: string, item: Bubble, thread: ThreadSummary, view: MessageView): TemplateResult {
  const { language, deeds } = view;
  const { count, latest, unreadCount, highlightCount } = thread;
  const loud = highlightCount > 0;
  return html`<button
    class=${unreadCount > 0 ? 'thread unread' : 'thread'}
    part="thread"
    id="thread-${key}"
    type="button"
    tabindex=${tabIndex(view)}
    @click=${() => deeds.openThread(item)}
  >
    ${icon(MessageSquareReply)}
    <span class="thread-count">${language.term('threadReplies', count)}</span>
    ${
      latest
        ? html`<span class="thread-latest"
              ><bdi class="thread-sender">${latest.sender.displayName}</bdi>
              <bdi>${previewText(latest.preview, language)}</bdi></span
            ><span class="thread-time">${listTime(latest.originServerTs, language.locale)}</span>`
        : nothing
    }
    ${
      unreadCount > 0
        ? html`<span class=${loud ? 'badge loud' : 'badge'}
            >${loud ? html`<span class="visually-hidden">${language.term('mentionsYou')}, </span>` : nothing}${language.term(
              'threadUnread',
              unreadCount,
            )}</span
          >`
        : nothing
    }
  </button>`;
}

function readers(item: Bubble, readBy: readonly Sender[], { language, pictures }: MessageView): TemplateResult {
  const total = item.readByCount ?? readBy.length;
  const names = readBy.slice(0, namedReaders).map(({ displayName }) => displayName);
  const label = language.term('readBy', names, total - names.length);
  const more = total - Math.min(shownReaders, readBy.length);
  return html`<p class="readers" part="readers" title=${label}>
    <span class="visually-hidden">${label}</span>
    <span class="faces" aria-hidden="true"
      >${readBy.slice(0, shownReaders).map(({ userId, displayName, avatarUrl }) => avatar(userId, displayName, avatarUrl, pictures))}${
        more > 0 ? html`<span class="more-readers">+${more}</span>` : nothing
      }</span
    >
  </p>`;
}

function failure(key: string, send: Extract<SendState, { status: 'failed' }>, view: MessageView): TemplateResult {
  const { language, deeds } = view;
  const tab = tabIndex(view);
  return html`<div class="failure" part="send-failure">
    <p>
      ${icon(CircleAlert)}<span
        ><strong>${language.term('sendFailed')}.</strong>
        <span id="failure-${key}">${language.term('error', send.code)}</span></span
      >
    </p>
    <div class="actions">
      ${
        send.recoverable
          ? html`<button class="button small" type="button" tabindex=${tab} @click=${() => deeds.resend(key)}>
              ${language.term('resend')}
            </button>`
          : nothing
      }
      <button class="button small" type="button" tabindex=${tab} @click=${() => deeds.discard(key)}>
        ${language.term('discard')}
      </button>
    </div>
  </div>`;
}
