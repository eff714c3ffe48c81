/** `<bm-room-details>`: the dialog with the settings, the members and the files of a room, and with a search in it. */
import type { RoomSummary } from '@bundesmessenger/store';
import { html, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import { X } from 'lucide';
import { AvatarPictures } from '../../internal/avatar-pictures.ts';
import { avatar } from '../../internal/avatar.ts';
import type { BmEventMap } from '../../internal/events.ts';
import { icon } from '../../internal/icon.ts';
import { ReadableController } from '../../internal/readable-controller.ts';
import { LaterElement } from '../../internal/later-element.ts';
import { roomDetailsStyles } from './room-settings.styles.ts';

const tabs: readonly Tab[] = ['settings', 'members', 'files', 'search'];
type Tab = NonNullable<BmEventMap['bm-room-details']['detail']['tab']>;
const titles = {
  settings: 'roomSettings',
  members: 'membersTitle',
  files: 'filesTitle',
  search: 'searchMessages',
} as const;

/**
 * Opens as soon as it is in the page; closing returns the focus to where it was. A message that is chosen in it is shown by
 * the `<bm-room>` beside it.
 *
 * @summary A dialog with four tabs: `<bm-room-settings>`, `<bm-members>`, `<bm-files>` and `<bm-search>`.
 *
 * @event close - The dialog was closed.
 * @csspart dialog - The dialog.
 */
export class BmRoomDetails extends LaterElement {
  static override styles = roomDetailsStyles;
  static override properties: PropertyDeclarations = {
    ...LaterElement.properties,
    roomId: { attribute: 'room-id' },
    tab: {},
  };

  /** The room whose details are shown. */
  declare roomId: string | undefined;
  /** Which tab is in front. @default 'settings' */
  declare tab: Tab | undefined;

  readonly #pictures = new AvatarPictures(this);
  readonly #summary = new ReadableController<RoomSummary | null>(this);
  readonly #dialog = createRef<HTMLDialogElement>();

  protected override willUpdate(changed: PropertyValues<this>): void {
    this.tab ??= 'settings';
    if (!changed.has('store') && !changed.has('roomId')) return;
    this.#summary.follow(this.store && this.roomId ? this.store.room(this.roomId).summary : undefined);
  }

  protected override firstUpdated(): void {
    this.#dialog.value?.showModal();
    if (this.tab === 'search') void this.#focusSearch();
  }

  protected override render(): TemplateResult {
    const name = this.#summary.value?.name ?? '';
    return html`<dialog
      part="dialog"
      aria-labelledby="title"
      @close=${() => this.dispatchEvent(new Event('close'))}
      @bm-room-close=${this.#close}
      @bm-event-open=${this.#onEventOpen}
      ${ref(this.#dialog)}
    >
      <div class="frame">
        <div class="head">
          ${avatar(this.roomId ?? '', name, this.#summary.value?.avatar, this.#pictures)}
          <h3 id="title" dir="auto">${name || this.term('unnamedRoom')}</h3>
          <button
            class="icon-button"
            type="button"
            aria-label=${this.term('close')}
            title=${this.term('close')}
            @click=${this.#close}
          >
            ${icon(X)}
          </button>
        </div>
        <div class="tabs" role="tablist" aria-labelledby="title" @keydown=${this.#onKeyDown}>
          ${tabs.map(
            (tab) =>
              html`<button
                type="button"
                role="tab"
                id=${`tab-${tab}`}
                aria-controls="panel"
                aria-selected=${tab === this.tab ? 'true' : 'false'}
                tabindex=${tab === this.tab ? '0' : '-1'}
                ?autofocus=${tab === this.tab}
                @click=${() => (this.tab = tab)}
              >
                ${this.term(titles[tab])}
              </button>`,
          )}
        </div>
        <div class="panel" id="panel" role="tabpanel" tabindex="0" aria-labelledby=${`tab-${this.tab}`}>
          ${this.#panel()}
        </div>
      </div>
    </dialog>`;
  }

  readonly #close = (): void => this.#dialog.value?.close();

  readonly #onEventOpen = ({ detail }: BmEventMap['bm-event-open']): void => {
    this.#close();
    const beside = (this.getRootNode() as Document | ShadowRoot).querySelector('bm-room');
    if (beside?.roomId === detail.roomId) beside.showEvent(detail.eventId);
  };

  /** Who wants to search wants to type. */
  async #focusSearch(): Promise<void> {
    const search = this.renderRoot.querySelector('bm-search');
    await search?.updateComplete;
    search?.focus();
  }

  #panel(): TemplateResult {
    const { store, roomId } = this;
    switch (this.tab) {
      case undefined:
      case 'settings':
        return html`<bm-room-settings .store=${store} .roomId=${roomId}></bm-room-settings>`;
      case 'members':
        return html`<bm-members .store=${store} .roomId=${roomId}></bm-members>`;
      case 'files':
        return html`<bm-files .store=${store} .roomId=${roomId}></bm-files>`;
      case 'search':
        return html`<bm-search .store=${store} .roomId=${roomId}></bm-search>`;
    }
  }

  readonly #onKeyDown = async (event: KeyboardEvent): Promise<void> => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    event.preventDefault();
    const forward = getComputedStyle(this).direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
    const step = event.key === forward ? 1 : -1;
    this.tab = tabs[(tabs.indexOf(this.tab!) + step + tabs.length) % tabs.length]!;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('[aria-selected="true"]')?.focus();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'bm-room-details': BmRoomDetails;
  }
}
