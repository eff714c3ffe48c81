/** `<bm-login>`: everything before somebody is logged in. Long, because what was typed stays in one form through all of its states. */
import {
  BmError,
  toErrorData,
  type Deployment,
  type ErrorCode,
  type ErrorData,
  type SessionState,
  type SignInRequest,
} from '@bundesmessenger/store';
import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import { CircleAlert, Eye, EyeOff, Info, RefreshCw, ShieldCheck } from 'lucide';
import { emit } from '../../internal/events.ts';
import { icon } from '../../internal/icon.ts';
import { administratorsNote, problemNotice } from '../../internal/problem.ts';
import { ReadableController } from '../../internal/readable-controller.ts';
import { LaterElement } from '../../internal/later-element.ts';
import { legalLinks } from '../../internal/legal-links.ts';
import { takeSignInAnswer } from '../../internal/sign-in-answer.ts';
import { choicesElsewhere, elsewhereButtons, sessionNameOf, type Elsewhere, type Logins } from './elsewhere.ts';
import { loginStyles } from './login.styles.ts';

type Field = 'user' | 'password';

const starting: SessionState = { status: 'starting' };

/** The login flows that this version can use. */
const passwordFlow = 'm.login.password';
const tokenFlow = 'org.matrix.login.jwt';

/**
 * Where the focus goes: to the first field that lacks its text; after a refusal by the server to the summary, which
 * names the reason once for both fields. Where a portal logs its users in, there is no form. Where users log in elsewhere, the
 * page goes there and comes back, and this element takes the answer out of the address.
 *
 * @summary Login with user name and password or elsewhere, the state of the homeserver, and links to imprint, privacy, accessibility and help.
 * Shows nothing while somebody is logged in.
 *
 * @slot notice - Under the title, such as a hint of the organisation.
 * @event bm-sign-in - The page is about to leave for a login elsewhere; `detail.url` says where to. Cancel it to go there yourself.
 * @csspart base - What is centred.
 * @csspart card - Title, form and links.
 * @csspart form - The form.
 * @csspart submit - The button that logs in.
 * @csspart elsewhere - What leads to a login elsewhere.
 * @csspart leave - A button of it that stands beside the form.
 * @csspart problem - Why it does not work.
 * @csspart warnings - What administrators should look after, folded away.
 * @csspart legal - Links to imprint, privacy, accessibility and help.
 */
export class BmLogin extends LaterElement {
  static override styles = loginStyles;
  static override properties: PropertyDeclarations = {
    ...LaterElement.properties,
    homeserver: {},
    headingLevel: { type: Number, attribute: 'heading-level' },
    accessibilityUrl: { attribute: 'accessibility-url' },
    tokenProvider: { attribute: false },
    missing: { state: true },
    error: { state: true },
    showsPassword: { state: true },
    asksPortal: { state: true },
    leaves: { state: true },
  };

  /** Matrix server name, to show where the login goes. */
  declare homeserver: string | undefined;
  /** Level of the title in the headings of the page. @default 2 */
  declare headingLevel: number;
  /** The page's declaration of accessibility, for a link beside imprint and privacy. */
  declare accessibilityUrl: string | undefined;
  /**
   * Gives the portal's JSON Web Token for the user who is logged in there. Asked once when the homeserver takes such tokens,
   * and by a button after a failure or a log-out. What it rejects with is shown to nobody.
   */
  declare tokenProvider: (() => Promise<string>) | undefined;
  declare private missing: readonly Field[];
  declare private error: ErrorCode | undefined;
  declare private showsPassword: boolean;
  /** The portal is asked for its token. */
  declare private asksPortal: boolean;
  /** The page is about to leave for a login elsewhere, or has come back from it. */
  declare private leaves: boolean;

  readonly #session = new ReadableController<SessionState>(this, (state) => this.#onSession(state));
  readonly #deployment = new ReadableController<Deployment>(this);
  readonly #user = createRef<HTMLInputElement>();
  readonly #password = createRef<HTMLInputElement>();
  readonly #summary = createRef<HTMLElement>();
  #focusLater = false;
  #reachable: Logins = { flows: [] };
  /** Of this log-out; nobody is logged in against their will, nor tried for ever. */
  #portalWasAsked = false;

