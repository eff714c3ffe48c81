/** The fields of `<bm-recovery>`, and what is wrong with them, as templates. */
import { html, nothing, type TemplateResult } from 'lit';
import { CircleAlert } from 'lucide';
import { icon } from '../../internal/icon.ts';
import type { Language } from '../../internal/language.ts';
import type { RecoveryFault, RecoveryField, RecoveryFlow } from './recovery-flow.ts';
import { checkedLength } from './recovery-key.ts';

/** Twice a passphrase for the key that is made, and how strong it is. */
export function passphraseFields(language: Language, flow: RecoveryFlow): TemplateResult {
  const { fault, passphrase } = flow.state;
  const strength = passphrase?.strength;
  const wrong = (field: RecoveryField): string | undefined => faultOf(language, fault, field);
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
        @input=${(event: Event) => void flow.rate((event.target as HTMLInputElement).value)}
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

/** The secret that unlocks. */
export function secretField(
  language: Language,
  flow: RecoveryFlow,
  method: 'recoveryKey' | 'passphrase',
): TemplateResult {
  const wrong = faultOf(language, flow.state.fault, 'key');
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

/** The end of the key that was just made. */
export function checkField(language: Language, flow: RecoveryFlow): TemplateResult {
  const wrong = faultOf(language, flow.state.fault, 'check');
  return html`<div class="field">
    <label for="check">${language.term('checkLabel', checkedLength)}</label>
    <input
      class="input mono"
      id="check"
      name="check"
      autocomplete="off"
      autocapitalize="none"
      spellcheck="false"
      dir="ltr"
      aria-invalid=${wrong ? 'true' : 'false'}
      aria-describedby=${wrong ? 'check-fault text' : 'text'}
    />
    ${fieldError('check-fault', wrong)}
  </div>`;
}

/** Why a command was refused that no field is to blame for. */
export function formFault(language: Language, flow: RecoveryFlow): TemplateResult {
  return html`<div role="alert">${fieldError('fault', faultOf(language, flow.state.fault, undefined))}</div>`;
}

/** @param field `undefined`: what is wrong with no field */
function faultOf(
  language: Language,
  fault: RecoveryFault | undefined,
  field: RecoveryField | undefined,
): string | undefined {
  if (!fault || fault.field !== field) return undefined;
  return 'word' in fault ? language.term(fault.word) : language.term('error', fault.code);
}

function fieldError(id: string, text: string | undefined): TemplateResult | typeof nothing {
  return text ? html`<p class="field-error" id=${id}>${icon(CircleAlert)}<span>${text}</span></p>` : nothing;
}
