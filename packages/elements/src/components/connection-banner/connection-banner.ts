/** `<bm-connection-banner>`: says when what is shown may be old. */
import { BmError, type ErrorCode, type ErrorData, type SessionState, type SyncState } from '@bundesmessenger/store';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { RefreshCw, WifiOff } from 'lucide';
import { icon } from '../../internal/icon.ts';
import { ReadableController } from '../../internal/readable-controller.ts';
import { LaterElement } from '../../internal/later-element.ts';
import { connectionBannerStyles } from './connection-banner.styles.ts';

/** What is not the network's fault and has a sentence of its own. */
const explained: readonly ErrorCode[] = ['MAINTENANCE', 'HOMESERVER_DISABLED', 'RESOURCE_LIMIT', 'HOST_FILE_MISSING'];

/**
 * @summary Says in plain words that there is no connection, or that messages are being brought up to date.
 * Shows nothing while everything is live.
 *
 * @csspart base - The banner.
 * @csspart retry - The button that tries again at once.
 * @cssstate offline - There is no connection.
 * @cssstate catching-up - Messages are being brought up to date.
 */
export class BmConnectionBanner extends LaterElement {
  static override styles = connectionBannerStyles;

  readonly #session = new ReadableController<SessionState>(this);
  #retryHadFocus = false;
  #hasReported = false;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('store')) this.#session.follow(this.store?.session);
    this.#retryHadFocus = this.shadowRoot?.activeElement?.localName === 'button';
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const sync = this.#sync;
    const status = sync?.status;
    if (sync?.status === 'offline' && sync.error.code === 'HOST_FILE_MISSING') this.#report(sync.error);
    this.setState('offline', status === 'offline');
    this.setState('catching-up', status === 'catchingUp');
    // The button that had the focus went; the next tab stop is the one after it.
    const banner = this.renderRoot.querySelector<HTMLElement>('.banner');
    if (this.#retryHadFocus && !banner?.querySelector('button')) banner?.focus();
  }

  get #sync(): SyncState | undefined {
    const session = this.#session.value;
    return session?.status === 'loggedIn' ? session.sync : undefined;
  }

  protected override render(): TemplateResult {
    const sync = this.#sync;
    const status = sync?.status ?? 'live';
    const reason = sync?.status === 'offline' && explained.includes(sync.error.code) ? sync.error : undefined;
    // The region outlives its content, else it would not be heard.
    return html`<div class="banner ${status}" part="base" tabindex="-1">
      <div role="status">${status === 'live' ? nothing : this.#words(status, reason)}</div>
      ${
        status === 'offline'
          ? html`<button class="button small" part="retry" type="button" @click=${this.#retry}>
              ${icon(RefreshCw)}${this.term('retry')}
            </button>`
          : nothing
      }
    </div>`;
  }

  /** Once in the page's console, for whoever put the files there: that of a SharedWorker is another one. */
  #report(error: ErrorData): void {
    if (!this.#hasReported) reportError(BmError.fromData(error));
    this.#hasReported = true;
  }

  #words(status: 'catchingUp' | 'offline', reason: ErrorData | undefined): TemplateResult {
    if (reason)
      return html`${icon(WifiOff)}
        <p>${this.term('error', reason.code)}</p>`;
    return html`${status === 'offline' ? icon(WifiOff) : html`<span class="spinner"></span>`}
      <p><strong>${this.term('syncStatus', status)}</strong> ${this.term('syncHint', status)}</p>`;
  }

  readonly #retry = (): void => {
    void this.store?.reconnect().catch(() => {
      // The session goes on saying that it is offline.
    });
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'bm-connection-banner': BmConnectionBanner;
  }
}
