/** The look of `<bm-timeline>`. */
import { css } from 'lit';
import { avatarStyles } from '../../internal/avatar.ts';
import { controls } from '../../internal/controls.styles.ts';
import { dialogs } from '../../internal/dialog.styles.ts';
import { popupMenuStyles } from '../../internal/popup-menu.ts';
import { popupStyles } from '../../internal/popup.ts';
import { richTextStyles } from '../../internal/rich-text/rich-text.styles.ts';
import { toastStyles } from '../../internal/toast.ts';
import { spinner } from '../../internal/spinner.styles.ts';
import { tokens } from '../../internal/tokens.styles.ts';
import { mediaStyles } from '../message/media.styles.ts';
import { messageStyles } from '../message/message.styles.ts';

export const timelineStyles = [
  tokens,
  controls,
  spinner,
  avatarStyles,
  dialogs,
  popupStyles,
  popupMenuStyles,
  toastStyles,
  richTextStyles,
  mediaStyles,
  css`
    :host {
      display: block;
      min-block-size: 0;
      block-size: 100%;
      container-type: inline-size;
      background: var(--_background);
    }
    section {
      position: relative;
      display: flex;
      block-size: 100%;
      min-block-size: 0;
    }
    section.stands-by {
      visibility: hidden;
    }
    .stands-by .loading {
      animation: none;
    }
    .scroller {
      --_avatar-size: 2.25rem;
      --_gutter: calc(var(--_avatar-size) + 2.5 * var(--_space));
      flex: 1;
      min-inline-size: 0;
      display: flex;
      flex-direction: column;
      padding: calc(3 * var(--_space)) calc(4 * var(--_space));
      overflow-x: hidden;
      overflow-y: auto;
      overflow-anchor: none;
      overscroll-behavior: contain;
      scroll-padding-block: calc(4 * var(--_space));
      scrollbar-gutter: stable;
      scrollbar-width: thin;
      scrollbar-color: var(--_control-border) transparent;
    }
    ol {
      flex: none;
      inline-size: 100%;
      max-inline-size: 60rem;
      margin-inline: auto;
    }
    /* Where rows above are added, those below only move: none of them is painted again. */
    ol > li {
      contain: layout style;
    }
    /* Short histories stand at the bottom, where the next message will be. */
    .scroller::before {
      content: '';
      flex: 1 0 0;
    }
    .empty {
      margin-block: auto;
    }
    .scroller:has(.empty)::before {
      content: none;
    }
    .head {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      justify-content: center;
      gap: calc(2 * var(--_space));
      min-block-size: 2.75rem;
      color: var(--_text-muted);
      font-size: var(--_small);
      text-align: center;
      text-wrap: balance;
    }

    .day {
      display: flex;
      align-items: center;
      justify-content: center;
      padding-block: calc(4 * var(--_space)) calc(2 * var(--_space));
      color: var(--_text-muted);
      font-size: var(--_small);
      font-weight: 600;
    }
    .day::before,
    .day::after {
      content: '';
      flex: 1 0 1rem;
      border-block-start: 1px solid var(--_border);
    }
    .day span {
      padding-inline: calc(3 * var(--_space));
      text-align: center;
      text-wrap: balance;
    }
    .state {
      padding: 0.25rem 0.375rem;
    }
    .state article {
      inline-size: fit-content;
      max-inline-size: 36rem;
      margin-inline: auto;
      padding: 0.125rem calc(2 * var(--_space));
      border-radius: var(--_radius);
      color: var(--_text-muted);
      font-size: var(--_small);
      text-align: center;
      overflow-wrap: anywhere;
    }

    .read-marker {
      display: flex;
      align-items: center;
      padding-block: calc(3 * var(--_space)) calc(1 * var(--_space));
      color: var(--_action);
      font-size: var(--_small);
      font-weight: 600;
    }
    .read-marker::before,
    .read-marker::after {
      content: '';
      flex: 1 0 1rem;
      border-block-start: 1px solid currentColor;
    }
    .read-marker span {
      padding-inline: calc(3 * var(--_space));
      text-align: center;
      text-wrap: balance;
    }

    .to-newest,
    .to-unread {
      position: absolute;
      z-index: 2;
      display: inline-flex;
      align-items: center;
      justify-content: center;
      gap: calc(2 * var(--_space));
      min-inline-size: 2.75rem;
      min-block-size: 2.75rem;
      border: 1px solid var(--_border);
      border-radius: 1.5rem;
      background: var(--_background);
      box-shadow: var(--_shadow);
      font-weight: 600;
    }
    .to-newest {
      inset-block-end: calc(3 * var(--_space));
      inset-inline-end: calc(5 * var(--_space));
    }
    .to-unread {
      inset-block-start: calc(3 * var(--_space));
      inset-inline: 0;
      inline-size: fit-content;
      max-inline-size: calc(100% - 6 * var(--_space));
      min-block-size: 2.25rem;
      margin-inline: auto;
      padding-inline: calc(3 * var(--_space)) calc(4 * var(--_space));
      font-size: var(--_small);
    }
    .to-unread .icon {
      inline-size: 1rem;
      block-size: 1rem;
      color: var(--_action);
    }
    .to-unread:hover,
    .to-newest:hover {
      background: var(--_surface);
    }
    .to-newest.with-count {
      padding-inline: calc(3 * var(--_space)) calc(4 * var(--_space));
      border-color: var(--_action);
      background: var(--_action);
      color: var(--_on-action);
    }

    .loading {
      display: grid;
      gap: calc(3 * var(--_space));
      inline-size: 100%;
      max-inline-size: 60rem;
      margin-inline: auto;
    }
    .loading .skeleton {
      block-size: 2.75rem;
      inline-size: 46%;
      border-radius: var(--_radius-bubble);
    }
    .loading .line-2 {
      inline-size: 62%;
      block-size: 4.25rem;
    }
    .loading :is(.line-3, .line-5) {
      inline-size: 38%;
      justify-self: end;
    }
    .loading .line-4 {
      inline-size: 54%;
    }

    @container (inline-size < 34rem) {
      .scroller {
        --_avatar-size: 1.75rem;
        padding-inline: calc(2 * var(--_space));
      }
    }
  `,
  messageStyles,
];
