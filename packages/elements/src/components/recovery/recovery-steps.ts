/** The steps of `<bm-recovery>` that hold fields or the key, as templates. */
import type { PassphraseStrength } from '@bundesmessenger/store';
import { html, nothing, type TemplateResult } from 'lit';
import { CircleAlert, Copy, Download, Printer, TriangleAlert } from 'lucide';
import { icon } from '../../internal/icon.ts';
import type { Language } from '../../internal/language.ts';
import { checkedLength, keyGroups } from './recovery-key.ts';
import type { RecoveryFault } from './recovery.ts';

export interface KeyStep {
  readonly key: string;
  /** What was done with it, for everybody to hear. */
  readonly said: string;
  readonly copy: () => void;
  readonly print: () => void;
  readonly save: () => void;
  readonly next: () => void;
}

export function keyStep(language: Language, { key, said, copy, print, save, next }: KeyStep): TemplateResult {
  return html`<h3 id="title">${language.term('keyTitle')}</h3>
    <p id="text">${language.term('keyText')}</p>
    <div class="key" part="key" dir="ltr" role="group" aria-labelledby="title">
      ${keyGroups(key).map((group) => html`<span>${group}</span> `)}
    </div>
    <div class="ways">
      <button class="button" type="button" aria-describedby="title text" @click=${copy}>
        ${icon(Copy)}${language.term('copyKey')}
      </button>
      <button class="button" type="button" @click=${print}>${icon(Printer)}${language.term('printKey')}</button>
      <button class="button" type="button" @click=${save}>${icon(Download)}${language.term('downloadKey')}</button>
    </div>
    <p class="said" role="status">${said}</p>
    <div class="notice warning">
      ${icon(TriangleAlert)}
      <p>${language.term('keyWarning')}</p>
    </div>
    <div class="actions">
      <button class="button primary" type="button" @click=${next}>${language.term('keyIsKept')}</button>
    </div>`;
}

export interface CheckStep {
  readonly fault: RecoveryFault | undefined;
  readonly busy: boolean;
  readonly back: () => void;
  readonly submit: (event: SubmitEvent) => void;
}

export function checkStep(language: Language, { fault, busy, back, submit }: CheckStep): TemplateResult {
  return html`<h3 id="title">${language.term('checkTitle')}</h3>
    <p id="text">${language.term('checkText')}</p>
    <form novalidate @submit=${submit}>
      <div class="field">
        <label for="check">${language.term('checkLabel', checkedLength)}</label>
        <input
          class="input mono"
          id="check"
          name="check"
          autocomplete="off"
          autocapitalize="none"
          spellcheck="false"
          dir="ltr"
          aria-invalid=${fault?.field === 'check' ? 'true' : 'false'}
          aria-describedby=${fault?.field === 'check' ? 'check-fault text' : 'text'}
        />
        ${fieldError('check-fault', fault?.field === 'check' ? fault.text : undefined)}
      </div>
      <div role="alert">${fieldError('fault', fault && !fault.field ? fault.text : undefined)}</div>
      <div class="actions">
        <button class="button" type="button" @click=${back}>${language.term('showKeyAgain')}</button>
        <button class="button primary" type="submit" aria-disabled=${busy ? 'true' : 'false'}>
          ${busy ? html`<span class="spinner"></span>` : nothing}${language.term('finish')}
        </button>
      </div>
    </form>`;
}

export interface PassphraseFields {
  readonly strength: PassphraseStrength | undefined;
  readonly fault: RecoveryFault | undefined;
  readonly rate: (passphrase: string) => void;
}

export function passphraseFields(language: Language, { strength, fault, rate }: PassphraseFields): TemplateResult {
  const wrong = (field: RecoveryFault['field']): string | undefined =>
    fault?.field === field ? fault?.text : undefined;
  return html`<div class="field">
      <label for="passphrase">${language.term('passphrase')}</label>
      <span class="hint" id="passphrase-hint">${language.term('usePassphraseHint')}</span>
      <input
        class="input"
        id="passphrase"
        name="passphrase"
        type="password"
        autocomplete="new-password"
        aria-invalid=${wrong('passphrase') ? 'true' : 'false'}
        aria-describedby=${`passphrase-hint strength ${wrong('passphrase') ? 'passphrase-fault' : ''}`.trim()}
        @input=${(event: Event) => rate((event.target as HTMLInputElement).value)}
      />
      <p class="strength ${strength ?? ''}" id="strength" role="status">
        ${strength ? html`<i></i><i></i><i></i><span class="hint">${language.term('passphraseStrength', strength)}</span>` : nothing}
      </p>
      ${fieldError('passphrase-fault', wrong('passphrase'))}
    </div>
    <div class="field">
      <label for="repeat">${language.term('passphraseRepeat')}</label>
      <input
        class="input"
        id="repeat"
        name="repeat"
        type="password"
        autocomplete="new-password"
        aria-invalid=${wrong('repeat') ? 'true' : 'false'}
        aria-describedby=${wrong('repeat') ? 'repeat-fault' : nothing}
      />
      ${fieldError('repeat-fault', wrong('repeat'))}
    </div>`;
}

/** One field for the secret that unlocks. */
export function unlockFields(
  language: Language,
  method: 'recoveryKey' | 'passphrase',
  fault: RecoveryFault | undefined,
): TemplateResult {
  const wrong = fault?.field === 'key' ? fault.text : undefined;
  const isKey = method === 'recoveryKey';
  return html`<div class="field">
    <label for="secret">${language.term(isKey ? 'recoveryKey' : 'passphrase')}</label>
    ${isKey ? html`<span class="hint" id="secret-hint">${language.term('recoveryKeyHint')}</span>` : nothing}
    <input
      class=${isKey ? 'input mono' : 'input'}
      id="secret"
      name="secret"
      type=${isKey ? 'text' : 'password'}
      autocomplete="off"
      autocapitalize="none"
      spellcheck="false"
      dir="ltr"
      autofocus
      aria-invalid=${wrong ? 'true' : 'false'}
      aria-describedby=${`${isKey ? 'secret-hint' : ''} ${wrong ? 'secret-fault' : ''}`.trim() || nothing}
    />
    ${fieldError('secret-fault', wrong)}
  </div>`;
}

function fieldError(id: string, text: string | undefined): TemplateResult | typeof nothing {
  return text ? html`<p class="field-error" id=${id}>${icon(CircleAlert)}<span>${text}</span></p>` : nothing;
}
