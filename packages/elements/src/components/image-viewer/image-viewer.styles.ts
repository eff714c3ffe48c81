/** The look of `<bm-image-viewer>`: always dark, so that the picture stands out. */
import { css } from 'lit';
import { controls } from '../../internal/controls.styles.ts';
import { spinner } from '../../internal/spinner.styles.ts';
import { tokens } from '../../internal/tokens.styles.ts';

export const imageViewerStyles = [
  tokens,
  controls,
  spinner,
  css`
    dialog {
      --_focus: #fff;
      inline-size: 100vi;
      block-size: 100vb;
      max-inline-size: none;
      max-block-size: none;
      margin: 0;
      padding: 0;
      border: 0;
      background: #0c0f14;
      color: #fff;
      overflow: hidden;
    }
    dialog[open] {
      display: grid;
      grid-template-rows: auto minmax(0, 1fr) auto;
    }
    dialog::backdrop {
      background: transparent;
    }
    header {
      display: flex;
      align-items: center;
      gap: calc(2 * var(--_space));
      padding: calc(2 * var(--_space)) calc(3 * var(--_space)) calc(2 * var(--_space)) calc(5 * var(--_space));
    }
    .who {
      flex: 1;
      min-inline-size: 0;
      display: grid;
      line-height: 1.35;
    }
    .sender {
      font-weight: 600;
    }
    .details {
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    .details,
    .position {
      color: #cfd5dd;
      font-size: var(--_small);
    }
    .position {
      flex: none;
      padding-inline-end: calc(2 * var(--_space));
    }
    .icon-button {
      color: #fff;
    }
    .icon-button:hover {
      background: rgb(255 255 255 / 0.14);
    }
    .stage {
      position: relative;
      display: grid;
      place-items: center;
      min-block-size: 0;
      padding: 0 calc(4 * var(--_space)) calc(4 * var(--_space));
      overflow: hidden;
    }
    .stage img {
      grid-area: 1 / 1;
      max-inline-size: 100%;
      max-block-size: 100%;
      min-block-size: 0;
      object-fit: contain;
      opacity: 0;
      transition: opacity var(--_duration);
    }
    .stage img[data-state='loaded'] {
      opacity: 1;
    }
    .stage.large {
      display: block;
      overflow: auto;
    }
    .stage:focus-visible {
      outline-offset: -3px;
    }
    .stage.large img {
      display: block;
      max-inline-size: none;
      max-block-size: none;
      margin: auto;
    }
    .stage .spinner {
      grid-area: 1 / 1;
      inline-size: 2rem;
      block-size: 2rem;
    }
    img[data-state] ~ .spinner,
    .no-preview {
      display: none;
    }
    img[data-state='failed'] ~ .no-preview {
      grid-area: 1 / 1;
      display: grid;
      justify-items: center;
      gap: calc(2 * var(--_space));
      text-align: center;
    }
    .caption {
      max-block-size: 6em;
      padding: 0 calc(6 * var(--_space)) calc(5 * var(--_space));
      overflow: auto;
      text-align: center;
      overflow-wrap: anywhere;
    }
    .side {
      position: fixed;
      inset-block: 50% auto;
      translate: 0 -50%;
    }
    .side .icon-button {
      min-inline-size: 2.75rem;
      min-block-size: 2.75rem;
      border-radius: 50%;
      background: rgb(12 15 20 / 0.75);
    }
    .side.back {
      inset-inline-start: calc(3 * var(--_space));
    }
    .side.on {
      inset-inline-end: calc(3 * var(--_space));
    }
    .side .icon:dir(rtl) {
      transform: scaleX(-1);
    }
    @media (max-width: 30rem) {
      header {
        flex-wrap: wrap;
      }
      .who {
        flex-basis: 100%;
      }
      .position {
        margin-inline-end: auto;
      }
    }
    @media (forced-colors: active) {
      dialog {
        background: Canvas;
      }
      .details,
      .position {
        color: CanvasText;
      }
      .icon-button {
        border-color: ButtonBorder;
      }
    }
  `,
];
