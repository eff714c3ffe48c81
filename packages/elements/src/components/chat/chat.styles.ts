/** The look of `<bm-chat>`: a box that obeys the size its page gives it. */
import { css } from 'lit';
import { controls } from '../../internal/controls.styles.ts';
import { tokens } from '../../internal/tokens.styles.ts';

export const chatStyles = [
  tokens,
  controls,
  css`
    :host {
      display: block;
      inline-size: 100%;
      block-size: 40rem;
      min-inline-size: 0;
      min-block-size: 15rem;
      border: 1px solid var(--_border);
      border-radius: var(--_radius-large);
      background: var(--_background);
      overflow: hidden;
    }
    bm-session,
    bm-messenger {
      block-size: 100%;
    }
    .start {
      display: grid;
      gap: calc(3 * var(--_space));
      align-content: center;
      justify-items: center;
      min-block-size: 100%;
      padding: calc(6 * var(--_space));
      background: var(--_surface);
      text-align: center;
    }
    .emblem {
      display: grid;
      place-items: center;
      inline-size: 4.5rem;
      block-size: 4.5rem;
      border: 1px solid transparent;
      border-radius: 50%;
      background: var(--_selected);
      color: var(--_action);
    }
    .emblem .icon {
      inline-size: 2.25rem;
      block-size: 2.25rem;
      stroke-width: 1.75;
    }
    .title {
      font-size: var(--_large);
      font-weight: 600;
    }
    .start p {
      max-inline-size: 26rem;
      text-wrap: balance;
      color: var(--_text-muted);
    }
    .start .button {
      margin-block-start: calc(3 * var(--_space));
    }
  `,
];
