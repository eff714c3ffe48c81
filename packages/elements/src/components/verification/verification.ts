/** `<bm-verification>`: the interactive verification under way, with an own device or another person, in a dialog. */
import { toErrorData, type ErrorCode, type VerificationPeer, type VerificationState } from '@bundesmessenger/store';
import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import { CircleAlert, ShieldCheck, ShieldQuestionMark, ShieldX, Smartphone } from 'lucide';
import { icon } from '../../internal/icon.ts';
import { ReadableController } from '../../internal/readable-controller.ts';
import { LaterElement } from '../../internal/later-element.ts';
import { createQrCode } from './qr-code.ts';
import { createQrScanner, type QrScan } from './qr-scanner.ts';
import { verificationStyles } from './verification.styles.ts';

const minuteMs = 60_000;

type Running = Extract<VerificationState, { endsAt: number }>;

/**
 * Opens by itself when a verification begins, here or on the other side, and closes when its end was read.
 *
 * @summary Request, comparison of seven emoji or a QR code that is shown or scanned, and how it ended. Shows nothing where none
 * is under way. The camera is on only while the user scans.
 *
 * @csspart dialog - The dialog.
 * @csspart emoji - The seven emoji with their names.
 * @csspart qr - The QR code.
 * @csspart camera - What the camera sees.
 */
export class BmVerification extends LaterElement {
  static override styles = verificationStyles;
  static override properties: PropertyDeclarations = {
    ...LaterElement.properties,
    error: { state: true },
    qr: { state: true },
    scan: { state: true },
    minutes: { state: true },
  };

  declare private error: ErrorCode | undefined;
  declare private qr: SVGElement | undefined;
  declare private scan: QrScan;
  /** Until it ends by itself. */
  declare private minutes: number;

