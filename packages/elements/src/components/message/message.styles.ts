/** The look of a message: bubble, text, quotation, reactions, thread, toolbar, readers and state. Long, because one shadow tree renders all of it. */
import { css } from 'lit';

export const messageStyles = css`
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
    font-size: 0.8125em;
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
    align-items: center;
    gap: calc(1 * var(--_space));
    margin-inline-start: calc(3 * var(--_space));
    margin-block-start: 0.3em;
    color: color-mix(in oklab, currentColor 72%, transparent);
    font-size: 0.75em;
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
    font-size: 0.875em;
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
    font-size: 0.875em;
    line-height: 1.4;
    text-align: start;
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
    font-size: 0.875em;
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
    font-size: 0.9375em;
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
    font-size: 0.8125em;
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
    font-size: 0.875em;
    text-align: start;
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
    font-size: 0.9em;
  }
  .badge {
    flex: none;
    padding: 0 calc(2 * var(--_space));
    border: 1px solid transparent;
    border-radius: 1rem;
    background: var(--_selected);
    font-size: 0.9em;
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
  }
  .more-readers {
    padding-inline-start: calc(1 * var(--_space));
    color: var(--_text-muted);
    font-size: 0.75rem;
  }

  .scroller > ol > .with-toolbar {
    z-index: 1;
  }
  .toolbar {
    flex: none;
    align-self: start;
    position: relative;
    display: flex;
    margin-inline: calc(1.5 * var(--_space));
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_background);
    box-shadow: 0 0.125rem 0.5rem rgb(10 20 35 / 0.1);
  }
  .foreign.first .toolbar {
    margin-block-start: 1.25rem;
  }
  .toolbar button {
    display: grid;
    place-items: center;
    inline-size: 2rem;
    block-size: 2rem;
    padding: 0;
    border: 0;
    border-radius: calc(var(--_radius) - 1px);
    background: transparent;
    color: var(--_text-muted);
  }
  .toolbar button:is(:hover, :focus-visible) {
    background: var(--_hover);
    color: var(--_text);
  }
  .toolbar button:focus-visible {
    outline-offset: -2px;
  }
  .toolbar .icon {
    inline-size: 1.125rem;
    block-size: 1.125rem;
  }

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
    font-size: 0.875em;
  }
  .undecryptable .next-step {
    padding-inline-start: calc(1rem + 2 * var(--_space));
  }
  .warning {
    margin-block-end: calc(1.5 * var(--_space));
    padding-block-end: calc(1.5 * var(--_space));
    border-block-end: 1px solid color-mix(in oklab, currentColor 45%, transparent);
    color: var(--_warning);
    font-size: 0.875em;
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
    font-size: 0.875em;
  }
  .failure p {
    display: flex;
    gap: calc(1.5 * var(--_space));
    color: var(--_danger);
  }
  .failure .actions {
    display: flex;
    flex-wrap: wrap;
    gap: calc(2 * var(--_space));
  }
  .failure .button {
    font-size: 1em;
  }

  @container (inline-size < 34rem) {
    article {
      max-inline-size: 90%;
    }
    .wide article {
      inline-size: 90%;
    }
    .toolbar,
    .foreign.first .toolbar {
      position: absolute;
      inset-block-start: -0.875rem;
      inset-inline-end: 0.75rem;
      margin: 0;
    }
    .own .toolbar {
      inset-inline: 0.75rem auto;
    }
    .thread-latest,
    .thread-time {
      display: none;
    }
    .bubble-row:has(> .readers) {
      padding-block-end: 1.625rem;
    }
  }
  @container (inline-size < 21rem) {
    .foreign {
      padding-inline-start: 0.375rem;
    }
    .bubble-row > .avatar {
      display: none;
    }
    article,
    .wide article {
      max-inline-size: 96%;
    }
    .wide article {
      inline-size: 96%;
    }
    .thread {
      flex-wrap: wrap;
    }
  }
  @media (pointer: coarse) {
    .toolbar button {
      inline-size: 2.75rem;
      block-size: 2.75rem;
    }
    .reaction,
    .thread {
      min-block-size: 2.75rem;
    }
    .reaction.add {
      min-inline-size: 2.75rem;
    }
  }
  @media (forced-colors: active) {
    .own .bubble {
      border-width: 2px;
    }
    .mention .bubble {
      border-inline-start-color: Highlight;
    }
    .reaction[aria-pressed='true'] {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
    .warning,
    .failure p {
      forced-color-adjust: auto;
    }
  }
`;
