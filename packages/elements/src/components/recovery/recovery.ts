/** `<bm-recovery>`: one prompt at a time for the user's keys: set up recovery, unlock this device, begin anew. */
import type { Deployment, EncryptionState, SessionState } from '@bundesmessenger/store';
import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import { ReadableController } from '../../internal/readable-controller.ts';
import { ReauthenticationForm } from '../../internal/reauthentication-form.ts';
import { LaterElement } from '../../internal/later-element.ts';
import { supportLink } from '../../internal/support-link.ts';
import type { RecoveryPrompt } from '../../translations/trust-words.ts';
import { RecoveryFlow } from './recovery-flow.ts';
import { recoveryNotice, restoringNotice } from './recovery-notice.ts';
import { isRecoveryMandatory, recoveryPrompt } from './recovery-prompt.ts';
import { recoveryStyles } from './recovery.styles.ts';
import {
  checkStep,
  confirmKeptStep,
  deadEndStep,
  doneStep,
  keyStep,
  resetStep,
  setUpStep,
  unlockStep,
  type Postpone,
} from './recovery-steps.ts';

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
    putAway: { state: true },
    wanted: { state: true },
  };

  /**
   * `notice`: a line with a button that opens a dialog. `dialog`: that dialog alone, for a button elsewhere.
   * `page`: fills its box and cannot be put away. @default 'notice'
   */
  declare mode: 'notice' | 'dialog' | 'page';
  /** The prompt whose notice was put away, until the page goes. */
  declare private putAway: RecoveryPrompt | undefined;

  /** The user asks for it, though it was put off. */
  declare private wanted: boolean;

  readonly #encryption = new ReadableController<EncryptionState>(this);
  readonly #session = new ReadableController<SessionState>(this);
  readonly #deployment = new ReadableController<Deployment>(this);
  readonly #reauthentication = new ReauthenticationForm(this, this.language);
  readonly #flow = new RecoveryFlow(this, {
    showsDone: () => this.mode !== 'page',
    close: () => this.#close(),
  });
  readonly #dialog = createRef<HTMLDialogElement>();
  /** The focus was here, or in the dialog that has just closed. */
  #hadFocus = false;

  constructor() {
    super();
    this.mode = 'notice';
    this.wanted = false;
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
    const isShown = prompt !== undefined || this.#flow.isUnderWay;
    if (this.mode === 'page') {
      if (!isShown) return nothing;
      return html`<div class="page" part="base">
        <section class="card" aria-labelledby="title">
          <div class="flow">${this.#content(prompt)}</div>
        </section>
      </div>`;
    }
    return html`${this.mode === 'notice' ? this.#notice(recoveryPrompt(state)) : nothing}${
      isShown
        ? html`<dialog
            part="dialog"
            aria-labelledby="title"
            aria-describedby="text"
            @close=${this.#onClosed}
            @cancel=${this.#onCancel}
            ${ref(this.#dialog)}
          >
            <div class="flow">${this.#content(prompt)}</div>
          </dialog>`
        : nothing
    }`;
  }

  #notice(prompt: RecoveryPrompt | undefined): TemplateResult | typeof nothing {
    const state = this.#encryption.value;
    if (state && state.status !== 'loading' && state.restoring) return restoringNotice(this.language, state.restoring);
    if (!prompt || prompt === this.putAway) return nothing;
    return recoveryNotice(this.language, prompt, () => void this.open(), this.#postpone(prompt));
  }

  #content(prompt: RecoveryPrompt | undefined): TemplateResult | typeof nothing {
    if (this.#reauthentication.isNeeded) {
      return html`<h3 id="title" class="visually-hidden">${this.term('reauthenticationTitle')}</h3>
        ${this.#reauthentication.render()}`;
    }
    const { step } = this.#flow.state;
    switch (step.kind) {
      case 'key':
        return keyStep(this.language, this.#flow, { ...step, userId: this.#userId });
      case 'check':
        return checkStep(this.language, this.#flow, step);
      case 'done':
        return doneStep(this.language, this.#close);
      case 'reset':
        return resetStep(this.language, this.#flow, prompt === 'unlock', this.#postpone('reset'));
      default:
        return this.#asked(prompt);
    }
  }

  /** The first step of what the state of the encryption asks for. */
  #asked(prompt: RecoveryPrompt | undefined): TemplateResult | typeof nothing {
    const state = this.#encryption.value;
    switch (prompt) {
      case 'setUp':
        return setUpStep(this.language, this.#flow, this.#postpone(prompt));
      case 'notConfirmed':
        return confirmKeptStep(this.language, this.#flow, this.#postpone(prompt));
      case 'unlock': {
        const methods = state?.status === 'unlockNeeded' ? state.methods : [];
        return unlockStep(this.language, this.#flow, methods, this.#postpone(prompt));
      }
      case 'reset':
        return resetStep(this.language, this.#flow, false, this.#postpone(prompt));
      case 'deadEnd': {
        const link = supportLink(this.#deployment.value?.supportContact);
        return deadEndStep(this.language, link, this.mode === 'page' ? undefined : this.#close);
      }
      default:
        return nothing;
    }
  }

  get #userId(): string {
    const session = this.#session.value;
    return session?.status === 'loggedIn' ? session.userId : '';
  }

  #postpone(prompt: RecoveryPrompt): Postpone {
    if (this.mode === 'page' || isRecoveryMandatory(this.#encryption.value)) return undefined;
    return () => {
      this.putAway = prompt;
      this.#close();
      if (this.#encryption.value?.status === 'setUpNeeded')
        void this.store?.encryption.postponeRecovery().catch(() => undefined); // asked again later
    };
  }

  readonly #close = (): void => {
    if (this.#dialog.value?.open) this.#dialog.value.close();
    else this.#onClosed();
  };

  /** Escape would lose the key. */
  readonly #onCancel = (event: Event): void => {
    if (!this.#flow.mayBeLeft) event.preventDefault();
  };

  readonly #onClosed = (): void => {
    this.#hadFocus = true;
    this.wanted = false;
    this.#flow.restart();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'bm-recovery': BmRecovery;
  }
}
