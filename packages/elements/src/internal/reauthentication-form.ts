/** The server wants the user to log in again before something grave goes on: the prompt, inside whatever caused it. */
import type { ReauthenticationState, Store } from '@bundesmessenger/store';
import { html, nothing, type LitElement, type TemplateResult } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import { CircleAlert } from 'lucide';
import { icon } from './icon.ts';
import type { Language } from './language.ts';
import { ReadableController } from './readable-controller.ts';

export class ReauthenticationForm {
  readonly #language: Language;
  readonly #state: ReadableController<ReauthenticationState>;
  readonly #password = createRef<HTMLInputElement>();
  #store: Store | undefined;

  constructor(host: LitElement, language: Language) {
    this.#language = language;
    this.#state = new ReadableController<ReauthenticationState>(host, ({ status }) => {
      if (status !== 'needed') return;
      host.requestUpdate();
      void host.updateComplete.then(() => this.#password.value?.focus());
    });
  }

  follow(store: Store | undefined): void {
    this.#store = store;
    this.#state.follow(store?.encryption.reauthentication);
  }

  get isNeeded(): boolean {
    const status = this.#state.value?.status;
    return status === 'needed' || status === 'checking';
  }

  /** A whole form: not to be put inside another one. */
  render(): TemplateResult | typeof nothing {
    const state = this.#state.value;
    const language = this.#language;
    if (!state || state.status === 'none') return nothing;
    if (state.status === 'checking') {
      return html`<p class="working" role="status">
        <span class="spinner"></span><span>${language.term('reauthenticationChecking')}</span>
      </p>`;
    }
    const page = state.methods.find((method) => method.type !== 'password');
    const byPassword = state.methods.some(({ type }) => type === 'password');
    // With the OAuth 2.0 API devices end on the issuer's page; the server does not ask who the user is.
    const endsThere = state.purpose === 'signOutDevices' && page?.type === 'oauth';
    const text = endsThere ? language.term('endDeviceText') : language.term('reauthenticationText', state.purpose);
    return html`<form class="reauthentication" novalidate @submit=${this.#onSubmit}>
      <h3>${language.term(endsThere ? 'endDeviceTitle' : 'reauthenticationTitle')}</h3>
      <p id="reauthentication-text">${text}</p>
      ${
        byPassword
          ? html`<div class="field">
              <label for="reauthentication-password">${language.term('password')}</label>
              <input
                class="input"
                id="reauthentication-password"
                type="password"
                autocomplete="current-password"
                required
                aria-invalid=${state.refused ? 'true' : 'false'}
                aria-describedby=${state.refused ? 'reauthentication-fault' : 'reauthentication-text'}
                ${ref(this.#password)}
              />
            </div>`
          : page && isSafe(page.url)
            ? html`${endsThere ? nothing : html`<p class="hint">${language.term('reauthenticationPageText')}</p>`}
                <a class="button" href=${page.url} target="_blank" rel="noopener noreferrer"
                  >${language.term(endsThere ? 'endDevicePage' : 'reauthenticationPage')}<span class="visually-hidden">
                    (${language.term('newTab')})</span
                  ></a
                >`
            : nothing
      }
      <div role="alert">
        ${
          state.refused
            ? html`<p class="field-error" id="reauthentication-fault">
                ${icon(CircleAlert)}<span
                  >${language.term(endsThere ? 'endDeviceRefused' : 'reauthenticationRefused')}</span
                >
              </p>`
            : nothing
        }
      </div>
      <div class="actions">
        <button class="button" type="button" @click=${this.#cancel}>${language.term('cancel')}</button>
        <button class="button primary" type="submit">
          ${language.term(byPassword ? 'confirmIdentity' : endsThere ? 'endDeviceDone' : 'reauthenticationPageDone')}
        </button>
      </div>
    </form>`;
  }

  readonly #cancel = (): void => {
    // The command that waits rejects, and whoever sent it says so.
    void this.#store?.encryption.cancelReauthentication().catch(() => undefined);
  };

  readonly #onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    const input = this.#password.value;
    if (input && input.value === '') return input.focus();
    const password = input?.value;
    if (input) input.value = '';
    void this.#store?.encryption.reauthenticate(password).catch(() => undefined); // the state says how it went
  };
}

/** The page comes from the server. */
function isSafe(url: string): boolean {
  return URL.canParse(url) && new URL(url).protocol === 'https:';
}
