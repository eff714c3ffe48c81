/** The look of files, pictures, places and polls in a message. */
import { css } from 'lit';

export const mediaStyles = css`
  .picture {
    inline-size: var(--_inline);
    max-inline-size: 100%;
    margin-block: 0.125rem;
  }
  .picture > button {
    position: relative;
    display: block;
    inline-size: 100%;
    aspect-ratio: var(--_ratio);
    padding: 0;
    border: 0;
    border-radius: calc(var(--_radius-bubble) * 0.6);
    background: color-mix(in oklab, currentColor 8%, transparent);
    overflow: hidden;
    cursor: zoom-in;
  }
  .picture > button:focus-visible {
    outline-offset: 2px;
  }
  .picture img {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
    object-fit: cover;
    opacity: 0;
    transition: opacity var(--_duration);
  }
  .sticker img {
    object-fit: contain;
  }
  .sticker > button {
    background: transparent;
  }
  .picture img[data-state='loaded'] {
    opacity: 1;
  }
  .picture .no-preview {
    position: absolute;
    inset: 0;
    display: none;
    place-content: center;
    place-items: center;
    gap: calc(1 * var(--_space));
    font-size: var(--_small);
  }
  .picture img[data-state='failed'] ~ .no-preview {
    display: grid;
  }
  /* Room for a sentence, however small the picture is. */
  .refused:has(img[data-state='failed']) {
    inline-size: max(var(--_inline), 15rem);
  }
  .refused:has(img[data-state='failed']) > button {
    aspect-ratio: auto;
  }
  .refused:has(img[data-state='failed']) .no-preview {
    position: static;
    min-block-size: 7rem;
    padding: calc(3 * var(--_space));
  }

  /* The widest box of a picture, and the bubble's own edge. */
  .pictured .bubble {
    max-inline-size: min(100%, 22.5rem + 6.5 * var(--_space) + 2px);
  }

  .file {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto;
    align-items: center;
    gap: calc(1 * var(--_space)) calc(3 * var(--_space));
    min-inline-size: min(17rem, 100%);
    padding-block: calc(1 * var(--_space));
  }
  .file-icon,
  .file .play {
    display: grid;
    place-items: center;
    inline-size: 2.5rem;
    block-size: 2.5rem;
    border: 1px solid transparent;
    border-radius: 50%;
    background: color-mix(in oklab, currentColor 10%, transparent);
  }
  .file .play {
    border-color: var(--_action);
    background: var(--_action);
    color: var(--_on-action);
  }
  .file-text {
    min-inline-size: 0;
    display: grid;
    line-height: 1.35;
  }
  .file-name {
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .file-details {
    color: color-mix(in oklab, currentColor 75%, transparent);
    font-size: var(--_small);
  }
  .file-problem {
    grid-column: 1 / -1;
    color: var(--_danger);
    font-size: var(--_small);
  }
  .waveform {
    display: block;
    inline-size: 10rem;
    max-inline-size: 100%;
    block-size: 1.375rem;
    fill: none;
    stroke: currentColor;
    stroke-width: 2;
    stroke-linecap: round;
    opacity: 0.75;
  }
  .player {
    display: block;
    inline-size: min(22rem, 100%);
    max-block-size: 20rem;
    margin-block: calc(1 * var(--_space));
    border-radius: var(--_radius);
  }
  .upload {
    grid-column: 1 / -1;
    display: flex;
    align-items: center;
    gap: calc(2 * var(--_space));
    font-size: var(--_small);
    font-variant-numeric: tabular-nums;
  }
  progress {
    appearance: none;
    flex: 1;
    min-inline-size: 4rem;
    block-size: 0.375rem;
    border: 0;
    border-radius: 0.25rem;
    background: color-mix(in oklab, currentColor 16%, transparent);
    overflow: hidden;
  }
  progress::-webkit-progress-bar {
    background: transparent;
  }
  progress::-webkit-progress-value {
    background: var(--_action);
  }
  progress::-moz-progress-bar {
    background: var(--_action);
  }

  .place {
    display: flex;
    gap: calc(2 * var(--_space));
  }
  .place > span {
    display: grid;
  }
  .place .icon {
    margin-block-start: 0.1em;
    color: var(--_action);
  }
  .coordinates {
    color: color-mix(in oklab, currentColor 75%, transparent);
    font-size: var(--_small);
  }

  .poll {
    display: grid;
    gap: calc(2 * var(--_space));
  }
  .poll .question {
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .poll .hint {
    margin-block-start: calc(-1.5 * var(--_space));
    color: color-mix(in oklab, currentColor 75%, transparent);
  }
  .poll ul {
    display: grid;
    gap: calc(1.5 * var(--_space));
  }
  .answer {
    position: relative;
    display: flex;
    align-items: center;
    gap: calc(2 * var(--_space));
    inline-size: 100%;
    min-block-size: 2.5rem;
    padding: calc(1.5 * var(--_space)) calc(3 * var(--_space));
    border: 1px solid var(--_control-border);
    border-radius: var(--_radius);
    background: var(--_background);
    color: var(--_text);
    text-align: inherit;
    overflow: hidden;
  }
  .answer > :not(.visually-hidden) {
    position: relative;
  }
  .answer bdi {
    flex: 1;
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  .answer[aria-disabled='true'] {
    cursor: default;
  }
  .answer:not([aria-disabled='true']):hover {
    border-color: var(--_action);
  }
  .answer[aria-pressed='true'] {
    border-color: var(--_action);
    box-shadow: inset 0 0 0 1px var(--_action);
  }
  .mark {
    flex: none;
    display: grid;
    place-items: center;
    inline-size: 1.125rem;
    block-size: 1.125rem;
    border: 1px solid var(--_control-border);
    border-radius: 50%;
    background: var(--_background);
  }
  [aria-pressed='true'] > .mark {
    border-color: var(--_action);
    background: var(--_action);
    color: var(--_on-action);
  }
  .mark .icon {
    inline-size: 0.75rem;
    block-size: 0.75rem;
    stroke-width: 3;
  }
  .ended [aria-pressed='false'] > .mark {
    display: none;
  }
  .votes {
    flex: none;
    display: inline-flex;
    align-items: center;
    gap: calc(2 * var(--_space));
    font-size: var(--_small);
    font-variant-numeric: tabular-nums;
  }
  .votes .count {
    color: var(--_text-muted);
  }
  .votes .icon {
    inline-size: 1rem;
    block-size: 1rem;
  }
  .answer > .share {
    position: absolute;
    inset-block: auto 0;
    inset-inline-start: 0;
    block-size: 0.1875rem;
    inline-size: var(--_share, 0%);
    background: var(--_action);
    transition: inline-size var(--_duration);
  }
  .answer.won {
    font-weight: 600;
  }
  .outcome {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: calc(1 * var(--_space)) calc(2 * var(--_space));
    color: color-mix(in oklab, currentColor 75%, transparent);
    font-size: var(--_small);
  }
  .outcome > span:not(:last-child)::after {
    content: ' ·';
  }
  .outcome .icon {
    inline-size: 1rem;
    block-size: 1rem;
  }
  @container (inline-size < 34rem) {
    .file {
      column-gap: calc(2 * var(--_space));
    }
  }
  @container (inline-size < 21rem) {
    .file-icon {
      display: none;
    }
    .file:has(> .file-icon) {
      grid-template-columns: minmax(0, 1fr) auto;
    }
    .answer {
      flex-wrap: wrap;
    }
    .answer bdi {
      min-inline-size: 60%;
    }
  }
  @media (forced-colors: active) {
    .answer > .share {
      background: Highlight;
    }
    .answer[aria-pressed='true'] {
      border: 2px solid Highlight;
    }
    .waveform {
      stroke: CanvasText;
    }
    progress {
      border: 1px solid CanvasText;
      background: Canvas;
    }
    progress::-webkit-progress-value {
      background: Highlight;
    }
    progress::-moz-progress-bar {
      background: Highlight;
    }
  }
`;