  readonly #verification = new ReadableController<VerificationState>(this, (state) => this.#onState(state));
  readonly #scanner = createQrScanner({
    onChange: (scan) => (this.scan = scan),
    // Something else may have been read, as on a poster: the camera stays on.
    onCode: (bytes) => void this.#try(this.store!.encryption.scanQr(bytes)),
  });
  readonly #dialog = createRef<HTMLDialogElement>();
  #status: VerificationState['status'] = 'none';
  #qrOf: string | undefined;
  #clock: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    this.scan = { status: 'off' };
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#scanner.stop();
    this.#stopClock();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('store')) this.#verification.follow(this.store?.encryption.verification);
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const status = this.#verification.value?.status ?? 'none';
    const dialog = this.#dialog.value;
    if (status !== 'none' && dialog && !dialog.open) dialog.showModal();
    if (status === this.#status) return;
    this.#status = status;
    // What had the focus may be gone; each step begins at its title.
    if (dialog?.open) this.renderRoot.querySelector<HTMLElement>('h3')?.focus();
  }

  protected override render(): TemplateResult | typeof nothing {
    const state = this.#verification.value;
    if (!state || state.status === 'none') return nothing;
    return html`<dialog part="dialog" aria-labelledby="title" @cancel=${this.#onCancel} ${ref(this.#dialog)}>
      <div class="flow">
        ${this.#content(state)}
        <div role="alert">
          ${
            this.error
              ? html`<p class="field-error">${icon(CircleAlert)}<span>${this.term('error', this.error)}</span></p>`
              : nothing
          }
        </div>
        ${this.#actions(state)}
      </div>
    </dialog>`;
  }

  #content(state: Exclude<VerificationState, { status: 'none' }>): TemplateResult {
    const name = nameOf(state.peer);
    switch (state.status) {
      case 'requested':
        return html`${this.#head(ShieldQuestionMark, this.term('verificationTitle', name))} ${this.#peer(state.peer)}
          ${
            state.direction === 'incoming'
              ? html`<p>${this.term('verificationIncoming', name, state.peer.deviceName)}</p>`
              : html`<p class="waiting" role="status">
                  <span class="spinner"></span><span>${this.term('verificationOutgoing', name)}</span>
                </p>`
          }
          <p class="hint">${this.term('verificationEndsIn', this.minutes)}</p>`;
      case 'choosing':
        return this.#choosing(state, name);
      case 'sas':
        return html`<h3 id="title" tabindex="-1">${this.term('compareTitle')}</h3>
          <p>${this.term('compareText', name)}</p>
          <ul class="emoji" part="emoji">
            ${state.emoji.map(
              ({ symbol, name: emoji }) =>
                html`<li>
                  <span class="symbol" aria-hidden="true">${symbol}</span><span>${this.term('sasEmoji', emoji)}</span>
                </li>`,
            )}
          </ul>
          ${
            state.decimals.length > 0
              ? html`<details>
                  <summary>${this.term('compareNumbers')}</summary>
                  <p class="numbers" dir="ltr">${state.decimals.map((decimal) => html`<span>${decimal}</span> `)}</p>
                </details>`
              : nothing
          }`;
      case 'qrScanned':
        return html`${this.#head(ShieldQuestionMark, this.term('verificationTitle', name))}
          <p>${this.term('qrScannedText')}</p>`;
      case 'waiting':
        return html`${this.#head(ShieldQuestionMark, this.term('verificationTitle', name))}
          <p class="waiting" role="status">
            <span class="spinner"></span><span>${this.term('verificationWaiting', name)}</span>
          </p>`;
      case 'done':
        return this.#head(ShieldCheck, this.term('verificationDone', name), 'good');
      case 'cancelled':
        return html`${this.#head(ShieldX, this.term('verificationEnded'), state.reason === 'mismatch' ? 'bad' : '')}
          <p>${this.term('verificationEnd', state.reason, state.byMe)}</p>`;
    }
  }

  #choosing(state: Extract<VerificationState, { status: 'choosing' }>, name: string | undefined): TemplateResult {
    return html`${this.#head(ShieldQuestionMark, this.term('verificationTitle', name))}
      <p>${this.term('verificationChoose')}</p>
      <div class="ways">
        ${
          state.methods.includes('sas')
            ? html`<div class="way">
                <p><strong>${this.term('compareEmoji')}</strong></p>
                <p class="hint">${this.term('compareEmojiHint')}</p>
                <button class="button primary" type="button" @click=${() => void this.#run('startSas')}>
                  ${this.term('next')}
                </button>
              </div>`
            : nothing
        }
        ${
          state.methods.includes('showQr') && state.qr
            ? html`<div class="way shown">
                <p><strong>${this.term('showQr')}</strong></p>
                <p class="hint">${this.term('showQrHint')}</p>
                <div part="qr" role="img" aria-label=${this.term('qrCode')}>
                  ${this.qr ?? html`<div class="skeleton qr"></div>`}
                </div>
              </div>`
            : nothing
        }
        ${state.methods.includes('scanQr') ? this.#scanning() : nothing}
      </div>`;
  }

  #scanning(): TemplateResult {
    const { scan } = this;
    const isOn = scan.status === 'on' || scan.status === 'starting';
    return html`<div class="way">
      <p><strong>${this.term('scanQr')}</strong></p>
      <div role="status">
        ${
          scan.status === 'failed'
            ? html`<p class="field-error">
                ${icon(CircleAlert)}<span>${this.term('cameraProblem', scan.problem)}</span>
              </p>`
            : html`<p class="hint">${this.term(isOn ? 'scanQrNow' : 'scanQrHint')}</p>`
        }
        ${
          scan.status === 'on'
            ? html`<div class="camera" part="camera" role="img" aria-label=${this.term('cameraView')}>
                ${scan.video}
              </div>`
            : nothing
        }
      </div>
      <button class="button" type="button" @click=${() => (isOn ? this.#scanner.stop() : void this.#scanner.start())}>
        ${scan.status === 'starting' ? html`<span class="spinner"></span>` : nothing}${this.term(
          isOn ? 'closeCamera' : 'openCamera',
        )}
      </button>
    </div>`;
  }

  #head(symbol: Parameters<typeof icon>[0], title: string, tone: 'good' | 'bad' | '' = ''): TemplateResult {
    return html`<span class="emblem ${tone}">${icon(symbol)}</span>
      <h3 id="title" tabindex="-1">${title}</h3>`;
  }

  /** An own device by its name; a person's user id is in the title. */
  #peer({ deviceName }: VerificationPeer): TemplateResult | typeof nothing {
    return deviceName === undefined
      ? nothing
      : html`<p class="who">${icon(Smartphone)}<strong dir="auto">${deviceName}</strong></p>`;
  }

  #actions(state: Exclude<VerificationState, { status: 'none' }>): TemplateResult {
    const { encryption } = this.store!;
    const button = (text: string, kind: '' | 'primary' | 'danger', run: () => void): TemplateResult =>
      html`<button class="button ${kind}" type="button" @click=${run}>${text}</button>`;
    const cancel = button(this.term('cancel'), '', () => void this.#run('cancelVerification'));
    switch (state.status) {
      case 'requested':
        return state.direction === 'outgoing'
          ? html`<div class="actions">${cancel}</div>`
          : html`<div class="actions">
              ${button(this.term(state.peer.own ? 'notMe' : 'decline'), '', () => void this.#run('cancelVerification'))}
              ${button(this.term('next'), 'primary', () => void this.#run('acceptVerification'))}
            </div>`;
      case 'sas':
        return html`<div class="actions">
          ${button(this.term('emojiDiffer'), 'danger', () => void this.#run('rejectSas'))}
          ${button(this.term('emojiMatch'), 'primary', () => void this.#run('confirmSas'))}
        </div>`;
      case 'qrScanned':
        return html`<div class="actions">
          ${button(this.term('qrScannedNo'), 'danger', () => void this.#run('cancelVerification'))}
          ${button(this.term('qrScannedYes'), 'primary', () => void this.#run('confirmQr'))}
        </div>`;
      case 'done':
        return html`<div class="actions">
          ${button(this.term('close'), 'primary', () => void this.#run('cancelVerification'))}
        </div>`;
      case 'cancelled': {
        const { own, userId, deviceId } = state.peer;
        const again = (): void =>
          void this.#try(
            encryption.requestVerification(own ? { ...(deviceId !== undefined && { deviceId }) } : { userId }),
          );
        return html`<div class="actions">
          ${button(this.term('close'), '', () => void this.#run('cancelVerification'))}
          ${state.reason === 'answeredElsewhere' ? nothing : button(this.term('startAgain'), 'primary', again)}
        </div>`;
      }
      default:
        return html`<div class="actions">${cancel}</div>`;
    }
  }

  #run(
    command: 'acceptVerification' | 'startSas' | 'confirmSas' | 'rejectSas' | 'confirmQr' | 'cancelVerification',
  ): Promise<void> {
    return this.#try(this.store!.encryption[command]());
  }

  async #try(command: Promise<void>): Promise<void> {
    this.error = undefined;
    try {
      await command;
    } catch (error) {
      this.error = toErrorData(error).code;
    }
  }

  #onState(state: VerificationState): void {
    if (state.status === 'none') {
      this.#dialog.value?.close();
      this.error = undefined;
    }
    if (state.status !== 'choosing') this.#scanner.stop();
    if (isRunning(state)) this.#startClock(state.endsAt);
    else this.#stopClock();
    void this.#drawQr(state.status === 'choosing' ? state.qr : undefined);
  }

  async #drawQr(bytes: Uint8Array | undefined): Promise<void> {
    const of = bytes?.join();
    if (of === this.#qrOf) return;
    this.#qrOf = of;
    this.qr = undefined;
    const drawn = bytes && (await createQrCode(bytes).catch(() => undefined)); // the emoji work without it
    if (of === this.#qrOf) this.qr = drawn;
  }

  #startClock(endsAt: number): void {
    this.#stopClock();
    const tick = (): void => void (this.minutes = Math.max(1, Math.ceil((endsAt - Date.now()) / minuteMs)));
    tick();
    this.#clock = setInterval(tick, minuteMs);
  }

  #stopClock(): void {
    clearInterval(this.#clock);
  }

  /** Escape ends a verification for both sides; then its end is shown. */
  readonly #onCancel = (event: Event): void => {
    event.preventDefault();
    void this.#run('cancelVerification');
  };
}

/** A person by the user id, which nobody can choose to look like another's; own devices need no name. */
function nameOf({ own, userId }: VerificationPeer): string | undefined {
  return own ? undefined : userId;
}

function isRunning(state: VerificationState): state is Running {
  return 'endsAt' in state;
}

declare global {
  interface HTMLElementTagNameMap {
    'bm-verification': BmVerification;
  }
}
