/** A turning ring for what takes a moment: `<span class="spinner">`. Nothing on the way to the list shows one. */
import { css } from 'lit';

export const spinner = css`
  .spinner {
    flex: none;
    display: inline-block;
    inline-size: 1.125rem;
    block-size: 1.125rem;
    border: 2px solid currentColor;
    border-block-start-color: transparent;
    border-radius: 50%;
    animation: turn 0.9s linear infinite;
  }
  @keyframes turn {
    to {
      transform: rotate(1turn);
    }
  }
`;
