/** The look of `<bm-thread>`. */
import { css } from 'lit';
import { controls } from '../../internal/controls.styles.ts';
import { tokens } from '../../internal/tokens.styles.ts';

export const threadStyles = [
  tokens,
  controls,
  css`
    :host {
      display: block;
      block-size: 100%;
      min-block-size: 0;
      background: var(--_background);
    }
    section {
      display: flex;
      flex-direction: column;
      block-size: 100%;
      min-block-size: 0;
    }
    header {
      flex: none;
      display: flex;
      align-items: center;
      gap: calc(2 * var(--_space));
      min-block-size: 4rem;
      padding-inline: calc(4 * var(--_space)) calc(3 * var(--_space));
      border-block-end: 1px solid var(--_border);
    }
    .title {
      flex: 1;
      font-weight: 600;
    }
    bm-timeline {
      flex: 1;
    }
    bm-composer {
      flex: none;
      border-block-start: 1px solid var(--_border);
    }
  `,
];
