/** One row of `<bm-members>`: who it is, from where, with which role, and what the user may do. */
import type { Member } from '@bundesmessenger/store';
import { html, nothing, type TemplateResult } from 'lit';
import { EllipsisVertical, EyeOff, Globe } from 'lucide';
import { avatar } from '../../internal/avatar.ts';
import { icon } from '../../internal/icon.ts';
import type { Language } from '../../internal/language.ts';
import type { PictureSource } from '../../internal/picture.ts';

export interface MemberRow {
  readonly member: Member;
  /** Matrix server name of somebody of another organisation; else `undefined`. */
  readonly foreignServer: string | undefined;
  readonly hasActions: boolean;
  /** By the user, in all rooms. */
  readonly isIgnored: boolean;
  readonly pictures: PictureSource;
  readonly openProfile: () => void;
  readonly openMenu: (anchor: Element) => void;
}

export function memberRow(
  language: Language,
  { member, foreignServer, hasActions, isIgnored, pictures, openProfile, openMenu }: MemberRow,
): TemplateResult {
  return html`<li class="member">
    ${avatar(member.userId, member.displayName, member.avatar, pictures)}
    <div class="who">
      <p class="name">
        <button
          class="name"
          type="button"
          dir="auto"
          aria-haspopup="dialog"
          title=${language.term('showProfile')}
          @click=${openProfile}
        >
          ${member.displayName}
        </button>
        ${member.isOwn ? html`<span class="hint">(${language.term('you')})</span>` : nothing}
      </p>
      <p class="hint id" dir="ltr">${member.userId}</p>
      ${badges(language, member, { foreignServer, isIgnored, everyRole: false })} ${reason(language, member)}
    </div>
    ${
      hasActions
        ? html`<button
            class="icon-button"
            type="button"
            aria-haspopup="menu"
            aria-label=${language.term('memberActions', member.displayName)}
            title=${language.term('memberActions', member.displayName)}
            @click=${(event: Event) => openMenu(event.currentTarget as Element)}
          >
            ${icon(EllipsisVertical)}
          </button>`
        : nothing
    }
  </li>`;
}

interface BadgesView extends Pick<MemberRow, 'foreignServer' | 'isIgnored'> {
  /** Says of ordinary members, too, that they are that. */
  readonly everyRole: boolean;
}

export function badges(
  language: Language,
  { role, membership }: Member,
  { foreignServer, isIgnored, everyRole }: BadgesView,
): TemplateResult {
  const showsRole = role !== 'member' || (everyRole && membership === 'join');
  return html`<p class="badges">
    ${showsRole ? html`<span class="badge role">${language.term('role', role)}</span>` : nothing}
    ${membership === 'join' ? nothing : html`<span class="badge">${language.term('membership', membership)}</span>`}
    ${
      foreignServer === undefined
        ? nothing
        : html`<span class="badge foreign">${icon(Globe)}<span>${language.term('foreign', foreignServer)}</span></span>`
    }
    ${isIgnored ? html`<span class="badge ignored">${icon(EyeOff)}<span>${language.term('isIgnored')}</span></span>` : nothing}
  </p>`;
}

export function reason(language: Language, { reason: given }: Member): TemplateResult | typeof nothing {
  return given === undefined
    ? nothing
    : html`<p class="hint reason" dir="auto">${language.term('memberReason', given)}</p>`;
}

/** The server of a user id, where it is not the user's own. */
export function foreignServerOf(userId: string, ownUserId: string | undefined): string | undefined {
  const server = userId.slice(userId.indexOf(':') + 1);
  return ownUserId === undefined || ownUserId.endsWith(`:${server}`) ? undefined : server;
}
