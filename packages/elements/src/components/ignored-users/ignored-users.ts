/** `<bm-ignored-users>`: of whom the user sees no messages, and how to see them again. */
import { toErrorData, type ErrorCode, type IgnoredUsers, type Sender } from '@bundesmessenger/store';
import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { CircleAlert } from 'lucide';
import { AvatarPictures } from '../../internal/avatar-pictures.ts';
import { avatar } from '../../internal/avatar.ts';
import { icon } from '../../internal/icon.ts';
import { LaterElement } from '../../internal/later-element.ts';
import { ReadableController } from '../../internal/readable-controller.ts';
import { inTwoParts } from '../../internal/user-id-parts.ts';
import { ignoredUsersStyles } from './ignored-users.styles.ts';

/**
 * @summary The people whom the user ignores in all rooms, each with a button that ends it.
 *
 * @csspart list - The rows.
 */
export class BmIgnoredUsers extends LaterElement {
  static override styles = ignoredUsersStyles;
  static override properties: PropertyDeclarations = {
    ...LaterElement.properties,
    error: { state: true },
    said: { state: true },
  };

  declare private error: ErrorCode | undefined;
  declare private said: string;

  readonly #ignored = new ReadableController<IgnoredUsers>(this);
  readonly #pictures = new AvatarPictures(this);
  /** Place of the row that has the focus while rows are rendered. */
  #held = -1;

  constructor() {
    super();
    this.said = '';
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('store')) this.#ignored.follow(this.store?.ignoredUsers);
    this.#held = this.#buttons.findIndex((button) => button === this.shadowRoot?.activeElement);
  }

  /** A row that goes takes the focus with it: that goes on at the same place. */
  protected override updated(): void {
    if (this.#held < 0 || this.shadowRoot?.activeElement) return;
    const next = this.#buttons.at(Math.min(this.#held, this.#buttons.length - 1));
    (next ?? this.renderRoot.querySelector<HTMLElement>('.hint'))?.focus();
  }

  protected override render(): TemplateResult {
    const users = this.#ignored.value?.users ?? [];
    return html`<p class="hint" tabindex="-1">${this.term(users.length > 0 ? 'ignoredPeopleText' : 'nobodyIgnored')}</p>
      ${
        users.length > 0
          ? html`<ul part="list" aria-label=${this.term('ignoredPeople')}>
              ${repeat(
                users,
                ({ userId }) => userId,
                (user) => this.#row(user),
              )}
            </ul>`
          : nothing
      }
      <div role="alert">
        ${this.error ? html`<p class="field-error">${icon(CircleAlert)}<span>${this.term('error', this.error)}</span></p>` : nothing}
      </div>
      <p class="visually-hidden" role="status">${this.said}</p>`;
  }

  #row(user: Sender): TemplateResult {
    const { userId, displayName, avatarUrl } = user;
    return html`<li class="person">
      ${avatar(userId, displayName, avatarUrl, this.#pictures)}
      <div class="who">
        <p class="name" dir="auto">${displayName === userId ? inTwoParts(userId) : displayName}</p>
        ${displayName === userId ? nothing : html`<p class="hint"><bdi dir="ltr">${inTwoParts(userId)}</bdi></p>`}
      </div>
      <button
        class="button small"
        type="button"
        aria-label=${this.term('ignoreNoMoreOf', displayName)}
        @click=${() => void this.#ignoreNoMore(user)}
      >
        ${this.term('ignoreNoMore')}
      </button>
    </li>`;
  }

  get #buttons(): readonly HTMLButtonElement[] {
    return [...(this.shadowRoot?.querySelectorAll<HTMLButtonElement>('.person button') ?? [])];
  }

  async #ignoreNoMore({ userId, displayName }: Sender): Promise<void> {
    this.error = undefined;
    try {
      await this.store?.setIgnored(userId, false);
      this.said = this.term('ignoredNoMore', displayName);
    } catch (error) {
      this.error = toErrorData(error).code;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'bm-ignored-users': BmIgnoredUsers;
  }
}
