/** One room and one invite, as rows of the list. */
import type { RoomSummary } from '@bundesmessenger/store';
import { html, nothing, type TemplateResult } from 'lit';
import { Check, Globe, X } from 'lucide';
import { avatar } from '../../internal/avatar.ts';
import { fullTime, listTime } from '../../internal/dates.ts';
import { icon } from '../../internal/icon.ts';
import type { Language } from '../../internal/language.ts';

/** Above this a badge says "99+". */
const maxBadge = 99;

export interface RoomRowView {
  readonly isActive: boolean;
  readonly isSelected: boolean;
  readonly open: () => void;
}

export function roomTemplate(room: RoomSummary, language: Language, view: RoomRowView): TemplateResult {
  const { locale } = language;
  return html`<li>
    <button
      class="room ${room.unreadCount > 0 ? 'unread' : ''}"
      part="room"
      type="button"
      data-room=${room.roomId}
      tabindex=${view.isActive ? 0 : -1}
      aria-current=${view.isSelected ? 'true' : nothing}
      @click=${view.open}
    >
      ${avatar(room.roomId, room.name)}
      <span class="name">
        <span class="ellipsis" dir="auto">${room.name}</span>
        ${
          room.federation === 'federated'
            ? html`<span class="federated" title=${language.term('federation', 'federated')}
                >${icon(Globe)}<span class="visually-hidden">${language.term('federation', 'federated')}</span></span
              >`
            : nothing
        }
      </span>
      ${
        room.latestTs > 0
          ? html`<time datetime=${new Date(room.latestTs).toISOString()}
              ><span aria-hidden="true">${listTime(room.latestTs, locale)}</span
              ><span class="visually-hidden">${fullTime(room.latestTs, locale)}</span></time
            >`
          : nothing
      }
      <span class="preview ellipsis" dir="auto">${preview(room, language)}</span>
      ${badge(room, language)}
    </button>
  </li>`;
}

function preview({ preview }: RoomSummary, language: Language): string {
  switch (preview.kind) {
    case 'message':
      return `${preview.own ? language.term('you') : preview.sender}: ${preview.body}`;
    case 'pending':
    case 'undecryptable':
      return language.term('previewUndecryptable');
    case 'none':
      return language.term('previewNone');
  }
}

function badge({ unreadCount, highlightCount }: RoomSummary, language: Language): TemplateResult | typeof nothing {
  if (unreadCount === 0) return nothing;
  const words = [language.term('unread', unreadCount)];
  if (highlightCount > 0) words.push(language.term('mentions', highlightCount));
  return html`<span class="badge" part="badge"
    ><span aria-hidden="true"
      >${highlightCount > 0 ? '@ ' : ''}${unreadCount > maxBadge ? `${maxBadge}+` : unreadCount}</span
    ><span class="visually-hidden">${words.join(', ')}</span></span
  >`;
}

export function inviteTemplate(
  room: RoomSummary,
  language: Language,
  answers: { readonly accept: () => void; readonly decline: () => void },
): TemplateResult {
  return html`<li class="invite" part="invite">
    ${avatar(room.roomId, room.name)}
    <div class="invite-text">
      <p class="name"><span dir="auto">${room.name}</span></p>
      ${room.inviter ? html`<p class="hint">${language.term('invitedBy', room.inviter.displayName)}</p>` : nothing}
      <div class="answers">
        <button
          class="button primary small"
          type="button"
          aria-label=${language.term('acceptInvite', room.name)}
          @click=${answers.accept}
        >
          ${icon(Check)}${language.term('accept')}
        </button>
        <button
          class="button small"
          type="button"
          aria-label=${language.term('declineInvite', room.name)}
          @click=${answers.decline}
        >
          ${icon(X)}${language.term('decline')}
        </button>
      </div>
    </div>
  </li>`;
}
