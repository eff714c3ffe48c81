/** The actions of a message: a toolbar beside the row that has the pointer or the focus, and the whole list as a menu. */
import type { Bubble, MessagePermissions, MessageView } from './message-view.ts';
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import {
  Copy,
  Ellipsis,
  EyeOff,
  MessageSquareReply,
  Pencil,
  Pin,
  PinOff,
  Reply,
  SmilePlus,
  SquareCheckBig,
  Trash2,
} from 'lucide';
import { icon, type IconNode } from '../../internal/icon.ts';
import type { Language } from '../../internal/language.ts';
import { isTextType } from './text-content.ts';

/** One tab stop; arrows move between its buttons. Nothing where nothing can be done. */
export function messageToolbar(item: Bubble, view: MessageView): TemplateResult | typeof nothing {
  const { language, deeds, can } = view;
  if (item.kind === 'redacted' && (view.inThread || !item.thread)) return nothing;
  const sent = item.eventId !== undefined;
  const anchor = (event: Event): Element => event.currentTarget as Element;
  const buttons: readonly {
    readonly label: string;
    readonly symbol: IconNode;
    readonly run: (event: Event) => void;
    readonly menu?: true;
  }[] = [
    ...(sent && can.react && item.kind !== 'redacted'
      ? [
          {
            label: language.term('react'),
            symbol: SmilePlus,
            run: (event: Event) => deeds.chooseReaction(item, anchor(event)),
          },
        ]
      : []),
    ...(sent && can.send && item.kind !== 'redacted'
      ? [{ label: language.term('reply'), symbol: Reply, run: () => deeds.reply(item) }]
      : []),
    ...(sent && can.send && !view.inThread
      ? [{ label: language.term('replyInThread'), symbol: MessageSquareReply, run: () => deeds.openThread(item) }]
      : []),
    {
      label: language.term('moreActions'),
      symbol: Ellipsis,
      run: (event: Event) => deeds.openMenu(item, anchor(event)),
      menu: true,
    },
  ];
  return html`<div
    class="toolbar"
    part="message-toolbar"
    role="toolbar"
    aria-label=${language.term('messageActions')}
    @keydown=${moveInside}
  >
    ${repeat(
      buttons,
      // A menu stays beside what opened it.
      ({ symbol }) => symbol,
      ({ label, symbol, run, menu }, at) =>
        html`<button
          type="button"
          tabindex=${at === 0 && view.active ? 0 : -1}
          aria-label=${label}
          title=${label}
          aria-haspopup=${menu ? 'menu' : nothing}
          @click=${run}
        >
          ${icon(symbol)}
        </button>`,
    )}
  </div>`;
}

function moveInside(event: KeyboardEvent): void {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (step === undefined) return;
  const toolbar = event.currentTarget as HTMLElement;
  const buttons = [...toolbar.querySelectorAll('button')];
  const direction = getComputedStyle(toolbar).direction === 'rtl' ? -1 : 1;
  const at = buttons.indexOf(event.target as HTMLButtonElement);
  buttons[(at + step * direction + buttons.length) % buttons.length]?.focus();
  event.preventDefault();
}

export type MessageAction =
  'react' | 'reply' | 'thread' | 'edit' | 'copy' | 'pin' | 'unpin' | 'endPoll' | 'ignore' | 'delete' | 'discard';

export interface ActionRow {
  readonly action: MessageAction;
  readonly label: string;
  readonly symbol: IconNode;
  readonly danger?: true;
}

/** What can be done with a message, in the order of the menu. */
export function messageActions(
  item: Bubble,
  {
    language,
    can,
    inThread,
    pinned,
  }: {
    readonly language: Language;
    readonly can: MessagePermissions;
    readonly inThread: boolean;
    readonly pinned: boolean;
  },
): readonly ActionRow[] {
  const sent = item.eventId !== undefined;
  const said = item.kind !== 'redacted';
  const message = item.kind === 'message' ? item : undefined;
  const { content } = message ?? {};
  const isText = isTextType(content?.msgtype);
  const isOpenPoll = content?.msgtype === 'm.poll' && !content.ended;
  const rows: readonly (ActionRow | false)[] = [
    sent && said && can.react && { action: 'react', label: language.term('react'), symbol: SmilePlus },
    sent && said && can.send && { action: 'reply', label: language.term('reply'), symbol: Reply },
    sent &&
      can.send &&
      (said || item.thread !== undefined) &&
      !inThread && { action: 'thread', label: language.term('replyInThread'), symbol: MessageSquareReply },
    item.own && isText && can.send && { action: 'edit', label: language.term('editMessage'), symbol: Pencil },
    textOf(item) !== '' && { action: 'copy', label: language.term('copyText'), symbol: Copy },
    sent &&
      said &&
      can.pin &&
      (pinned
        ? { action: 'unpin', label: language.term('unpin'), symbol: PinOff }
        : { action: 'pin', label: language.term('pin'), symbol: Pin }),
    sent &&
      isOpenPoll &&
      (item.own || can.redact) && { action: 'endPoll', label: language.term('pollEnd'), symbol: SquareCheckBig },
    said && !item.own && { action: 'ignore', label: language.term('ignorePerson'), symbol: EyeOff },
    sent &&
      said &&
      (item.own || can.redact) && {
        action: 'delete',
        label: language.term('deleteMessage'),
        symbol: Trash2,
        danger: true,
      },
    !sent && { action: 'discard', label: language.term('discard'), symbol: Trash2, danger: true },
  ];
  return rows.filter((row) => row !== false);
}

/** What copying gives. */
export function textOf(item: Bubble): string {
  if (item.kind === 'message') return item.content.body;
  return item.kind === 'unsupported' ? (item.body ?? '') : '';
}
