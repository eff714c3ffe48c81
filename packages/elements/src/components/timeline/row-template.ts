/** One row of the timeline: a bubble, a change of the room, a request to verify each other, the name of a day, or the mark above what is unread. */
import { html, type TemplateResult } from 'lit';
import { dayName, fullTime } from '../../internal/dates.ts';
import { bubbleRow } from '../message/bubble-template.ts';
import type { MessageView } from '../message/message-view.ts';
import { isBubble, type Row } from './rows.ts';

export function rowTemplate(row: Row, view: MessageView): TemplateResult {
  const { item, key } = row;
  const { language } = view;
  if (isBubble(item)) return bubbleRow(row, item, view);
  if (item.kind === 'dateDivider') {
    return html`<li class="day" part="date-divider" data-key=${key}>
      <span><time datetime=${item.day}>${dayName(item.day, language.locale)}</time></span>
    </li>`;
  }
  if (item.kind === 'readMarker') {
    return html`<li class="read-marker" part="read-marker" data-key=${key}>
      <span>${language.term('unreadFromHere')}</span>
    </li>`;
  }
  return html`<li class="state" data-key=${key}>
    <article id="state-${key}" tabindex=${view.active ? 0 : -1} part="state-change" aria-labelledby="state-${key}">
      <span
        >${
          item.kind === 'verification'
            ? language.term('verificationRequest', item.sender.displayName, item.asked.displayName, item.outcome)
            : language.term('state', item.change, item.sender.displayName)
        }</span
      >
      <span class="visually-hidden">${fullTime(item.originServerTs, language.locale)}</span>
    </article>
  </li>`;
}
