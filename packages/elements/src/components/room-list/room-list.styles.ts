/** The look of `<bm-room-list>`. */
import { css } from 'lit';
import { avatarStyles } from '../../internal/avatar.ts';
import { controls } from '../../internal/controls.styles.ts';
import { skeletonRowStyles } from '../../internal/skeleton-rows.ts';
import { tokens } from '../../internal/tokens.styles.ts';

export const roomListStyles = [
  tokens,
  controls,
  avatarStyles,
  skeletonRowStyles,
  css`
    :host {
      display: block;
      block-size: 100%;
      min-block-size: 0;
      background: var(--_surface);
    }
    section {
      display: flex;
      flex-direction: column;
      block-size: 100%;
      min-block-size: 0;
    }
    header {
      flex: none;
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      justify-content: space-between;
      gap: calc(2 * var(--_space));
      min-block-size: 4rem;
      padding: calc(2 * var(--_space)) calc(4 * var(--_space));
    }
    .title {
      font-size: var(--_large);
      font-weight: 600;
      line-height: 1.2;
    }
    .scroller {
      flex: 1;
      min-block-size: 0;
      padding: 0 calc(2 * var(--_space)) calc(3 * var(--_space));
      overflow-y: auto;
      overscroll-behavior: contain;
      scrollbar-width: thin;
      scrollbar-color: var(--_control-border) transparent;
    }
    .field-error {
      padding: 0 calc(2 * var(--_space)) calc(2 * var(--_space));
    }
    .group {
      margin-block-end: calc(3 * var(--_space));
      padding-block-end: calc(2 * var(--_space));
      border-block-end: 1px solid var(--_border);
    }
    .group-title {
      padding: 0 calc(2 * var(--_space)) calc(1 * var(--_space));
      color: var(--_text-muted);
      font-size: var(--_small);
      font-weight: 600;
    }
    .ellipsis {
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    /* Rows of one height: those outside the window are only room, so that a list of any length scrolls as it should. */
    .rooms {
      --_row: 4.25rem;
    }
    /* Rows out of view are neither laid out nor painted; their size is known. */
    .rooms > li {
      block-size: var(--_row);
      content-visibility: auto;
      overflow-clip-margin: 0.5rem;
    }

    .finder {
      display: grid;
      gap: calc(2 * var(--_space));
      padding: 0 calc(4 * var(--_space)) calc(2 * var(--_space));
    }
    .search {
      position: relative;
      display: block;
    }
    .search .icon {
      position: absolute;
      inset-block: 0;
      inset-inline-start: calc(2.5 * var(--_space));
      margin-block: auto;
      inline-size: 1.125rem;
      block-size: 1.125rem;
      color: var(--_text-muted);
      pointer-events: none;
    }
    .search .input {
      padding-inline-start: calc(4 * var(--_space) + 1.125rem);
    }
    .finder .input {
      min-block-size: 2.5rem;
      font: inherit;
    }
    .filters {
      display: flex;
      flex-wrap: wrap;
      gap: calc(1 * var(--_space));
    }
    .filter {
      flex: none;
      min-block-size: 2rem;
      padding: 0 calc(2 * var(--_space));
      border: 1px solid var(--_border);
      border-radius: 1rem;
      background: transparent;
      color: var(--_text);
      font-size: var(--_small);
      font-weight: 400;
    }
    .filter:hover {
      background: var(--_hover);
    }
    .filter[aria-pressed='true'] {
      border-color: var(--_action);
      background: var(--_selected);
      font-weight: 600;
    }

    .room {
      display: grid;
      grid-template-columns: auto minmax(0, 1fr) auto;
      column-gap: calc(3 * var(--_space));
      row-gap: 0.125rem;
      align-items: center;
      inline-size: calc(100% - 0.5rem);
      margin: 0.125rem 0.25rem;
      padding: calc(2 * var(--_space));
      border: 1px solid transparent;
      border-radius: var(--_radius-large);
      background: transparent;
      text-align: inherit;
      line-height: 1.35;
    }
    .room:hover {
      background: var(--_hover);
    }
    .room[aria-current] {
      background: var(--_selected);
      border-color: color-mix(in oklab, var(--_action) 30%, transparent);
    }
    .room:focus-visible {
      outline-offset: -1px;
    }
    .avatar {
      grid-row: 1 / span 2;
      --_avatar-size: 2.75rem;
    }
    .name {
      display: flex;
      align-items: center;
      gap: calc(1 * var(--_space));
      min-inline-size: 0;
      font-weight: 400;
    }
    .unread .name {
      font-weight: 600;
    }
    .mark,
    .federated {
      display: inline-flex;
      flex: none;
      color: var(--_text-muted);
    }
    .mark .icon,
    .federated .icon {
      inline-size: 0.9375rem;
      block-size: 0.9375rem;
    }
    time {
      justify-self: end;
      color: var(--_text-muted);
      font-size: var(--_small);
      white-space: nowrap;
    }
    .preview {
      grid-column: 2;
      color: var(--_text-muted);
      font-size: var(--_small);
    }
    .room:not(.unread) .preview {
      grid-column: 2 / -1;
    }
    .unread .preview {
      color: var(--_text);
    }
    .badge {
      justify-self: end;
      min-inline-size: 1.375rem;
      padding: 0 0.4375rem;
      border: 1px solid transparent;
      border-radius: 1rem;
      background: var(--_action);
      color: var(--_on-action);
      font-size: var(--_small);
      font-weight: 600;
      line-height: 1.625;
      text-align: center;
    }
    .badge.dot {
      min-inline-size: 0.75rem;
      padding: 0;
      block-size: 0.75rem;
    }
    .muted .badge {
      background: var(--_text-muted);
      color: var(--_surface);
    }

    .is-barred .name {
      color: var(--_text-muted);
    }
    .is-barred .avatar {
      filter: grayscale(1);
    }
    .barred {
      display: flex;
      gap: calc(1.5 * var(--_space));
      margin-block-start: calc(1 * var(--_space));
      font-size: var(--_small);
    }
    .barred .icon {
      flex: none;
      inline-size: 1.125rem;
      block-size: 1.125rem;
    }

    .invite {
      display: flex;
      gap: calc(3 * var(--_space));
      padding: calc(2 * var(--_space));
    }
    .invite-text {
      flex: 1;
      min-inline-size: 0;
      line-height: 1.35;
    }
    .invite .name {
      font-weight: 600;
      overflow-wrap: anywhere;
    }
    .answers {
      display: flex;
      flex-wrap: wrap;
      gap: calc(2 * var(--_space));
      margin-block-start: calc(2 * var(--_space));
    }
    .button .icon {
      inline-size: 1.125rem;
      block-size: 1.125rem;
    }
    .button.small {
      padding-inline: calc(2.5 * var(--_space)) calc(3 * var(--_space));
      gap: calc(1.5 * var(--_space));
    }

    @media (forced-colors: active) {
      .room[aria-current] {
        border: 2px solid Highlight;
      }
      .badge {
        border-color: CanvasText;
      }
      .filter[aria-pressed='true'] {
        border: 2px solid Highlight;
      }
    }
  `,
];
