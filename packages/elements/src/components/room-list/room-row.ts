/** One room and one invite, as rows of the list. */
import type { RoomSummary } from '@bundesmessenger/store';
import { html, nothing, type TemplateResult } from 'lit';
import { Ban, BellOff, Check, Globe, Star, X, type IconNode } from 'lucide';
import { avatar } from '../../internal/avatar.ts';
import { icon } from '../../internal/icon.ts';
import type { Language } from '../../internal/language.ts';
import type { PictureSource } from '../../internal/picture.ts';
import type * as ListTimes from './list-times.ts';

/** Above this a badge says "99+". */
const maxBadge = 99;

export interface RoomRowView {
  readonly isActive: boolean;
  readonly isSelected: boolean;
  /** From 1 on, of `total`. */
  readonly position: number;
  readonly total: number;
  /** Not yet with the first rows: making the formats takes longer than making the rows. */
  readonly dates: Pick<typeof ListTimes, 'listTime' | 'fullTime' | 'pointInTime'> | undefined;
  readonly pictures: PictureSource;
  readonly open: () => void;
}

export function roomTemplate(room: RoomSummary, language: Language, view: RoomRowView): TemplateResult {
  const { locale } = language;
  return html`<li aria-posinset=${view.position} aria-setsize=${view.total}>
    <button
      class="room ${isUnread(room) ? 'unread' : ''} ${room.isMuted ? 'muted' : ''}"
      part="room"
      type="button"
      data-room=${room.roomId}
      tabindex=${view.isActive ? 0 : -1}
      aria-current=${view.isSelected ? 'true' : nothing}
      @click=${view.open}
    >
      ${avatar(room.roomId, room.name, room.avatar, view.pictures)}<span class="name"
        ><span class="ellipsis" dir="auto">${nameOf(room, language)}</span>${mark(
          room.isFavourite,
          Star,
          language.term('roomFilter', 'favourite'),
        )}${mark(room.isMuted, BellOff, language.term('roomFilter', 'muted'))}${
          room.federation === 'federated'
            ? html`<span class="federated" title=${language.term('federation', 'federated')}
                >${icon(Globe)}<span class="visually-hidden">${language.term('federation', 'federated')}</span></span
              >`
            : nothing
        }</span
      >${
        room.latestTs > 0 && view.dates
          ? html`<time
              datetime=${new Date(view.dates.pointInTime(room.latestTs)).toISOString()}
              aria-label=${view.dates.fullTime(room.latestTs, locale)}
              >${view.dates.listTime(room.latestTs, locale)}</time
            >`
          : nothing
      }<span class="preview ellipsis" dir="auto">${preview(room, language)}</span>${badge(room, language)}
    </button>
  </li>`;
}

/** Hebrew, Arabic and the other scripts that Unicode has beside them. */
const rightToLeft = /[\u0590-\u08ff]/;

function preview({ preview, membership }: RoomSummary, language: Language): unknown {
  if (membership === 'knock') return language.term('previewKnocked');
  switch (preview.kind) {
    case 'message': {
      const sender = preview.own ? language.term('you') : preview.sender;
      const body = preview.body || language.term('previewContent', preview.content);
      const text = `${sender}: ${body}`;
      // For most rows that would be nodes for nothing.
      return rightToLeft.test(text) ? html`<bdi>${sender}</bdi>: ${body}` : text;
    }
    case 'pending':
    case 'undecryptable':
      return language.term('previewUndecryptable');
    case 'none':
      return language.term('previewNone');
  }
}

function isUnread({ unreadCount, markedUnread }: RoomSummary): boolean {
  return unreadCount > 0 || markedUnread;
}

function mark(shown: boolean, node: IconNode, words: string): TemplateResult | typeof nothing {
  if (!shown) return nothing;
  return html`<span class="mark" title=${words}>${icon(node)}<span class="visually-hidden">${words}</span></span>`;
}

function badge(room: RoomSummary, language: Language): TemplateResult | typeof nothing {
  const { unreadCount, highlightCount, unreadAtLeast } = room;
  if (!isUnread(room)) return nothing;
  if (unreadCount === 0) {
    return html`<span class="badge dot" part="badge"
      ><span class="visually-hidden">${language.term('roomFilter', 'unread')}</span></span
    >`;
  }
  const words = [language.term('unread', unreadCount, unreadAtLeast)];
  if (highlightCount > 0) words.push(language.term('mentions', highlightCount));
  return html`<span class="badge" part="badge"
    ><span aria-hidden="true"
      >${highlightCount > 0 ? '@ ' : ''}${Math.min(unreadCount, maxBadge)}${unreadAtLeast || unreadCount > maxBadge ? '+' : ''}</span
    ><span class="visually-hidden">${words.join(', ')}</span></span
  >`;
}

/** A room may have no name of its own, and nobody else in it to be called after. */
function nameOf({ name }: RoomSummary, language: Language): string {
  return name || language.term('unnamedRoom');
}

/** Without the room's picture: whoever invites could show anything to anybody. */
export function inviteTemplate(
  room: RoomSummary,
  language: Language,
  answers: { readonly accept: () => void; readonly decline: () => void },
): TemplateResult {
  return html`<li class="invite ${room.barred ? 'is-barred' : ''}" part="invite">
    ${avatar(room.roomId, room.name)}
    <div class="invite-text">
      <p class="name"><span dir="auto">${nameOf(room, language)}</span></p>
      ${room.inviter ? html`<p class="hint">${language.term('invitedBy', room.inviter.displayName)}</p>` : nothing}
      ${
        room.barred
          ? html`<p class="barred">${icon(Ban)}<span>${language.term('error', room.barred.code)}</span></p>`
          : nothing
      }
      <div class="answers">
        ${
          room.barred
            ? nothing
            : html`<button
                class="button primary small"
                type="button"
                aria-label=${language.term('acceptInvite', nameOf(room, language))}
                @click=${answers.accept}
              >
                ${icon(Check)}${language.term('accept')}
              </button>`
        }
        <button
          class="button small"
          type="button"
          aria-label=${language.term('declineInvite', nameOf(room, language))}
          @click=${answers.decline}
        >
          ${icon(X)}${language.term('decline')}
        </button>
      </div>
    </div>
  </li>`;
}

/** The room in whose row something has happened, wherever around the list it is heard. */
export function roomIdOfRow(event: Event): string | undefined {
  return (event.composedPath()[0] as Element).closest<HTMLElement>('[data-room]')?.dataset['room'];
}
