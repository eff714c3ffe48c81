/** Where the user is on the way through `<bm-recovery>`, and the commands that lead on. Knows no words and no templates. */
import {
  toErrorData,
  type EncryptionFace,
  type ErrorCode,
  type PassphraseStrength,
  type Store,
  type UnlockMethod,
} from '@bundesmessenger/store';
import type { LitElement, ReactiveController } from 'lit';
import { isEndOfKey } from './recovery-key.ts';

/** The recovery key is in memory alone, from its making until the user has confirmed it. */
export interface MadeKey {
  readonly key: string;
  /** What was done with it, for everybody to hear: a word. */
  readonly said?: 'keyCopied' | 'copyFailed' | 'printFailed' | undefined;
}

/** `prompt`: what the state of the encryption asks for; the others are on the way through it. */
export type RecoveryStep =
  { readonly kind: 'prompt' | 'done' | 'reset' } | (MadeKey & { readonly kind: 'key' | 'check' });

/** What is wrong with what was typed, or why a command was refused. */
export type RecoveryFault =
  | {
      readonly field: RecoveryField;
      readonly word: 'passphraseMissing' | 'passphrasesDiffer' | 'checkWrong' | 'recoveryKeyMissing';
    }
  | { readonly field?: RecoveryField; readonly code: ErrorCode };
export type RecoveryField = 'passphrase' | 'repeat' | 'key' | 'check';

export interface RecoveryFlowState {
  readonly step: RecoveryStep;
  /** A command is under way. */
  readonly busy: boolean;
  readonly fault?: RecoveryFault | undefined;
  /** The user wants a passphrase for the key. */
  readonly passphrase?: { readonly strength?: PassphraseStrength | undefined } | undefined;
  /** How the user wants to unlock; until chosen, the first way there is. */
  readonly method?: UnlockMethod | undefined;
}

const start: RecoveryFlowState = { step: { kind: 'prompt' }, busy: false };

export interface RecoveryFlowOptions {
  /** Whether the last step is shown, and not what the state asks for next. */
  readonly showsDone: () => boolean;
  /** There is nothing more to do here. */
  readonly close: () => void;
}

export class RecoveryFlow implements ReactiveController {
  readonly #host: LitElement & { readonly store: Store | undefined };
  readonly #options: RecoveryFlowOptions;
  #state = start;
  #ratings = 0;

  constructor(host: LitElement & { readonly store: Store | undefined }, options: RecoveryFlowOptions) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  get state(): RecoveryFlowState {
    return this.#state;
  }

  /** What is shown is more than what the state of the encryption asks for. */
  get isUnderWay(): boolean {
    return this.#state.step.kind !== 'prompt' || this.#state.busy;
  }

  /** A key that nobody has confirmed stays until it is. */
  get mayBeLeft(): boolean {
    const { step, busy } = this.#state;
    return step.kind !== 'key' && step.kind !== 'check' && !busy;
  }

