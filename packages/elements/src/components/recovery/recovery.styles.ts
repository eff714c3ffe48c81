/** The look of `<bm-recovery>`. */
import { css } from 'lit';
import { controls } from '../../internal/controls.styles.ts';
import { dialogs } from '../../internal/dialog.styles.ts';
import { fields } from '../../internal/field.styles.ts';
import { spinner } from '../../internal/spinner.styles.ts';
import { tokens } from '../../internal/tokens.styles.ts';

export const recoveryStyles = [
  tokens,
  controls,
  fields,
  spinner,
  dialogs,
  css`
    :host {
      display: block;
    }
    :host([mode='page']) {
      block-size: 100%;
      overflow: auto;
      background: var(--_surface);
    }
    .page {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      place-items: center;
      min-block-size: 100%;
      padding: calc(6 * var(--_space)) calc(4 * var(--_space));
    }
    .card {
      inline-size: 100%;
      max-inline-size: 30rem;
      border: 1px solid var(--_border);
      border-radius: var(--_radius-large);
      background: var(--_background);
    }
    .bar {
      display: flex;
      align-items: flex-start;
      gap: calc(3 * var(--_space));
      padding: calc(3 * var(--_space)) calc(3 * var(--_space)) calc(3 * var(--_space)) calc(4 * var(--_space));
      border-block-end: 1px solid var(--_border);
      background: color-mix(in oklab, var(--_info) 8%, var(--_background));
      font-size: var(--_small);
      line-height: 1.4;
    }
    .bar > .icon {
      margin-block-start: 0.1em;
      color: var(--_info);
    }
    .bar-body {
      flex: 1;
      min-inline-size: 0;
      display: grid;
      justify-items: start;
      gap: calc(2 * var(--_space));
    }
    .bar-body > strong {
      text-wrap: balance;
    }
    .bar .icon-button {
      margin-block: calc(-1 * var(--_space));
    }
    .progress {
      display: grid;
      gap: calc(1 * var(--_space));
      inline-size: 100%;
    }
    progress {
      inline-size: 100%;
      block-size: 0.5rem;
      accent-color: var(--_action);
    }
    .flow {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: calc(4 * var(--_space));
      padding: calc(6 * var(--_space));
      overflow-wrap: anywhere;
    }
    .flow form {
      padding: 0;
      display: grid;
      gap: calc(4 * var(--_space));
    }
    .flow > h3,
    .flow form > h3 {
      font-size: var(--_large);
      line-height: 1.3;
      text-wrap: balance;
      overflow-wrap: anywhere;
      hyphens: auto;
    }
    /* Where a step begins, not a control. */
    h3:focus-visible {
      outline: none;
    }
    .emblem {
      display: grid;
      place-items: center;
      inline-size: 3rem;
      block-size: 3rem;
      border: 1px solid transparent;
      border-radius: 50%;
      background: var(--_selected);
      color: var(--_action);
    }
    .emblem.good {
      background: color-mix(in oklab, var(--_success) 14%, transparent);
      color: var(--_success);
    }
    .actions {
      display: flex;
      flex-wrap: wrap;
      justify-content: end;
      gap: calc(2 * var(--_space));
    }
    .key {
      display: flex;
      flex-wrap: wrap;
      justify-content: center;
      gap: calc(1 * var(--_space)) calc(3 * var(--_space));
      padding: calc(4 * var(--_space));
      border: 1px dashed var(--_control-border);
      border-radius: var(--_radius);
      background: var(--_surface);
      font-family: ui-monospace, monospace;
      font-size: 1.125em;
      font-weight: 600;
      letter-spacing: 0.04em;
      user-select: all;
    }
    /* Words as long as the one for the key. */
    h2,
    h3,
    p,
    label {
      hyphens: auto;
    }
    .ways {
      display: flex;
      flex-wrap: wrap;
      gap: calc(2 * var(--_space));
    }
    .ways > .button {
      flex: 1 1 auto;
      padding-inline: calc(2.5 * var(--_space));
      overflow-wrap: normal;
    }
    a.button {
      color: inherit;
      text-decoration: none;
    }
    .said:empty {
      display: none;
    }
    .said {
      color: var(--_success);
      font-weight: 600;
    }
    .strength {
      display: grid;
      grid-template-columns: repeat(3, minmax(0.75rem, 1fr)) minmax(0, 4fr);
      align-items: center;
      gap: calc(1 * var(--_space));
    }
    .strength > i {
      block-size: 0.375rem;
      border: 1px solid var(--_control-border);
      border-radius: 1rem;
    }
    .strength.weak > i:first-child {
      background: var(--_danger);
      border-color: var(--_danger);
    }
    .strength.medium > i:not(:nth-child(3)) {
      background: var(--_warning);
      border-color: var(--_warning);
    }
    .strength.strong > i {
      background: var(--_success);
      border-color: var(--_success);
    }
    .strength > span {
      padding-inline-start: calc(2 * var(--_space));
    }
    .check {
      display: flex;
      align-items: flex-start;
      gap: calc(3 * var(--_space));
      min-block-size: 2.75rem;
      padding-block: calc(2 * var(--_space));
    }
    input[type='checkbox'] {
      flex: none;
      inline-size: 1.25rem;
      block-size: 1.25rem;
      margin: 0.1em 0 0;
      accent-color: var(--_action);
    }
    .mono {
      font-family: ui-monospace, monospace;
    }
    .others {
      display: grid;
      gap: calc(1 * var(--_space));
      padding-block-start: calc(3 * var(--_space));
      border-block-start: 1px solid var(--_border);
    }
    .link {
      display: inline-flex;
      align-items: center;
      justify-self: start;
      gap: calc(2 * var(--_space));
      min-block-size: 2.25rem;
      padding: 0;
      border: 0;
      border-radius: var(--_radius);
      background: transparent;
      color: var(--_action);
      text-align: inherit;
      text-decoration: underline;
      text-underline-offset: 0.15em;
    }
    @media (pointer: coarse) {
      .link {
        min-block-size: 2.75rem;
      }
    }
    .consequences {
      display: grid;
      gap: calc(2 * var(--_space));
      padding-inline-start: calc(5 * var(--_space));
      list-style: disc;
    }
    .working {
      display: flex;
      align-items: center;
      gap: calc(3 * var(--_space));
      min-block-size: 4rem;
      color: var(--_text-muted);
    }
    /* As in dialogs. */
    @media (max-width: 24rem) {
      .actions {
        flex-direction: column;
        align-items: stretch;
      }
    }
    @media (forced-colors: active) {
      .strength.weak > i:first-child,
      .strength.medium > i:not(:nth-child(3)),
      .strength.strong > i {
        background: CanvasText;
        forced-color-adjust: none;
      }
    }
  `,
];
