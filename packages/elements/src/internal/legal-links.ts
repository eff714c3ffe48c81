/** Links to what the law wants: imprint, privacy and the declaration of accessibility; and to help. */
import type { Deployment } from '@bundesmessenger/store';
import { html, nothing, type TemplateResult } from 'lit';
import type { Language } from './language.ts';
import { supportLink } from './support-link.ts';

/** @param accessibilityUrl the page's own, so it may be relative to it */
export function legalLinks(
  language: Language,
  { imprintUrl, privacyUrl, supportContact }: Partial<Deployment> = {},
  accessibilityUrl?: string,
): TemplateResult | typeof nothing {
  const links = [
    [imprintUrl, language.term('imprint')],
    [privacyUrl, language.term('privacy')],
    [accessibilityUrl, language.term('accessibility')],
    [supportLink(supportContact), language.term('support')],
  ] as const;
  const shown = links.filter(([url]) => url && isOpened(url));
  if (shown.length === 0) return nothing;
  return html`<ul class="legal" part="legal" aria-label=${language.term('legal')}>
    ${shown.map(
      ([url, text]) =>
        html`<li>
          <a href=${url!} target="_blank" rel="noopener noreferrer"
            >${text}<span class="visually-hidden"> (${language.term('newTab')})</span></a
          >
        </li>`,
    )}
  </ul>`;
}

/** Others, such as `javascript:`, would run in the page. */
function isOpened(url: string): boolean {
  return URL.canParse(url, location.href) && /^(?:https?|mailto):$/u.test(new URL(url, location.href).protocol);
}