  constructor() {
    super();
    this.headingLevel = 2;
    this.missing = [];
    this.showsPassword = false;
    this.asksPortal = false;
    this.leaves = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('pageshow', this.#onPageShow);
  }

  override disconnectedCallback(): void {
    window.removeEventListener('pageshow', this.#onPageShow);
    super.disconnectedCallback();
  }

  /** Focuses the field for the user name; where there is none yet, as soon as there is, unless the user went elsewhere. */
  override focus(options?: FocusOptions): void {
    const field = this.#userField;
    this.#focusLater = !field;
    field?.focus(options);
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (this.tokenProvider && !this.#portalWasAsked && this.#canAskPortal()) void this.#logInByPortal();
    const field = this.#userField;
    if (!this.#focusLater || !field) return;
    this.#focusLater = false;
    if (document.activeElement === document.body) field.focus();
  }

  /** Where it is shown. */
  get #userField(): HTMLInputElement | undefined {
    const field = this.#user.value;
    return field?.form?.hidden ? undefined : field;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('store')) return;
    this.#session.follow(this.store?.session);
    this.#deployment.follow(this.store?.deployment);
  }

  protected override render(): TemplateResult | typeof nothing {
    const session = this.#session.value ?? starting;
    if (session.status === 'loggedIn') return nothing;
    return html`<div class="page" part="base">
      <section class="card" part="card" aria-labelledby="title">
        <span class="emblem">${icon(ShieldCheck)}</span>
        <div class="title" role="heading" aria-level=${this.headingLevel} id="title">
          ${this.term(asksForLogin(session) ? 'loginTitle' : 'startTitle')}
        </div>
        ${this.homeserver ? html`<p class="server hint">${this.term('loginAt', this.homeserver)}</p>` : nothing}
        <slot name="notice"></slot>
        ${this.#body(session)} ${this.#warnings()}
        ${legalLinks(this.language, this.#deployment.value, this.accessibilityUrl)}
      </section>
    </div>`;
  }

  #body(session: Exclude<SessionState, { status: 'loggedIn' }>): TemplateResult {
    switch (session.status) {
      case 'refused':
        return problemNotice(this.language, {
          title: this.term('refused'),
          error: session.error,
          // Nobody answered whether the homeserver is still approved: that passes.
          ...(session.retries && { action: this.#retryAction() }),
        });
      case 'starting':
      case 'waitingForOtherPage':
      case 'loggingOut':
        return this.#wait(this.term('sessionStatus', session.status));
      case 'loggedOut':
      case 'loggingIn':
        return this.#asking(session);
    }
  }

  /** One template for all states that keep the form: only so is what was typed kept too. */
  #asking(session: Extract<SessionState, { status: 'loggedOut' | 'loggingIn' }>): TemplateResult {
    const homeserver = session.status === 'loggedOut' ? session.homeserver : undefined;
    const reason = session.status === 'loggedOut' ? session.reason : undefined;
    const byPortal = this.#isByPortal();
    const elsewhere = byPortal ? [] : choicesElsewhere(this.#reachable);
    const hasForm = !this.leaves && (elsewhere.length === 0 || this.#reachable.flows.includes(passwordFlow));
    const isUnusable =
      homeserver?.status === 'reachable' &&
      !byPortal &&
      elsewhere.length === 0 &&
      !homeserver.flows.includes(passwordFlow);
    // A form for a password that then gives way to a button would teach people to type passwords anywhere.
    const isUnknown = homeserver?.status === 'checking' && !this.#isKnown;
    const state = session.status === 'loggingIn' ? 'busy' : homeserver?.status === 'checking' ? 'checking' : 'ready';
    return html`${reason ? this.#hint(this.term('loggedOutReason', reason)) : nothing}
      <div role="status" class="homeserver">
        ${homeserver?.status === 'unreachable' ? this.#unreachable(homeserver.error) : nothing}
        ${
          isUnusable
            ? problemNotice(this.language, { title: this.term('loginFailed'), error: { code: 'LOGIN_UNSUPPORTED' } })
            : nothing
        }
      </div>
      ${
        byPortal
          ? this.#portal(homeserver?.status === 'unreachable' ? 'hidden' : state)
          : this.#form(
              isUnknown || isUnusable || !hasForm || homeserver?.status === 'unreachable' ? 'hidden' : state,
              reason !== undefined,
            )
      }
      ${isUnknown && !this.leaves ? this.#wait(this.term('homeserverStatus', 'checking')) : nothing}
      ${
        this.leaves
          ? this.#wait(
              session.status === 'loggingIn' ? this.term('sessionStatus', 'loggingIn') : this.term('loginLeaves'),
            )
          : elsewhere.length > 0 && homeserver?.status !== 'unreachable'
            ? elsewhereButtons(this.language, {
                choices: elsewhere,
                besideForm: hasForm,
                waits: state !== 'ready',
                error: this.error,
                onChoice: this.#onLeave,
              })
            : nothing
      }`;
  }

  /** Without a provider the page's own code logs in; here is only said so. */
  #portal(state: 'ready' | 'checking' | 'busy' | 'hidden'): TemplateResult {
    const waits = state !== 'ready' || this.asksPortal;
    return html`<div class="portal" part="form" ?hidden=${state === 'hidden'}>
      <div role="alert">
        ${
          this.error
            ? problemNotice(this.language, { title: this.term('loginFailed'), error: { code: this.error } })
            : nothing
        }
      </div>
      <p>${this.term('portalLogin')}</p>
      ${
        this.tokenProvider
          ? html`<button
              class="button primary"
              part="submit"
              type="button"
              aria-disabled=${waits ? 'true' : 'false'}
              @click=${() => this.#canAskPortal() && void this.#logInByPortal()}
            >
              ${waits ? html`<span class="spinner"></span>` : nothing}${
                waits ? this.term('sessionStatus', 'loggingIn') : this.term('login')
              }
            </button>`
          : nothing
      }
    </div>`;
  }

  #unreachable(error: ErrorData): TemplateResult {
    return problemNotice(this.language, { title: this.term('unreachable'), error, action: this.#retryAction() });
  }

  #retryAction(): TemplateResult {
    return html`<p class="hint">${this.term('homeserverStatus', 'unreachable')}</p>
      <button class="button small" type="button" @click=${this.#retry}>
        ${icon(RefreshCw)}${this.term('retry')}
      </button>`;
  }

  /** The form stays in the page in all its states: what was typed is not lost. */
  #form(state: 'ready' | 'checking' | 'busy' | 'hidden', hasReason: boolean): TemplateResult {
    const lacksUser = this.missing.includes('user');
    const lacksPassword = this.missing.includes('password');
    const waits = state === 'busy' || state === 'checking';
    const summary = this.error ? 'summary' : '';
    return html`<form part="form" novalidate ?hidden=${state === 'hidden'} @submit=${this.#onSubmit}>
      ${
        this.error && state !== 'hidden'
          ? html`<div class="summary" id="summary" tabindex="-1" ${ref(this.#summary)}>
              ${problemNotice(this.language, { title: this.term('loginFailed'), error: { code: this.error } })}
            </div>`
          : nothing
      }
      <div class="field">
        <label for="user">${this.term('userName')}</label>
        <span class="hint" id="user-hint">${this.term('userNameHint')}</span>
        <input
          class="input"
          id="user"
          name="username"
          autocomplete="username"
          autocapitalize="none"
          spellcheck="false"
          required
          ?readonly=${state === 'busy'}
          aria-invalid=${lacksUser || this.error === 'LOGIN_FORBIDDEN' ? 'true' : 'false'}
          aria-describedby=${`${hasReason ? 'reason ' : ''}user-hint ${lacksUser ? 'user-fault' : summary}`.trim()}
          @input=${this.#forget}
          ${ref(this.#user)}
        />
        ${lacksUser ? this.#fault('user-fault', this.term('userNameMissing')) : nothing}
      </div>
      <div class="field">
        <label for="password">${this.term('password')}</label>
        <div class="with-toggle">
          <input
            class="input"
            id="password"
            name="password"
            type=${this.showsPassword ? 'text' : 'password'}
            autocomplete="current-password"
            autocapitalize="none"
            spellcheck="false"
            required
            ?readonly=${state === 'busy'}
            aria-invalid=${lacksPassword || this.error === 'LOGIN_FORBIDDEN' ? 'true' : 'false'}
            aria-describedby=${(lacksPassword ? 'password-fault' : summary) || nothing}
            @input=${this.#forget}
            ${ref(this.#password)}
          />
          <button
            class="icon-button"
            type="button"
            aria-label=${this.term(this.showsPassword ? 'hidePassword' : 'showPassword')}
            title=${this.term(this.showsPassword ? 'hidePassword' : 'showPassword')}
            @click=${() => (this.showsPassword = !this.showsPassword)}
          >
            ${icon(this.showsPassword ? EyeOff : Eye)}
          </button>
        </div>
        ${lacksPassword ? this.#fault('password-fault', this.term('passwordMissing')) : nothing}
      </div>
      <button class="button primary" part="submit" type="submit" aria-disabled=${waits ? 'true' : 'false'}>
        ${waits ? html`<span class="spinner"></span>` : nothing}${
          state === 'busy' ? this.term('sessionStatus', 'loggingIn') : this.term('login')
        }
      </button>
      <p class="hint state" role="status">
        ${state === 'checking' ? this.term('homeserverStatus', 'checking') : nothing}
      </p>
    </form>`;
  }

  #fault(id: string, text: string): TemplateResult {
    return html`<p class="field-error" id=${id}>${icon(CircleAlert)}<span>${text}</span></p>`;
  }

  #hint(text: string): TemplateResult {
    return html`<div class="notice">
      ${icon(Info)}
      <p id="reason">${text}</p>
    </div>`;
  }

  #wait(text: string): TemplateResult {
    return html`<p class="wait" role="status"><span class="spinner"></span><span>${text}</span></p>`;
  }

  /** For administrators alone: users can do nothing about it, and need not. */
  #warnings(): TemplateResult | typeof nothing {
    const note = administratorsNote(this.language, this.#deployment.value?.warnings ?? []);
    return note === nothing ? nothing : html`<div class="notice" part="warnings">${note}</div>`;
  }

  /** Whether the homeserver has said how one logs in there. */
  get #isKnown(): boolean {
    return this.#reachable.flows.length > 0 || this.#reachable.issuer !== undefined;
  }

  /** Where both flows are there, a page with a provider means it. */
  #isByPortal(): boolean {
    const { flows, issuer } = this.#reachable;
    if (!flows.includes(tokenFlow)) return false;
    return this.tokenProvider !== undefined || (!flows.includes(passwordFlow) && issuer === undefined);
  }

