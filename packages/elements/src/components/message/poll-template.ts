/** A poll: its answers as buttons that vote, with the result as far as it may be seen. */
import type { PollContent } from '@bundesmessenger/store';
import { html, nothing, type TemplateResult } from 'lit';
import { Check, CircleCheck, Trophy } from 'lucide';
import { cssValues } from '../../internal/css-values.ts';
import { icon } from '../../internal/icon.ts';
import { percentage } from '../../internal/sizes.ts';
import { tabIndex, type Message, type MessageView } from './message-view.ts';

export function pollContent(item: Message, poll: PollContent, view: MessageView): TemplateResult {
  const { language } = view;
  const open = !poll.ended && item.send.status === 'sent' && view.can.send;
  const most = Math.max(0, ...poll.answers.map(({ votes = 0 }) => votes));
  const hidden = poll.kind === 'undisclosed' && !poll.ended;
  return html`<div
    class=${poll.ended ? 'poll ended' : 'poll'}
    part="poll"
    role="group"
    aria-labelledby="poll-${item.key}"
  >
    <p class="question" id="poll-${item.key}"><bdi>${poll.body}</bdi></p>
    ${open ? html`<p class="hint">${language.term('pollChoose', poll.maxSelections)}</p>` : nothing}
    <ul>
      ${poll.answers.map(({ id, text, votes, own }) => {
        const share = votes !== undefined && poll.voterCount ? votes / poll.voterCount : 0;
        const won = poll.ended && votes !== undefined && votes > 0 && votes === most;
        return html`<li>
          <button
            type="button"
            class=${won ? 'answer won' : 'answer'}
            tabindex=${tabIndex(view)}
            aria-pressed=${own ? 'true' : 'false'}
            aria-disabled=${open ? 'false' : 'true'}
            @click=${() => open && view.deeds.vote(item, toggled(poll, id))}
          >
            <span class="mark" aria-hidden="true">${own ? icon(Check) : nothing}</span>
            <bdi>${text}</bdi>
            ${
              votes === undefined
                ? nothing
                : html`<span class="votes"
                    >${won ? icon(Trophy) : nothing}<span class="visually-hidden"
                      >${language.term('pollVotes', votes)},</span
                    ><span class="count" aria-hidden="true">${votes}</span>${percentage(share, language.locale)}</span
                  >`
            }
            ${own ? html`<span class="visually-hidden">${language.term('pollOwn')}</span>` : nothing}
            <span class="share" aria-hidden="true" ${cssValues({ '--_share': `${Math.round(share * 100)}%` })}></span>
          </button>
        </li>`;
      })}
    </ul>
    <p class="outcome">
      ${poll.ended ? html`${icon(CircleCheck)}<span>${language.term('pollEnded')}</span>` : nothing}
      ${hidden ? html`<span>${language.term('pollHidden')}</span>` : nothing}
      ${poll.voterCount === undefined ? nothing : html`<span>${language.term('pollVoters', poll.voterCount)}</span>`}
    </p>
  </div>`;
}

/** The answers after one was pressed: with one selection another answer takes its place. */
function toggled({ answers, maxSelections }: PollContent, id: string): readonly string[] {
  const chosen = answers.filter(({ own }) => own).map((answer) => answer.id);
  if (chosen.includes(id)) return chosen.filter((other) => other !== id);
  return [...chosen, id].slice(-maxSelections);
}
