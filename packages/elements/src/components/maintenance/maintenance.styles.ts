/** The look of `<bm-maintenance>`. */
import { css } from 'lit';
import { controls } from '../../internal/controls.styles.ts';
import { tokens } from '../../internal/tokens.styles.ts';

export const maintenanceStyles = [
  tokens,
  controls,
  css`
    :host {
      display: block;
    }
    .banner:not(.none) {
      position: relative;
      padding: calc(3 * var(--_space)) calc(4 * var(--_space));
      border-block-end: 1px solid var(--_border);
      background: color-mix(in oklab, var(--_info) 8%, var(--_background));
      font-size: var(--_small);
      line-height: 1.4;
      /* An operator's words may be long; the chat stays in sight. */
      max-block-size: 40cqb;
      overflow: auto;
    }
    .banner.blocking {
      background: color-mix(in oklab, var(--_warning) 13%, var(--_background));
    }
    /* Beside the title alone: below it the words have the whole width. */
    .icon-button {
      position: absolute;
      inset-block-start: var(--_space);
      inset-inline-end: calc(2 * var(--_space));
    }
    .banner:has(.icon-button) strong {
      display: block;
      padding-inline-end: 2rem;
    }
    .words {
      display: flex;
      gap: calc(3 * var(--_space));
    }
    .blocking .words > .icon {
      color: var(--_warning);
    }
    .description {
      margin-block-start: calc(2 * var(--_space));
      white-space: pre-line;
      overflow-wrap: anywhere;
    }
  `,
];
