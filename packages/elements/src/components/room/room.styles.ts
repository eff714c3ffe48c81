/** The look of `<bm-room>`. */
import { css } from 'lit';
import { avatarStyles } from '../../internal/avatar.ts';
import { controls } from '../../internal/controls.styles.ts';
import { dialogs } from '../../internal/dialog.styles.ts';
import { menuStyles } from '../../internal/menu.ts';
import { tokens } from '../../internal/tokens.styles.ts';

export const roomStyles = [
  tokens,
  controls,
  dialogs,
  menuStyles,
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
      display: flex;
      flex-direction: column;
      block-size: 100%;
      min-block-size: 0;
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
      font-size: 1.0625em;
      font-weight: 700;
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
      font-size: 0.8125em;
      line-height: 1.4;
    }
    .facts li {
      display: inline-flex;
      align-items: center;
      gap: calc(1 * var(--_space));
    }
    .facts .icon {
      inline-size: 0.875rem;
      block-size: 0.875rem;
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
      border-block-start: 1px solid var(--_border);
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
