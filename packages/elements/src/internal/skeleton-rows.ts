/** Rows in place of a list that is loading: a round place for a picture, and two lines. */
import { css, html, type TemplateResult } from 'lit';

/** @param words what screen readers say meanwhile */
export function skeletonRows(rows: number, words: string): TemplateResult {
  return html`<div class="loading" role="status">
    <p class="visually-hidden">${words}</p>
    ${Array.from(
      { length: rows },
      () =>
        html`<div class="loading-row">
          <div class="skeleton round"></div>
          <div>
            <div class="skeleton"></div>
            <div class="skeleton short"></div>
          </div>
        </div>`,
    )}
  </div>`;
}

export const skeletonRowStyles = css`
  .loading-row {
    display: grid;
    grid-template-columns: auto 1fr;
    gap: calc(3 * var(--_space));
    align-items: center;
    padding: calc(2.5 * var(--_space));
  }
  .loading-row > div:last-child {
    display: grid;
    gap: calc(2 * var(--_space));
  }
  .loading-row .skeleton {
    block-size: 0.75rem;
  }
  .loading-row .round {
    inline-size: 2.75rem;
    block-size: 2.75rem;
    border-radius: 50%;
  }
  .loading-row .short {
    inline-size: 65%;
  }
`;
