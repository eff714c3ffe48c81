/** `<bm-timeline>`: the messages of one room. */
import type { Room, Timeline } from '@bundesmessenger/store';
import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import { ArrowDown, MessagesSquare } from 'lucide';
import { Announcer } from '../../internal/announcer.ts';
import { icon } from '../../internal/icon.ts';
import { MessageWindow } from '../../internal/message-window.ts';
import { ReadableController } from '../../internal/readable-controller.ts';
import { rovingTarget } from '../../internal/roving.ts';
import { StoreElement } from '../../internal/store-element.ts';
import { Incoming } from './incoming.ts';
import { isStop, rowTemplate, type RowView } from './row-template.ts';
import { toRows, type Row } from './rows.ts';
import { timelineStyles } from './timeline.styles.ts';

/**
 * @summary The messages of one room, oldest first. One tab stop; arrows, Page, Home and End move between messages.
 * Incoming messages are announced to assistive technology; history, own messages and edits are not.
 *
 * @csspart scroller - What scrolls.
 * @csspart list - The list of messages.
 * @csspart date-divider - The name of a day between messages.
 * @csspart message - One message with sender, bubble and state.
 * @csspart sender - The sender's name.
 * @csspart avatar - The sender's initials.
 * @csspart bubble - Text and time of a message.
 * @csspart bubble-own - The same of an own message.
 * @csspart link - An address in a message.
 * @csspart send-failure - Why an own message was not sent, and what to do.
 * @csspart state-change - A change of the room, in words.
 * @csspart to-newest - The button that leads to the newest messages.
 * @cssproperty --bm-color-bubble - Background of messages of others.
 * @cssproperty --bm-color-bubble-own - Background of own messages.
 * @cssproperty --bm-radius-bubble - Corners of bubbles.
 */
export class BmTimeline extends StoreElement {
  static override styles = timelineStyles;
  static override properties: PropertyDeclarations = {
    ...StoreElement.properties,
    roomId: { attribute: 'room-id' },
    unseen: { state: true },
    activeKey: { state: true },
  };

  /** The room to show. */
  declare roomId: string | undefined;
  /** Messages of others that came while the end was out of view. */
  declare private unseen: number;
  /** The row with the roving tab stop; without one, the newest. */
  declare private activeKey: string | undefined;

