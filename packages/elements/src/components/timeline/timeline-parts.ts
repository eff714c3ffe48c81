/** What stands around the rows of a timeline: its beginning and end, and the ways to the newest and to what is unread. */
import type { Timeline } from '@bundesmessenger/store';
import { html, nothing, type TemplateResult } from 'lit';
import { ArrowDown, ArrowUp, MessageSquareOff, MessagesSquare } from 'lucide';
import { icon, type IconNode } from '../../internal/icon.ts';
import type { Language } from '../../internal/language.ts';
import type { Direction } from './paging.ts';
import { isStop } from './rows.ts';

export interface PartsView {
  readonly language: Language;
  readonly inThread: boolean;
  /** In which direction is loaded. */
  readonly direction: Direction;
  readonly onRetry: (direction: Direction) => void;
}

export function timelineHead(timeline: Timeline | undefined, view: PartsView): unknown {
  const { language, inThread, direction } = view;
  if (!timeline || timeline.status === 'loading') return skeleton(language);
  if (timeline.status === 'unknownRoom') return empty(MessageSquareOff, language.term('roomUnknown'));
  if (timeline.paginationError && direction === 'backwards') return failed('backwards', view);
  if (!timeline.atStart) {
    return loading(timeline.status === 'paginating' && direction === 'backwards', language.term('olderLoading'));
  }
  if (inThread) return nothing;
  return stops(timeline) > 0
    ? html`<p class="head"><span>${language.term('timelineStart')}</span></p>`
    : empty(MessagesSquare, language.term('timelineEmpty'));
}

/** Nothing below a timeline that has its newest row, but for a thread that has only its root. */
export function timelineFoot(timeline: Timeline | undefined, view: PartsView): unknown {
  if (!timeline || timeline.status === 'loading' || timeline.status === 'unknownRoom') return nothing;
  if (timeline.atEnd) {
    const isEmpty = view.inThread && timeline.atStart && stops(timeline) <= 1;
    return isEmpty ? html`<p class="head"><span>${view.language.term('threadEmpty')}</span></p>` : nothing;
  }
  const forwards = view.direction === 'forwards';
  if (timeline.paginationError && forwards) return failed('forwards', view);
  return loading(timeline.status === 'paginating' && forwards, view.language.term('newerLoading'));
}

/** As high while it loads as while it does not: nothing jumps. */
function loading(isLoading: boolean, text: string): TemplateResult {
  return html`<p class="head">${isLoading ? html`<span class="spinner"></span>${text}` : nothing}</p>`;
}

function failed(direction: Direction, { language, onRetry }: PartsView): TemplateResult {
  return html`<div class="head">
    <p>${language.term(direction === 'backwards' ? 'olderFailed' : 'newerFailed')}</p>
    <button class="button small" type="button" @click=${() => onRetry(direction)}>${language.term('retry')}</button>
  </div>`;
}

const stops = ({ items }: Timeline): number => items.filter(isStop).length;

function empty(symbol: IconNode, text: string): TemplateResult {
  return html`<div class="empty">
    <span class="emblem">${icon(symbol)}</span>
    <p>${text}</p>
  </div>`;
}

function skeleton(language: Language): TemplateResult {
  return html`<div class="loading">
    <p class="visually-hidden">${language.term('timelineLoading')}</p>
    ${[1, 2, 3, 4, 5].map((line) => html`<div class="skeleton line-${line}"></div>`)}
  </div>`;
}

/** @param unseen messages that came while the end was out of view */
export function toNewestButton(unseen: number, language: Language, onClick: () => void): TemplateResult {
  const label = unseen > 0 ? language.term('newMessages', unseen) : language.term('toNewest');
  return html`<button
    class=${unseen > 0 ? 'to-newest with-count' : 'to-newest'}
    part="to-newest"
    type="button"
    title=${language.term('toNewest')}
    @click=${onClick}
  >
    ${icon(ArrowDown)}<span class=${unseen > 0 ? '' : 'visually-hidden'}>${label}</span>
  </button>`;
}

export function toUnreadButton(language: Language, onClick: () => void): TemplateResult {
  return html`<button class="to-unread" part="to-unread" type="button" @click=${onClick}>
    ${icon(ArrowUp)}<span>${language.term('toUnread')}</span>
  </button>`;
}
