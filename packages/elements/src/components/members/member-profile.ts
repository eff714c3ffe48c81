/** The dialog of `<bm-members>` that shows one person: what the room knows, whole and to be copied, and what may be done. */
import type { Member } from '@bundesmessenger/store';
import { css, html, nothing, type LitElement, type TemplateResult } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import { Copy, X } from 'lucide';
import { avatar } from '../../internal/avatar.ts';
import { icon } from '../../internal/icon.ts';
import type { Language } from '../../internal/language.ts';
import type { PictureSource } from '../../internal/picture.ts';
import type { PopupMenuItem } from '../../internal/popup-menu.ts';
import { badges, reason, type MemberRow } from './member-row.ts';

export class MemberProfile {
  readonly #host: LitElement;
  readonly #language: Language;
  readonly #pictures: PictureSource;
  readonly #dialog = createRef<HTMLDialogElement>();
  #userId: string | undefined;
  #said: 'copied' | 'actionFailed' | undefined;

  constructor(host: LitElement, language: Language, pictures: PictureSource) {
    this.#host = host;
    this.#language = language;
    this.#pictures = pictures;
  }

  async open({ userId }: Member): Promise<void> {
    this.#userId = userId;
    this.#said = undefined;
    this.#host.requestUpdate();
    await this.#host.updateComplete;
    this.#dialog.value?.showModal();
  }

  render(
    members: readonly Member[],
    viewOf: (member: Member) => Pick<MemberRow, 'foreignServer' | 'isIgnored'>,
    actionsOf: (member: Member) => readonly PopupMenuItem[],
  ): TemplateResult | typeof nothing {
    const member = members.find(({ userId }) => userId === this.#userId);
    if (!member) return nothing;
    const language = this.#language;
    const actions = actionsOf(member);
    return html`<dialog part="dialog profile" aria-labelledby="profile-name" ${ref(this.#dialog)}>
      <form class="profile" method="dialog">
        <button class="icon-button" type="submit" aria-label=${language.term('close')} title=${language.term('close')}>
          ${icon(X)}
        </button>
        <div class="face">
          ${avatar(member.userId, member.displayName, member.avatar, this.#pictures)}
          <h3 id="profile-name" dir="auto">${member.displayName}</h3>
          ${member.isOwn ? html`<p class="hint">(${language.term('you')})</p>` : nothing}
          ${badges(language, member, { ...viewOf(member), everyRole: true })}
        </div>
        <dl>
          <dt>${language.term('userId')}</dt>
          <dd class="whole-id">
            <span dir="ltr">${member.userId}</span>
            <button
              class="icon-button"
              type="button"
              aria-label=${language.term('copyUserId')}
              title=${language.term('copyUserId')}
              @click=${() => void this.#copy(member.userId)}
            >
              ${icon(Copy)}
            </button>
          </dd>
        </dl>
        ${reason(language, member)}
        <p class="said" role="status">${this.#said ? language.term(this.#said) : ''}</p>
        ${
          actions.length > 0
            ? html`<div class="deeds">
                ${actions.map(
                  (action) =>
                    html`<button
                      class=${action.danger ? 'button danger' : 'button'}
                      type="button"
                      @click=${() => this.#run(action)}
                    >
                      ${icon(action.symbol)}${action.label}
                    </button>`,
                )}
              </div>`
            : nothing
        }
      </form>
    </dialog>`;
  }

  #run({ run }: PopupMenuItem): void {
    // First closed: what opens now will return the focus to the row.
    this.#dialog.value?.close();
    run();
  }

  async #copy(text: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      this.#said = 'copied';
    } catch {
      this.#said = 'actionFailed';
    }
    this.#host.requestUpdate();
  }
}

export const memberProfileStyles = css`
  .profile > .icon-button {
    justify-self: end;
    margin: calc(-2 * var(--_space)) calc(-2 * var(--_space)) calc(-6 * var(--_space)) 0;
  }
  .face {
    --_avatar-size: 4.5rem;
    display: grid;
    justify-items: center;
    gap: calc(1 * var(--_space));
    text-align: center;
  }
  .face .avatar {
    font-size: calc(0.36 * var(--_avatar-size));
  }
  .face h3 {
    margin-block-start: calc(2 * var(--_space));
  }
  .face .badges {
    justify-content: center;
  }
  .profile dt {
    color: var(--_text-muted);
    font-size: var(--_small);
  }
  .whole-id {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: calc(2 * var(--_space));
    hyphens: manual;
    user-select: text;
  }
  .said:empty {
    display: none;
  }
  .deeds {
    display: grid;
    gap: calc(2 * var(--_space));
  }
  .deeds .button {
    justify-content: start;
    text-align: inherit;
  }
`;
