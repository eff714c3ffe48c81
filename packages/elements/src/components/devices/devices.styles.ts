/** The look of `<bm-devices>`. */
import { css } from 'lit';
import { controls } from '../../internal/controls.styles.ts';
import { dialogs } from '../../internal/dialog.styles.ts';
import { fields } from '../../internal/field.styles.ts';
import { popupMenuStyles } from '../../internal/popup-menu.ts';
import { popupStyles } from '../../internal/popup.ts';
import { skeletonRowStyles } from '../../internal/skeleton-rows.ts';
import { spinner } from '../../internal/spinner.styles.ts';
import { tokens } from '../../internal/tokens.styles.ts';

export const devicesStyles = [
  tokens,
  controls,
  fields,
  spinner,
  dialogs,
  popupStyles,
  popupMenuStyles,
  skeletonRowStyles,
  css`
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: calc(3 * var(--_space));
    }
    .device {
      display: flex;
      align-items: flex-start;
      gap: calc(3 * var(--_space));
      padding-block: calc(3 * var(--_space));
      border-block-end: 1px solid var(--_border);
    }
    .device > .icon {
      margin-block-start: 0.1em;
      color: var(--_text-muted);
    }
    .what {
      flex: 1;
      min-inline-size: 0;
      line-height: 1.4;
      overflow-wrap: anywhere;
    }
    .name {
      font-weight: 600;
      hyphens: manual; /* a hyphen would be taken for a part of the name */
    }
    .trust {
      display: inline-flex;
      align-items: center;
      gap: var(--_space);
      font-size: var(--_small);
    }
    .trust .icon {
      inline-size: 1rem;
      block-size: 1rem;
    }
    .trust.verified .icon {
      color: var(--_success);
    }
    .trust:not(.verified) {
      color: var(--_warning);
      font-weight: 600;
    }
    .all {
      justify-self: start;
    }
    .working {
      display: flex;
      align-items: center;
      gap: calc(3 * var(--_space));
      min-block-size: 4rem;
      color: var(--_text-muted);
    }
    .working {
      padding: calc(6 * var(--_space));
    }
  `,
];
