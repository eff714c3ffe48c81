/** The look of `<bm-connection-banner>`. */
import { css } from 'lit';
import { controls } from '../../internal/controls.styles.ts';
import { tokens } from '../../internal/tokens.styles.ts';

export const connectionBannerStyles = [
  tokens,
  controls,
  css`
    :host {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      justify-content: space-between;
      font-size: 0.875em;
    }
    :host(:has(.offline)),
    :host {
      background: color-mix(in oklab, var(--_warning) 12%, var(--_background));
    }
    [role='status'] {
      flex: 1 1 16rem;
      display: flex;
      align-items: center;
      gap: calc(3 * var(--_space));
      min-inline-size: 0;
    }
    .offline,
    .catchingUp {
      padding: calc(2 * var(--_space)) calc(4 * var(--_space));
    }
    .offline {
      color: var(--_text);
    }
    .offline > .icon {
      color: var(--_warning);
    }
    /* A short catch-up does not flash. */
    .catchingUp {
      animation: appear 0.2s 0.8s both;
    }
    @keyframes appear {
      from {
        opacity: 0;
      }
    }
    .button {
      margin: calc(2 * var(--_space)) calc(4 * var(--_space));
      font-size: 1em;
      background: var(--_background);
    }
    .button .icon {
      inline-size: 1rem;
      block-size: 1rem;
    }
  `,
];
