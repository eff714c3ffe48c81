/** The look of `<bm-files>`. */
import { css } from 'lit';
import { controls } from '../../internal/controls.styles.ts';
import { foundRowsStyles } from '../../internal/found-rows.ts';
import { skeletonRowStyles } from '../../internal/skeleton-rows.ts';
import { spinner } from '../../internal/spinner.styles.ts';
import { tokens } from '../../internal/tokens.styles.ts';

export const filesStyles = [
  tokens,
  controls,
  spinner,
  skeletonRowStyles,
  foundRowsStyles,
  css`
    :host {
      display: block;
    }
    .file {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: calc(1 * var(--_space)) calc(3 * var(--_space));
      padding-block: calc(3 * var(--_space));
      border-block-end: 1px solid var(--_border);
    }
    .file:last-child {
      border-block-end: 0;
    }
    .sign {
      position: relative;
      display: grid;
      flex: none;
      place-items: center;
      inline-size: 2.75rem;
      block-size: 2.75rem;
      overflow: hidden;
      border-radius: var(--_radius);
      background: var(--_selected);
    }
    .sign img {
      position: absolute;
      inset: 0;
      inline-size: 100%;
      block-size: 100%;
      object-fit: cover;
      visibility: hidden;
    }
    .sign img[data-state='loaded'] {
      visibility: visible;
    }
    .what {
      flex: 1 1 9rem;
      min-inline-size: 0;
      line-height: 1.35;
    }
    .name {
      font-weight: 600;
      overflow-wrap: anywhere;
    }
    .deeds {
      margin-inline-start: auto;
    }
  `,
];