  #canAskPortal(): boolean {
    const session = this.#session.value;
    const isReachable = session?.status === 'loggedOut' && session.homeserver.status === 'reachable';
    return isReachable && !this.asksPortal && this.#isByPortal();
  }

  async #logInByPortal(): Promise<void> {
    const { store, tokenProvider } = this;
    if (!store || !tokenProvider) return;
    this.#portalWasAsked = true;
    this.asksPortal = true;
    this.error = undefined;
    try {
      const token = await tokenProvider().catch(() => {
        throw new BmError('LOGIN_TOKEN_REFUSED', 'the portal gives no token');
      });
      await store.login({ type: tokenFlow, token });
    } catch (error) {
      this.error = toErrorData(error).code;
    }
    this.asksPortal = false;
  }

  #onSession(state: SessionState): void {
    if (state.status === 'loggedIn') {
      this.#portalWasAsked = false;
      this.leaves = false;
      takeSignInAnswer(sessionNameOf(this));
    }
    if (state.status !== 'loggedOut') return;
    if (state.homeserver.status === 'reachable') this.#reachable = state.homeserver;
    void this.#comeBack();
    if (state.reason === 'loggedOut') this.#portalWasAsked = true;
  }

  /** The page is back with an answer. */
  async #comeBack(): Promise<void> {
    const url = takeSignInAnswer(sessionNameOf(this));
    const { store } = this;
    if (url === undefined || !store) return;
    this.leaves = true;
    this.error = undefined;
    // It was the user's own click that began it: a portal need not be asked.
    this.#portalWasAsked = true;
    try {
      await store.login({ type: 'callback', url });
    } catch (error) {
      this.error = toErrorData(error).code;
    }
    this.leaves = false;
  }

  readonly #onLeave = async ({ label: _label, ...choice }: Elsewhere): Promise<void> => {
    const { store } = this;
    if (!store) return;
    this.leaves = true;
    this.error = undefined;
    try {
      const request: SignInRequest = { ...choice, redirectUrl: location.href };
      const { url } = await store.beginLogin(request);
      if (emit(this, 'bm-sign-in', { url }, true)) {
        location.assign(url);
        return;
      }
    } catch (error) {
      this.error = toErrorData(error).code;
    }
    this.leaves = false;
  };

  /** The back button brings the page back as it was when it left. */
  readonly #onPageShow = ({ persisted }: PageTransitionEvent): void => {
    if (persisted) this.leaves = false;
  };

  readonly #retry = (): void => {
    void this.store?.reconnect().catch(() => {
      // The session says how it went.
    });
  };

  readonly #forget = (): void => {
    this.missing = [];
    this.error = undefined;
  };

  readonly #onSubmit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const session = this.#session.value;
    if (!this.store || session?.status !== 'loggedOut' || session.homeserver.status !== 'reachable') return;
    const user = this.#user.value?.value.trim() ?? '';
    const password = this.#password.value?.value ?? '';
    this.error = undefined;
    this.missing = [...(user ? [] : ['user' as const]), ...(password ? [] : ['password' as const])];
    if (this.missing.length > 0) {
      (user ? this.#password : this.#user).value?.focus();
      return;
    }
    try {
      await this.store.login({ type: passwordFlow, user, password });
    } catch (error) {
      this.error = toErrorData(error).code;
      await this.updateComplete;
      this.#summary.value?.focus();
    }
  };
}

function asksForLogin({ status }: SessionState): boolean {
  return status === 'loggedOut' || status === 'loggingIn';
}

declare global {
  interface HTMLElementTagNameMap {
    'bm-login': BmLogin;
  }
}
