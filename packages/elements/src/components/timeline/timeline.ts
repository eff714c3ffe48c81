/**
 * `<bm-timeline>`: the messages of a room, of one of its threads, or around one event. Long, because focus, menus and window
 * share the row they are about; rows, parts and window have files of their own.
 */
import type {
  EncryptionState,
  Room,
  RoomSettings,
  SessionState,
  Timeline,
  TimelineItem,
  TimelineView,
} from '@bundesmessenger/store';
import { withPageTimelines } from '@bundesmessenger/store/page-timelines';
import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import { AccountEnd } from '../../internal/account-end.ts';
import { AvatarPictures } from '../../internal/avatar-pictures.ts';
import { afterPaint } from '../../internal/after-paint.ts';
import { Announcer } from '../../internal/announcer.ts';
import { dayName } from '../../internal/dates.ts';
import { MediaFiles } from '../../internal/media-files.ts';
import { MessageWindow } from '../../internal/message-window.ts';
import { NextDay } from '../../internal/next-day.ts';
import { ReadableController } from '../../internal/readable-controller.ts';
import { RichText } from '../../internal/rich-text/rich-text.ts';
import { LaterElement } from '../../internal/later-element.ts';
import { Toast } from '../../internal/toast.ts';
import { whenIdle } from '../../internal/when-idle.ts';
import { MessageDeedsController } from '../message/message-deeds.ts';
import type { Message, MessagePermissions, MessageView } from '../message/message-view.ts';
import { messagePreview } from '../message/preview.ts';
import { unlockPrompt } from '../recovery/unlock-prompt.ts';
import { bringTimelines } from '../session/later-timelines.ts';
import { Incoming } from './incoming.ts';
import { Paging } from './paging.ts';
import { peopleOf } from './people.ts';
import { prepareRows } from './prepare-rows.ts';
import { ReadState } from './read-state.ts';
import { RowFocus } from './row-focus.ts';
import { rowTemplate } from './row-template.ts';
import { isBubble, isStop, toRows, type Row } from './rows.ts';
import { timelineFoot, timelineHead, toNewestButton, toUnreadButton } from './timeline-parts.ts';
import { timelineStyles } from './timeline.styles.ts';

bringTimelines(withPageTimelines);

/** Until the room says more: the server refuses what may not be. */
const usualPermissions: MessagePermissions = { send: true, react: true, redact: false, pin: false };

/**
 * One tab stop; arrows, Page, Home and End move between messages; Enter or Shift+F10 opens what can be done with one.
 * Incoming messages are announced to assistive technology; history, own messages and edits are not.
 *
 * @summary The messages of one room, oldest first; with `thread-id` those of a thread.
 *
 * @event bm-reply - A message is to be answered; `<bm-composer>` of the same room or thread has to be told.
 * @event bm-edit - An own message is to be edited; the same.
 * @event bm-thread-open - A thread is to be shown.
 * @csspart scroller - What scrolls.
 * @csspart list - The list of messages.
 * @csspart date-divider - The name of a day between messages.
 * @csspart read-marker - The line above the first unread message.
 * @csspart message - One message with sender, bubble and state.
 * @csspart mention - The same of a message that mentions the user.
 * @csspart message-toolbar - What can be done with the message that has the pointer or the focus.
 * @csspart sender - The sender's name.
 * @csspart avatar - The sender's initials.
 * @csspart bubble - Text and time of a message.
 * @csspart bubble-own - The same of an own message.
 * @csspart quote - What a message answers.
 * @csspart link - An address in a message.
 * @csspart image - A picture in a message.
 * @csspart file - A file in a message.
 * @csspart poll - A poll.
 * @csspart reactions - The reactions to a message.
 * @csspart reaction - One of them.
 * @csspart thread - The way from a message to its thread.
 * @csspart readers - Who has read up to a message.
 * @csspart send-failure - Why an own message was not sent, and what to do.
 * @csspart state-change - A change of the room, in words.
 * @csspart unlock - What unlocks this device, at the last of messages that cannot be read before that.
 * @csspart to-newest - The button that leads to the newest messages.
 * @csspart to-unread - The button that leads to the first unread message.
 * @cssproperty --bm-color-bubble - Background of messages of others.
 * @cssproperty --bm-color-bubble-own - Background of own messages.
 * @cssproperty --bm-radius-bubble - Corners of bubbles.
 */
