/** The steps of `<bm-recovery>` as templates: each shows where its flow is, and sends the user's answer to it. */
import type { UnlockMethod } from '@bundesmessenger/store';
import { html, nothing, type TemplateResult } from 'lit';
import { Copy, Download, KeyRound, Printer, ShieldCheck, TriangleAlert } from 'lucide';
import { icon } from '../../internal/icon.ts';
import type { Language } from '../../internal/language.ts';
import type { RecoveryPrompt } from '../../translations/trust-words.ts';
import { checkField, formFault, passphraseFields, secretField } from './recovery-fields.ts';
import type { MadeKey, RecoveryFlow } from './recovery-flow.ts';
import { copyKey, keyGroups, printKey, saveKey, type KeyDocument } from './recovery-key.ts';

/** Puts the prompt off; `undefined` where that may not be. */
export type Postpone = (() => void) | undefined;

export function setUpStep(language: Language, flow: RecoveryFlow, postpone: Postpone): TemplateResult {
  const { passphrase } = flow.state;
  return html`${stepHead(language, 'setUp')}
    <form novalidate @submit=${onSubmit((typed) => flow.setUp(typed('passphrase'), typed('repeat')))}>
      <label class="check"
        ><input
          type="checkbox"
          .checked=${passphrase !== undefined}
          @change=${(event: Event) => flow.usePassphrase((event.target as HTMLInputElement).checked)}
        /><span>${language.term('usePassphrase')}</span></label
      >
      ${passphrase ? passphraseFields(language, flow) : nothing} ${formFault(language, flow)}
      <div class="actions">
        ${laterButton(language, postpone)}${submitButton(language, flow, 'createKey', 'creatingKey')}
      </div>
    </form>`;
}

