/** The look of `<bm-ignored-users>`. */
import { css } from 'lit';
import { avatarStyles } from '../../internal/avatar.ts';
import { controls } from '../../internal/controls.styles.ts';
import { tokens } from '../../internal/tokens.styles.ts';

export const ignoredUsersStyles = [
  tokens,
  controls,
  avatarStyles,
  css`
    :host {
      display: block;
    }
    .person {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: calc(2 * var(--_space)) calc(3 * var(--_space));
      padding-block: calc(3 * var(--_space));
      border-block-end: 1px solid var(--_border);
    }
    .person:last-child {
      border-block-end: 0;
    }
    .who {
      flex: 1 1 9rem;
      min-inline-size: 0;
      line-height: 1.35;
      overflow-wrap: anywhere;
    }
    .name {
      font-weight: 600;
    }
  `,
];