export class BmTimeline extends LaterElement {
  static override styles = timelineStyles;
  static override properties: PropertyDeclarations = {
    ...LaterElement.properties,
    roomId: { attribute: 'room-id' },
    threadId: { attribute: 'thread-id' },
    eventId: { attribute: 'event-id' },
    unseen: { state: true },
    unreadAbove: { state: true },
    viewing: { state: true },
    unlocking: { state: true },
  };

  /** The room to show. */
  declare roomId: string | undefined;
  /** Event id of a thread's root, to show that thread. */
  declare threadId: string | undefined;
  /** The event around which the room is shown instead of its end. The way to the newest messages takes it away. */
  declare eventId: string | undefined;
  /** Messages of others that came while the end was out of view. */
  declare private unseen: number;
  /** Whether the first unread message is above the view and was not seen yet. */
  declare private unreadAbove: boolean;
  /** Key of the row whose picture fills the window. */
  declare private viewing: string | undefined;
  /** Stays once it was needed: its dialog ends with an answer to nothing. */
  declare private unlocking: boolean;

  readonly #timeline = new ReadableController<Timeline>(this, (timeline) => this.#onTimeline(timeline));
  readonly #settings = new ReadableController<RoomSettings>(this);
  readonly #pinned = new ReadableController<Timeline>(this);
  readonly #session = new ReadableController<SessionState>(this);
  readonly #encryption = new ReadableController<EncryptionState>(this);
  readonly #announcer = new Announcer(this, (count) => this.term('announceDigest', count));
  readonly #incoming = new Incoming();
  readonly #reading = new ReadState();
  readonly #paging = new Paging();
  readonly #richText = new RichText(this);
  readonly #media = new MediaFiles(this);
  readonly #pictures = new AvatarPictures(this);
  readonly #toast = new Toast(this);
  readonly #window = new MessageWindow(this, {
    scroller: () => this.renderRoot?.querySelector<HTMLElement>('.scroller'),
    list: () => this.renderRoot?.querySelector<HTMLElement>('ol'),
    isLive: () => this.#timeline.value?.atEnd ?? true,
    onNearStart: () => this.#paging.load(this.#timeline.value, 'backwards'),
    onNearEnd: () => this.#paging.load(this.#timeline.value, 'forwards'),
    onScroll: () => this.#lookForUnread(),
  });
  readonly #deeds = new MessageDeedsController(this, {
    language: this.language,
    media: this.#media,
    store: () => this.store,
    room: () => this.#room,
    itemOf: (key) =>
      this.#rows
        .map(({ item }) => item)
        .filter(isBubble)
        .find((item) => item.key === key),
    threadId: () => this.threadId,
    can: () => this.#can,
    isPinned: (eventId) =>
      this.#pinned.value?.items.some((item) => 'eventId' in item && item.eventId === eventId) ?? false,
    jump: (eventId) => this.showEvent(eventId),
    expand: (key) => this.#toggleExpanded(key),
    unlock: () => void this.#unlock(),
    openImage: (item) => void this.#openImage(item),
    leaveRow: (key) => this.#focus.focusNeighbour(key),
    leaveRowsOf: ({ userId }, key) => {
      const isOther = ({ item }: Row): boolean => !isBubble(item) || item.sender.userId !== userId;
      const neighbour = this.#focus.neighbourOf(key, isOther);
      return () => neighbour !== undefined && void this.#focus.focus(neighbour);
    },
    say: (text) => this.#toast.show(text),
  });
  readonly #focus = new RowFocus(this, {
    rows: () => this.#rows,
    reveal: (key) => this.#window.reveal(key),
    isBusy: () => this.#deeds.isOpen || this.viewing !== undefined,
    onMenu: (item, article) => this.#deeds.openMenu(item, article),
  });
  readonly #expanded = new Set<string>();
  #room: Room | undefined;
  #rows: readonly Row[] = [];
  #people = peopleOf(undefined, undefined);
  /** The event that is shown as soon as it is here. */
  #awaited: string | undefined;
  #unreadSeen = false;

  constructor() {
    super();
    new NextDay(this);
    new AccountEnd(this, () => this.#announcer.reset());
    this.unseen = 0;
    this.unreadAbove = false;
    this.unlocking = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('visibilitychange', this.#onVisibility);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('visibilitychange', this.#onVisibility);
    this.#reading.leave();
    this.#paging.tell(false);
  }

  /** Brings an event into view, wherever in the room it is. */
  showEvent(eventId: string): void {
    this.#awaited = eventId;
    if (!this.#showAwaited() && this.threadId === undefined) this.eventId = eventId;
  }

  /** Brings the newest messages into view, as when the user has written one. */
  async showNewest(): Promise<void> {
    if (this.eventId !== undefined && !this.#timeline.value?.atEnd) {
      this.eventId = undefined;
      await this.updateComplete;
    }
    await this.#paging.toNewest(() => this.#timeline.value);
    this.#window.toEnd();
  }

  /** Moves the focus to an event that is here, as when what was opened for it is closed. */
  focusEvent(eventId: string): void {
    const item = this.#itemOf(eventId);
    if (item) void this.#focus.focus(item.key);
  }

  /** Moves the focus to the message with the roving tab stop. */
  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<HTMLElement>('article[tabindex="0"]')?.focus(options);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('store')) {
      this.#session.follow(this.store?.session);
      this.#encryption.follow(this.store?.encryption.state);
    }
    if (changed.has('store') || changed.has('roomId') || changed.has('threadId')) this.#followRoom();
    else if (changed.has('eventId')) this.#followView();
  }

  protected override firstUpdated(): void {
    if (!this.roomId) whenIdle(() => prepareRows((rows) => this.#showUnseen(rows)));
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    this.#paging.tell(!this.#window.atEnd);
    if (this.#window.atEnd) {
      this.unseen = 0;
      void afterPaint().then(() => this.#markRead());
    }
    this.#lookForUnread();
  }

  /** While the timeline stands by for a first room. */
  #showUnseen(rows: readonly Row[]): Promise<unknown> {
    if (!this.roomId) {
      this.#rows = rows;
      this.requestUpdate();
    }
    return this.updateComplete;
  }

  #followRoom(): void {
    const room = this.store && this.roomId ? this.store.room(this.roomId) : undefined;
    this.#room = room;
    this.#media.reset(room && ((mediaId, variant) => room.download(mediaId, variant)));
    this.#settings.follow(room?.settings);
    this.#pinned.follow(room?.pinned);
    this.#reading.follow(room, this.threadId);
    this.#announcer.reset();
    this.#expanded.clear();
    this.#awaited = undefined;
    this.#unreadSeen = false;
    this.viewing = undefined;
    this.#followView();
  }

  #followView(): void {
    const room = this.#room;
    const view = this.#view;
    this.#incoming.reset();
    this.#window.reset();
    this.#focus.reset();
    this.#paging.follow(room, view);
    this.unseen = 0;
    this.#awaited = this.eventId ?? this.#awaited;
    if (view.type === 'thread') this.#timeline.follow(room?.thread(view.threadId));
    else if (view.type === 'focused') this.#timeline.follow(room?.focused(view.eventId));
    else this.#timeline.follow(room?.timeline);
    if (!room) this.#rows = [];
  }

  get #view(): TimelineView {
    if (this.threadId !== undefined) return { type: 'thread', threadId: this.threadId };
    return this.eventId === undefined ? { type: 'live' } : { type: 'focused', eventId: this.eventId };
  }

  protected override render(): TemplateResult {
    const timeline = this.#timeline.value;
    const focus = this.#focus;
    const parts = {
      language: this.language,
      inThread: this.threadId !== undefined,
      direction: this.#paging.direction,
      onRetry: (direction: 'backwards' | 'forwards') => this.#paging.load(this.#timeline.value, direction, true),
    };
    const isNewestHere = this.#window.atEnd && (timeline?.atEnd ?? true);
    return html`<section
      part="base"
      class=${this.roomId ? '' : 'stands-by'}
      aria-label=${this.term('messages')}
      aria-busy=${!timeline || timeline.status === 'loading'}
    >
      <div
        class="scroller"
        part="scroller"
        @keydown=${focus.onKeyDown}
        @focusin=${focus.onFocusIn}
        @focusout=${focus.onFocusOut}
      >
        ${timelineHead(timeline, parts)}
        <ol part="list" @pointermove=${focus.onPointerMove} @pointerleave=${focus.onPointerLeave}>
          ${this.#list()}
        </ol>
        ${timelineFoot(timeline, parts)}
      </div>
      ${this.unreadAbove || timeline?.readUpTo ? toUnreadButton(this.language, this.#showUnread) : nothing}
      ${isNewestHere || !timeline?.items.length ? nothing : toNewestButton(this.unseen, this.language, this.#showNewest)}
      ${this.#toast.render()} ${this.#deeds.render()} ${this.#announcer.render()}
      ${
        this.viewing === undefined
          ? nothing
          : html`<bm-image-viewer
              .items=${timeline?.items ?? []}
              .current=${this.viewing}
              .media=${this.#media}
              @close=${this.#onViewerClose}
            ></bm-image-viewer>`
      }
      ${
        this.unlocking
          ? html`<bm-recovery mode="dialog" .store=${this.store} @close=${() => this.focus()}></bm-recovery>`
          : nothing
      }
    </section>`;
  }

  #list(): unknown {
    const rows = this.#window.select(this.#rows, this.#focus.active);
    const active = rows.some(({ key }) => key === this.#focus.active)
      ? this.#focus.active
      : rows.findLast(({ item }) => isStop(item))?.key;
    // Changes with the language, and when its words arrive.
    const word = this.term('reply');
    const can = this.#can;
    const inThread = this.threadId !== undefined;
    const prompt = unlockPrompt(this.#encryption.value);
    // The times in it are others where somebody has travelled.
    const zone = new Date().getTimezoneOffset();
    return repeat(
      rows,
      ({ key }) => key,
      (row) => {
        const { key, item, startsGroup, endsGroup, endsLocked } = row;
        const content = item.kind === 'message' ? item.content : undefined;
        const state = {
          active: key === active,
          toolbar: isBubble(item) && this.#focus.hasToolbar(key),
          expanded: this.#expanded.has(key),
          target: this.#focus.isTarget(key),
          unlock: endsLocked ? prompt : undefined,
          inThread,
        };
        const isFormatted = content && 'formattedBody' in content && content.formattedBody !== undefined;
        const file = content && 'file' in content ? content.file : undefined;
        // Today is yesterday tomorrow.
        const day = item.kind === 'dateDivider' && dayName(item.day, this.language.locale);
        const inputs = [key, item.version, startsGroup, endsGroup, word, day, zone, ...Object.values(state)];
        // All that may be done with a message only its toolbar shows.
        const permissions = [can.react, can.send, state.toolbar && can];
        const parts = [isFormatted && this.#richText.ready, file && this.#media.stateOf(file.mediaId)];
        return guard([...inputs, ...permissions, ...parts], () => rowTemplate(row, this.#rowView({ ...state, can })));
      },
    );
  }

  #rowView(state: Omit<MessageView, 'language' | 'people' | 'media' | 'pictures' | 'deeds'>): MessageView {
    const views = { language: this.language, people: this.#people, media: this.#media, pictures: this.#pictures };
    return { ...state, ...views, deeds: this.#deeds };
  }

  get #can(): MessagePermissions {
    const settings = this.#settings.value;
    return settings?.status === 'ready' ? settings.can : usualPermissions;
  }

  #onTimeline(timeline: Timeline): void {
    this.#rows = toRows(timeline.items);
    const session = this.#session.value;
    this.#people = peopleOf(timeline, session?.status === 'loggedIn' ? session.userId : undefined);
    const { incoming, sentNow, failedNow } = this.#incoming.next(timeline);
    for (const message of incoming) {
      const text = messagePreview(message, this.language);
      this.#announcer.announce(this.term('announceMessage', message.sender.displayName, text));
    }
    if (failedNow > 0) this.#announcer.status(this.term('announceSendFailed'));
    if (sentNow > 0) this.#focus.releaseTabStop();
    if (sentNow > 0 && timeline.atEnd) this.#window.toEnd();
    else if (!this.#window.atEnd) this.unseen += incoming.length;
    this.#showAwaited();
  }

  #itemOf(eventId: string): TimelineItem | undefined {
    return this.#timeline.value?.items.find((item) => eventIdOf(item) === eventId);
  }

  /** What stands for an event that has no row of its own, as the first one of a day may be. */
  #itemAround(eventId: string): TimelineItem | undefined {
    const { around, items = [] } = (eventId === this.eventId && this.#timeline.value) || {};
    return items.find(({ key }) => key === around);
  }

  /** @returns whether the event that is waited for is here */
  #showAwaited(): boolean {
    const awaited = this.#awaited;
    const item = awaited === undefined ? undefined : (this.#itemOf(awaited) ?? this.#itemAround(awaited));
    if (!item) return false;
    this.#awaited = undefined;
    this.#window.jump(item.key);
    this.#focus.mark(item.key);
    void this.#focus.focus(item.key, { preventScroll: true });
    return true;
  }

  readonly #showUnread = (): void => {
    const { items = [], readUpTo } = this.#timeline.value ?? {};
    const at = items.findIndex(({ kind }) => kind === 'readMarker');
    const [marker, first] = [items[at], items.slice(at + 1).find(isStop)];
    if (marker && first) {
      this.#unreadSeen = true;
      this.#window.jump(marker.key);
      void this.#focus.focus(first.key, { preventScroll: true });
    } else if (readUpTo) this.showEvent(readUpTo);
  };

  readonly #showNewest = async (): Promise<void> => {
    await this.showNewest();
    const newest = this.#timeline.value?.items.findLast(isStop);
    if (newest) await this.#focus.focus(newest.key);
  };

  #lookForUnread(): void {
    const marker = this.#timeline.value?.items.find(({ kind }) => kind === 'readMarker');
    const place = marker && this.#window.placeOf(marker.key);
    if (place === 'inside') this.#unreadSeen = true;
    this.unreadAbove = marker !== undefined && !this.#unreadSeen && place !== 'below';
  }

  readonly #onVisibility = (): void => {
    if (document.visibilityState === 'visible') this.#markRead();
    else this.#reading.leave();
  };

  #markRead(): void {
    if (document.visibilityState !== 'visible' || !this.#window.atEnd || !this.isConnected) return;
    const newest = this.#timeline.value?.items.findLast((item) => eventIdOf(item) !== undefined);
    this.#reading.seen(newest && eventIdOf(newest));
  }

  #toggleExpanded(key: string): void {
    if (!this.#expanded.delete(key)) this.#expanded.add(key);
    this.requestUpdate();
  }

  async #unlock(): Promise<void> {
    await import('../recovery/recovery.define.ts');
    this.unlocking = true;
    await this.updateComplete;
    await this.renderRoot.querySelector('bm-recovery')?.open();
  }

  async #openImage(item: Message): Promise<void> {
    await import('../image-viewer/image-viewer.define.ts');
    this.viewing = item.key;
  }

  readonly #onViewerClose = (): void => {
    const opener = this.viewing;
    const key = this.#rows.some((row) => row.key === opener) ? opener : this.#focus.active;
    this.viewing = undefined;
    // The button that has opened it is gone where its picture was deleted, and the whole row may be.
    if (key !== undefined && !this.shadowRoot?.activeElement) void this.#focus.focus(key);
  };
}

function eventIdOf(item: TimelineItem): string | undefined {
  return 'eventId' in item ? item.eventId : undefined;
}

declare global {
  interface HTMLElementTagNameMap {
    'bm-timeline': BmTimeline;
  }
}
