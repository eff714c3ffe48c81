/** The look of what hangs on a bubble: reactions, the thread and who has read it. */
import { css } from 'lit';

export const attachedStyles = css`
  .reactions {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: calc(1 * var(--_space));
    max-inline-size: 100%;
    padding-block: calc(1 * var(--_space)) 0;
  }
  .own .reactions {
    justify-content: end;
  }
  .reaction {
    display: inline-flex;
    align-items: center;
    gap: calc(1.5 * var(--_space));
    max-inline-size: 12rem;
    min-block-size: 1.75rem;
    padding: 0 calc(2 * var(--_space));
    border: 1px solid var(--_border);
    border-radius: 1rem;
    background: var(--_background);
    font-size: var(--_small);
    line-height: 1;
    transition: background-color var(--_duration);
  }
  .reaction bdi {
    overflow: hidden;
    padding-block: 0.2em;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .reaction:hover {
    background: var(--_surface);
  }
  .reaction[aria-pressed='true'] {
    border-color: var(--_action);
    background: color-mix(in oklab, var(--_action) 14%, var(--_background));
    font-weight: 600;
  }
  .reaction .count {
    font-variant-numeric: tabular-nums;
  }
  .reaction.add {
    min-inline-size: 1.75rem;
    justify-content: center;
    padding: 0;
    color: var(--_text-muted);
  }
  .reaction .icon {
    inline-size: 1rem;
    block-size: 1rem;
  }
  .more-reactions {
    color: var(--_text-muted);
    font-size: var(--_small);
  }

  .thread {
    display: inline-flex;
    align-items: center;
    gap: calc(2 * var(--_space));
    max-inline-size: 100%;
    min-block-size: 2rem;
    margin-block-start: calc(1 * var(--_space));
    padding: calc(0.5 * var(--_space)) calc(3 * var(--_space)) calc(0.5 * var(--_space)) calc(2.5 * var(--_space));
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_background);
    font-size: var(--_small);
    text-align: inherit;
  }
  .thread:hover {
    background: var(--_surface);
  }
  .thread .icon {
    inline-size: 1rem;
    block-size: 1rem;
    color: var(--_action);
  }
  .thread-count {
    flex: none;
    font-weight: 600;
  }
  .thread-latest {
    flex: 1 1 auto;
    min-inline-size: 2rem;
    overflow: hidden;
    color: var(--_text-muted);
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .thread-sender {
    font-weight: 600;
  }
  .thread-time {
    flex: none;
    color: var(--_text-muted);
    font-size: var(--_small);
  }
  .badge {
    flex: none;
    padding: 0 calc(2 * var(--_space));
    border: 1px solid transparent;
    border-radius: 1rem;
    background: var(--_selected);
    font-size: var(--_small);
    font-weight: 600;
    line-height: 1.6;
  }
  .badge.loud {
    background: var(--_action);
    color: var(--_on-action);
  }

  .readers {
    position: absolute;
    inset-block-end: 0.25rem;
    inset-inline-end: 0.375rem;
    line-height: 1;
  }
  /* At the same side as everywhere: below the bubble, where that stands there. */
  .own:has(> .readers) {
    padding-block-end: 1.625rem;
  }
  .faces {
    --_avatar-size: 1.125rem;
    display: inline-flex;
    align-items: center;
  }
  .faces .avatar {
    margin-inline-start: -0.25rem;
    border: 1px solid var(--_background);
    box-sizing: content-box;
    font-size: calc(0.36 * var(--_avatar-size));
  }
  .more-readers {
    padding-inline-start: calc(1 * var(--_space));
    color: var(--_text-muted);
    font-size: var(--_small);
  }
`;
