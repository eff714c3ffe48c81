/** The look of `<bm-composer>`. */
import { css } from 'lit';
import { avatarStyles } from '../../internal/avatar.ts';
import { controls } from '../../internal/controls.styles.ts';
import { popupMenuStyles } from '../../internal/popup-menu.ts';
import { popupStyles } from '../../internal/popup.ts';
import { tokens } from '../../internal/tokens.styles.ts';
import { attachmentStyles } from './attachments.ts';
import { mentionListStyles } from './mention-list.ts';

export const composerStyles = [
  tokens,
  controls,
  avatarStyles,
  popupStyles,
  popupMenuStyles,
  attachmentStyles,
  mentionListStyles,
  css`
    :host {
      display: block;
      container-type: inline-size;
      background: var(--_background);
    }
    form {
      position: relative;
      inline-size: 100%;
      max-inline-size: 62rem;
      margin-inline: auto;
      padding: calc(2 * var(--_space)) calc(3 * var(--_space)) calc(3 * var(--_space));
    }
    .forbidden {
      padding: calc(4 * var(--_space));
      color: var(--_text-muted);
      text-align: center;
    }
    .field-error {
      padding-block-end: calc(2 * var(--_space));
    }
    .banner {
      display: flex;
      align-items: center;
      gap: calc(3 * var(--_space));
      padding: 0 calc(1 * var(--_space)) calc(2 * var(--_space)) calc(3 * var(--_space));
    }
    .banner > .icon {
      inline-size: 1.125rem;
      block-size: 1.125rem;
      color: var(--_action);
    }
    .banner-text {
      flex: 1;
      min-inline-size: 0;
      display: grid;
      padding-inline-start: calc(3 * var(--_space));
      border-inline-start: 0.1875rem solid var(--_action);
      font-size: var(--_small);
      line-height: 1.4;
    }
    .banner-text > * {
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    .banner-text bdi {
      color: var(--_text-muted);
    }
    .banner .icon-button {
      min-inline-size: 2.25rem;
      min-block-size: 2.25rem;
    }
    .bar {
      display: flex;
      align-items: end;
      gap: calc(2 * var(--_space));
    }
    .bar > .icon-button {
      min-inline-size: 2.75rem;
      min-block-size: 2.75rem;
      border-radius: 50%;
      color: var(--_text-muted);
    }
    .bar > .icon-button:hover {
      color: var(--_text);
    }
    .field-box {
      flex: 1;
      min-inline-size: 0;
      display: flex;
      align-items: end;
      border: 1px solid var(--_control-border);
      border-radius: 1.375rem;
      background: var(--_control-background);
      overflow: hidden;
    }
    .field-box:focus-within:has(textarea:focus) {
      outline: var(--_focus-width) solid var(--_focus);
      outline-offset: 0;
    }
    /* The hidden copy of the text gives the box its height: no script measures, no inline style is set. */
    .grower {
      flex: 1;
      min-inline-size: 0;
      display: grid;
      max-block-size: min(11rem, 40vb);
      overflow: auto;
      scrollbar-width: thin;
    }
    .grower::after,
    textarea {
      grid-area: 1 / 1;
      inline-size: 100%;
      min-block-size: 2.625rem;
      padding: calc(2 * var(--_space)) calc(1 * var(--_space)) calc(2 * var(--_space)) calc(4 * var(--_space));
      border: 0;
      line-height: 1.625rem;
      overflow-wrap: anywhere;
      white-space: pre-wrap;
    }
    .grower::after {
      content: attr(data-text) ' ';
      visibility: hidden;
    }
    textarea {
      background: transparent;
      resize: none;
      overflow: hidden;
      unicode-bidi: plaintext;
    }
    textarea:focus-visible {
      outline: none;
    }
    /* Browsers end it with no ellipsis: where it has no room it fades out. */
    textarea:placeholder-shown {
      mask-image: linear-gradient(to left, transparent, #000 1.5rem);
    }
    textarea::placeholder {
      overflow: hidden;
      unicode-bidi: plaintext;
      white-space: nowrap;
      color: var(--_text-muted);
      opacity: 1;
    }
    .emoji {
      min-inline-size: 2.5rem;
      min-block-size: 2.625rem;
      border-radius: 1.25rem;
      color: var(--_text-muted);
    }
    .emoji:hover {
      background: transparent;
      color: var(--_text);
    }
    .emoji:focus-visible {
      outline-offset: -4px;
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
    .drop {
      position: absolute;
      inset: calc(1.5 * var(--_space));
      display: flex;
      align-items: center;
      justify-content: center;
      gap: calc(2 * var(--_space));
      border: 2px dashed var(--_action);
      border-radius: var(--_radius-large);
      background: color-mix(in oklab, var(--_action) 10%, var(--_background));
      color: var(--_action);
      font-weight: 600;
      pointer-events: none;
    }
    @container (inline-size < 26rem) {
      form {
        padding-inline: calc(2 * var(--_space));
      }
      .bar {
        gap: calc(1 * var(--_space));
      }
    }
    @media (forced-colors: active) {
      .send[aria-disabled='true'] {
        border-color: GrayText;
        color: GrayText;
      }
    }
  `,
];
