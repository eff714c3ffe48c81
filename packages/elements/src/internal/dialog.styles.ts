/** The native `<dialog>` in the look of the elements. */
import { css } from 'lit';

export const dialogs = css`
  dialog {
    inline-size: min(31rem, calc(100vi - 2rem));
    max-block-size: calc(100vb - 2rem);
    margin: auto;
    padding: 0;
    border: 1px solid var(--_border);
    border-radius: var(--_radius-large);
    background: var(--_background);
    color: var(--_text);
    box-shadow: var(--_shadow);
    overflow: auto;
    overflow-wrap: anywhere;
    hyphens: auto;
  }
  dialog::backdrop {
    background: rgb(10 16 26 / 0.5);
  }
  dialog[open] {
    animation: rise var(--_duration) ease-out;
  }
  @keyframes rise {
    from {
      opacity: 0;
      transform: translateY(0.5rem);
    }
  }
  dialog form {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: calc(4 * var(--_space));
    padding: calc(6 * var(--_space));
  }
  dialog h3 {
    font-size: var(--_large);
    line-height: 1.3;
    overflow-wrap: anywhere;
    text-wrap: balance;
  }
  dialog .actions {
    display: flex;
    flex-wrap: wrap;
    justify-content: end;
    gap: calc(2 * var(--_space));
    margin-block-start: calc(2 * var(--_space));
  }
  @media (max-width: 24rem) {
    dialog {
      inline-size: calc(100vi - 1rem);
    }
    dialog form {
      padding: calc(4 * var(--_space));
    }
    dialog .actions {
      flex-direction: column;
      align-items: stretch;
    }
  }
  /* What cannot be undone is asked for in dialogs, and begun beside them. */
  .button.danger {
    border-color: var(--_danger);
    color: var(--_danger);
  }
`;
