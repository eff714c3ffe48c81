/** `<bm-account>`: who is logged in, and the way out. */
import type { SessionState } from '@bundesmessenger/store';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import { LogOut } from 'lucide';
import { avatar } from '../../internal/avatar.ts';
import { icon } from '../../internal/icon.ts';
import { ReadableController } from '../../internal/readable-controller.ts';
import { StoreElement } from '../../internal/store-element.ts';
import { accountStyles } from './account.styles.ts';

/**
 * @summary Shows the user id and the button that logs out, after a question: logging out erases this device.
 *
 * @csspart base - The bar.
 * @csspart logout - The button that asks whether to log out.
 * @csspart dialog - The question.
 */
export class BmAccount extends StoreElement {
  static override styles = accountStyles;

  readonly #session = new ReadableController<SessionState>(this);
  readonly #dialog = createRef<HTMLDialogElement>();

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('store')) this.#session.follow(this.store?.session);
  }

  protected override render(): TemplateResult | typeof nothing {
    const session = this.#session.value;
    if (session?.status !== 'loggedIn') return nothing;
    return html`<div class="bar" part="base">
        ${avatar(session.userId, session.userId)}
        <p>
          <span class="visually-hidden">${this.term('loggedInAs')}</span>
          <span class="user-id" dir="ltr" title=${session.userId}>${session.userId}</span>
          <span class="hint">
            ${session.storage === 'memory' ? this.term('storageStatus', 'memory') : this.term('deviceStatus', session.device)}
          </span>
        </p>
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
        <form method="dialog">
          <h3 id="question">${this.term('logoutQuestion')}</h3>
          <p id="consequence">${this.term('logoutText')}</p>
          <div class="actions">
            <button class="button" autofocus>${this.term('cancel')}</button>
            <button class="button danger" @click=${this.#logout}>${icon(LogOut)}${this.term('logout')}</button>
          </div>
        </form>
      </dialog>`;
  }

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
