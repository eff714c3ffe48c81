/** `<bm-room>`: one room with header, what is pinned, timeline, composer, and beside them a thread. */
import type { Room, RoomSummary, Timeline, Typing } from '@bundesmessenger/store';
import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import {
  Building2,
  CalendarSearch,
  EllipsisVertical,
  Files,
  Globe,
  Lock,
  LockOpen,
  LogOut,
  Paperclip,
  Search,
  Settings,
  UserPlus,
} from 'lucide';
import { afterPaint } from '../../internal/after-paint.ts';
import { AvatarPictures } from '../../internal/avatar-pictures.ts';
import { avatar } from '../../internal/avatar.ts';
import { ConfirmDialog, leaveQuestion } from '../../internal/confirm-dialog.ts';
import type { BmEventMap } from '../../internal/events.ts';
import { icon } from '../../internal/icon.ts';
import { PopupMenu } from '../../internal/popup-menu.ts';
import { nextTask } from '../../internal/next-task.ts';
import { ReadableController } from '../../internal/readable-controller.ts';
import { LaterElement } from '../../internal/later-element.ts';
import type { BmComposer } from '../composer/composer.ts';
import type { BmThread } from '../thread/thread.ts';
import type { BmTimeline } from '../timeline/timeline.ts';
import { DateDialog } from './date-dialog.ts';
import { InviteDialog } from './invite-dialog.ts';
import { PinnedBar } from './pinned-bar.ts';
import { ReplacedBar } from './replaced-bar.ts';
import { roomStyles } from './room.styles.ts';

/** Focusing a text field on touch opens the keyboard over half of what the user wants to read. */
const hasKeyboard = '(pointer: fine)';
/** What comes within this time seems to come at once (RAIL model): no need to show before that it is on its way. */
const atOnceMs = 100;
/** So long a row is pressed at most by who means to open its room. */
const expectedForMs = 1_000;
/** Who writes is named up to this many. */
const namedTypists = 2;

type ShownInTitle = Pick<RoomSummary, 'roomId' | 'name' | 'avatar' | 'memberCount' | 'federation' | 'encrypted'>;

/** Of a room that stands by: it brings the fonts of the header, each of which costs the first room that is opened a look at the disk. */
const unseenRoom: ShownInTitle = { roomId: '!', name: '?', memberCount: 2, federation: 'internal', encrypted: true };

/**
 * @summary One room: header, timeline and composer; a thread opens beside them, or over them where it is narrow.
 *
 * @slot header-start - In front of the name, such as a way back.
 * @event bm-room-close - The room was left; `detail.roomId` names it.
 * @event bm-room-open - The successor of an upgraded room is to be shown.
 * @event bm-room-details - Settings, members, files or a search are to be shown; `detail.tab` says which.
 * @event bm-thread-open - A thread was opened.
 * @event bm-thread-close - The thread was closed.
 * @csspart header - Name, members, protection and menu.
 * @csspart menu-button - The button of the menu.
 * @csspart pinned - The pinned messages.
 * @csspart timeline - The messages (`<bm-timeline>`).
 * @csspart typing - Who is writing.
 * @csspart composer - The text field (`<bm-composer>`).
 * @csspart replaced - In place of the text field, in a room that was upgraded: the way to its successor, or why it is closed.
 * @csspart thread - The thread that is open (`<bm-thread>`).
 * @csspart dialog - The dialogs for inviting, leaving and going to a date.
 * @csspart message - See `<bm-timeline>`.
 * @csspart bubble - See `<bm-timeline>`.
 * @csspart bubble-own - See `<bm-timeline>`.
 */
export class BmRoom extends LaterElement {
  static override styles = roomStyles;
  static override properties: PropertyDeclarations = {
    ...LaterElement.properties,
    roomId: { attribute: 'room-id' },
    threadId: { attribute: 'thread-id' },
    headingLevel: { type: Number, attribute: 'heading-level' },
    dropping: { state: true },
  };

