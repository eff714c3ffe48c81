/** The look of a message, put together; and how its parts give way to a narrow timeline, a finger and forced colours. */
import { css } from 'lit';
import { attachedStyles } from './attached.styles.ts';
import { bubbleStyles } from './bubble.styles.ts';
import { messageStateStyles } from './message-state.styles.ts';
import { toolbarStyles } from './message-toolbar.styles.ts';

export const messageStyles = [
  bubbleStyles,
  attachedStyles,
  toolbarStyles,
  messageStateStyles,
  css`
    @container (inline-size < 34rem) {
      article {
        max-inline-size: 90%;
      }
      .wide article {
        inline-size: 90%;
      }
      .toolbar,
      .foreign.first .toolbar {
        position: absolute;
        inset-block-start: -0.875rem;
        inset-inline-end: 0.75rem;
        margin: 0;
      }
      .own .toolbar {
        inset-inline: 0.75rem auto;
      }
      .thread-latest,
      .thread-time {
        display: none;
      }
      .bubble-row:has(> .readers) {
        padding-block-end: 1.625rem;
      }
    }
    @container (inline-size < 21rem) {
      .foreign {
        padding-inline-start: 0.375rem;
      }
      .bubble-row > .avatar {
        display: none;
      }
      article,
      .wide article {
        max-inline-size: 96%;
      }
      .wide article {
        inline-size: 96%;
      }
      .thread {
        flex-wrap: wrap;
      }
    }
    @media (pointer: coarse) {
      .toolbar button {
        inline-size: 2.75rem;
        block-size: 2.75rem;
      }
      .reaction,
      .thread {
        min-block-size: 2.75rem;
      }
      .reaction.add {
        min-inline-size: 2.75rem;
      }
    }
    @media (forced-colors: active) {
      .own .bubble {
        border-width: 2px;
      }
      .mention .bubble {
        border-inline-start-color: Highlight;
      }
      .reaction[aria-pressed='true'] {
        outline: 2px solid Highlight;
        outline-offset: -2px;
      }
      .warning,
      .failure p {
        forced-color-adjust: auto;
      }
    }
  `,
];
