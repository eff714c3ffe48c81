/** One row of the timeline: sender, text, time and state, in the order assistive technology reads them. */
import type { SendState, TimelineItem } from '@bundesmessenger/store';
import { html, nothing, type TemplateResult } from 'lit';
import { Ban, Check, CircleAlert, Clock, KeyRound, LockOpen } from 'lucide';
import { avatar } from '../../internal/avatar.ts';
import { clockTime, dayName, fullTime } from '../../internal/dates.ts';
import { icon } from '../../internal/icon.ts';
import type { Language } from '../../internal/language.ts';
import { linked } from '../../internal/links.ts';
import { isBubble, type Bubble, type Row } from './rows.ts';

export interface RowView {
  readonly language: Language;
  /** Has the roving tab stop. */
  readonly active: boolean;
  readonly onResend: (key: string) => void;
  readonly onDiscard: (key: string) => void;
}

export function rowTemplate(row: Row, view: RowView): TemplateResult {
  const { item, key } = row;
  if (isBubble(item)) return bubbleRow(row, item, view);
  if (item.kind === 'dateDivider') {
    return html`<li class="day" part="date-divider" data-key=${key}>
      <span><time datetime=${item.day}>${dayName(item.day, view.language.locale)}</time></span>
    </li>`;
  }
  if (item.kind === 'readMarker') return html`<li class="read-marker" data-key=${key}></li>`;
  return html`<li class="state" data-key=${key}>
    <article tabindex=${view.active ? 0 : -1} part="state-change">
      ${view.language.term('state', item.change, item.sender.displayName)}
      <span class="visually-hidden">${fullTime(item.originServerTs, view.language.locale)}</span>
    </article>
  </li>`;
}

function bubbleRow(row: Row, item: Bubble, view: RowView): TemplateResult {
  const { language, active } = view;
  const { own, sender } = item;
  const classes = [
    'bubble-row',
    own ? 'own' : 'foreign',
    row.startsGroup ? 'first' : '',
    row.endsGroup ? 'last' : '',
    item.kind,
    item.kind === 'message' && item.send.status === 'failed' ? 'failed' : '',
  ];
  const name = own ? language.term('you') : sender.displayName;
  const nameHidden = own || !row.startsGroup;
  return html`<li class=${classes.filter(Boolean).join(' ')} data-key=${row.key}>
    ${own || !row.startsGroup ? nothing : avatar(sender.userId, sender.displayName)}
    <article
      tabindex=${active ? 0 : -1}
      part="message"
      aria-labelledby="name-${row.key} text-${row.key} meta-${row.key}"
    >
      <span class=${nameHidden ? 'visually-hidden' : 'sender'} part="sender" id="name-${row.key}">${name}</span>
      <div class="bubble" part=${own ? 'bubble bubble-own' : 'bubble'}>
        <div class="text" id="text-${row.key}" dir="auto">${content(item, view)}</div>
        <span class="meta" id="meta-${row.key}">${meta(item, language)}</span>
      </div>
      ${item.kind === 'message' && item.send.status === 'failed' ? failure(row.key, item.send, view) : nothing}
    </article>
  </li>`;
}

function content(item: Bubble, { language, active }: RowView): unknown {
  switch (item.kind) {
    case 'message': {
      const { msgtype, body } = item.content;
      const text = msgtype === 'm.emote' ? `* ${item.sender.displayName} ${body}` : body;
      return item.protection === 'clearText'
        ? [
            html`<p class="warning">${icon(LockOpen)}<span>${language.term('clearText')}</span></p>`,
            plain(text, active),
          ]
        : plain(text, active);
    }
    case 'undecryptable':
      return html`<p class="substitute">${icon(KeyRound)}<span>${language.term('undecryptable', item.cause)}</span></p>
        <p class="next-step">${language.term('undecryptableHint', item.cause)}</p>`;
    case 'redacted':
      return html`<p class="substitute">${icon(Ban)}<span>${language.term('redacted')}</span></p>`;
    case 'unsupported':
      return html`${item.body ? plain(item.body, active) : nothing}
        <p class="next-step">${language.term('unsupported')}</p>`;
  }
}

/** Only what people wrote keeps its line breaks and spaces. */
function plain(text: string, reachable: boolean): TemplateResult {
  return html`<span class="plain">${linked(text, reachable)}</span>`;
}

function meta(item: Bubble, language: Language): TemplateResult {
  const { originServerTs: ts } = item;
  const { locale } = language;
  return html`${item.kind === 'message' && item.edited ? html`<span>${language.term('edited')}</span>` : nothing}<time
      datetime=${new Date(ts).toISOString()}
      title=${fullTime(ts, locale)}
      ><span aria-hidden="true">${clockTime(ts, locale)}</span
      ><span class="visually-hidden">${fullTime(ts, locale)}</span></time
    >${item.kind === 'message' && item.own ? sendState(item.send, language) : nothing}`;
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

function failure(key: string, send: Extract<SendState, { status: 'failed' }>, view: RowView): TemplateResult {
  const { language, active } = view;
  const tab = active ? 0 : -1;
  return html`<div class="failure" part="send-failure">
    <p>
      ${icon(CircleAlert)}<span
        ><strong>${language.term('sendFailed')}.</strong> ${language.term('error', send.code)}</span
      >
    </p>
    <div class="actions">
      ${
        send.recoverable
          ? html`<button class="button small" type="button" tabindex=${tab} @click=${() => view.onResend(key)}>
              ${language.term('resend')}
            </button>`
          : nothing
      }
      <button class="button small" type="button" tabindex=${tab} @click=${() => view.onDiscard(key)}>
        ${language.term('discard')}
      </button>
    </div>
  </div>`;
}

/** Whether arrow keys stop at the row. */
export function isStop(item: TimelineItem): boolean {
  return item.kind !== 'dateDivider' && item.kind !== 'readMarker';
}
