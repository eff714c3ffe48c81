/** The look of `<bm-room-settings>` and of the dialog around it. */
import { css } from 'lit';
import { avatarStyles } from '../../internal/avatar.ts';
import { controls } from '../../internal/controls.styles.ts';
import { dialogs } from '../../internal/dialog.styles.ts';
import { fields } from '../../internal/field.styles.ts';
import { spinner } from '../../internal/spinner.styles.ts';
import { tokens } from '../../internal/tokens.styles.ts';

export const roomSettingsStyles = [
  tokens,
  controls,
  fields,
  spinner,
  dialogs,
  css`
    :host {
      display: block;
    }
    .settings {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: calc(5 * var(--_space));
    }
    .settings > form {
      display: grid;
      gap: calc(4 * var(--_space));
    }
    textarea.input {
      display: block;
      min-block-size: 5rem;
      resize: vertical;
    }
    .actions {
      display: flex;
      justify-content: end;
    }
    .group {
      display: grid;
      gap: var(--_space);
      padding-block-start: calc(5 * var(--_space));
      border-block-start: 1px solid var(--_border);
    }
    .choice {
      display: flex;
      align-items: flex-start;
      gap: calc(3 * var(--_space));
      min-block-size: 2.75rem;
      padding-block: calc(2 * var(--_space));
    }
    .choice > span {
      display: grid;
    }
    input:is([type='radio'], [type='checkbox']) {
      flex: none;
      inline-size: 1.25rem;
      block-size: 1.25rem;
      margin: 0.1em 0 0;
      accent-color: var(--_action);
    }
    select.input {
      font: inherit;
      color: inherit;
    }
    dl {
      display: grid;
      gap: calc(3 * var(--_space));
    }
    .group > dl {
      padding-block: var(--_space);
    }
    dt {
      font-weight: 600;
    }
    dd {
      overflow-wrap: anywhere;
      white-space: pre-line;
    }
    .waiting {
      display: flex;
      align-items: center;
      gap: calc(3 * var(--_space));
      min-block-size: 4rem;
      color: var(--_text-muted);
    }
    .saved:empty {
      display: none;
    }
    .saved {
      color: var(--_success);
      font-weight: 600;
    }
    .safe {
      display: flex;
      align-items: flex-start;
      gap: calc(2 * var(--_space));
      margin-block-start: calc(2 * var(--_space));
    }
    .safe .icon {
      color: var(--_success);
    }
    .leave {
      justify-self: start;
    }
  `,
];

export const roomDetailsStyles = [
  tokens,
  controls,
  dialogs,
  avatarStyles,
  css`
    :host {
      display: contents;
    }
    dialog {
      inline-size: min(34rem, calc(100vi - 1rem));
      block-size: min(44rem, calc(100vb - 1rem));
      overflow: hidden;
    }
    .frame {
      display: grid;
      grid-template-rows: auto auto minmax(0, 1fr);
      grid-template-columns: minmax(0, 1fr);
      block-size: 100%;
    }
    .head {
      display: flex;
      align-items: center;
      gap: calc(3 * var(--_space));
      padding: calc(4 * var(--_space)) calc(4 * var(--_space)) calc(2 * var(--_space)) calc(5 * var(--_space));
    }
    .head h3 {
      flex: 1;
      min-inline-size: 0;
    }
    .tabs {
      display: flex;
      flex-wrap: wrap;
      gap: calc(1 * var(--_space));
      padding-inline: calc(4 * var(--_space));
      border-block-end: 1px solid var(--_border);
    }
    .tabs button {
      min-block-size: 2.75rem;
      padding-inline: calc(3 * var(--_space));
      border: 0;
      border-block-end: 3px solid transparent;
      border-radius: var(--_radius) var(--_radius) 0 0;
      background: transparent;
      color: var(--_text-muted);
      font-weight: 600;
      overflow-wrap: normal;
    }
    .tabs button:hover {
      background: var(--_hover);
    }
    .tabs button[aria-selected='true'] {
      border-block-end-color: var(--_action);
      color: var(--_text);
    }
    .tabs button:focus-visible {
      outline-offset: -3px;
    }
    /* Else a border of no colour would have one. */
    @media (forced-colors: active) {
      .tabs button {
        border-block-end-color: Canvas;
      }
      .tabs button[aria-selected='true'] {
        border-block-end-color: Highlight;
      }
    }
    .panel {
      padding: calc(5 * var(--_space));
      overflow: auto;
      overscroll-behavior: contain;
    }
    .panel:focus-visible {
      outline-offset: -3px;
    }
    @media (max-width: 24rem) {
      .head {
        padding-inline: calc(3 * var(--_space));
      }
      .head .avatar {
        display: none;
      }
      .tabs {
        padding-inline: calc(1 * var(--_space));
      }
      .tabs {
        gap: 0;
      }
      .tabs button {
        padding-inline: calc(1.5 * var(--_space));
        font-size: var(--_small);
      }
      .panel {
        padding: calc(4 * var(--_space)) calc(3 * var(--_space));
      }
    }
  `,
];