  /** The room to show. */
  declare roomId: string | undefined;
  /** Event id of the root of the thread that is open. */
  declare threadId: string | undefined;
  /** Level of the room's name in the headings of the page. @default 2 */
  declare headingLevel: number;
  /** Whether files are held over the room. */
  declare private dropping: boolean;

  readonly #summary = new ReadableController<RoomSummary | null>(this, (summary) => {
    if (summary) this.#listed = undefined;
  });
  readonly #pinned = new ReadableController<Timeline>(this);
  readonly #typing = new ReadableController<Typing>(this);
  readonly #timeline = createRef<BmTimeline>();
  readonly #composer = createRef<BmComposer>();
  readonly #thread = createRef<BmThread>();
  readonly #pictures = new AvatarPictures(this);
  readonly #menu = new PopupMenu(this);
  readonly #invite = new InviteDialog(this, this.language);
  readonly #question = new ConfirmDialog(this, this.language);
  readonly #date = new DateDialog(this, this.language, (eventId) => this.showEvent(eventId));
  readonly #pinnedBar = new PinnedBar(this, this.language, (eventId) => this.showEvent(eventId));
  readonly #replacedBar = new ReplacedBar(this, this.language);
  #room: Room | undefined;
  /** Its row in the list: until the host has told the summary. */
  #listed: RoomSummary | undefined;
  #forgetExpected = (): void => {};

  constructor() {
    super();
    this.headingLevel = 2;
    this.dropping = false;
  }

  /** The composer where there is a keyboard; the heading where focus would open one on the screen. */
  override focus(options?: FocusOptions): void {
    const composer = this.#composer.value;
    // Seen before it is focused: focus lays out and restyles what the frame of the messages would wait for.
    const focusLater = (): unknown => afterPaint().then(() => composer?.focus(options));
    if (matchMedia(hasKeyboard).matches && composer) void composer.updateComplete.then(focusLater);
    else this.renderRoot.querySelector<HTMLElement>('[role="heading"]')?.focus(options);
  }

  /** Brings an event into view, wherever in the room it is. */
  showEvent(eventId: string): void {
    this.#timeline.value?.showEvent(eventId);
  }

  /** Has a room fetched that will probably be opened next: its row was pressed, and is let go of a moment later. */
  expect(roomId: string): void {
    this.#forgetExpected();
    if (!this.store || roomId === this.roomId) return;
    const { summary, timeline } = this.store.room(roomId);
    const stops = [summary.subscribe(() => {}), timeline.subscribe(() => {})];
    const timer = setTimeout(() => this.#forgetExpected(), expectedForMs);
    this.#forgetExpected = () => {
      clearTimeout(timer);
      stops.splice(0).forEach((stop) => stop());
    };
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#forgetExpected();
  }

  /** A room is shown with its messages, not first without them: one rendering in place of two, and nothing flickers. */
  protected override async scheduleUpdate(): Promise<void> {
    const room = this.store && this.roomId ? this.store.room(this.roomId) : undefined;
    if (this.hasUpdated && room && room.roomId !== this.#room?.roomId) await this.#untilReadable(room);
    await super.scheduleUpdate();
  }

  async #untilReadable({ roomId, summary, timeline }: Room): Promise<void> {
    const stops: (() => void)[] = [];
    const isThere = [
      // The summary is there at once; behind the timeline it would wait until the host has opened the room.
      new Promise<void>((resolve) =>
        stops.push(summary.subscribe((known) => (known ?? this.#listedRoom(roomId)) && resolve())),
      ),
      new Promise<void>((resolve) => stops.push(timeline.subscribe(({ status }) => status !== 'loading' && resolve()))),
    ];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const isLate = new Promise((resolve) => (timer = setTimeout(resolve, atOnceMs)));
    await Promise.race([Promise.all(isThere), isLate]);
    clearTimeout(timer);
    // The elements inside take over what is heard here.
    void nextTask().then(() => stops.forEach((stop) => stop()));
  }

  #listedRoom(roomId: string | undefined): RoomSummary | undefined {
    return this.store?.rooms.get().items.find((row) => row.roomId === roomId);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('store') && !changed.has('roomId')) return;
    // A thread given together with its room stays.
    if (changed.get('roomId') !== undefined && !changed.has('threadId')) this.threadId = undefined;
    this.#room = this.store && this.roomId ? this.store.room(this.roomId) : undefined;
    this.#listed = this.#listedRoom(this.roomId);
    this.#summary.follow(this.#room?.summary);
    this.#pinned.follow(this.#room?.pinned);
    this.#typing.follow(this.#room?.typing);
    this.#pinnedBar.reset();
    this.#replacedBar.reset();
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    if (changed.has('threadId') && this.threadId !== undefined) void import('../thread/thread.define.ts');
  }

  protected override render(): TemplateResult {
    const room = this.#summary.value ?? this.#listed;
    const { threadId } = this;
    return html`<section
      part="base"
      class="${this.roomId ? '' : 'stands-by'} ${threadId === undefined ? '' : 'in-thread'}"
      aria-label=${room ? room.name || this.term('unnamedRoom') : this.term('chat')}
      @bm-reply=${this.#onReply}
      @bm-send=${this.#onSend}
      @bm-edit=${this.#onEdit}
      @bm-thread-open=${this.#onThreadOpen}
      @bm-thread-close=${this.#onThreadClose}
    >
      <div class="main" @dragover=${this.#onDragOver} @dragleave=${this.#onDragLeave} @drop=${this.#onDrop}>
        <header part="header">
          <slot name="header-start"></slot>
          ${
            room || !this.roomId
              ? [this.#title(room ?? unseenRoom), this.#menuButton()]
              : html`<div class="who"><div class="skeleton"></div></div>`
          }
        </header>
        ${this.#pinnedBar.render(this.#pinned.value)}
        <bm-timeline
          part="timeline"
          exportparts="message, bubble, bubble-own, date-divider, sender, to-newest"
          .store=${this.store}
          .roomId=${this.roomId}
          ${ref(this.#timeline)}
        ></bm-timeline>
        <p class="typing" part="typing">${this.#typists()}</p>
        ${
          room?.replacedBy === undefined
            ? html`<bm-composer
                part="composer"
                .store=${this.store}
                .roomId=${this.roomId}
                ${ref(this.#composer)}
              ></bm-composer>`
            : this.#replacedBar.render({ ...room, replacedBy: room.replacedBy })
        }
        ${this.dropping ? html`<p class="drop">${icon(Paperclip)}${this.term('dropFiles')}</p>` : nothing}
      </div>
      ${
        threadId === undefined
          ? nothing
          : html`<bm-thread
              part="thread"
              exportparts="message, bubble, bubble-own"
              .store=${this.store}
              .roomId=${this.roomId}
              .threadId=${threadId}
              .headingLevel=${this.headingLevel + 1}
              ${ref(this.#thread)}
            ></bm-thread>`
      }
      ${this.#menu.render()} ${this.#invite.render()} ${this.#question.render()} ${this.#date.render()}
    </section>`;
  }

  #title(room: ShownInTitle): TemplateResult {
    return html`${avatar(room.roomId, room.name, room.avatar, this.#pictures)}
      <div class="who">
        <div class="name" role="heading" aria-level=${this.headingLevel} tabindex="-1" dir="auto">
          ${room.name || this.term('unnamedRoom')}
        </div>
        <ul class="facts">
          <li><span>${this.term('members', room.memberCount)}</span></li>
          <li>
            ${icon(room.federation === 'federated' ? Globe : Building2)}<span
              >${this.term('federation', room.federation)}</span
            >
          </li>
          <li class=${room.encrypted ? 'safe' : 'unsafe'}>
            ${icon(room.encrypted ? Lock : LockOpen)}<span
              >${this.term(room.encrypted ? 'encrypted' : 'notEncrypted')}</span
            >
          </li>
        </ul>
      </div>`;
  }

  #menuButton(): TemplateResult {
    return html`<button
      type="button"
      class="icon-button"
      part="menu-button"
      aria-haspopup="menu"
      aria-label=${this.term('roomMenu')}
      title=${this.term('roomMenu')}
      @click=${this.#onMenu}
    >
      ${icon(EllipsisVertical)}
    </button>`;
  }

  readonly #onMenu = (event: Event): void => {
    const room = this.#room;
    const name = (this.#summary.value ?? this.#listed)?.name || this.term('unnamedRoom');
    if (!room) return;
    void this.#menu.open(event.currentTarget as Element, this.term('roomMenu'), () => [
      {
        label: this.term('roomDetails'),
        symbol: Settings,
        run: () => this.emit('bm-room-details', { roomId: room.roomId }),
      },
      {
        label: this.term('searchLabel'),
        symbol: Search,
        run: () => this.emit('bm-room-details', { roomId: room.roomId, tab: 'search' }),
      },
      {
        label: this.term('filesTitle'),
        symbol: Files,
        run: () => this.emit('bm-room-details', { roomId: room.roomId, tab: 'files' }),
      },
      { label: this.term('invite'), symbol: UserPlus, run: () => this.#invite.open(room) },
      { label: this.term('jumpToDate'), symbol: CalendarSearch, run: () => this.#date.open(room) },
      { label: this.term('leave'), symbol: LogOut, danger: true, run: () => this.#leave(room, name) },
    ]);
  };

  #leave(room: Room, name: string): void {
    const done = (): void => this.emit('bm-room-close', { roomId: room.roomId });
    void this.#question.ask(leaveQuestion(this.language, room, name, done));
  }

  /** Never in a live region: it would speak all the time. */
  #typists(): unknown {
    const users = this.#typing.value?.users ?? [];
    if (users.length === 0) return nothing;
    const names = users.slice(0, namedTypists).map(({ displayName }) => displayName);
    return html`<span class="dots" aria-hidden="true"><i></i><i></i><i></i></span
      ><span>${this.term('typing', names, users.length - names.length)}</span>`;
  }

  readonly #onReply = ({ detail }: BmEventMap['bm-reply']): void => {
    if (detail.threadId === undefined) this.#composer.value?.reply(detail.eventId);
  };

  readonly #onSend = ({ detail }: BmEventMap['bm-send']): void => {
    if (detail.threadId === undefined) void this.#timeline.value?.showNewest();
  };

  readonly #onEdit = ({ detail }: BmEventMap['bm-edit']): void => {
    if (detail.threadId === undefined) this.#composer.value?.edit(detail.target);
  };

  readonly #onThreadOpen = async ({ detail }: BmEventMap['bm-thread-open']): Promise<void> => {
    this.threadId = detail.threadId;
    await this.updateComplete;
    await customElements.whenDefined('bm-thread');
    await this.#thread.value?.updateComplete;
    this.#thread.value?.focus();
  };

  readonly #onThreadClose = async ({ detail }: BmEventMap['bm-thread-close']): Promise<void> => {
    this.threadId = undefined;
    await this.updateComplete;
    this.#timeline.value?.focusEvent(detail.threadId);
  };

  readonly #onDragOver = (event: DragEvent): void => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    // Over itself the composer says so.
    this.dropping = event.target !== this.#composer.value;
  };

  readonly #onDragLeave = (event: DragEvent): void => {
    const room = event.currentTarget as Element;
    if (!(event.relatedTarget instanceof Node && room.contains(event.relatedTarget))) this.dropping = false;
  };

  readonly #onDrop = (event: DragEvent): void => {
    this.dropping = false;
    if (event.defaultPrevented) return;
    event.preventDefault();
    this.#composer.value?.addFiles([...(event.dataTransfer?.files ?? [])]);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'bm-room': BmRoom;
  }
}
