/** `<bm-thread>`: one thread of a room, with a composer of its own. */
import { html, type PropertyDeclarations, type TemplateResult } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import { X } from 'lucide';
import { icon } from '../../internal/icon.ts';
import { LaterElement } from '../../internal/later-element.ts';
import type { BmEventMap } from '../../internal/events.ts';
import type { BmComposer } from '../composer/composer.ts';
import type { BmTimeline } from '../timeline/timeline.ts';
import { threadStyles } from './thread.styles.ts';

/**
 * @summary A thread: the message it began with, the replies, and a text field.
 *
 * @event bm-thread-close - The way out was taken.
 * @csspart header - Title and the way out.
 * @csspart timeline - The messages (`<bm-timeline>`).
 * @csspart composer - The text field (`<bm-composer>`).
 * @csspart message - See `<bm-timeline>`.
 * @csspart bubble - See `<bm-timeline>`.
 * @csspart bubble-own - See `<bm-timeline>`.
 */
export class BmThread extends LaterElement {
  static override styles = threadStyles;
  static override properties: PropertyDeclarations = {
    ...LaterElement.properties,
    roomId: { attribute: 'room-id' },
    threadId: { attribute: 'thread-id' },
    headingLevel: { type: Number, attribute: 'heading-level' },
  };

  /** The room of the thread. */
  declare roomId: string | undefined;
  /** Event id of the message the thread began with. */
  declare threadId: string | undefined;
  /** Level of the title in the headings of the page. @default 3 */
  declare headingLevel: number;

  readonly #timeline = createRef<BmTimeline>();
  readonly #composer = createRef<BmComposer>();

  constructor() {
    super();
    this.headingLevel = 3;
  }

  override focus(options?: FocusOptions): void {
    const composer = this.#composer.value;
    void composer?.updateComplete.then(() => composer.focus(options));
  }

  protected override render(): TemplateResult {
    const { store, roomId, threadId } = this;
    return html`<section
      part="base"
      aria-label=${this.term('thread')}
      @bm-reply=${this.#onReply}
      @bm-send=${this.#onSend}
      @bm-edit=${this.#onEdit}
      @keydown=${this.#onKeyDown}
    >
      <header part="header">
        <div class="title" role="heading" aria-level=${this.headingLevel}>${this.term('thread')}</div>
        <button
          class="icon-button"
          type="button"
          aria-label=${this.term('closeThread')}
          title=${this.term('closeThread')}
          @click=${this.#close}
        >
          ${icon(X)}
        </button>
      </header>
      <bm-timeline
        part="timeline"
        exportparts="message, bubble, bubble-own, date-divider, sender"
        .store=${store}
        .roomId=${roomId}
        .threadId=${threadId}
        ${ref(this.#timeline)}
      ></bm-timeline>
      <bm-composer
        part="composer"
        .store=${store}
        .roomId=${roomId}
        .threadId=${threadId}
        ${ref(this.#composer)}
      ></bm-composer>
    </section>`;
  }

  readonly #onReply = ({ detail }: BmEventMap['bm-reply']): void => this.#composer.value?.reply(detail.eventId);

  readonly #onSend = (): void => void this.#timeline.value?.showNewest();

  readonly #onEdit = ({ detail }: BmEventMap['bm-edit']): void => this.#composer.value?.edit(detail.target);

  readonly #onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.stopPropagation();
    this.#close();
  };

  readonly #close = (): void => {
    const { roomId, threadId } = this;
    if (roomId && threadId) this.emit('bm-thread-close', { roomId, threadId });
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'bm-thread': BmThread;
  }
}
