/** A labelled field of a form. Not on the way to the list of rooms, so apart from the other controls. */
import { css } from 'lit';

export const fields = css`
  .field {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--_space);
    overflow-wrap: anywhere;
  }
  .field > label,
  .legend {
    font-weight: 600;
  }
  .input[aria-invalid='true'] {
    border-color: var(--_danger);
    border-width: 2px;
  }
`;
