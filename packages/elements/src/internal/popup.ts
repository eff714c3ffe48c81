/** What opens over everything else beside the control that was pressed: a native popover, placed inside the window. */
import { css } from 'lit';

/** Between control and popup, and to the window's edges, in CSS pixels. */
const gapPx = 6;

/** What had the focus before a popup took it. */
const before = new WeakMap<HTMLElement, Element | null>();

/** Shows a popover below its anchor, above it where there is more room, never outside the window. */
export function showPopup(popup: HTMLElement, anchor: Element): void {
  if (!popup.matches(':popover-open')) {
    before.set(popup, focusedElement());
    popup.addEventListener('beforetoggle', giveFocusBack);
    popup.showPopover();
  }
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = popup;
  const { clientWidth: windowWidth, clientHeight: windowHeight } = document.documentElement;
  const below = at.bottom + gapPx;
  const above = at.top - gapPx - height;
  const top = below + height <= windowHeight - gapPx || above < gapPx ? below : above;
  // Grows to where there is more room.
  const left = at.left + at.right < windowWidth ? at.left : at.right - width;
  const within = (px: number, size: number, all: number): number => Math.max(gapPx, Math.min(px, all - size - gapPx));
  popup.style.left = `${within(left, width, windowWidth)}px`;
  popup.style.top = `${within(top, height, windowHeight)}px`;
}

/** Browsers forget it where the focus is inside a shadow root. After a click elsewhere the focus goes there instead. */
function giveFocusBack(event: Event): void {
  const popup = event.currentTarget as HTMLElement;
  if ((event as ToggleEvent).newState === 'closed' && popup.matches(':focus-within')) {
    (before.get(popup) as HTMLElement | null)?.focus({ preventScroll: true });
  }
}

function focusedElement(): Element | null {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element;
}

export const popupStyles = css`
  [popover] {
    position: fixed;
    inset: auto;
    margin: 0;
    padding: 0;
    max-block-size: calc(100vb - 12px);
    max-inline-size: calc(100vi - 12px);
    border: 1px solid var(--_border);
    border-radius: var(--_radius-large);
    background: var(--_background);
    color: var(--_text);
    box-shadow: var(--_shadow);
    overflow: auto;
    overscroll-behavior: contain;
  }
`;
