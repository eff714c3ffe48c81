/** The look of `<bm-login>`. */
import { css } from 'lit';
import { controls } from '../../internal/controls.styles.ts';
import { fields } from '../../internal/field.styles.ts';
import { spinner } from '../../internal/spinner.styles.ts';
import { tokens } from '../../internal/tokens.styles.ts';

export const loginStyles = [
  tokens,
  controls,
  fields,
  spinner,
  css`
    :host {
      display: block;
      block-size: 100%;
      overflow: auto;
      container-type: inline-size;
      background: var(--_surface);
    }
    .page {
      display: grid;
      align-items: center;
      justify-items: center;
      min-block-size: 100%;
      padding: calc(6 * var(--_space)) calc(4 * var(--_space));
    }
    .card {
      display: grid;
      gap: calc(4 * var(--_space));
      inline-size: 100%;
      max-inline-size: 26rem;
      padding: calc(8 * var(--_space));
      border: 1px solid var(--_border);
      border-radius: var(--_radius-large);
      background: var(--_background);
    }
    .emblem {
      display: grid;
      place-items: center;
      inline-size: 3rem;
      block-size: 3rem;
      border: 1px solid transparent;
      border-radius: 50%;
      background: var(--_selected);
      color: var(--_action);
    }
    .emblem .icon {
      inline-size: 1.5rem;
      block-size: 1.5rem;
    }
    .title {
      font-size: var(--_large);
      font-weight: 600;
      line-height: 1.25;
    }
    .server {
      margin-block-start: calc(-3 * var(--_space));
      overflow-wrap: anywhere;
    }
    form,
    .portal {
      display: grid;
      gap: calc(4 * var(--_space));
    }
    /* An empty region makes no gap. */
    .homeserver:not(:has(*)),
    .portal > [role='alert']:not(:has(*)) {
      position: absolute;
    }
    form[hidden],
    .portal[hidden] {
      display: none;
    }
    .or {
      text-align: center;
    }
    .summary {
      border-radius: var(--_radius);
    }
    .with-toggle {
      position: relative;
    }
    .with-toggle .input {
      padding-inline-end: 3rem;
    }
    .with-toggle .icon-button {
      position: absolute;
      inset-block: 0.125rem;
      inset-inline-end: 0.125rem;
      min-block-size: 0;
      color: var(--_text-muted);
    }
    .button.primary {
      margin-block-start: calc(1 * var(--_space));
    }
    .state:empty {
      display: none;
    }
    .state {
      text-align: center;
    }
    .wait {
      display: flex;
      align-items: center;
      gap: calc(3 * var(--_space));
      min-block-size: 6rem;
      color: var(--_text-muted);
      text-wrap: pretty;
    }
    .legal {
      display: flex;
      flex-wrap: wrap;
      gap: calc(1 * var(--_space)) calc(5 * var(--_space));
      padding-block-start: calc(4 * var(--_space));
      border-block-start: 1px solid var(--_border);
      font-size: var(--_small);
    }
    .legal a {
      display: inline-block;
      min-block-size: 1.5rem;
    }
    @container (inline-size < 24rem) {
      .page {
        align-items: start;
        padding: 0;
      }
      .card {
        padding: calc(5 * var(--_space)) calc(4 * var(--_space));
        border: 0;
        border-radius: 0;
        min-block-size: 100%;
        align-content: start;
      }
    }
  `,
];
