/** `<bm-room>`: one room with header, timeline and composer. */
import type { Room, RoomSummary } from '@bundesmessenger/store';
import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import { Building2, EllipsisVertical, Globe, Lock, LockOpen, LogOut, UserPlus } from 'lucide';
import { avatar } from '../../internal/avatar.ts';
import { icon } from '../../internal/icon.ts';
import { Menu } from '../../internal/menu.ts';
import { ReadableController } from '../../internal/readable-controller.ts';
import { StoreElement } from '../../internal/store-element.ts';
import type { BmComposer } from '../composer/composer.ts';
import { InviteDialog } from './invite-dialog.ts';
import { LeaveDialog } from './leave-dialog.ts';
import { roomStyles } from './room.styles.ts';

/** Focusing a text field on touch opens the keyboard over half of what the user wants to read. */
const hasKeyboard = '(pointer: fine)';

/**
 * @summary One room: header, timeline and composer.
 *
 * @slot header-start - In front of the name, such as a way back.
 * @event bm-room-close - The room was left; `detail.roomId` names it.
 * @csspart header - Name, members, protection and menu.
 * @csspart menu-button - The button of the menu.
 * @csspart timeline - The messages (`<bm-timeline>`).
 * @csspart composer - The text field (`<bm-composer>`).
 * @csspart dialog - The dialogs for inviting and leaving.
 * @csspart message - See `<bm-timeline>`.
 * @csspart bubble - See `<bm-timeline>`.
 * @csspart bubble-own - See `<bm-timeline>`.
 */
export class BmRoom extends StoreElement {
  static override styles = roomStyles;
  static override properties: PropertyDeclarations = {
    ...StoreElement.properties,
    roomId: { attribute: 'room-id' },
    headingLevel: { type: Number, attribute: 'heading-level' },
  };

  /** The room to show. */
  declare roomId: string | undefined;
  /** Level of the room's name in the headings of the page. @default 2 */
  declare headingLevel: number;

  readonly #summary = new ReadableController<RoomSummary | null>(this);
  readonly #composer = createRef<BmComposer>();
  readonly #menu = new Menu(this);
  readonly #invite = new InviteDialog(this, this.language);
  readonly #leave = new LeaveDialog(this, this.language);
  #room: Room | undefined;

  constructor() {
    super();
    this.headingLevel = 2;
  }

  /** The composer where there is a keyboard; the heading where focus would open one on the screen. */
  override focus(options?: FocusOptions): void {
    const composer = this.#composer.value;
    if (matchMedia(hasKeyboard).matches && composer) void composer.updateComplete.then(() => composer.focus(options));
    else this.renderRoot.querySelector<HTMLElement>('[role="heading"]')?.focus(options);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('store') && !changed.has('roomId')) return;
    this.#room = this.store && this.roomId ? this.store.room(this.roomId) : undefined;
    this.#summary.follow(this.#room?.summary);
  }

  protected override render(): TemplateResult {
    const room = this.#summary.value;
    return html`<section part="base" aria-label=${room?.name ?? this.term('chat')}>
      <header part="header">
        <slot name="header-start"></slot>
        ${room ? this.#title(room) : html`<div class="who"><div class="skeleton"></div></div>`}
        ${
          room
            ? this.#menu.render(this.term('roomMenu'), EllipsisVertical, [
                { label: this.term('invite'), icon: UserPlus, run: () => this.#invite.open(this.#room) },
                {
                  label: this.term('leave'),
                  icon: LogOut,
                  danger: true,
                  run: () => this.#leave.open(this.#room, room.name),
                },
              ])
            : nothing
        }
      </header>
      <bm-timeline
        part="timeline"
        exportparts="message, bubble, bubble-own, date-divider, sender, to-newest"
        .store=${this.store}
        .roomId=${this.roomId}
      ></bm-timeline>
      <bm-composer part="composer" .store=${this.store} .roomId=${this.roomId} ${ref(this.#composer)}></bm-composer>
      ${this.#invite.render()} ${this.#leave.render()}
    </section>`;
  }

  #title(room: RoomSummary): TemplateResult {
    return html`${avatar(room.roomId, room.name)}
      <div class="who">
        <div class="name" role="heading" aria-level=${this.headingLevel} tabindex="-1" dir="auto">${room.name}</div>
        <ul class="facts">
          <li>${this.term('members', room.memberCount)}</li>
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
}

declare global {
  interface HTMLElementTagNameMap {
    'bm-room': BmRoom;
  }
}
