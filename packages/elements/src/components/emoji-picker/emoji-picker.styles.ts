/** The look of `<bm-emoji-picker>`. */
import { css } from 'lit';
import { controls } from '../../internal/controls.styles.ts';
import { spinner } from '../../internal/spinner.styles.ts';
import { tokens } from '../../internal/tokens.styles.ts';

export const emojiPickerStyles = [
  tokens,
  controls,
  spinner,
  css`
    :host {
      display: flex;
      flex-direction: column;
      inline-size: 21rem;
      max-inline-size: 100%;
      block-size: 22rem;
      max-block-size: 100%;
      background: var(--_background);
    }
    .head {
      flex: none;
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: calc(2 * var(--_space));
      padding: calc(3 * var(--_space)) calc(3 * var(--_space)) calc(2 * var(--_space));
      border-block-end: 1px solid var(--_border);
    }
    .search {
      display: flex;
      align-items: center;
      gap: calc(2 * var(--_space));
      padding-inline: calc(2.5 * var(--_space));
      border: 1px solid var(--_control-border);
      border-radius: var(--_radius);
      background: var(--_control-background);
      color: var(--_text-muted);
    }
    .search:focus-within {
      outline: var(--_focus-width) solid var(--_focus);
    }
    .search .icon {
      inline-size: 1.125rem;
      block-size: 1.125rem;
    }
    input {
      flex: 1;
      min-inline-size: 0;
      min-block-size: 2.25rem;
      border: 0;
      background: transparent;
      color: var(--_text);
    }
    input:focus-visible {
      outline: none;
    }
    input::placeholder {
      color: var(--_text-muted);
      opacity: 1;
    }
    .groups {
      display: flex;
      justify-content: space-between;
    }
    .groups button,
    .grid button {
      display: grid;
      place-items: center;
      aspect-ratio: 1;
      padding: 0;
      border: 0;
      border-radius: var(--_radius);
      background: transparent;
      font-family: 'Apple Color Emoji', 'Segoe UI Emoji', 'Noto Color Emoji', sans-serif;
      line-height: 1;
    }
    .groups button {
      flex: 1 1 0;
      min-inline-size: 1.5rem;
      max-inline-size: 2rem;
      block-size: 2rem;
      font-size: 1.0625rem;
      filter: grayscale(0.9);
      opacity: 0.75;
    }
    .groups button:is(:hover, :focus-visible, [aria-pressed='true']) {
      filter: none;
      opacity: 1;
    }
    .groups button[aria-pressed='true'] {
      background: var(--_selected);
    }
    .grid {
      flex: 1;
      min-block-size: 0;
      display: grid;
      grid-template-columns: repeat(auto-fill, minmax(2.375rem, 1fr));
      align-content: start;
      padding: calc(2 * var(--_space)) calc(3 * var(--_space)) calc(3 * var(--_space));
      overflow-y: auto;
      overscroll-behavior: contain;
      scrollbar-width: thin;
    }
    .grid button {
      font-size: 1.5rem;
    }
    .grid button:hover {
      background: var(--_hover);
    }
    .grid button:focus-visible {
      outline-offset: -2px;
    }
    .note {
      grid-column: 1 / -1;
      display: grid;
      place-items: center;
      padding: calc(6 * var(--_space));
      color: var(--_text-muted);
      text-align: center;
    }
    @media (forced-colors: active) {
      .groups button[aria-pressed='true'] {
        outline: 2px solid Highlight;
      }
    }
  `,
];
