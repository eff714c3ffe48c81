/**
 * The look of all elements: each `--_*` takes the public `--bm-*` property, else the KERN token, else our own value.
 * On `:host`, never on `:root`: only so is a nested `data-kern-theme` area followed. Tints are mixed from text,
 * background and action colour, so they fit whatever theme those come from.
 */
import { css } from 'lit';

export const tokens = css`
  :host {
    --_text: var(--bm-color-text, var(--kern-color-layout-text-default, light-dark(#17202c, #e9edf3)));
    --_text-muted: var(--bm-color-text-muted, var(--kern-color-layout-text-muted, light-dark(#505c6b, #a9b4c2)));
    --_background: var(--bm-color-background, var(--kern-color-layout-background-default, light-dark(#fff, #12171f)));
    --_surface: var(--bm-color-surface, var(--kern-color-layout-background-level-1, light-dark(#f4f6f9, #191f29)));
    --_border: var(--bm-color-border, var(--kern-color-layout-border, light-dark(#d9dfe7, #313a48)));
    --_control-border: var(
      --bm-color-control-border,
      var(--kern-color-form-input-border, light-dark(#717d8d, #8591a2))
    );
    --_control-background: var(--bm-color-control-background, var(--_background));
    --_action: var(--bm-color-action, var(--kern-color-action-default, light-dark(#1b4f91, #93bdf8)));
    --_on-action: var(--bm-color-on-action, var(--kern-color-action-on-default, light-dark(#fff, #0d1c33)));
    --_focus: var(--bm-color-focus, var(--kern-color-action-focus-default, light-dark(#1b4f91, #b5d2ff)));
    --_danger: var(--bm-color-danger, var(--kern-color-feedback-danger, light-dark(#a8201a, #ffb3ab)));
    --_warning: var(--bm-color-warning, var(--kern-color-feedback-warning, light-dark(#7a4d00, #f4c56f)));
    --_success: var(--bm-color-success, var(--kern-color-feedback-success, light-dark(#1d6b40, #8fd6ac)));
    --_info: var(--bm-color-info, var(--kern-color-feedback-info, light-dark(#1b4f91, #93bdf8)));
    --_hover: var(--bm-color-hover, color-mix(in oklab, var(--_text) 6%, transparent));
    --_selected: var(--bm-color-selected, color-mix(in oklab, var(--_action) 14%, transparent));
    --_bubble: var(--bm-color-bubble, color-mix(in oklab, var(--_text) 6%, var(--_background)));
    --_bubble-text: var(--bm-color-bubble-text, var(--_text));
    --_bubble-own: var(--bm-color-bubble-own, color-mix(in oklab, var(--_action) 21%, var(--_background)));
    --_bubble-own-text: var(--bm-color-bubble-own-text, var(--_text));
    --_font-family: var(--bm-font-family, var(--kern-typography-font-family-default, system-ui, sans-serif));
    /* Three sizes and two weights: each other font is one more that the first rows would wait for. */
    --_font-size: var(--bm-font-size, 1rem);
    --_small: calc(0.875 * var(--_font-size));
    --_large: calc(1.25 * var(--_font-size));
    --_line-height: var(--bm-line-height, 1.45);
    --_radius: var(--bm-radius, var(--kern-metric-border-radius-default, 0.5rem));
    --_radius-large: var(--bm-radius-large, var(--kern-metric-border-radius-large, 0.75rem));
    --_radius-bubble: var(--bm-radius-bubble, 1rem);
    --_space: var(--bm-space, 0.25rem);
    --_focus-width: var(--bm-focus-width, 0.15625rem);
    --_shadow: var(--bm-shadow, 0 0.5rem 1.75rem rgb(10 20 35 / 0.18));
    --_duration: var(--bm-duration, 0.16s);

    /* A border is part of the width that the page gives. */
    box-sizing: border-box;
    color-scheme: var(--bm-color-scheme, inherit);
    color: var(--_text);
    font-family: var(--_font-family);
    font-size: var(--_font-size);
    line-height: var(--_line-height);
    text-align: start;
    -webkit-text-size-adjust: 100%;
  }

  /*
   * In a page that runs from right to left the layout does too, and texts begin at the right. Our words do not: each text
   * finds its own direction, else numbers and full stops would change sides. Not so options, which a field would follow to
   * the left, and summaries, whose triangle is part of the text. In Firefox a text that is itself an item of a flex box is
   * left out: it needs an element around it.
   */
  :host(:dir(rtl)),
  :host(:dir(rtl)) input {
    text-align: right;
  }
  :where(:dir(rtl):not([dir], option, summary)) {
    unicode-bidi: plaintext;
  }

  :host([hidden]) {
    display: none !important;
  }

  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }

  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      animation-duration: 0.01ms !important;
      animation-iteration-count: 1 !important;
      transition: none !important;
      scroll-behavior: auto !important;
    }
  }
`;
