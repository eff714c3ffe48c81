/**
 * `<bm-recovery>`: one prompt at a time for the user's keys: set up recovery, unlock this device, begin anew.
 * Long, because the prompts are one way through one state and share its fields; templates with fields are in `recovery-steps.ts`.
 */
import {
  toErrorData,
  type Deployment,
  type EncryptionState,
  type ErrorCode,
  type PassphraseStrength,
  type SessionState,
  type UnlockMethod,
} from '@bundesmessenger/store';
import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import { CircleAlert, KeyRound, ShieldCheck, X } from 'lucide';
import { icon } from '../../internal/icon.ts';
import { ReadableController } from '../../internal/readable-controller.ts';
import { ReauthenticationForm } from '../../internal/reauthentication-form.ts';
import { LaterElement } from '../../internal/later-element.ts';
import { supportLink } from '../../internal/support-link.ts';
import type { RecoveryPrompt } from '../../translations/trust-words.ts';
import { isEndOfKey, printKey, saveKey, type KeyDocument } from './recovery-key.ts';
import { isRecoveryMandatory, recoveryPrompt } from './recovery-prompt.ts';
import { recoveryStyles } from './recovery.styles.ts';
import { checkStep, keyStep, passphraseFields, unlockFields } from './recovery-steps.ts';

/** Where the user is. `prompt`: what the state asks for; the others are on the way through it. */
export type RecoveryStep = 'prompt' | 'key' | 'check' | 'done' | 'reset';

/** What is wrong with what was typed, or why a command was refused. */
export interface RecoveryFault {
  readonly field?: 'passphrase' | 'repeat' | 'key' | 'check';
  readonly text: string;
}

/**
 * @summary Asks for the one thing that keeps the user's keys safe. Shows nothing where there is nothing to ask.
 *
 * @event close - What had the focus is gone; its container says where the focus goes. Does not bubble.
 * @csspart base - The notice, or the page.
 * @csspart dialog - The dialog that the notice opens.
 * @csspart key - The recovery key.
 * @csspart later - The button that puts the notice away.
 */
export class BmRecovery extends LaterElement {
  static override styles = recoveryStyles;
  static override properties: PropertyDeclarations = {
    ...LaterElement.properties,
    mode: { reflect: true },
    step: { state: true },
    method: { state: true },
    withPassphrase: { state: true },
    strength: { state: true },
    fault: { state: true },
    busy: { state: true },
    said: { state: true },
    putAway: { state: true },
    wanted: { state: true },
  };

  /**
   * `notice`: a line with a button that opens a dialog. `dialog`: that dialog alone, for a button elsewhere.
   * `page`: fills its box and cannot be put away. @default 'notice'
   */
  declare mode: 'notice' | 'dialog' | 'page';
  declare private step: RecoveryStep;
  declare private method: UnlockMethod | undefined;
  declare private withPassphrase: boolean;
  declare private strength: PassphraseStrength | undefined;
  declare private fault: RecoveryFault | undefined;
  declare private busy: boolean;
  declare private said: string;
  /** The prompt whose notice was put away, until the page goes. */
  declare private putAway: RecoveryPrompt | undefined;

  /** The user asks for it, though it was put off. */
  declare private wanted: boolean;

  readonly #encryption = new ReadableController<EncryptionState>(this);
  readonly #session = new ReadableController<SessionState>(this);
  readonly #deployment = new ReadableController<Deployment>(this);
  readonly #reauthentication = new ReauthenticationForm(this, this.language);
  readonly #dialog = createRef<HTMLDialogElement>();
  /** In memory alone, from its making until the user has confirmed. */
  #key: string | undefined;
  #ratings = 0;
  /** The focus was here, or in the dialog that has just closed. */
  #hadFocus = false;

  constructor() {
    super();
    this.mode = 'notice';
    this.step = 'prompt';
    this.withPassphrase = false;
    this.busy = false;
    this.said = '';
    this.wanted = false;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#key = undefined;
    this.step = 'prompt';
  }

