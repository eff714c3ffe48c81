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
  const forAdministrators = language.term('errorForAdministrators', error.code);
  return html`<div class="notice danger" part="problem">
    ${icon(CircleAlert)}
    <div class="notice-body">
      <div>
        <strong>${title}</strong>
        <p>${language.term('error', error.code)}</p>
      </div>
      ${action ?? nothing}
      ${
        forAdministrators
          ? html`<details>
              <summary>${language.term('forAdministrators')}</summary>
              <p>${forAdministrators}</p>
              <p>
                ${language.term('errorCode')}: <code>${error.code}</code>${
                  error.field ? html` (<code>${error.field}</code>)` : nothing
                }
              </p>
            </details>`
          : nothing
      }
    </div>
  </div>`;
}
