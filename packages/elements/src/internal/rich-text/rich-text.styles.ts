/** The look of formatted bodies. What senders write stays inside the bubble, whatever it is. */
import { css } from 'lit';

export const richTextStyles = css`
  .rich {
    unicode-bidi: plaintext;
    overflow-wrap: anywhere;
  }
  .clipped {
    display: block;
    max-block-size: 20rem;
    overflow: hidden;
    mask-image: linear-gradient(to bottom, #000 calc(100% - 4rem), transparent);
  }
  .rich :is(p, ul, ol, blockquote, pre, table, details, hr, div) {
    margin: 0;
  }
  .rich > * + :is(p, ul, ol, blockquote, pre, table, details, div),
  .rich > :is(p, ul, ol, blockquote, pre, table, details, div) + * {
    margin-block-start: 0.5em;
  }
  .rich :is(p, li, blockquote, td, th, div, summary, caption) {
    unicode-bidi: plaintext;
    text-align: start;
  }
  .rich :is(ul, ol) {
    padding-inline-start: 1.5em;
  }
  .rich ul {
    list-style: disc;
  }
  .rich ol {
    list-style: decimal;
  }
  .rich li > :is(ul, ol) {
    padding-inline-start: 1.25em;
  }
  .rich blockquote {
    padding-inline-start: 0.75em;
    border-inline-start: 0.1875rem solid var(--_control-border);
    color: color-mix(in oklab, currentColor 85%, transparent);
  }
  .rich :is(code, pre) {
    font-family: ui-monospace, 'SFMono-Regular', Menlo, Consolas, monospace;
    font-size: var(--_small);
    unicode-bidi: isolate;
    direction: ltr;
  }
  .rich code {
    padding: 0.1em 0.3em;
    border-radius: 0.25rem;
    background: color-mix(in oklab, currentColor 9%, transparent);
  }
  .rich pre {
    padding: 0.6em 0.8em;
    border-radius: 0.375rem;
    background: color-mix(in oklab, currentColor 9%, transparent);
    white-space: pre-wrap;
    text-align: start;
  }
  .rich pre code {
    padding: 0;
    background: none;
    font-size: 1em;
  }
  .rich hr {
    margin-block: 0.5em;
    border: 0;
    border-block-start: 1px solid var(--_control-border);
  }
  .rich table {
    max-inline-size: 100%;
    border-collapse: collapse;
  }
  .rich :is(td, th) {
    padding: 0.2em 0.6em;
    border: 1px solid var(--_control-border);
    text-align: start;
    vertical-align: top;
  }
  .rich summary {
    cursor: pointer;
    font-weight: 600;
  }
  .rich :is(sup, sub) {
    line-height: 1;
  }
  .rich .pill {
    padding: 0 0.35em;
    border-radius: 0.75em;
    background: color-mix(in oklab, var(--_action) 16%, transparent);
    font-weight: 600;
    box-decoration-break: clone;
  }
  .rich .pill.me {
    background: var(--_action);
    color: var(--_on-action);
  }
  .rich .spoiler {
    min-block-size: 1.5rem;
    margin-inline-end: 0.35em;
    padding: 0 0.5em;
    border: 1px solid var(--_control-border);
    border-radius: 0.375rem;
    background: color-mix(in oklab, currentColor 12%, transparent);
    color: inherit;
    font-size: var(--_small);
  }
  /* Mixed with the text's own colour and taken to one lightness, so that every colour can be read on every bubble. */
  @supports (color: attr(data-mx-color type(<color>))) {
    .rich [data-mx-color] {
      color: color-mix(in oklab, currentColor 58%, oklch(from attr(data-mx-color type(<color>)) 0.6 c h));
    }
  }
  @media (forced-colors: active) {
    .rich .pill {
      outline: 1px solid;
    }
  }
`;
