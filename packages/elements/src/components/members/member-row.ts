/** One row of `<bm-members>`: who it is, from where, with which role, and what the user may do. */
import type { Member } from '@bundesmessenger/store';
import { html, nothing, type TemplateResult } from 'lit';
import { EllipsisVertical, Globe } from 'lucide';
import { avatar } from '../../internal/avatar.ts';
import { icon } from '../../internal/icon.ts';
import type { Language } from '../../internal/language.ts';

export interface MemberRow {
  readonly member: Member;
  /** Matrix server name of somebody of another organisation; else `undefined`. */
  readonly foreignServer: string | undefined;
  readonly hasActions: boolean;
  readonly openMenu: (anchor: Element) => void;
}

export function memberRow(
  language: Language,
  { member, foreignServer, hasActions, openMenu }: MemberRow,
): TemplateResult {
  return html`<li class="member">
    ${avatar(member.userId, member.displayName)}
    <div class="who">
      <p class="name">
        <span dir="auto">${member.displayName}</span>
        ${member.isOwn ? html`<span class="hint">(${language.term('you')})</span>` : nothing}
      </p>
      <p class="hint id" dir="ltr">${member.userId}</p>
      <p class="badges">
        ${member.role === 'member' ? nothing : html`<span class="badge role">${language.term('role', member.role)}</span>`}
        ${
          member.membership === 'join'
            ? nothing
            : html`<span class="badge">${language.term('membership', member.membership)}</span>`
        }
        ${
          foreignServer === undefined
            ? nothing
            : html`<span class="badge foreign"
                >${icon(Globe)}<span>${language.term('foreign', foreignServer)}</span></span
              >`
        }
      </p>
      ${
        member.reason === undefined
          ? nothing
          : html`<p class="hint reason" dir="auto">${language.term('memberReason', member.reason)}</p>`
      }
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

/** The server of a user id, where it is not the user's own. */
export function foreignServerOf(userId: string, ownUserId: string | undefined): string | undefined {
  const server = userId.slice(userId.indexOf(':') + 1);
  return ownUserId === undefined || ownUserId.endsWith(`:${server}`) ? undefined : server;
}