  readonly #timeline = new ReadableController<Timeline>(this, (timeline) => this.#onTimeline(timeline));
  readonly #announcer = new Announcer(this, (count) => this.term('announceDigest', count));
  readonly #incoming = new Incoming();
  readonly #window = new MessageWindow(this, {
    scroller: () => this.renderRoot?.querySelector<HTMLElement>('.scroller'),
    list: () => this.renderRoot?.querySelector<HTMLElement>('ol'),
    onNearStart: () => this.#loadOlder(false),
  });
  #room: Room | undefined;
  #lastRead: string | undefined;
  /** The snapshot that older messages were asked for. */
  #askedAt: Timeline | undefined;

  constructor() {
    super();
    this.unseen = 0;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('visibilitychange', this.#markRead);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('visibilitychange', this.#markRead);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('store') && !changed.has('roomId')) return;
    this.#incoming.reset();
    this.#announcer.reset();
    this.#window.reset();
    this.#lastRead = undefined;
    this.#askedAt = undefined;
    this.unseen = 0;
    this.activeKey = undefined;
    this.#room = this.store && this.roomId ? this.store.room(this.roomId) : undefined;
    this.#timeline.follow(this.#room?.timeline);
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (this.#window.atEnd) {
      this.unseen = 0;
      this.#markRead();
    }
  }

  protected override render(): TemplateResult {
    const timeline = this.#timeline.value;
    return html`<section
      part="base"
      aria-label=${this.term('messages')}
      aria-busy=${!timeline || timeline.status === 'loading'}
    >
      <div class="scroller" part="scroller" @keydown=${this.#onKeyDown} @focusin=${this.#onFocusIn}>
        ${this.#head(timeline)}
        <ol part="list">
          ${this.#rows(timeline)}
        </ol>
      </div>
      ${this.#window.atEnd || !timeline?.items.length ? nothing : this.#toNewest()} ${this.#announcer.render()}
    </section>`;
  }

  #rows(timeline: Timeline | undefined): unknown {
    const rows = this.#window.select(toRows(timeline?.items ?? []), this.activeKey);
    const active = rows.some(({ key }) => key === this.activeKey)
      ? this.activeKey
      : rows.findLast(({ item }) => isStop(item))?.key;
    return repeat(
      rows,
      ({ key }) => key,
      (row) => {
        const isActive = row.key === active;
        const inputs = [row.key, row.item.version, row.startsGroup, row.endsGroup, isActive, this.language.lang()];
        return guard(inputs, () => rowTemplate(row, this.#view(isActive)));
      },
    );
  }

  #view(active: boolean): RowView {
    return {
      language: this.language,
      active,
      onResend: (key) => void this.#room?.resend(key).catch(ignoreShownInRow),
      onDiscard: (key) => this.#discard(key),
    };
  }

  #head(timeline: Timeline | undefined): TemplateResult {
    if (!timeline || timeline.status === 'loading') return this.#skeleton();
    if (timeline.status === 'unknownRoom') return html`<p class="head">${this.term('roomUnknown')}</p>`;
    if (timeline.paginationError) {
      return html`<div class="head">
        <p>${this.term('olderFailed')}</p>
        <button class="button small" type="button" @click=${() => this.#loadOlder(true)}>${this.term('retry')}</button>
      </div>`;
    }
    if (timeline.atStart) {
      return timeline.items.some(isStop) ? html`<p class="head">${this.term('timelineStart')}</p>` : this.#empty();
    }
    return html`<p class="head">
      ${timeline.status === 'paginating' ? html`<span class="spinner"></span>${this.term('olderLoading')}` : nothing}
    </p>`;
  }

  #empty(): TemplateResult {
    return html`<div class="empty">
      <span class="emblem">${icon(MessagesSquare)}</span>
      <p>${this.term('timelineEmpty')}</p>
    </div>`;
  }

  #skeleton(): TemplateResult {
    return html`<div class="loading">
      <p class="visually-hidden">${this.term('timelineLoading')}</p>
      ${[1, 2, 3, 4, 5].map((line) => html`<div class="skeleton line-${line}"></div>`)}
    </div>`;
  }

  #toNewest(): TemplateResult {
    const label = this.unseen > 0 ? this.term('newMessages', this.unseen) : this.term('toNewest');
    return html`<button
      class="to-newest ${this.unseen > 0 ? 'with-count' : ''}"
      part="to-newest"
      type="button"
      title=${this.term('toNewest')}
      @click=${this.#showNewest}
    >
      ${icon(ArrowDown)}<span class=${this.unseen > 0 ? '' : 'visually-hidden'}>${label}</span>
    </button>`;
  }

  #onTimeline(timeline: Timeline): void {
    const { incoming, sentNow, failedNow } = this.#incoming.next(timeline);
    for (const { sender, content } of incoming) {
      this.#announcer.announce(this.term('announceMessage', sender.displayName, content.body));
    }
    if (failedNow > 0) this.#announcer.status(this.term('announceSendFailed'));
    if (sentNow > 0) this.#window.toEnd();
    else if (!this.#window.atEnd) this.unseen += incoming.length;
  }

  /** Asks once for each snapshot: what changes nothing is not asked again by itself. */
  #loadOlder(again: boolean): void {
    const timeline = this.#timeline.value;
    if (timeline?.status !== 'ready' || timeline.atStart) return;
    if (!again && (timeline === this.#askedAt || timeline.paginationError)) return;
    this.#askedAt = timeline;
    void this.#room?.paginate().catch(ignoreShownInRow);
  }

  readonly #markRead = (): void => {
    if (document.visibilityState !== 'visible' || !this.#window.atEnd || !this.isConnected) return;
    const newest = this.#timeline.value?.items.findLast((item) => 'eventId' in item && item.eventId !== undefined);
    const eventId = newest && 'eventId' in newest ? newest.eventId : undefined;
    if (!this.#room || !eventId || eventId === this.#lastRead) return;
    this.#lastRead = eventId;
    void this.#room.markRead(eventId).catch(() => {
      // Tried again with the next message: nothing the user has to know.
    });
  };

  readonly #showNewest = (): void => {
    const newest = this.#timeline.value?.items.findLast(isStop);
    this.#window.toEnd();
    if (newest) void this.#focusRow(newest.key);
  };

  #discard(key: string): void {
    const stops = this.#stops();
    const at = stops.findIndex((row) => row.key === key);
    const neighbour = stops[at + 1] ?? stops[at - 1];
    void this.#room?.discard(key).catch(ignoreShownInRow);
    if (neighbour) void this.#focusRow(neighbour.key);
  }

  #stops(): readonly Pick<Row, 'key' | 'item'>[] {
    return (this.#timeline.value?.items ?? []).filter(isStop).map((item) => ({ key: item.key, item }));
  }

  readonly #onFocusIn = (event: FocusEvent): void => {
    const row = (event.target as Element).closest<HTMLElement>('[data-key]');
    if (row) this.activeKey = row.dataset['key'];
  };

  readonly #onKeyDown = (event: KeyboardEvent): void => {
    // Inside a row, arrows belong to its own controls.
    if (!(event.target as Element).matches('article') || event.altKey || event.ctrlKey || event.metaKey) return;
    const stops = this.#stops();
    const at = stops.findIndex(({ key }) => key === this.activeKey);
    const target = rovingTarget(event.key, at, stops.length);
    if (target === undefined) return;
    event.preventDefault();
    const key = stops[target]?.key;
    if (key !== undefined) void this.#focusRow(key);
  };

  async #focusRow(key: string): Promise<void> {
    this.#window.reveal(key);
    this.activeKey = key;
    await this.updateComplete;
    const rows = [...this.renderRoot.querySelectorAll<HTMLElement>('ol > li')];
    rows
      .find((row) => row.dataset['key'] === key)
      ?.querySelector<HTMLElement>('article')
      ?.focus();
  }
}

/** Failures of these commands are part of the next snapshot, where the row shows them. */
function ignoreShownInRow(): void {}

declare global {
  interface HTMLElementTagNameMap {
    'bm-timeline': BmTimeline;
  }
}
