/** `<bm-session>`: owns a store and gives it to the elements inside. */
import { toErrorData, type ErrorData, type SessionState, type Store, type StoreOptions } from '@bundesmessenger/store';
import { html, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { BmElement } from '../../internal/bm-element.ts';
import { openWithList, takeEarlyStore } from './early-stores.ts';
import { problemNotice } from '../../internal/problem.ts';
import { ReadableController } from '../../internal/readable-controller.ts';
import { isStoreRequest, type ContextCallback } from '../../internal/store-context.ts';
import { optionsFromAttributes, sameHomeserver, type SessionAttributes } from './session-options.ts';
import { sessionStyles } from './session.styles.ts';

/**
 * The store is opened when the first element inside asks for it, and closed when this element has left the page.
 * While it is open, no attribute moves it to another homeserver: that is refused in words until the element is removed
 * and made anew, or the attribute is set back.
 *
 * @summary A session with one homeserver for all elements inside. The whitelist is what the attributes name, or what `options` says.
 *
 * @slot - The elements that share the session.
 * @event bm-login - Somebody is logged in; `detail.userId` says who.
 * @event bm-logout - Nobody is logged in any more; `detail.reason` says why.
 * @csspart problem - Why the session cannot run.
 * @cssstate logged-in - Somebody is logged in.
 * @cssstate offline - Somebody is logged in, and the homeserver cannot be reached.
 */
export class BmSession extends BmElement {
  static override styles = sessionStyles;
  static override properties: PropertyDeclarations = {
    ...BmElement.properties,
    options: { attribute: false },
    store: { attribute: false },
    homeserver: {},
    baseUrl: { attribute: 'base-url' },
    issuer: {},
    workerUrl: { attribute: 'worker-url' },
    encryptionUrl: { attribute: 'encryption-url' },
    wasmUrl: { attribute: 'wasm-url' },
    placement: {},
    sessionName: { attribute: 'session-name' },
    contentScanner: { attribute: 'content-scanner' },
    problem: { state: true },
  };

  /** All options, for pages that need more than the attributes. Goes before them. */
  declare options: StoreOptions | undefined;
  /** A store of your own. It is neither opened nor closed here. */
  declare store: Store | undefined;
  /** Matrix server name. */
  declare homeserver: string | undefined;
  /** Base URL of its client-server API. */
  declare baseUrl: string | undefined;
  /** OAuth 2.0 issuer of the homeserver, as its metadata spells it, where it has one. */
  declare issuer: string | undefined;
  /** Where `worker.js` is served. @default beside the script */
  declare workerUrl: string | undefined;
  /** Where `encryption.js` is served. @default beside the script */
  declare encryptionUrl: string | undefined;
  /** Where the wasm file is served. @default beside the script */
  declare wasmUrl: string | undefined;
  /** See `StoreOptions`. @default 'auto' */
  declare placement: SessionAttributes['placement'];
  /** Separates two sessions of one origin. */
  declare sessionName: string | undefined;
  /** See `SessionOptions`. @default 'off' */
  declare contentScanner: SessionAttributes['contentScanner'];
  declare private problem: ErrorData | undefined;

  protected override readonly firstRendering = 'atOnce';
  readonly #session = new ReadableController<SessionState>(this, (state) => this.#onSession(state));
  readonly #consumers = new Map<ContextCallback<Store | undefined>, () => void>();
  #opened: { readonly store: Store; readonly options: StoreOptions } | undefined;
  #userId: string | undefined;

  constructor() {
    super();
    this.addEventListener('context-request', this.#onRequest);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // An element that is only moved is back before the microtask.
    queueMicrotask(() => {
      if (!this.isConnected) this.#close();
    });
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('store')) this.#announce();
    if (this.#opened && !this.store) {
      const wanted = this.#wantedOptions();
      const isSame = wanted !== undefined && sameHomeserver(wanted, this.#opened.options);
      this.problem = isSame
        ? undefined
        : { code: 'WL_FROZEN', message: 'the homeserver of a running session is fixed' };
    } else if (this.problem) {
      // Corrected attributes: the next try may work.
      this.#announce();
    }
  }

  protected override render(): TemplateResult {
    return html`${
        this.problem
          ? html`<div class="problem" role="alert">
              ${problemNotice(this.language, { title: this.term('refused'), error: this.problem })}
            </div>`
          : ''
      }<slot ?hidden=${this.problem !== undefined}></slot>`;
  }

  readonly #onRequest = (event: Event): void => {
    if (!isStoreRequest(event) || event.contextTarget === this) return;
    event.stopImmediatePropagation();
    const { callback } = event;
    if (!event.subscribe) {
      callback(this.#current());
      return;
    }
    const end = (): void => void this.#consumers.delete(callback);
    this.#consumers.set(callback, end);
    callback(this.#current(), end);
  };

  /** The store to give; opens it at the first question. */
  #current(): Store | undefined {
    if (this.store) {
      this.#session.follow(this.store.session);
      return this.store;
    }
    if (!this.#opened) this.#open();
    return this.#opened?.store;
  }

  #open(): void {
    const options = this.#wantedOptions();
    try {
      if (!options) {
        this.problem = { code: 'WL_CONFIG', message: 'homeserver and base-url are needed', field: 'homeserver' };
        return;
      }
      const store = takeEarlyStore(options) ?? openWithList(options);
      this.#opened = { store, options };
      this.problem = undefined;
      this.#session.follow(store.session);
    } catch (error) {
      this.problem = toErrorData(error);
    }
  }

  #close(): void {
    this.#session.follow(undefined);
    this.setState('logged-in', false);
    this.setState('offline', false);
    this.#opened?.store.close();
    this.#opened = undefined;
    this.#userId = undefined;
    this.problem = undefined;
  }

  #announce(): void {
    if (this.#consumers.size === 0) return;
    const store = this.#current();
    for (const [callback, end] of this.#consumers) callback(store, end);
  }

  #wantedOptions(): StoreOptions | undefined {
    return this.options ?? optionsFromAttributes(this);
  }

  #onSession(state: SessionState): void {
    this.setState('logged-in', state.status === 'loggedIn');
    this.setState('offline', state.status === 'loggedIn' && state.sync.status === 'offline');
    if (state.status === 'loggedIn' && this.#userId !== state.userId) {
      this.#userId = state.userId;
      this.emit('bm-login', { userId: state.userId });
    } else if (state.status === 'loggedOut' && this.#userId !== undefined) {
      this.#userId = undefined;
      this.emit('bm-logout', { reason: state.reason ?? 'loggedOut' });
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'bm-session': BmSession;
  }
}
