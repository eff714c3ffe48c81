/** The look of `<bm-composer>`. */
import { css } from 'lit';
import { controls } from '../../internal/controls.styles.ts';
import { tokens } from '../../internal/tokens.styles.ts';

export const composerStyles = [
  tokens,
  controls,
  css`
    :host {
      display: block;
      background: var(--_background);
    }
    form {
      inline-size: 100%;
      max-inline-size: 62rem;
      margin-inline: auto;
      padding: calc(2 * var(--_space)) calc(4 * var(--_space)) calc(3 * var(--_space));
    }
    .field-error {
      padding-block-end: calc(2 * var(--_space));
    }
    .bar {
      display: flex;
      align-items: end;
      gap: calc(2 * var(--_space));
    }
    /* The hidden copy of the text gives the box its height: no script measures, no inline style is set. */
    .field-box {
      flex: 1;
      min-inline-size: 0;
      display: grid;
      max-block-size: min(11rem, 40vb);
      border: 1px solid var(--_control-border);
      border-radius: 1.375rem;
      background: var(--_control-background);
      overflow: auto;
      scrollbar-width: thin;
    }
    .field-box:focus-within {
      outline: var(--_focus-width) solid var(--_focus);
      outline-offset: 0;
    }
    .field-box::after,
    textarea {
      grid-area: 1 / 1;
      inline-size: 100%;
      min-block-size: 2.625rem;
      padding: calc(2 * var(--_space)) calc(4 * var(--_space));
      border: 0;
      line-height: 1.625rem;
      overflow-wrap: anywhere;
      white-space: pre-wrap;
    }
    .field-box::after {
      content: attr(data-text) ' ';
      visibility: hidden;
    }
    textarea {
      background: transparent;
      resize: none;
      overflow: hidden;
    }
    textarea:focus-visible {
      outline: none;
    }
    textarea::placeholder {
      color: var(--_text-muted);
      opacity: 1;
    }
    .send {
      flex: none;
      display: grid;
      place-items: center;
      inline-size: 2.75rem;
      block-size: 2.75rem;
      padding: 0;
      border: 1px solid var(--_action);
      border-radius: 50%;
      background: var(--_action);
      color: var(--_on-action);
      transition: background-color var(--_duration);
    }
    .send:hover {
      background: color-mix(in oklab, var(--_action) 88%, var(--_text));
    }
    .send[aria-disabled='true'] {
      border-color: var(--_border);
      background: transparent;
      color: var(--_text-muted);
      cursor: default;
    }
    .send .icon:dir(rtl) {
      transform: scaleX(-1);
    }
    @media (forced-colors: active) {
      .send[aria-disabled='true'] {
        border-color: GrayText;
        color: GrayText;
      }
    }
  `,
];
