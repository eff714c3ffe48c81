/** The emoji picker over everything else, beside what asked for it. The picker loads when it is first wanted. */
import { html, type TemplateResult } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import { showPopup } from '../../internal/popup.ts';
import type { BmEmojiPicker } from './emoji-picker.ts';

export interface EmojiPopupListener {
  /** The popup has gone, and with it the focus back to where it was. */
  readonly pick: (emoji: string) => void;
  readonly closed?: () => void;
}

export class EmojiPopup {
  readonly #listener: EmojiPopupListener;
  readonly #popup = createRef<HTMLElement>();
  readonly #picker = createRef<BmEmojiPicker>();

  constructor(listener: EmojiPopupListener) {
    this.#listener = listener;
  }

  /** Has to be part of every render of the host. */
  render(): TemplateResult {
    return html`<div popover="auto" class="emoji-popup" @toggle=${this.#onToggle} ${ref(this.#popup)}>
      <bm-emoji-picker @bm-emoji-pick=${this.#onPick} ${ref(this.#picker)}></bm-emoji-picker>
    </div>`;
  }

  /** @param isWanted asked when the picker has loaded @throws what keeps it from loading */
  async open(anchor: Element, isWanted: () => boolean = () => true): Promise<void> {
    await import('./emoji-picker.define.ts');
    const [popup, picker] = [this.#popup.value, this.#picker.value];
    if (!popup || !picker || !isWanted()) return;
    picker.reset();
    showPopup(popup, anchor);
    await picker.updateComplete;
    picker.focus();
  }

  readonly #onPick = (event: CustomEvent<{ readonly emoji: string }>): void => {
    this.#popup.value?.hidePopover();
    this.#listener.pick(event.detail.emoji);
  };

  readonly #onToggle = (event: ToggleEvent): void => {
    if (event.newState === 'closed') this.#listener.closed?.();
  };
}
