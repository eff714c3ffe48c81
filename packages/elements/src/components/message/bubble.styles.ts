/** The look of a bubble: its place, sender, text, time and quotation. */
import { css } from 'lit';

export const bubbleStyles = css`
  .bubble-row {
    position: relative;
    display: flex;
    /* Room for the focus ring. */
    padding: 0.1875rem 0.375rem;
  }
  .bubble-row.first {
    padding-block-start: calc(3 * var(--_space));
  }
  .foreign {
    padding-inline-start: calc(var(--_gutter) + 0.375rem);
  }
  .own {
    flex-direction: row-reverse;
  }
  .bubble-row > .avatar {
    position: absolute;
    inset-inline-start: 0.25rem;
    inset-block-start: calc(3 * var(--_space) + 1.5rem);
  }
  article {
    position: relative;
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    justify-items: start;
    min-inline-size: 0;
    max-inline-size: min(38rem, 82%);
    border-radius: var(--_radius-bubble);
  }
  article:focus-visible {
    outline-offset: 0;
  }
  .own article {
    justify-items: end;
  }
  .wide article {
    inline-size: min(28rem, 82%);
  }
  .wide .bubble {
    inline-size: 100%;
  }
  .sender {
    padding-inline-start: calc(1 * var(--_space));
    padding-block-end: 0.125rem;
    color: var(--_text-muted);
    font-size: var(--_small);
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .bubble {
    display: flow-root;
    min-inline-size: 0;
    max-inline-size: 100%;
    padding: calc(2 * var(--_space)) calc(3.25 * var(--_space));
    border: 1px solid transparent;
    border-radius: var(--_radius-bubble);
    background: var(--_bubble);
    color: var(--_bubble-text);
  }
  .own .bubble {
    background: var(--_bubble-own);
    color: var(--_bubble-own-text);
  }
  .foreign.first .bubble {
    border-start-start-radius: 0.25rem;
  }
  .own.last .bubble {
    border-end-end-radius: 0.25rem;
  }
  .mention .bubble {
    border-inline-start: 0.1875rem solid var(--_action);
  }
  .target .bubble {
    animation: found 2.4s ease-out;
    border-color: var(--_action);
  }
  @keyframes found {
    from {
      background: color-mix(in oklab, var(--_action) 38%, var(--_background));
    }
  }
  .text {
    display: inline;
    text-align: start;
    overflow-wrap: anywhere;
  }
  .plain {
    white-space: pre-wrap;
    unicode-bidi: plaintext;
  }
  .emojis {
    font-size: 2.25em;
    line-height: 1.2;
    letter-spacing: 0.05em;
  }
  .emote {
    font-style: italic;
  }
  .notice .text {
    color: var(--_text-muted);
  }
  .text a {
    color: inherit;
    text-decoration-color: var(--_action);
    text-decoration-thickness: 0.1em;
    border-radius: 0.125rem;
  }
  .meta {
    float: inline-end;
    display: inline-flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: end;
    gap: calc(1 * var(--_space));
    max-inline-size: 100%;
    margin-inline-start: calc(3 * var(--_space));
    margin-block-start: 0.3em;
    color: color-mix(in oklab, currentColor 72%, transparent);
    font-size: var(--_small);
    line-height: 1.5;
    white-space: nowrap;
  }
  .meta .icon {
    inline-size: 0.875rem;
    block-size: 0.875rem;
  }
  /* At the foot of large emojis. */
  .text:has(> .emojis) + .meta {
    margin-block-start: 1.9em;
  }
  .mention-mark {
    display: inline-flex;
    color: var(--_action);
  }

  .more {
    display: block;
    min-block-size: 1.75rem;
    padding: 0;
    border: 0;
    background: transparent;
    color: inherit;
    font-size: var(--_small);
    font-weight: 600;
    text-decoration: underline;
    text-decoration-color: var(--_action);
    text-underline-offset: 0.2em;
  }

  .quote {
    display: grid;
    inline-size: 100%;
    min-block-size: 1.5rem;
    margin-block-end: calc(1.5 * var(--_space));
    padding: calc(1 * var(--_space)) calc(2.5 * var(--_space));
    border: 0;
    border-inline-start: 0.1875rem solid var(--_action);
    border-radius: 0.25rem;
    background: color-mix(in oklab, currentColor 6%, transparent);
    font-size: var(--_small);
    line-height: 1.4;
    text-align: inherit;
  }
  button.quote:hover {
    background: color-mix(in oklab, currentColor 11%, transparent);
  }
  .quote-name {
    font-weight: 600;
  }
  .quote-name,
  .quote-text {
    display: block;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .quote.absent {
    border-inline-start-color: var(--_control-border);
    color: color-mix(in oklab, currentColor 75%, transparent);
  }
`;
