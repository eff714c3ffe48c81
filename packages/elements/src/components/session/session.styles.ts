/** The look of `<bm-session>`: none, but for the refusal. */
import { css } from 'lit';
import { controls } from '../../internal/controls.styles.ts';
import { tokens } from '../../internal/tokens.styles.ts';

export const sessionStyles = [
  tokens,
  controls,
  css`
    :host {
      display: block;
    }
    slot[hidden] {
      display: none;
    }
    .problem {
      padding: calc(4 * var(--_space));
    }
  `,
];
