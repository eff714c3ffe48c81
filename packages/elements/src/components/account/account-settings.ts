/** `<bm-account-settings>`: the dialog of the account: who is logged in, on which devices, who is ignored, and the legal links. */
import type { Deployment, Profile, SessionState } from '@bundesmessenger/store';
import { css, html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import { X } from 'lucide';
import { AvatarPictures } from '../../internal/avatar-pictures.ts';
import { avatar } from '../../internal/avatar.ts';
import { icon } from '../../internal/icon.ts';
import { ReadableController } from '../../internal/readable-controller.ts';
import { LaterElement } from '../../internal/later-element.ts';
import { legalLinks } from '../../internal/legal-links.ts';
import { accountStyles } from './account.styles.ts';

/**
 * Opens as soon as it is in the page; closing returns the focus to where it was.
 *
 * @summary A dialog with the account's devices (`<bm-devices>`), the people whom the user ignores (`<bm-ignored-users>`) and links to imprint, privacy, accessibility and help.
 *
 * @event close - The dialog was closed.
 * @csspart dialog - The dialog.
 * @csspart legal - The links.
 */
export class BmAccountSettings extends LaterElement {
  static override styles = [
    accountStyles,
    css`
      dialog {
        inline-size: min(34rem, calc(100vi - 1rem));
      }
      .body {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: calc(5 * var(--_space));
        padding: calc(5 * var(--_space));
      }
      .head {
        display: flex;
        align-items: center;
        gap: calc(3 * var(--_space));
      }
      .head h3 {
        flex: 1;
      }
      h4 {
        margin: 0 0 calc(1 * var(--_space));
      }
      .who {
        --_avatar-size: 3.5rem;
        display: flex;
        align-items: center;
        gap: calc(4 * var(--_space));
      }
      .who > .avatar {
        font-size: calc(0.36 * var(--_avatar-size));
      }
      .who > div {
        min-inline-size: 0;
      }
      .as {
        overflow-wrap: anywhere;
      }
      .legal {
        display: flex;
        flex-wrap: wrap;
        gap: calc(1 * var(--_space)) calc(5 * var(--_space));
        padding-block-start: calc(4 * var(--_space));
        border-block-start: 1px solid var(--_border);
        font-size: var(--_small);
      }
    `,
  ];
  static override properties: PropertyDeclarations = {
    ...LaterElement.properties,
    accessibilityUrl: { attribute: 'accessibility-url' },
  };

  /** The page's declaration of accessibility. */
  declare accessibilityUrl: string | undefined;

  readonly #session = new ReadableController<SessionState>(this);
  readonly #profile = new ReadableController<Profile>(this);
  readonly #pictures = new AvatarPictures(this);
  readonly #deployment = new ReadableController<Deployment>(this);
  readonly #dialog = createRef<HTMLDialogElement>();

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('store')) return;
    this.#session.follow(this.store?.session);
    this.#profile.follow(this.store?.profile);
    this.#deployment.follow(this.store?.deployment);
  }

  protected override firstUpdated(): void {
    this.#dialog.value?.showModal();
  }

  protected override render(): TemplateResult {
    const session = this.#session.value;
    return html`<dialog
      part="dialog"
      aria-labelledby="title"
      @close=${(event: Event) => event.target === this.#dialog.value && this.dispatchEvent(new Event('close'))}
      ${ref(this.#dialog)}
    >
      <div class="body">
        <div class="head">
          <h3 id="title">${this.term('accountSettings')}</h3>
          <button
            class="icon-button"
            type="button"
            autofocus
            aria-label=${this.term('close')}
            title=${this.term('close')}
            @click=${() => this.#dialog.value?.close()}
          >
            ${icon(X)}
          </button>
        </div>
        ${session?.status === 'loggedIn' ? this.#who(session) : nothing}
        <section aria-labelledby="devices">
          <h4 id="devices">${this.term('devices')}</h4>
          <bm-devices .store=${this.store}></bm-devices>
        </section>
        <section aria-labelledby="ignored">
          <h4 id="ignored">${this.term('ignoredPeople')}</h4>
          <bm-ignored-users .store=${this.store}></bm-ignored-users>
        </section>
        ${legalLinks(this.language, this.#deployment.value, this.accessibilityUrl)}
      </div>
    </dialog>`;
  }

  #who({ userId, storage }: Extract<SessionState, { status: 'loggedIn' }>): TemplateResult {
    const { displayName, avatarUrl } = this.#profile.value ?? {};
    return html`<div class="who">
      ${avatar(userId, displayName ?? userId, avatarUrl, this.#pictures)}
      <div>
        <p class="hint">${this.term('loggedInAs')}</p>
        <p class="as">
          <strong><bdi>${displayName ?? userId}</bdi></strong>
        </p>
        ${displayName === undefined ? nothing : html`<p class="as hint"><bdi dir="ltr">${userId}</bdi></p>`}
        <p class="hint">${this.term('storageStatus', storage)}</p>
      </div>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'bm-account-settings': BmAccountSettings;
  }
}