  /** Opens what the notice asks for in its dialog; where recovery was put off, its set-up. */
  async open(): Promise<void> {
    this.putAway = undefined;
    this.wanted = true;
    await this.updateComplete;
    if (!this.#dialog.value?.open) this.#dialog.value?.showModal();
  }

  /** The first field or button of the page. */
  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<HTMLElement>('.flow input, .flow .primary, .bar .button')?.focus(options);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    this.#hadFocus ||= this.matches(':focus-within');
    if (!changed.has('store')) return;
    this.#encryption.follow(this.store?.encryption.state);
    this.#session.follow(this.store?.session);
    this.#deployment.follow(this.store?.deployment);
    this.#reauthentication.follow(this.store);
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const hadFocus = this.#hadFocus;
    this.#hadFocus = false;
    if (this.mode === 'page' || this.#dialog.value?.open || !hadFocus) return;
    if (document.activeElement === document.body) this.dispatchEvent(new Event('close'));
  }

  protected override render(): TemplateResult | typeof nothing {
    const state = this.#encryption.value;
    const isPutOff = state?.status === 'ready' && state.recovery === 'notSet';
    const prompt = recoveryPrompt(state) ?? (this.wanted && isPutOff ? 'setUp' : undefined);
    const isUnderWay = this.step !== 'prompt' || this.busy;
    if (this.mode === 'page') {
      if (!prompt && !isUnderWay) return nothing;
      return html`<div class="page" part="base">
        <section class="card" aria-labelledby="title">${this.#flow(prompt)}</section>
      </div>`;
    }
    return html`${this.mode === 'notice' ? this.#notice(recoveryPrompt(state)) : nothing}${
      prompt || isUnderWay
        ? html`<dialog
            part="dialog"
            aria-labelledby="title"
            aria-describedby="text"
            @close=${this.#onClosed}
            @cancel=${this.#onCancel}
            ${ref(this.#dialog)}
          >
            ${this.#flow(prompt)}
          </dialog>`
        : nothing
    }`;
  }

  #notice(prompt: RecoveryPrompt | undefined): TemplateResult | typeof nothing {
    const state = this.#encryption.value;
    const restoring = state && state.status !== 'loading' ? state.restoring : undefined;
    if (restoring) {
      return html`<div class="bar" part="base">
        ${icon(KeyRound)}
        <div class="bar-body">
          <div class="progress">
            <strong id="restoring">${this.term('restoring')}</strong>
            <progress
              aria-labelledby="restoring"
              max=${Math.max(restoring.total, 1)}
              .value=${restoring.done}
            ></progress>
            <span class="hint">${this.term('restoredKeys', restoring.done, restoring.total)}</span>
          </div>
        </div>
      </div>`;
    }
    if (!prompt || prompt === this.putAway) return nothing;
    return html`<div class="bar" part="base" role="region" aria-label=${this.term('recoveryTitle', prompt)}>
      ${icon(KeyRound)}
      <div class="bar-body">
        <strong>${this.term('recoveryTitle', prompt)}</strong>
        <button class="button small primary" type="button" aria-haspopup="dialog" @click=${() => void this.open()}>
          ${this.term('recoveryStart', prompt)}
        </button>
      </div>
      ${
        isRecoveryMandatory(state)
          ? nothing
          : html`<button
              class="icon-button"
              part="later"
              type="button"
              aria-label=${this.term('later')}
              title=${this.term('later')}
              @click=${() => this.#postpone(prompt)}
            >
              ${icon(X)}
            </button>`
      }
    </div>`;
  }

  #flow(prompt: RecoveryPrompt | undefined): TemplateResult {
    return html`<div class="flow">${this.#content(prompt)}</div>`;
  }

  #content(prompt: RecoveryPrompt | undefined): TemplateResult | typeof nothing {
    if (this.#reauthentication.isNeeded) {
      return html`<h3 id="title" class="visually-hidden">${this.term('reauthenticationTitle')}</h3>
        ${this.#reauthentication.render()}`;
    }
    const key = this.#key;
    if (this.step === 'key' && key !== undefined) {
      return keyStep(this.language, {
        key,
        said: this.said,
        copy: () => void this.#copy(key),
        print: () => (this.said = printKey(this.#document(key)) ? '' : this.term('printFailed')),
        save: () => saveKey(this.#document(key), this.term('keyFilename')),
        next: () => void this.#go('check'),
      });
    }
    if (this.step === 'check') {
      return checkStep(this.language, {
        fault: this.fault,
        busy: this.busy,
        back: () => void this.#go('key'),
        submit: this.#onCheck,
      });
    }
    if (this.step === 'done') return this.#done();
    if (this.step === 'reset' || prompt === 'reset') return this.#reset(prompt);
    switch (prompt) {
      case 'setUp':
      case 'notConfirmed':
        return prompt === 'setUp' ? this.#setUp() : this.#confirmKept();
      case 'unlock':
        return this.#unlock();
      case 'deadEnd':
        return this.#deadEnd();
      default:
        return nothing;
    }
  }

  #head(prompt: RecoveryPrompt): TemplateResult {
    return html`<span class="emblem">${icon(KeyRound)}</span>
      <h3 id="title">${this.term('recoveryTitle', prompt)}</h3>
      <p id="text">${this.term('recoveryText', prompt)}</p>`;
  }

  #setUp(): TemplateResult {
    return html`${this.#head('setUp')}
      <form novalidate @submit=${this.#onSetUp}>
        <label class="check"
          ><input
            type="checkbox"
            .checked=${this.withPassphrase}
            @change=${(event: Event) => (this.withPassphrase = (event.target as HTMLInputElement).checked)}
          /><span>${this.term('usePassphrase')}</span></label
        >
        ${
          this.withPassphrase
            ? passphraseFields(this.language, { strength: this.strength, fault: this.fault, rate: this.#rate })
            : nothing
        }
        ${this.#problem()}
        <div class="actions">${this.#laterButton('setUp')}${this.#submitButton('createKey', 'creatingKey')}</div>
      </form>`;
  }

  /** A key was made, but not in this page: the user types it, or makes another one. */
  #confirmKept(): TemplateResult {
    return html`${this.#head('notConfirmed')}
      <form novalidate @submit=${this.#onConfirmKept}>
        ${unlockFields(this.language, 'recoveryKey', this.fault)} ${this.#problem()}
        <button class="link" type="button" @click=${() => void this.#create()}>${this.term('createNewKey')}</button>
        <div class="actions">
          ${this.#laterButton('notConfirmed')}${this.#submitButton('confirmIdentity', 'unlocking')}
        </div>
      </form>`;
  }

  #unlock(): TemplateResult {
    const state = this.#encryption.value;
    const methods = state?.status === 'unlockNeeded' ? state.methods : [];
    const method = this.method && methods.includes(this.method) ? this.method : methods[0];
    const others = methods.filter((other) => other !== method);
    return html`${this.#head('unlock')}
      <form novalidate @submit=${(event: SubmitEvent) => void this.#onUnlock(event, method)}>
        ${
          method === 'otherDevice'
            ? html`<p>${this.term('otherDeviceText')}</p>`
            : method
              ? unlockFields(this.language, method, this.fault)
              : nothing
        }
        ${this.#problem()}
        <div class="actions">
          ${this.#laterButton('unlock')}
          ${method ? this.#submitButton(method === 'otherDevice' ? 'otherDeviceStart' : 'unlock', 'unlocking') : nothing}
        </div>
      </form>
      <div class="others" role="group" aria-label=${this.term('otherWays')}>
        ${others.map(
          (other) =>
            html`<button class="link" type="button" @click=${() => void this.#useMethod(other)}>
              ${this.term('unlockBy', other)}
            </button>`,
        )}
        <button class="link" type="button" @click=${() => void this.#go('reset')}>${this.term('noWayLeft')}</button>
      </div>`;
  }

  #reset(prompt: RecoveryPrompt | undefined): TemplateResult {
    return html`${this.#head('reset')}
      <ul class="consequences">
        ${(['history', 'contacts', 'devices'] as const).map((of) => html`<li>${this.term('resetConsequence', of)}</li>`)}
      </ul>
      <form novalidate @submit=${this.#onReset}>
        ${this.#problem()}
        <div class="actions">
          ${
            prompt === 'unlock'
              ? html`<button class="button" type="button" @click=${() => void this.#go('prompt')}>
                  ${this.term('back')}
                </button>`
              : this.#laterButton('reset')
          }
          <button class="button danger" type="submit" aria-disabled=${this.busy ? 'true' : 'false'}>
            ${this.busy ? html`<span class="spinner"></span>` : nothing}${this.term(this.busy ? 'resetting' : 'resetConfirm')}
          </button>
        </div>
      </form>`;
  }

  #deadEnd(): TemplateResult {
    const link = supportLink(this.#deployment.value?.supportContact);
    return html`${this.#head('deadEnd')}
      <div class="actions">
        ${
          link
            ? html`<a class="button" href=${link} target="_blank" rel="noopener noreferrer"
                >${this.term('support')}<span class="visually-hidden"> (${this.term('newTab')})</span></a
              >`
            : nothing
        }
        ${
          this.mode === 'page'
            ? nothing
            : html`<button class="button primary" type="button" autofocus @click=${this.#close}>
                ${this.term('close')}
              </button>`
        }
      </div>`;
  }

  #done(): TemplateResult {
    return html`<span class="emblem good">${icon(ShieldCheck)}</span>
      <h3 id="title" tabindex="-1">${this.term('recoveryDone')}</h3>
      <div class="actions">
        <button class="button primary" type="button" aria-describedby="title" autofocus @click=${this.#close}>
          ${this.term('close')}
        </button>
      </div>`;
  }

  #problem(): TemplateResult {
    const { fault } = this;
    return html`<div role="alert">
      ${
        fault && !fault.field
          ? html`<p class="field-error">${icon(CircleAlert)}<span>${fault.text}</span></p>`
          : nothing
      }
    </div>`;
  }

  #laterButton(prompt: RecoveryPrompt): TemplateResult | typeof nothing {
    if (this.mode === 'page' || isRecoveryMandatory(this.#encryption.value)) return nothing;
    return html`<button class="button" type="button" @click=${() => this.#postpone(prompt)}>
      ${this.term('later')}
    </button>`;
  }

  #submitButton(
    word: 'createKey' | 'confirmIdentity' | 'unlock' | 'otherDeviceStart',
    busyWord: 'creatingKey' | 'unlocking',
  ): TemplateResult {
    return html`<button class="button primary" type="submit" aria-disabled=${this.busy ? 'true' : 'false'}>
      ${this.busy ? html`<span class="spinner"></span>` : nothing}${this.term(this.busy ? busyWord : word)}
    </button>`;
  }

  #document(key: string): KeyDocument {
    const session = this.#session.value;
    const userId = session?.status === 'loggedIn' ? session.userId : '';
    // On paper nothing is broken by us.
    return {
      key,
      title: this.term('recoveryKey').replaceAll('\u00ad', ''),
      text: this.term('keyDocumentText', userId),
    };
  }

  async #copy(key: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(key);
      this.said = this.term('keyCopied');
    } catch {
      this.said = this.term('copyFailed');
    }
  }

