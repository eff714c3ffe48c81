/** The layout of `<bm-messenger>`: by its own size, not by the page's. */
import { css } from 'lit';
import { controls } from '../../internal/controls.styles.ts';
import { tokens } from '../../internal/tokens.styles.ts';

export const messengerStyles = [
  tokens,
  controls,
  css`
    :host {
      display: flex;
      flex-direction: column;
      block-size: 100%;
      min-block-size: 0;
      /* Named, because the slotted way back stands in the room, which is a container too. */
      container: bm-messenger / inline-size;
      background: var(--_background);
    }
    .layout {
      display: grid;
      grid-template-rows: auto minmax(0, 1fr);
      grid-template-columns: minmax(0, 1fr);
      flex: 1;
      min-block-size: 0;
    }
    bm-login {
      flex: 1;
      min-block-size: 0;
    }
    bm-maintenance,
    bm-recovery {
      flex: none;
    }
    bm-recovery[mode='page'] {
      flex: 1;
      min-block-size: 0;
    }
    bm-connection-banner {
      grid-column: 1 / -1;
    }
    .rooms {
      display: flex;
      flex-direction: column;
      min-block-size: 0;
      background: var(--_surface);
    }
    bm-room-list {
      flex: 1;
    }
    .open {
      position: relative;
      display: grid;
      min-block-size: 0;
      min-inline-size: 0;
    }
    bm-room.stands-by {
      position: absolute;
      inset: 0;
      visibility: hidden;
    }
    .back .icon:dir(rtl) {
      transform: scaleX(-1);
    }
    @container bm-messenger (inline-size < 40rem) {
      .layout.in-room .rooms,
      .layout:not(.in-room) .open {
        display: none;
      }
    }
    @container bm-messenger (inline-size >= 40rem) {
      .layout {
        grid-template-columns: clamp(15rem, 34%, var(--bm-list-width, 22rem)) minmax(0, 1fr);
      }
      .rooms {
        border-inline-end: 1px solid var(--_border);
      }
      .back {
        display: none;
      }
    }
  `,
];
