/** The line by which `<bm-recovery>` asks, before its dialog is opened; or how far the keys are restored. Templates. */
import { html, nothing, type TemplateResult } from 'lit';
import { KeyRound, X } from 'lucide';
import { icon } from '../../internal/icon.ts';
import type { Language } from '../../internal/language.ts';
import type { RecoveryPrompt } from '../../translations/trust-words.ts';
import type { Postpone } from './recovery-steps.ts';

export function recoveryNotice(
  language: Language,
  prompt: RecoveryPrompt,
  open: () => void,
  postpone: Postpone,
): TemplateResult {
  return html`<div class="bar" part="base" role="region" aria-label=${language.term('recoveryTitle', prompt)}>
    ${icon(KeyRound)}
    <div class="bar-body">
      <strong>${language.term('recoveryTitle', prompt)}</strong>
      <button class="button small primary" type="button" aria-haspopup="dialog" @click=${open}>
        ${language.term('recoveryStart', prompt)}
      </button>
    </div>
    ${
      postpone
        ? html`<button
            class="icon-button"
            part="later"
            type="button"
            aria-label=${language.term('later')}
            title=${language.term('later')}
            @click=${postpone}
          >
            ${icon(X)}
          </button>`
        : nothing
    }
  </div>`;
}

export function restoringNotice(
  language: Language,
  { done, total }: { readonly done: number; readonly total: number },
): TemplateResult {
  return html`<div class="bar" part="base">
    ${icon(KeyRound)}
    <div class="bar-body">
      <div class="progress">
        <strong id="restoring">${language.term('restoring')}</strong>
        <progress aria-labelledby="restoring" max=${Math.max(total, 1)} .value=${done}></progress>
        <span class="hint">${language.term('restoredKeys', done, total)}</span>
      </div>
    </div>
  </div>`;
}
