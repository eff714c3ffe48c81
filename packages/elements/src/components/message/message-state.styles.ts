/** The look of what stands for a message that cannot be shown, of warnings, and of one that was not sent. */
import { css } from 'lit';

export const messageStateStyles = css`
  .substitute,
  .warning {
    display: flex;
    gap: calc(2 * var(--_space));
    align-items: baseline;
  }
  .substitute .icon,
  .warning .icon,
  .failure .icon {
    align-self: start;
    inline-size: 1rem;
    block-size: 1rem;
    margin-block-start: 0.2em;
  }
  .undecryptable .bubble,
  .redacted .bubble,
  .unsupported .bubble {
    border: 1px dashed var(--_control-border);
    background: transparent;
    color: var(--_text);
  }
  .redacted .substitute,
  .next-step {
    color: var(--_text-muted);
  }
  .next-step {
    font-size: var(--_small);
  }
  .undecryptable .next-step {
    padding-inline-start: calc(1rem + 2 * var(--_space));
  }
  .unlock {
    display: block;
    margin-block-start: calc(2 * var(--_space));
    margin-inline-start: calc(1rem + 2 * var(--_space));
  }
  .warning {
    margin-block-end: calc(1.5 * var(--_space));
    padding-block-end: calc(1.5 * var(--_space));
    border-block-end: 1px solid color-mix(in oklab, currentColor 45%, transparent);
    color: var(--_warning);
    font-size: var(--_small);
    font-weight: 600;
  }
  .warning.red {
    color: var(--_danger);
  }
  .warning.grey {
    color: var(--_text-muted);
    font-weight: 400;
  }
  .failed .bubble {
    border-color: var(--_danger);
  }
  .failed .meta .icon {
    color: var(--_danger);
  }
  .failure {
    display: grid;
    gap: calc(1.5 * var(--_space));
    justify-items: end;
    padding-block: calc(1.5 * var(--_space)) calc(2 * var(--_space));
    font-size: var(--_small);
  }
  .failure p {
    display: flex;
    gap: calc(1.5 * var(--_space));
    color: var(--_danger);
  }
  .failure .actions {
    display: flex;
    flex-wrap: wrap;
    justify-content: end;
    gap: calc(2 * var(--_space));
  }
  .failure .button {
    font-size: 1em;
  }
`;
