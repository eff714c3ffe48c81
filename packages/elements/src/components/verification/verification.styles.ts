/** The look of `<bm-verification>`. */
import { css } from 'lit';
import { controls } from '../../internal/controls.styles.ts';
import { dialogs } from '../../internal/dialog.styles.ts';
import { spinner } from '../../internal/spinner.styles.ts';
import { tokens } from '../../internal/tokens.styles.ts';

export const verificationStyles = [
  tokens,
  controls,
  spinner,
  dialogs,
  css`
    :host {
      display: contents;
    }
    dialog {
      inline-size: min(32rem, calc(100vi - 1rem));
    }
    .flow {
      display: grid;
      gap: calc(4 * var(--_space));
      padding: calc(6 * var(--_space));
    }
    h3 {
      text-wrap: balance;
    }
    /* Where each step begins, not a control. */
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
    .emblem.bad {
      background: color-mix(in oklab, var(--_danger) 12%, transparent);
      color: var(--_danger);
    }
    .who {
      display: flex;
      align-items: center;
      gap: calc(2 * var(--_space));
      overflow-wrap: anywhere;
    }
    .emoji {
      display: flex;
      flex-wrap: wrap;
      justify-content: center;
      gap: calc(2 * var(--_space));
      padding-block: calc(4 * var(--_space));
      border: 1px solid var(--_border);
      border-radius: var(--_radius-large);
      background: var(--_surface);
    }
    .emoji li {
      flex: 0 0 min(5.75rem, 50% - var(--_space));
      display: grid;
      align-content: start;
      justify-items: center;
      gap: var(--_space);
      text-align: center;
      font-size: var(--_small);
      font-weight: 600;
      line-height: 1.25;
      overflow-wrap: anywhere;
      hyphens: auto;
    }
    .emoji .symbol {
      font-size: 2.25rem;
      line-height: 1.2;
    }
    summary {
      min-block-size: 1.75rem;
      border-radius: var(--_radius);
      cursor: pointer;
      color: var(--_action);
    }
    .numbers {
      display: flex;
      gap: calc(6 * var(--_space));
      padding-block: calc(2 * var(--_space));
      font-family: ui-monospace, monospace;
      font-size: 1.5em;
      font-weight: 600;
    }
    .ways {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(12rem, 1fr));
      gap: calc(4 * var(--_space));
    }
    .way {
      display: grid;
      gap: calc(3 * var(--_space));
      grid-template-rows: auto 1fr auto;
      padding: calc(4 * var(--_space));
      border: 1px solid var(--_border);
      border-radius: var(--_radius-large);
    }
    /* The two ways beside a code are one below the other. */
    .shown:not(:last-child) {
      grid-row: span 2;
    }
    .qr {
      display: block;
      inline-size: 100%;
      max-inline-size: 13rem;
      margin-inline: auto;
      border-radius: var(--_radius);
      background: #fff;
      fill: #000;
      forced-color-adjust: none;
    }
    .camera video {
      display: block;
      inline-size: 100%;
      max-block-size: 16rem;
      object-fit: cover;
      margin-block-start: calc(2 * var(--_space));
      border-radius: var(--_radius);
      background: #000;
    }
    .waiting {
      display: flex;
      align-items: center;
      gap: calc(3 * var(--_space));
      min-block-size: 3rem;
    }
    .actions {
      display: flex;
      flex-wrap: wrap;
      justify-content: end;
      gap: calc(2 * var(--_space));
    }
  `,
];
