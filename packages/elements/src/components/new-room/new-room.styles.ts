/** The look of `<bm-new-room>`. */
import { css } from 'lit';
import { controls } from '../../internal/controls.styles.ts';
import { dialogs } from '../../internal/dialog.styles.ts';
import { fields } from '../../internal/field.styles.ts';
import { spinner } from '../../internal/spinner.styles.ts';
import { tokens } from '../../internal/tokens.styles.ts';

export const newRoomStyles = [
  tokens,
  controls,
  fields,
  spinner,
  dialogs,
  css`
    :host {
      display: contents;
    }
    fieldset {
      display: grid;
      gap: calc(1 * var(--_space));
    }
    .legend {
      padding: 0;
      margin-block-end: var(--_space);
    }
    .choice {
      display: flex;
      gap: calc(3 * var(--_space));
      align-items: start;
      padding: calc(2 * var(--_space)) calc(3 * var(--_space));
      border: 1px solid var(--_border);
      border-radius: var(--_radius);
      cursor: pointer;
    }
    .choice:has(:checked) {
      border-color: var(--_action);
      background: var(--_selected);
    }
    .choice input {
      flex: none;
      inline-size: 1.25rem;
      block-size: 1.25rem;
      margin: 0.1em 0 0;
      accent-color: var(--_action);
    }
    .choice .hint {
      display: block;
    }
  `,
];
