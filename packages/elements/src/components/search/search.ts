/** `<bm-search>`: the messages of a room in which somebody's words stand, newest first. The device searches, not the server. */
import type { TimelineItem } from '@bundesmessenger/store';
import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import { Search } from 'lucide';
import { fullTime, listTime, pointInTime } from '../../internal/dates.ts';
import { FoundRows } from '../../internal/found-rows.ts';
import { icon } from '../../internal/icon.ts';
import { LaterElement } from '../../internal/later-element.ts';
import type { Message } from '../message/message-view.ts';
import { searchStyles } from './search.styles.ts';
import { snippet } from './snippet.ts';

/**
 * @summary A search in the messages of a room: partial words, as far back as is wanted, also where the room is encrypted.
 *
 * @event bm-event-open - A message is to be shown in its room.
 * @csspart field - The text field.
 * @csspart list - The rows.
 * @csspart found - One row.
 */
export class BmSearch extends LaterElement {
  static override styles = searchStyles;
  static override properties: PropertyDeclarations = {
    ...LaterElement.properties,
    roomId: { attribute: 'room-id' },
    words: { state: true },
  };

  /** The room whose messages are searched. */
  declare roomId: string | undefined;
  /** What is searched for. Nothing is as long as nobody has pressed the button. */
  declare private words: string;

  readonly #field = createRef<HTMLInputElement>();
  readonly #found = new FoundRows(this, this.language, {
    symbol: Search,
    isRow: isMessage,
    words: () => ({
      title: this.term('searchMessages'),
      searching: this.term('searching'),
      count: (found) => this.term('found', found),
      none: this.term('noneFound'),
      noneYet: this.term('noneFoundYet'),
      older: this.term('searchOlder'),
      newer: this.term('newerFound'),
    }),
    row: (row) => this.#row(row),
  });

  constructor() {
    super();
    this.words = '';
  }

  override focus(options?: FocusOptions): void {
    this.#field.value?.focus(options);
  }

  protected override willUpdate(changed: PropertyValues): void {
    const isOther = changed.has('store') || changed.has('roomId');
    if (isOther) this.words = '';
    if (!isOther && !changed.has('words')) return;
    const { words } = this;
    const room = this.store && this.roomId && words ? this.store.room(this.roomId) : undefined;
    this.#found.follow(room, { type: 'search', search: words }, room?.search(words));
  }

  protected override render(): TemplateResult {
    return html`<form role="search" novalidate @submit=${this.#onSubmit}>
        <div class="field">
          <label for="words">${this.term('searchLabel')}</label>
          <div class="line">
            <input
              class="input"
              id="words"
              part="field"
              type="search"
              autocomplete="off"
              aria-describedby="hint"
              ${ref(this.#field)}
            />
            <button class="button primary" type="submit">${icon(Search)}${this.term('searchGo')}</button>
          </div>
          <p class="hint" id="hint">${this.term('searchHint')}</p>
        </div>
      </form>
      ${this.words ? this.#found.render() : nothing}`;
  }

  #row({ content, plainText, sender, originServerTs, eventId }: Message): TemplateResult {
    const { locale } = this.language;
    const text = 'filename' in content && content.captioned ? `${content.filename}: ${content.body}` : content.body;
    // Without the signs of Markdown, unless what was found lies behind the beginning that the store gives.
    const parts = [plainText ?? text, text].map((each) => snippet(each, this.words));
    const shown = parts.find((each) => each.some(({ found }) => found)) ?? parts[0]!;
    return html`<li tabindex="-1" part="found">
      <button type="button" @click=${() => this.#show(eventId)}>
        <span class="hint"
          ><bdi>${sender.displayName}</bdi> ·
          <time
            datetime=${new Date(pointInTime(originServerTs)).toISOString()}
            title=${fullTime(originServerTs, locale)}
            >${listTime(originServerTs, locale)}</time
          ></span
        >
        <span class="text" dir="auto"
          >${shown.map((part) => (part.found ? html`<mark>${part.text}</mark>` : part.text))}</span
        >
      </button>
    </li>`;
  }

  readonly #onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    this.words = this.#field.value?.value.trim() ?? '';
  };

  #show(eventId: string | undefined): void {
    if (this.roomId && eventId) this.emit('bm-event-open', { roomId: this.roomId, eventId });
  }
}

function isMessage(item: TimelineItem): item is Message {
  return item.kind === 'message';
}

declare global {
  interface HTMLElementTagNameMap {
    'bm-search': BmSearch;
  }
}
