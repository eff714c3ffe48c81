/** The few controls all elements are made of: buttons, inputs, notices, placeholders while loading. */
import { css } from 'lit';

export const controls = css`
  h2,
  h3,
  p,
  ol,
  ul,
  dl,
  dd,
  fieldset {
    margin: 0;
    padding: 0;
    border: 0;
    min-inline-size: 0;
  }
  h2,
  h3,
  strong {
    font-weight: 600;
  }
  ol,
  ul {
    list-style: none;
  }
  a {
    color: var(--_action);
    text-underline-offset: 0.15em;
  }
  button,
  input,
  textarea {
    font: inherit;
    color: inherit;
    letter-spacing: inherit;
  }
  button {
    cursor: pointer;
    -webkit-tap-highlight-color: transparent;
  }

  :focus-visible {
    outline: var(--_focus-width) solid var(--_focus);
    outline-offset: 2px;
  }

  .icon {
    flex: none;
    inline-size: 1.25rem;
    block-size: 1.25rem;
    fill: none;
    stroke: currentColor;
    stroke-width: 2;
    stroke-linecap: round;
    stroke-linejoin: round;
  }

  @media (forced-colors: active) {
    .icon {
      color: inherit !important;
    }
  }

  .button,
  .icon-button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: calc(2 * var(--_space));
    min-block-size: 2.75rem;
    padding: calc(1.5 * var(--_space)) calc(4 * var(--_space));
    border: 1px solid var(--_control-border);
    border-radius: var(--_radius);
    background: transparent;
    font-weight: 600;
    line-height: 1.25;
    transition:
      background-color var(--_duration),
      border-color var(--_duration);
  }
  .button:hover,
  .icon-button:hover {
    background: var(--_hover);
  }
  .button.primary {
    border-color: var(--_action);
    background: var(--_action);
    color: var(--_on-action);
  }
  .button.primary:hover {
    background: color-mix(in oklab, var(--_action) 88%, var(--_text));
  }
  .button.small {
    min-block-size: 2rem;
    padding: var(--_space) calc(3 * var(--_space));
    font-size: var(--_small);
  }
  .button[aria-disabled='true'] {
    cursor: progress;
  }
  .icon-button {
    flex: none;
    min-inline-size: 2.5rem;
    min-block-size: 2.5rem;
    padding: 0;
    border-color: transparent;
  }
  @media (pointer: coarse) {
    .button.small,
    .icon-button {
      min-inline-size: 2.75rem;
      min-block-size: 2.75rem;
    }
  }

  .hint {
    color: var(--_text-muted);
    font-size: var(--_small);
  }
  .input {
    inline-size: 100%;
    min-block-size: 2.75rem;
    padding: calc(2 * var(--_space)) calc(3 * var(--_space));
    border: 1px solid var(--_control-border);
    border-radius: var(--_radius);
    background: var(--_control-background);
  }
  .input:focus-visible {
    outline-offset: 0;
  }
  /* Chromium's own is blue whatever the theme. */
  ::-webkit-search-cancel-button {
    filter: grayscale(1);
  }
  .field-error {
    display: flex;
    gap: calc(1.5 * var(--_space));
    align-items: start;
    color: var(--_danger);
    font-size: var(--_small);
  }
  .field-error .icon {
    margin-block-start: 0.1em;
  }

  .notice {
    --_tone: var(--_info);
    display: grid;
    grid-template-columns: auto 1fr;
    gap: var(--_space) calc(3 * var(--_space));
    padding: calc(3 * var(--_space)) calc(4 * var(--_space));
    border: 1px solid color-mix(in oklab, var(--_tone) 45%, var(--_background));
    border-inline-start: 0.25rem solid var(--_tone);
    border-radius: var(--_radius);
    background: color-mix(in oklab, var(--_tone) 8%, var(--_background));
    overflow-wrap: anywhere;
  }
  .notice > .icon {
    color: var(--_tone);
    margin-block-start: 0.1em;
  }
  .notice > .notice-body {
    display: grid;
    gap: calc(2 * var(--_space));
    justify-items: start;
  }
  .notice.danger {
    --_tone: var(--_danger);
  }
  .notice.warning {
    --_tone: var(--_warning);
  }
  .notice strong {
    display: block;
  }
  .notice summary {
    cursor: pointer;
    min-block-size: 1.5rem;
    font-size: var(--_small);
    border-radius: var(--_radius);
  }
  .notice details p {
    margin-block-start: var(--_space);
    font-size: var(--_small);
  }
  code {
    font-family: ui-monospace, monospace;
    font-size: var(--_small);
  }

  .visually-hidden {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    margin: -1px;
    padding: 0;
    border: 0;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  .skeleton {
    border-radius: var(--_radius);
    background: color-mix(in oklab, var(--_text) 9%, transparent);
  }
  /* All of them as one layer, and not at once: each frame takes time from what they stand for. */
  .loading {
    animation: breathe 1.6s ease-in-out 0.8s infinite alternate;
  }
  @media (forced-colors: active) {
    .skeleton {
      border: 1px solid GrayText;
    }
  }
  @keyframes breathe {
    from {
      opacity: 1;
    }
    to {
      opacity: 0.45;
    }
  }

  .empty {
    display: grid;
    gap: calc(2 * var(--_space));
    justify-items: center;
    align-content: center;
    padding: calc(8 * var(--_space)) calc(6 * var(--_space));
    text-align: center;
    text-wrap: balance;
    color: var(--_text-muted);
  }
  .empty .emblem {
    display: grid;
    place-items: center;
    inline-size: 4rem;
    block-size: 4rem;
    margin-block-end: calc(2 * var(--_space));
    border: 1px solid transparent;
    border-radius: 50%;
    background: var(--_selected);
    color: var(--_action);
  }
  .empty .emblem .icon {
    inline-size: 1.75rem;
    block-size: 1.75rem;
    stroke-width: 1.75;
  }
  .empty .title {
    color: var(--_text);
    font-size: var(--_large);
    font-weight: 600;
  }
`;
