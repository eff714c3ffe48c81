/** The look of `<bm-search>`. */
import { css } from 'lit';
import { controls } from '../../internal/controls.styles.ts';
import { fields } from '../../internal/field.styles.ts';
import { foundRowsStyles } from '../../internal/found-rows.ts';
import { skeletonRowStyles } from '../../internal/skeleton-rows.ts';
import { spinner } from '../../internal/spinner.styles.ts';
import { tokens } from '../../internal/tokens.styles.ts';

export const searchStyles = [
  tokens,
  controls,
  fields,
  spinner,
  skeletonRowStyles,
  foundRowsStyles,
  css`
    :host {
      display: block;
    }
    form {
      padding-block-end: calc(3 * var(--_space));
    }
    .line {
      display: flex;
      flex-wrap: wrap;
      gap: calc(2 * var(--_space));
    }
    .line .input {
      flex: 1 1 10rem;
      inline-size: auto;
      min-inline-size: 0;
    }
    li {
      border-block-start: 1px solid var(--_border);
    }
    li button {
      display: grid;
      gap: calc(1 * var(--_space));
      inline-size: 100%;
      padding: calc(3 * var(--_space)) calc(2 * var(--_space));
      border: 0;
      border-radius: var(--_radius);
      background: transparent;
      text-align: start;
    }
    li button:hover {
      background: var(--_hover);
    }
    .text {
      overflow-wrap: anywhere;
    }
    mark {
      border-radius: 0.125rem;
      background: var(--_selected);
      color: inherit;
      font-weight: 600;
    }
    @media (forced-colors: active) {
      mark {
        background: Highlight;
        color: HighlightText;
      }
    }
  `,
];
