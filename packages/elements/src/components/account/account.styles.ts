/** The look of `<bm-account>`. */
import { css } from 'lit';
import { avatarStyles } from '../../internal/avatar.ts';
import { controls } from '../../internal/controls.styles.ts';
import { dialogs } from '../../internal/dialog.styles.ts';
import { tokens } from '../../internal/tokens.styles.ts';

export const accountStyles = [
  tokens,
  controls,
  dialogs,
  avatarStyles,
  css`
    :host {
      --_avatar-size: 2.25rem;
      display: block;
    }
    .bar {
      display: flex;
      align-items: center;
      gap: calc(1 * var(--_space));
      padding: calc(2 * var(--_space)) calc(3 * var(--_space)) calc(2 * var(--_space)) calc(4 * var(--_space));
      border-block-start: 1px solid var(--_border);
    }
    .bar p {
      flex: 1;
      padding-inline-start: calc(2 * var(--_space));
      min-inline-size: 0;
      display: grid;
      line-height: 1.3;
    }
    .name,
    .name + .user-id {
      display: block;
      overflow: hidden;
      font-weight: 600;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    .name + .user-id {
      color: var(--_text-muted);
      font-size: var(--_small);
      font-weight: inherit;
    }
    .user-id {
      display: -webkit-box;
      -webkit-box-orient: vertical;
      -webkit-line-clamp: 2;
      overflow: hidden;
      text-align: match-parent;
      font-size: var(--_small);
      font-weight: 600;
      overflow-wrap: anywhere;
    }
    .hint {
      font-size: var(--_small);
    }
    /* Three buttons beside each other. */
    dialog {
      inline-size: min(32rem, calc(100vi - 2rem));
    }
  `,
];