export function keyStep(
  language: Language,
  flow: RecoveryFlow,
  made: MadeKey & { readonly userId: string },
): TemplateResult {
  const { key, said } = made;
  const paper: KeyDocument = {
    key,
    // On paper nothing is broken by us.
    title: language.term('recoveryKey').replaceAll('\u00ad', ''),
    text: language.term('keyDocumentText', made.userId),
  };
  const copy = async (): Promise<void> => flow.say((await copyKey(key)) ? 'keyCopied' : 'copyFailed');
  const print = (): void => flow.say(printKey(paper) ? undefined : 'printFailed');
  const save = (): void => saveKey(paper, language.term('keyFilename'));
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
    <p class="said" role="status">${said ? language.term(said) : ''}</p>
    <div class="notice warning">
      ${icon(TriangleAlert)}
      <p>${language.term('keyWarning')}</p>
    </div>
    <div class="actions">
      <button class="button primary" type="button" @click=${() => void flow.go({ kind: 'check', key, said })}>
        ${language.term('keyIsKept')}
      </button>
    </div>`;
}

export function checkStep(language: Language, flow: RecoveryFlow, { key, said }: MadeKey): TemplateResult {
  return html`<h3 id="title">${language.term('checkTitle')}</h3>
    <p id="text">${language.term('checkText')}</p>
    <form novalidate @submit=${onSubmit((typed) => flow.check(typed('check')))}>
      ${checkField(language, flow)} ${formFault(language, flow)}
      <div class="actions">
        <button class="button" type="button" @click=${() => void flow.go({ kind: 'key', key, said })}>
          ${language.term('showKeyAgain')}
        </button>
        ${submitButton(language, flow, 'finish')}
      </div>
    </form>`;
}

export function doneStep(language: Language, close: () => void): TemplateResult {
  return html`<span class="emblem good">${icon(ShieldCheck)}</span>
    <h3 id="title" tabindex="-1">${language.term('recoveryDone')}</h3>
    <div class="actions">
      <button class="button primary" type="button" aria-describedby="title" autofocus @click=${close}>
        ${language.term('close')}
      </button>
    </div>`;
}

/** A key was made, but not in this page: the user types it, or makes another one. */
export function confirmKeptStep(language: Language, flow: RecoveryFlow, postpone: Postpone): TemplateResult {
  return html`${stepHead(language, 'notConfirmed')}
    <form novalidate @submit=${onSubmit((typed) => flow.confirmKept(typed('secret')))}>
      ${secretField(language, flow, 'recoveryKey')} ${formFault(language, flow)}
      <button class="link" type="button" @click=${() => void flow.create()}>${language.term('createNewKey')}</button>
      <div class="actions">
        ${laterButton(language, postpone)}${submitButton(language, flow, 'confirmIdentity', 'unlocking')}
      </div>
    </form>`;
}

/** @param methods by which this device can be unlocked, the likeliest first */
export function unlockStep(
  language: Language,
  flow: RecoveryFlow,
  methods: readonly UnlockMethod[],
  postpone: Postpone,
): TemplateResult {
  const chosen = flow.state.method;
  const method = chosen && methods.includes(chosen) ? chosen : methods[0];
  const others = methods.filter((other) => other !== method);
  const unlock = onSubmit((typed) => {
    if (method === 'otherDevice') return flow.askOtherDevice();
    return method && flow.unlock(method, typed('secret'));
  });
  return html`${stepHead(language, 'unlock')}
    <form novalidate @submit=${unlock}>
      ${
        method === 'otherDevice'
          ? html`<p>${language.term('otherDeviceText')}</p>`
          : method
            ? secretField(language, flow, method)
            : nothing
      }
      ${formFault(language, flow)}
      <div class="actions">
        ${laterButton(language, postpone)}
        ${method ? submitButton(language, flow, method === 'otherDevice' ? 'otherDeviceStart' : 'unlock', 'unlocking') : nothing}
      </div>
    </form>
    <div class="others" role="group" aria-label=${language.term('otherWays')}>
      ${others.map(
        (other) =>
          html`<button class="link" type="button" @click=${() => void flow.useMethod(other)}>
            ${language.term('unlockBy', other)}
          </button>`,
      )}
      <button class="link" type="button" @click=${() => void flow.go({ kind: 'reset' })}>
        ${language.term('noWayLeft')}
      </button>
    </div>`;
}

/** @param canGoBack to unlocking after all */
export function resetStep(
  language: Language,
  flow: RecoveryFlow,
  canGoBack: boolean,
  postpone: Postpone,
): TemplateResult {
  const { busy } = flow.state;
  return html`${stepHead(language, 'reset')}
    <ul class="consequences">
      ${(['history', 'contacts', 'devices'] as const).map(
        (of) => html`<li>${language.term('resetConsequence', of)}</li>`,
      )}
    </ul>
    <form novalidate @submit=${onSubmit(() => flow.reset())}>
      ${formFault(language, flow)}
      <div class="actions">
        ${
          canGoBack
            ? html`<button class="button" type="button" @click=${() => void flow.go({ kind: 'prompt' })}>
                ${language.term('back')}
              </button>`
            : laterButton(language, postpone)
        }
        <button class="button danger" type="submit" aria-disabled=${busy ? 'true' : 'false'}>
          ${busy ? html`<span class="spinner"></span>` : nothing}${language.term(busy ? 'resetting' : 'resetConfirm')}
        </button>
      </div>
    </form>`;
}

/** @param close `undefined` where there is nothing behind it */
export function deadEndStep(
  language: Language,
  supportLink: string | undefined,
  close: (() => void) | undefined,
): TemplateResult {
  return html`${stepHead(language, 'deadEnd')}
    <div class="actions">
      ${
        supportLink
          ? html`<a class="button" href=${supportLink} target="_blank" rel="noopener noreferrer"
              >${language.term('support')}<span class="visually-hidden"> (${language.term('newTab')})</span></a
            >`
          : nothing
      }
      ${
        close
          ? html`<button class="button primary" type="button" autofocus @click=${close}>
              ${language.term('close')}
            </button>`
          : nothing
      }
    </div>`;
}

function stepHead(language: Language, prompt: RecoveryPrompt): TemplateResult {
  return html`<span class="emblem">${icon(KeyRound)}</span>
    <h3 id="title">${language.term('recoveryTitle', prompt)}</h3>
    <p id="text">${language.term('recoveryText', prompt)}</p>`;
}

function laterButton(language: Language, postpone: Postpone): TemplateResult | typeof nothing {
  if (!postpone) return nothing;
  return html`<button class="button" type="button" @click=${postpone}>${language.term('later')}</button>`;
}

function submitButton(
  language: Language,
  { state: { busy } }: RecoveryFlow,
  word: 'createKey' | 'confirmIdentity' | 'unlock' | 'otherDeviceStart' | 'finish',
  busyWord: 'creatingKey' | 'unlocking' | 'finish' = 'finish',
): TemplateResult {
  return html`<button class="button primary" type="submit" aria-disabled=${busy ? 'true' : 'false'}>
    ${busy ? html`<span class="spinner"></span>` : nothing}${language.term(busy ? busyWord : word)}
  </button>`;
}

/** @param act gets what was typed, by the name of its field */
function onSubmit(act: (typed: (name: string) => string) => unknown): (event: SubmitEvent) => void {
  return (event) => {
    event.preventDefault();
    const fields = new FormData(event.target as HTMLFormElement);
    void act((name) => {
      const value = fields.get(name);
      return typeof value === 'string' ? value : '';
    });
  };
}
