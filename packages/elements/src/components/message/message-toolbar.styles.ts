/** The look of the toolbar beside a bubble. */
import { css } from 'lit';

export const toolbarStyles = css`
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
`;