  hostDisconnected(): void {
    if (this.#state.step.kind !== 'prompt') this.#set({ step: start.step });
  }

  /** Forgets what was begun. A command that is under way goes on. */
  restart(): void {
    this.#ratings++;
    this.#set({ step: start.step, fault: undefined, passphrase: undefined });
  }

  async go(step: RecoveryStep): Promise<void> {
    this.#set({ step, fault: undefined });
    await this.#focus('.flow input, .flow .primary, .flow .button');
  }

  /** What was done with the key. */
  say(said: MadeKey['said']): void {
    const { step } = this.#state;
    if ('key' in step) this.#set({ step: { ...step, said } });
  }

  usePassphrase(wanted: boolean): void {
    this.#ratings++;
    this.#set({ passphrase: wanted ? {} : undefined });
  }

  async rate(passphrase: string): Promise<void> {
    const rating = ++this.#ratings;
    const strength = passphrase
      ? await this.#host.store?.encryption.ratePassphrase(passphrase).catch(() => undefined)
      : undefined;
    // Answers may come in another order.
    if (rating === this.#ratings) this.#set({ passphrase: { strength } });
  }

  /** @param passphrase twice, where the user wants one */
  async setUp(passphrase: string, repeat: string): Promise<void> {
    if (!this.#state.passphrase) return this.create();
    if (!passphrase) return this.#showFault({ field: 'passphrase', word: 'passphraseMissing' });
    if (passphrase !== repeat) return this.#showFault({ field: 'repeat', word: 'passphrasesDiffer' });
    return this.create(passphrase);
  }

  create(passphrase?: string): Promise<void> {
    return this.#run(async (encryption) => {
      const { recoveryKey } = await encryption.setUpRecovery(passphrase === undefined ? {} : { passphrase });
      await this.go({ kind: 'key', key: recoveryKey });
    }, 'passphrase');
  }

  /** @param typed what shows that the user has kept the key that was just made */
  async check(typed: string): Promise<void> {
    const { step } = this.#state;
    if (step.kind !== 'check') return;
    if (!isEndOfKey(step.key, typed)) return this.#showFault({ field: 'check', word: 'checkWrong' });
    return this.#confirm(step.key, 'check');
  }

  /** A key was made, but not in this page. @param typed all of it */
  async confirmKept(typed: string): Promise<void> {
    const key = typed.trim();
    if (!key) return this.#showFault({ field: 'key', word: 'recoveryKeyMissing' });
    return this.#confirm(key, 'key');
  }

  #confirm(key: string, field: RecoveryField): Promise<void> {
    return this.#run(async (encryption) => {
      await encryption.confirmRecovery(key);
      await this.go({ kind: this.#options.showsDone() ? 'done' : 'prompt' });
    }, field);
  }

  async useMethod(method: UnlockMethod): Promise<void> {
    this.#set({ method, fault: undefined });
    await this.#focus('.flow form input, .flow .primary');
  }

  async unlock(method: Exclude<UnlockMethod, 'otherDevice'>, typed: string): Promise<void> {
    const secret = typed.trim();
    const isPassphrase = method === 'passphrase';
    const word = isPassphrase ? 'passphraseMissing' : 'recoveryKeyMissing';
    if (!secret) return this.#showFault({ field: 'key', word });
    return this.#run(async (encryption) => {
      await encryption.unlock(isPassphrase ? { passphrase: secret } : { recoveryKey: secret });
      this.#options.close();
    }, 'key');
  }

  askOtherDevice(): Promise<void> {
    return this.#run(async (encryption) => {
      await encryption.requestVerification();
      this.#options.close();
    });
  }

  reset(): Promise<void> {
    return this.#run(async (encryption) => {
      await encryption.resetIdentity();
      // The state asks for recovery next.
      await this.go({ kind: 'prompt' });
    });
  }

  /** @param field whose value the command judges */
  async #run(act: (encryption: EncryptionFace) => Promise<void>, field?: RecoveryField): Promise<void> {
    const encryption = this.#host.store?.encryption;
    if (this.#state.busy || !encryption) return;
    this.#set({ busy: true, fault: undefined });
    try {
      await act(encryption);
      this.#set({ busy: false });
    } catch (error) {
      const { code } = toErrorData(error);
      this.#set({ busy: false });
      await this.#showFault(field && isAboutInput(code) ? { field, code } : { code });
    }
  }

  async #showFault(fault: RecoveryFault): Promise<void> {
    this.#set({ fault });
    await this.#focus('.flow [aria-invalid="true"]');
  }

  async #focus(selector: string): Promise<void> {
    await this.#host.updateComplete;
    this.#host.renderRoot.querySelector<HTMLElement>(selector)?.focus();
  }

  #set(change: Partial<RecoveryFlowState>): void {
    this.#state = { ...this.#state, ...change };
    this.#host.requestUpdate();
  }
}

function isAboutInput(code: ErrorCode): boolean {
  return code === 'RECOVERY_KEY_INVALID' || code === 'RECOVERY_KEY_WRONG' || code === 'PASSPHRASE_WEAK';
}
