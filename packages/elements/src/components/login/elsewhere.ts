/** Logins outside of the page: which there are, and their buttons in `<bm-login>`. */
import type { ErrorCode, HomeserverState } from '@bundesmessenger/store';
import { html, nothing, type TemplateResult } from 'lit';
import { ExternalLink } from 'lucide';
import { icon } from '../../internal/icon.ts';
import type { Language } from '../../internal/language.ts';
import { problemNotice } from '../../internal/problem.ts';
import type { BmSession } from '../session/session.ts';

/** What a homeserver offers. */
export type Logins = Omit<Extract<HomeserverState, { status: 'reachable' }>, 'status'>;

/** One of them, as `beginLogin` takes it. */
export type Elsewhere = { readonly label?: string } & (
  { readonly type: 'oauth' } | { readonly type: 'm.login.sso'; readonly idpId?: string }
);

const ssoFlow = 'm.login.sso';

export function choicesElsewhere({ flows, identityProviders = [], issuer }: Logins): readonly Elsewhere[] {
  if (issuer !== undefined) return [{ type: 'oauth' }];
  if (!flows.includes(ssoFlow)) return [];
  if (identityProviders.length === 0) return [{ type: ssoFlow }];
  return identityProviders.map(({ id, name }) => ({ type: ssoFlow, idpId: id, label: name }));
}

export interface ElsewhereButtons {
  readonly choices: readonly Elsewhere[];
  /** The form stands above, and says what went wrong. */
  readonly besideForm: boolean;
  readonly waits: boolean;
  readonly error: ErrorCode | undefined;
  readonly onChoice: (choice: Elsewhere) => unknown;
}

export function elsewhereButtons(
  language: Language,
  { choices, besideForm, waits, error, onChoice }: ElsewhereButtons,
): TemplateResult {
  return html`<div class="portal" part="elsewhere">
    ${
      besideForm
        ? html`<p class="or hint">${language.term('or')}</p>`
        : html`<div role="alert">
            ${error ? problemNotice(language, { title: language.term('loginFailed'), error: { code: error } }) : nothing}
          </div>`
    }
    <p class="hint" id="elsewhere">${language.term('loginElsewhere')}</p>
    ${choices.map(
      (choice) =>
        html`<button
          class="button ${besideForm ? '' : 'primary'}"
          part=${besideForm ? 'leave' : 'submit'}
          type="button"
          aria-describedby="elsewhere"
          aria-disabled=${waits ? 'true' : 'false'}
          @click=${() => !waits && onChoice(choice)}
        >
          ${icon(ExternalLink)}${choice.type === 'oauth' || choice.label === undefined ? language.term('login') : language.term('loginWith', choice.label)}
        </button>`,
    )}
  </div>`;
}

/** A page may have two sessions, and an answer is for one of them. @returns `undefined` for a store of the page's own */
export function sessionNameOf(element: Element): string | undefined {
  let node: Node | null = element;
  while (node) {
    if (node instanceof Element && node.localName === 'bm-session') {
      const { options, sessionName } = node as BmSession;
      return options?.name ?? sessionName ?? 'default';
    }
    node = node instanceof ShadowRoot ? node.host : node.parentNode;
  }
  return undefined;
}
