/** The look of `<bm-poll-dialog>`. */
import { css } from 'lit';

export const pollDialogStyles = css`
  .answers {
    display: grid;
    gap: calc(3 * var(--_space));
  }
  .row {
    display: flex;
    gap: calc(1 * var(--_space));
  }
  .row .icon-button {
    min-block-size: 2.75rem;
  }
  .add {
    justify-self: start;
  }
  .choices {
    display: grid;
    gap: calc(2 * var(--_space));
  }
  .choices label {
    display: flex;
    align-items: baseline;
    gap: calc(2.5 * var(--_space));
    min-block-size: 1.5rem;
  }
  .choices input {
    flex: none;
    inline-size: 1.125rem;
    block-size: 1.125rem;
    margin: 0;
    translate: 0 0.15em;
    accent-color: var(--_action);
  }
  .choices .hint {
    display: block;
  }
`;
