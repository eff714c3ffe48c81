/** The look of `<bm-members>`. */
import { css } from 'lit';
import { avatarStyles } from '../../internal/avatar.ts';
import { controls } from '../../internal/controls.styles.ts';
import { dialogs } from '../../internal/dialog.styles.ts';
import { popupMenuStyles } from '../../internal/popup-menu.ts';
import { popupStyles } from '../../internal/popup.ts';
import { skeletonRowStyles } from '../../internal/skeleton-rows.ts';
import { tokens } from '../../internal/tokens.styles.ts';
import { memberProfileStyles } from './member-profile.ts';

export const membersStyles = [
  tokens,
  controls,
  dialogs,
  avatarStyles,
  popupStyles,
  popupMenuStyles,
  skeletonRowStyles,
  memberProfileStyles,
  css`
    :host {
      display: block;
    }
    .head {
      display: flex;
      flex-wrap: wrap;
      gap: calc(2 * var(--_space));
      padding-block-end: calc(3 * var(--_space));
    }
    .head .input {
      flex: 1 1 12rem;
      inline-size: auto;
      min-inline-size: 0;
    }
    .member {
      display: flex;
      align-items: flex-start;
      gap: calc(3 * var(--_space));
      padding-block: calc(3 * var(--_space));
      border-block-end: 1px solid var(--_border);
    }
    .member:last-child {
      border-block-end: 0;
    }
    .who {
      flex: 1;
      min-inline-size: 0;
      line-height: 1.35;
    }
    .name {
      font-weight: 600;
      overflow-wrap: anywhere;
    }
    button.name {
      min-block-size: 1.5rem;
      padding: 0;
      border: 0;
      border-radius: 0.125rem;
      background: none;
      text-align: inherit;
    }
    button.name:hover {
      text-decoration: underline;
      text-decoration-color: var(--_action);
      text-underline-offset: 0.2em;
    }
    .id {
      text-align: match-parent;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    .reason {
      overflow-wrap: anywhere;
    }
    .badges {
      display: flex;
      flex-wrap: wrap;
      gap: calc(1.5 * var(--_space));
    }
    .badges:has(.badge) {
      margin-block-start: calc(1.5 * var(--_space));
    }
    .badge {
      display: inline-flex;
      align-items: center;
      gap: var(--_space);
      padding: 0.0625rem calc(2 * var(--_space));
      border: 1px solid var(--_control-border);
      border-radius: 1rem;
      font-size: var(--_small);
      overflow-wrap: anywhere;
    }
    .badge .icon {
      inline-size: 0.875rem;
      block-size: 0.875rem;
    }
    .badge.role {
      overflow-wrap: normal;
      padding-inline: calc(1.5 * var(--_space));
      border-color: transparent;
      background: var(--_selected);
    }
    .badge.foreign {
      border-color: var(--_warning);
      color: var(--_warning);
    }
    .choice {
      display: flex;
      align-items: center;
      gap: calc(3 * var(--_space));
      min-block-size: 2.75rem;
    }
    input[type='radio'] {
      flex: none;
      inline-size: 1.25rem;
      block-size: 1.25rem;
      margin: 0;
      accent-color: var(--_action);
    }
    .more {
      display: grid;
      justify-items: center;
      padding-block-start: calc(3 * var(--_space));
    }
  `,
];
