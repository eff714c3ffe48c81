/** `<bm-account>`: who is logged in, and the way out. */
import type { EncryptionState, LogoutRisk, Profile, SessionState } from '@bundesmessenger/store';
import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import { LogOut, Settings, TriangleAlert } from 'lucide';
import { AvatarPictures } from '../../internal/avatar-pictures.ts';
import { avatar } from '../../internal/avatar.ts';
import { icon } from '../../internal/icon.ts';
import { ReadableController } from '../../internal/readable-controller.ts';
import { LaterElement } from '../../internal/later-element.ts';
import { inTwoParts } from '../../internal/user-id-parts.ts';
import { accountStyles } from './account.styles.ts';

const registerSettings = (): Promise<unknown> => import('./account-settings.define.ts');

/**
 * @summary Shows the user's name, picture and id, the way to devices and legal links, and the button that logs out, after a question: logging out erases this device.
 *
 * @event bm-recovery-open - The user wants to keep the keys safe before logging out.
 * @csspart base - The bar.
 * @csspart settings - The button that opens account and devices.
 * @csspart logout - The button that asks whether to log out.
 * @csspart dialog - The question.
 */
export class BmAccount extends LaterElement {
  static override styles = accountStyles;
  static override properties: PropertyDeclarations = {
    ...LaterElement.properties,
    accessibilityUrl: { attribute: 'accessibility-url' },
    showsSettings: { state: true },
  };

  /** The page's declaration of accessibility. */
  declare accessibilityUrl: string | undefined;
  declare private showsSettings: boolean;

  readonly #session = new ReadableController<SessionState>(this);
  /** Of a user without a display name the id stands in its place. */
  readonly #profile = new ReadableController<Profile>(this);
  readonly #pictures = new AvatarPictures(this);
  readonly #encryption = new ReadableController<EncryptionState>(this);
  readonly #dialog = createRef<HTMLDialogElement>();

  constructor() {
    super();
    this.showsSettings = false;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('store')) return;
    this.#session.follow(this.store?.session);
    this.#profile.follow(this.store?.profile);
    this.#encryption.follow(this.store?.encryption.state);
  }

  protected override render(): TemplateResult | typeof nothing {
    const session = this.#session.value;
    if (session?.status !== 'loggedIn') return nothing;
    const { displayName, avatarUrl } = this.#profile.value ?? {};
    return html`<div class="bar" part="base">
        ${avatar(session.userId, displayName ?? session.userId, avatarUrl, this.#pictures)}
        <p>
          <span class="visually-hidden">${this.term('loggedInAs')}</span>
          ${displayName === undefined ? nothing : html`<bdi class="name" title=${displayName}>${displayName}</bdi>`}
          <span class="user-id" dir="ltr" title=${session.userId}
            >${displayName === undefined ? inTwoParts(session.userId) : session.userId}</span
          >
          <span class="hint">
            ${session.storage === 'memory' ? this.term('storageStatus', 'memory') : this.term('deviceStatus', session.device)}
          </span>
        </p>
        <button
          class="icon-button"
          part="settings"
          type="button"
          aria-haspopup="dialog"
          aria-label=${this.term('account')}
          title=${this.term('account')}
          @click=${this.#openSettings}
        >
          ${icon(Settings)}
        </button>
        <button
          class="icon-button"
          part="logout"
          type="button"
          aria-haspopup="dialog"
          aria-label=${this.term('logout')}
          title=${this.term('logout')}
          @click=${() => this.#dialog.value?.showModal()}
        >
          ${icon(LogOut)}
        </button>
      </div>
      <dialog part="dialog" aria-labelledby="question" aria-describedby="consequence" ${ref(this.#dialog)}>
        ${this.#question()}
      </dialog>
      ${
        this.showsSettings
          ? html`<bm-account-settings
              .store=${this.store}
              .accessibilityUrl=${this.accessibilityUrl}
              @close=${() => (this.showsSettings = false)}
            ></bm-account-settings>`
          : nothing
      }`;
  }

  #question(): TemplateResult {
    const state = this.#encryption.value;
    const risk: LogoutRisk = !state || state.status === 'loading' ? 'none' : state.logoutRisk;
    const isSafe = risk === 'none' && state?.status === 'ready' && state.recovery === 'set';
    const canSecure = risk === 'noRecovery' || risk === 'recoveryNotConfirmed';
    return html`<form method="dialog">
      <h3 id="question">${this.term('logoutQuestion')}</h3>
      ${
        risk === 'none'
          ? html`<p id="consequence">${this.term(isSafe ? 'logoutSafeText' : 'logoutText')}</p>`
          : html`<div class="notice warning" id="consequence">
              ${icon(TriangleAlert)}
              <div>
                <strong>${this.term('logoutRiskTitle', risk)}</strong>
                <p>${this.term('logoutRiskText', risk)}</p>
              </div>
            </div>`
      }
      <div class="actions">
        <button class="button" autofocus>${this.term('cancel')}</button>
        <button class="button danger" @click=${this.#logout}>
          ${icon(LogOut)}${this.term(risk === 'none' ? 'logout' : 'logoutAnyway')}
        </button>
        ${
          canSecure
            ? html`<button class="button primary" @click=${() => this.emit('bm-recovery-open', undefined)}>
                ${this.term('secureFirst')}
              </button>`
            : nothing
        }
      </div>
    </form>`;
  }

  readonly #openSettings = (): void => {
    void registerSettings();
    this.showsSettings = true;
  };

  readonly #logout = (): void => {
    void this.store?.logout().catch(() => {
      // Logging out erases this device in any case; the session says how it went.
    });
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'bm-account': BmAccount;
  }
}
