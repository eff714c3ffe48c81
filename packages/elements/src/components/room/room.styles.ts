/** The look of `<bm-room>`. */
import { css } from 'lit';
import { avatarStyles } from '../../internal/avatar.ts';
import { controls } from '../../internal/controls.styles.ts';
import { dialogs } from '../../internal/dialog.styles.ts';
import { fields } from '../../internal/field.styles.ts';
import { popupMenuStyles } from '../../internal/popup-menu.ts';
import { popupStyles } from '../../internal/popup.ts';
import { tokens } from '../../internal/tokens.styles.ts';
import { pinnedBarStyles } from './pinned-bar.ts';
import { replacedBarStyles } from './replaced-bar.ts';

export const roomStyles = [
  tokens,
  controls,
  fields,
  dialogs,
  popupStyles,
  popupMenuStyles,
  pinnedBarStyles,
  replacedBarStyles,
  avatarStyles,
  css`
    :host {
      display: block;
      block-size: 100%;
      min-block-size: 0;
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
    .main {
      position: relative;
      flex: 1 1 0;
      min-inline-size: 0;
      display: flex;
      flex-direction: column;
    }
    bm-thread {
      flex: 0 0 min(24rem, 44%);
      border-inline-start: 1px solid var(--_border);
    }
    header {
      position: relative;
      z-index: 1;
      flex: none;
      display: flex;
      align-items: center;
      gap: calc(3 * var(--_space));
      min-block-size: 4rem;
      padding: calc(2 * var(--_space)) calc(3 * var(--_space)) calc(2 * var(--_space)) calc(4 * var(--_space));
      border-block-end: 1px solid var(--_border);
      background: var(--_background);
    }
    .who {
      flex: 1;
      min-inline-size: 0;
    }
    .who .skeleton {
      inline-size: 12rem;
      max-inline-size: 100%;
      block-size: 1rem;
    }
    .name {
      inline-size: fit-content;
      max-inline-size: 100%;
      font-weight: 600;
      line-height: 1.3;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
      border-radius: 0.125rem;
    }
    .facts {
      display: flex;
      flex-wrap: wrap;
      column-gap: calc(3 * var(--_space));
      color: var(--_text-muted);
      font-size: var(--_small);
      line-height: 1.4;
    }
    .facts li {
      display: inline-flex;
      align-items: flex-start;
      gap: calc(1 * var(--_space));
    }
    /* In the middle of the first line. */
    .facts .icon {
      inline-size: 0.875rem;
      block-size: 0.875rem;
      margin-block-start: 0.2em;
    }
    .facts .safe .icon {
      color: var(--_success);
    }
    .facts .unsafe {
      color: var(--_danger);
      font-weight: 600;
    }
    bm-timeline {
      flex: 1;
    }
    bm-composer {
      flex: none;
    }
    /* Always there, so that nothing moves when somebody begins to write. */
    .typing {
      flex: none;
      display: flex;
      align-items: center;
      gap: calc(2 * var(--_space));
      min-block-size: 1.375rem;
      /* Begins where the composer does. */
      padding-inline: max(5 * var(--_space), 50% - 31rem + 5 * var(--_space));
      border-block-end: 1px solid var(--_border);
      color: var(--_text-muted);
      font-size: var(--_small);
    }
    .dots {
      display: inline-flex;
      gap: 0.1875rem;
    }
    .dots i {
      inline-size: 0.3125rem;
      block-size: 0.3125rem;
      border-radius: 50%;
      background: currentColor;
      animation: beat 1.2s ease-in-out infinite;
    }
    .dots i:nth-child(2) {
      animation-delay: 0.15s;
    }
    .dots i:nth-child(3) {
      animation-delay: 0.3s;
    }
    @keyframes beat {
      0%,
      60%,
      100% {
        opacity: 0.35;
      }
      30% {
        opacity: 1;
      }
    }
    .drop {
      position: absolute;
      z-index: 4;
      inset: calc(3 * var(--_space));
      display: flex;
      align-items: center;
      justify-content: center;
      gap: calc(2 * var(--_space));
      border: 2px dashed var(--_action);
      border-radius: var(--_radius-large);
      background: color-mix(in oklab, var(--_action) 10%, var(--_background));
      color: var(--_action);
      font-weight: 600;
      pointer-events: none;
    }
    /* One beside the other only where both are wide enough to read. */
    @container (inline-size < 46rem) {
      bm-thread {
        position: absolute;
        z-index: 3;
        inset: 0;
        border: 0;
      }
      /* Behind the thread nothing can have the focus. */
      .in-thread > .main {
        visibility: hidden;
      }
    }
    @container (inline-size < 26rem) {
      header {
        gap: calc(2 * var(--_space));
        padding-inline: calc(2 * var(--_space));
      }
      header > .avatar {
        display: none;
      }
    }
  `,
];
