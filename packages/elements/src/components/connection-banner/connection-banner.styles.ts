/** The look of `<bm-connection-banner>`. */
import { css } from 'lit';
import { controls } from '../../internal/controls.styles.ts';
import { spinner } from '../../internal/spinner.styles.ts';
import { tokens } from '../../internal/tokens.styles.ts';

export const connectionBannerStyles = [
  tokens,
  controls,
  spinner,
  css`
    :host {
      display: block;
    }
    .banner:not(.live) {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      justify-content: space-between;
      gap: calc(2 * var(--_space)) calc(4 * var(--_space));
      padding: calc(2 * var(--_space)) calc(4 * var(--_space));
      border-block-end: 1px solid var(--_border);
      background: color-mix(in oklab, var(--_info) 8%, var(--_background));
      font-size: var(--_small);
      line-height: 1.4;
    }
    .banner.offline {
      background: color-mix(in oklab, var(--_warning) 13%, var(--_background));
    }
    [role='status'] {
      flex: 1 1 14rem;
      display: flex;
      align-items: center;
      gap: calc(3 * var(--_space));
      min-inline-size: 0;
    }
    .live [role='status'] {
      display: block;
    }
    .offline .icon {
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
    .offline .button {
      font-size: 1em;
      background: var(--_background);
    }
    .offline .button .icon {
      inline-size: 1rem;
      block-size: 1rem;
      color: inherit;
    }
  `,
];