  readonly #rate = async (passphrase: string): Promise<void> => {
    const rating = ++this.#ratings;
    const strength = passphrase
      ? await this.store?.encryption.ratePassphrase(passphrase).catch(() => undefined)
      : undefined;
    // Answers may come in another order.
    if (rating === this.#ratings) this.strength = strength;
  };

  readonly #onSetUp = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (!this.withPassphrase) return this.#create();
    const fields = new FormData(event.target as HTMLFormElement);
    const passphrase = String(fields.get('passphrase'));
    if (!passphrase) return this.#showFault({ field: 'passphrase', text: this.term('passphraseMissing') });
    if (passphrase !== fields.get('repeat'))
      return this.#showFault({ field: 'repeat', text: this.term('passphrasesDiffer') });
    return this.#create(passphrase);
  };

  readonly #create = (passphrase?: string): Promise<void> =>
    this.#run(async () => {
      const { recoveryKey } = await this.store!.encryption.setUpRecovery(
        passphrase === undefined ? {} : { passphrase },
      );
      this.#key = recoveryKey;
      this.said = '';
      await this.#go('key');
    }, 'passphrase');

  readonly #onCheck = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const key = this.#key;
    if (key === undefined) return;
    const typed = String(new FormData(event.target as HTMLFormElement).get('check'));
    if (!isEndOfKey(key, typed)) return this.#showFault({ field: 'check', text: this.term('checkWrong') });
    await this.#run(async () => {
      await this.store!.encryption.confirmRecovery(key);
      await this.#finish();
    }, 'check');
  };

  readonly #onConfirmKept = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const key = String(new FormData(event.target as HTMLFormElement).get('secret')).trim();
    if (!key) return this.#showFault({ field: 'key', text: this.term('recoveryKeyMissing') });
    await this.#run(async () => {
      await this.store!.encryption.confirmRecovery(key);
      await this.#finish();
    }, 'key');
  };

  async #onUnlock(event: SubmitEvent, method: UnlockMethod | undefined): Promise<void> {
    event.preventDefault();
    if (method === 'otherDevice') {
      await this.#run(async () => {
        await this.store!.encryption.requestVerification();
        this.#close();
      });
      return;
    }
    const secret = String(new FormData(event.target as HTMLFormElement).get('secret')).trim();
    if (!secret) {
      const text = this.term(method === 'passphrase' ? 'passphraseMissing' : 'recoveryKeyMissing');
      return this.#showFault({ field: 'key', text });
    }
    await this.#run(async () => {
      await this.store!.encryption.unlock(method === 'passphrase' ? { passphrase: secret } : { recoveryKey: secret });
      this.#close();
    }, 'key');
  }

  readonly #onReset = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    await this.#run(async () => {
      await this.store!.encryption.resetIdentity();
      // The state asks for recovery next.
      await this.#go('prompt');
    });
  };

  async #finish(): Promise<void> {
    this.#key = undefined;
    await this.#go(this.mode === 'page' ? 'prompt' : 'done');
  }

  async #useMethod(method: UnlockMethod): Promise<void> {
    this.method = method;
    this.fault = undefined;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('.flow form input, .flow .primary')?.focus();
  }

  async #go(step: RecoveryStep): Promise<void> {
    this.step = step;
    this.fault = undefined;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('.flow input, .flow .primary, .flow .button')?.focus();
  }

  /** @param field whose value the command judges */
  async #run(act: () => Promise<void>, field?: RecoveryFault['field']): Promise<void> {
    if (this.busy || !this.store) return;
    this.busy = true;
    this.fault = undefined;
    try {
      await act();
    } catch (error) {
      const { code } = toErrorData(error);
      this.busy = false;
      const text = this.term('error', code);
      await this.#showFault(field && isAboutInput(code) ? { field, text } : { text });
    } finally {
      this.busy = false;
    }
  }

  async #showFault(fault: RecoveryFault): Promise<void> {
    this.fault = fault;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('.flow [aria-invalid="true"]')?.focus();
  }

  #postpone(prompt: RecoveryPrompt): void {
    this.putAway = prompt;
    this.#close();
    if (this.#encryption.value?.status === 'setUpNeeded')
      void this.store?.encryption.postponeRecovery().catch(() => undefined); // asked again later
  }

  readonly #close = (): void => {
    if (this.#dialog.value?.open) this.#dialog.value.close();
    else this.#onClosed();
  };

  /** A key that nobody has confirmed stays until it is: Escape would lose it. */
  readonly #onCancel = (event: Event): void => {
    if (this.step === 'key' || this.step === 'check' || this.busy) event.preventDefault();
  };

  readonly #onClosed = (): void => {
    this.#hadFocus = true;
    this.wanted = false;
    this.step = 'prompt';
    this.#key = undefined;
    this.fault = undefined;
    this.withPassphrase = false;
    this.strength = undefined;
  };
}

function isAboutInput(code: ErrorCode): boolean {
  return code === 'RECOVERY_KEY_INVALID' || code === 'RECOVERY_KEY_WRONG' || code === 'PASSPHRASE_WEAK';
}

declare global {
  interface HTMLElementTagNameMap {
    'bm-recovery': BmRecovery;
  }
}
