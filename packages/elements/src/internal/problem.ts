/** A failure in words: what it is, what the user can do, and for the whitelist's codes what the administration can do. */
import type { ErrorData } from '@bundesmessenger/store';
import { html, nothing, type TemplateResult } from 'lit';
import { CircleAlert } from 'lucide';
import { icon } from './icon.ts';
import type { Language } from './language.ts';

export interface Problem {
  readonly title: string;
  readonly error: Pick<ErrorData, 'code' | 'field'>;
  /** What to press, under the sentence. */
  readonly action?: TemplateResult;
}

/** @param language of the element that shows it */
export function problemNotice(language: Language, { title, error, action }: Problem): TemplateResult {
  return html`<div class="notice danger" part="problem">
    ${icon(CircleAlert)}
    <div class="notice-body">
      <div>
        <strong>${title}</strong>
        <p>${language.term('error', error.code)}</p>
      </div>
      ${action ?? nothing} ${administratorsNote(language, [error])}
    </div>
  </div>`;
}

/** What the administration can do about the failures among `errors` that are theirs, folded away; nothing if none is. */
export function administratorsNote(
  language: Language,
  errors: readonly Problem['error'][],
): TemplateResult | typeof nothing {
  const theirs = errors.filter(({ code }) => language.term('errorForAdministrators', code) !== '');
  if (theirs.length === 0) return nothing;
  return html`<details>
    <summary>${language.term('forAdministrators')}</summary>
    ${theirs.map(
      ({ code, field }) =>
        html`<p>${language.term('errorForAdministrators', code)}</p>
          <p>
            ${language.term('errorCode')}: <code>${code}</code>${field ? html` (<code>${field}</code>)` : nothing}
          </p>`,
    )}
  </details>`;
}
