/** The look of `<bm-timeline>`. */
import { css } from 'lit';
import { avatarStyles } from '../../internal/avatar.ts';
import { controls } from '../../internal/controls.styles.ts';
import { tokens } from '../../internal/tokens.styles.ts';

export const timelineStyles = [
  tokens,
  controls,
  avatarStyles,
  css`
    :host {
      display: block;
      min-block-size: 0;
      block-size: 100%;
      container-type: inline-size;
      background: var(--_background);
    }
    section {
      position: relative;
      display: flex;
      block-size: 100%;
      min-block-size: 0;
    }
    .scroller {
      --_avatar-size: 2.25rem;
      --_gutter: calc(var(--_avatar-size) + 2.5 * var(--_space));
      flex: 1;
      min-inline-size: 0;
      display: flex;
      flex-direction: column;
      padding: calc(3 * var(--_space)) calc(4 * var(--_space));
      overflow-x: hidden;
      overflow-y: auto;
      overflow-anchor: none;
      overscroll-behavior: contain;
      scroll-padding-block: calc(4 * var(--_space));
      scrollbar-gutter: stable;
      scrollbar-width: thin;
      scrollbar-color: var(--_control-border) transparent;
    }
    ol {
      flex: none;
      inline-size: 100%;
      max-inline-size: 60rem;
      margin-inline: auto;
    }
    /* Short histories stand at the bottom, where the next message will be. */
    .scroller::before {
      content: '';
      flex: 1 0 0;
    }
    .empty {
      margin-block: auto;
    }
    .scroller:has(.empty)::before {
      content: none;
    }
    .head {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      justify-content: center;
      gap: calc(2 * var(--_space));
      min-block-size: 2.75rem;
      color: var(--_text-muted);
      font-size: 0.875em;
      text-align: center;
    }

    li {
      content-visibility: auto;
      contain-intrinsic-size: auto 4rem;
    }
    .day {
      display: flex;
      align-items: center;
      justify-content: center;
      padding-block: calc(4 * var(--_space)) calc(2 * var(--_space));
      color: var(--_text-muted);
      font-size: 0.8125em;
      font-weight: 600;
    }
    .day::before,
    .day::after {
      content: '';
      flex: 1;
      border-block-start: 1px solid var(--_border);
    }
    .day span {
      padding-inline: calc(3 * var(--_space));
    }
    .state {
      padding: 0.25rem 0.375rem;
    }
    .state article {
      inline-size: fit-content;
      max-inline-size: 36rem;
      margin-inline: auto;
      padding: 0.125rem calc(2 * var(--_space));
      border-radius: var(--_radius);
      color: var(--_text-muted);
      font-size: 0.8125em;
      text-align: center;
      overflow-wrap: anywhere;
    }

    .bubble-row {
      position: relative;
      display: flex;
      /* Room for the focus ring inside the painted area of content-visibility. */
      padding: 0.1875rem 0.375rem;
    }
    .bubble-row.first {
      padding-block-start: calc(3 * var(--_space));
    }
    .foreign {
      padding-inline-start: calc(var(--_gutter) + 0.375rem);
    }
    .own {
      justify-content: end;
    }
    .avatar {
      position: absolute;
      inset-inline-start: 0.25rem;
      inset-block-start: calc(3 * var(--_space) + 1.5rem);
    }
    article {
      position: relative;
      display: grid;
      justify-items: start;
      max-inline-size: min(38rem, 82%);
      border-radius: var(--_radius-bubble);
    }
    article:focus-visible {
      outline-offset: 0;
    }
    .own article {
      justify-items: end;
    }
    .sender {
      padding-inline-start: calc(1 * var(--_space));
      padding-block-end: 0.125rem;
      color: var(--_text-muted);
      font-size: 0.8125em;
      font-weight: 600;
      overflow-wrap: anywhere;
    }
    .bubble {
      max-inline-size: 100%;
      padding: calc(2 * var(--_space)) calc(3.25 * var(--_space));
      border: 1px solid transparent;
      border-radius: var(--_radius-bubble);
      background: var(--_bubble);
      color: var(--_bubble-text);
    }
    .own .bubble {
      background: var(--_bubble-own);
      color: var(--_bubble-own-text);
    }
    .foreign.first .bubble {
      border-start-start-radius: 0.25rem;
    }
    .own.last .bubble {
      border-end-end-radius: 0.25rem;
    }
    .text {
      display: inline;
      overflow-wrap: anywhere;
    }
    .plain {
      white-space: pre-wrap;
      unicode-bidi: plaintext;
    }
    .text a {
      color: inherit;
      text-decoration-color: var(--_action);
      text-decoration-thickness: 0.1em;
      border-radius: 0.125rem;
    }
    .meta {
      float: inline-end;
      display: inline-flex;
      align-items: center;
      gap: calc(1 * var(--_space));
      margin-inline-start: calc(3 * var(--_space));
      margin-block-start: 0.3em;
      color: color-mix(in oklab, currentColor 72%, transparent);
      font-size: 0.75em;
      line-height: 1.5;
      white-space: nowrap;
    }
    .meta .icon {
      inline-size: 0.875rem;
      block-size: 0.875rem;
    }

    .substitute,
    .warning {
      display: flex;
      gap: calc(2 * var(--_space));
      align-items: baseline;
    }
    .substitute .icon,
    .warning .icon,
    .failure .icon {
      align-self: start;
      inline-size: 1rem;
      block-size: 1rem;
      margin-block-start: 0.2em;
    }
    .undecryptable .bubble,
    .redacted .bubble,
    .unsupported .bubble {
      border: 1px dashed var(--_control-border);
      background: transparent;
      color: var(--_text);
    }
    .redacted .substitute,
    .next-step {
      color: var(--_text-muted);
    }
    .next-step {
      font-size: 0.875em;
    }
    .undecryptable .next-step {
      padding-inline-start: calc(1rem + 2 * var(--_space));
    }
    .warning {
      margin-block-end: calc(1.5 * var(--_space));
      padding-block-end: calc(1.5 * var(--_space));
      border-block-end: 1px solid color-mix(in oklab, var(--_warning) 45%, transparent);
      color: var(--_warning);
      font-size: 0.875em;
      font-weight: 600;
    }
    .failed .bubble {
      border-color: var(--_danger);
    }
    .failed .meta .icon {
      color: var(--_danger);
    }
    .failure {
      display: grid;
      gap: calc(1.5 * var(--_space));
      justify-items: end;
      padding-block: calc(1.5 * var(--_space)) calc(2 * var(--_space));
      font-size: 0.875em;
    }
    .failure p {
      display: flex;
      gap: calc(1.5 * var(--_space));
      color: var(--_danger);
    }
    .failure .actions {
      display: flex;
      flex-wrap: wrap;
      gap: calc(2 * var(--_space));
    }
    .failure .button {
      font-size: 1em;
    }

    .to-newest {
      position: absolute;
      inset-block-end: calc(3 * var(--_space));
      inset-inline-end: calc(5 * var(--_space));
      display: inline-flex;
      align-items: center;
      justify-content: center;
      gap: calc(2 * var(--_space));
      min-inline-size: 2.75rem;
      min-block-size: 2.75rem;
      border: 1px solid var(--_border);
      border-radius: 1.5rem;
      background: var(--_background);
      box-shadow: var(--_shadow);
      font-weight: 600;
    }
    .to-newest:hover {
      background: var(--_surface);
    }
    .to-newest.with-count {
      padding-inline: calc(3 * var(--_space)) calc(4 * var(--_space));
      border-color: var(--_action);
      background: var(--_action);
      color: var(--_on-action);
    }

    .loading {
      display: grid;
      gap: calc(3 * var(--_space));
      inline-size: 100%;
      max-inline-size: 60rem;
      margin-inline: auto;
    }
    .loading .skeleton {
      block-size: 2.75rem;
      inline-size: 46%;
      border-radius: var(--_radius-bubble);
    }
    .loading .line-2 {
      inline-size: 62%;
      block-size: 4.25rem;
    }
    .loading :is(.line-3, .line-5) {
      inline-size: 38%;
      justify-self: end;
    }
    .loading .line-4 {
      inline-size: 54%;
    }

    @container (inline-size < 30rem) {
      .scroller {
        --_avatar-size: 1.75rem;
        padding-inline: calc(2 * var(--_space));
      }
      article {
        max-inline-size: 90%;
      }
    }
    @media (forced-colors: active) {
      .own .bubble {
        border-width: 2px;
      }
      .warning,
      .failure p {
        forced-color-adjust: auto;
      }
    }
  `,
];
