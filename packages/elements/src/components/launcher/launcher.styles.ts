/** The look of `<bm-launcher>`: a round button in a corner, and a panel over the page or over its box. */
import { css } from 'lit';
import { controls } from '../../internal/controls.styles.ts';
import { tokens } from '../../internal/tokens.styles.ts';

export const launcherStyles = [
  tokens,
  controls,
  css`
    :host {
      --_gap: calc(4 * var(--_space));
      display: contents;
    }
    :host([embedded]) {
      position: relative;
      z-index: 0;
      display: block;
      inline-size: 100%;
      block-size: 100%;
      min-inline-size: 0;
      min-block-size: 0;
    }
    .launcher,
    .panel {
      position: fixed;
      z-index: 1000;
      inset-block-end: var(--_gap);
      inset-inline-end: var(--_gap);
    }
    :host([embedded]) :is(.launcher, .panel) {
      position: absolute;
    }
    .launcher {
      display: grid;
      place-items: center;
      inline-size: 3.5rem;
      block-size: 3.5rem;
      border: 1px solid transparent;
      border-radius: 50%;
      background: var(--_action);
      color: var(--_on-action);
      box-shadow: var(--_shadow);
      cursor: pointer;
    }
    .launcher .icon {
      inline-size: 1.625rem;
      block-size: 1.625rem;
    }
    .badge {
      position: absolute;
      inset-block-start: -0.25rem;
      inset-inline-end: -0.25rem;
      min-inline-size: 1.5rem;
      padding-inline: 0.3125rem;
      border: 2px solid var(--_background);
      border-radius: 0.75rem;
      background: var(--_danger);
      color: var(--_background);
      font-size: var(--_small);
      font-weight: 600;
      line-height: 1.25rem;
      text-align: center;
    }
    .panel {
      display: flex;
      flex-direction: column;
      inline-size: min(var(--bm-launcher-inline-size, 26rem), 100vi - 2 * var(--_gap));
      block-size: min(var(--bm-launcher-block-size, 44rem), 100dvb - 2 * var(--_gap));
      border: 1px solid var(--_border);
      border-radius: var(--_radius-large);
      background: var(--_background);
      box-shadow: var(--_shadow);
      overflow: hidden;
    }
    :host([embedded]) .panel {
      inset: 0;
      inline-size: auto;
      block-size: auto;
      box-shadow: none;
    }
    .bar {
      display: flex;
      flex: none;
      justify-content: flex-end;
      border-block-end: 1px solid var(--_border);
      background: var(--_surface);
    }
    ::slotted(bm-chat) {
      flex: 1;
      block-size: auto;
      min-block-size: 0;
      border: 0;
      border-radius: 0;
    }
    [hidden] {
      display: none;
    }
    /* No room beside it: the whole window. */
    @media (max-width: 30rem) {
      :host(:not([embedded])) .panel {
        inset: 0;
        inline-size: auto;
        block-size: auto;
        border: 0;
        border-radius: 0;
      }
    }
  `,
];
