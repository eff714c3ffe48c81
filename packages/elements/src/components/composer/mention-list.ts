/** Suggestions of people while an `@` is typed: a combobox whose list is steered from the text field. */
import type { MemberList, Room } from '@bundesmessenger/store';
import { css, html, nothing, type LitElement, type TemplateResult } from 'lit';
import { Users } from 'lucide';
import { avatar } from '../../internal/avatar.ts';
import { icon } from '../../internal/icon.ts';
import type { Language } from '../../internal/language.ts';
import { ReadableController } from '../../internal/readable-controller.ts';
import { roomMention, type Mention } from './compose-text.ts';

/** An `@` at the beginning of a word, and what was typed after it: at most two words. */
const trigger = /(?:^|\s)@([\p{L}\p{N}._-]*(?: [\p{L}\p{N}._-]*)?)$/u;
/** Rows of the list. */
const maxRows = 6;

export interface MentionListOptions {
  readonly language: Language;
  readonly room: () => Room | undefined;
  readonly mayMentionRoom: () => boolean;
  /** Puts a name in place of what was typed. @param length characters before the caret, with the `@` */
  readonly choose: (mention: Mention, length: number) => void;
}

type Row = Mention & { readonly isRoom: boolean };

export class MentionList {
  readonly #host: LitElement;
  readonly #options: MentionListOptions;
  readonly #members: ReadableController<MemberList>;
  #query: string | undefined;
  #at = 0;

  constructor(host: LitElement, options: MentionListOptions) {
    this.#host = host;
    this.#options = options;
    this.#members = new ReadableController<MemberList>(host);
  }

  get isOpen(): boolean {
    return this.#query !== undefined && this.#rows.length > 0;
  }

  /** For `aria-activedescendant`. */
  get activeId(): string | undefined {
    return this.isOpen ? `mention-${this.#at}` : undefined;
  }

  /** @param text of the field, up to the caret */
  typed(text: string): void {
    const query = trigger.exec(text)?.[1];
    if (query === this.#query) return;
    this.#query = query;
    this.#at = 0;
    const room = this.#options.room();
    this.#members.follow(
      query === undefined
        ? undefined
        : room?.members({ memberships: ['join'], limit: maxRows, ...(query !== '' && { search: query }) }),
    );
    this.#host.requestUpdate();
  }

  close(): void {
    if (this.#query === undefined) return;
    this.#query = undefined;
    this.#members.follow(undefined);
    this.#host.requestUpdate();
  }

  /** @returns whether the key belonged to the list */
  onKeyDown(event: KeyboardEvent): boolean {
    if (!this.isOpen || event.isComposing) return false;
    const rows = this.#rows;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) this.#at = (this.#at + step + rows.length) % rows.length;
    else if (event.key === 'Escape') this.close();
    else if (event.key === 'Enter' || event.key === 'Tab') this.#choose(rows[this.#at]);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    this.#host.requestUpdate();
    return true;
  }

  get #rows(): readonly Row[] {
    const query = this.#query;
    if (query === undefined) return [];
    const members = (this.#members.value?.items ?? []).filter(({ isOwn }) => !isOwn);
    const rows = members.map(({ userId, displayName }) => ({ userId, name: displayName, isRoom: false }));
    const all = this.#options.language.term('mentionRoom').toLocaleLowerCase();
    const wanted = query.toLocaleLowerCase();
    const fitsRoom = roomMention.startsWith(wanted) || all.startsWith(wanted);
    if (this.#options.mayMentionRoom() && fitsRoom) rows.push({ userId: '', name: roomMention, isRoom: true });
    return rows.slice(0, maxRows);
  }

  #choose(row: Row | undefined): void {
    const length = 1 + (this.#query?.length ?? 0);
    this.close();
    if (row) this.#options.choose(row, length);
  }

  /** Has to be part of every render of the host, in the same root as the field. */
  render(): TemplateResult {
    const { language } = this.#options;
    const rows = this.isOpen ? this.#rows : [];
    return html`<div class="visually-hidden" role="status">
        ${rows.length > 0 ? language.term('mentionCount', rows.length) : nothing}
      </div>
      <ul
        id="mentions"
        class="mentions"
        role="listbox"
        aria-label=${language.term('mentionSuggestions')}
        ?hidden=${rows.length === 0}
      >
        ${rows.map(
          (row, at) =>
            html`<li
              id="mention-${at}"
              role="option"
              aria-selected=${at === this.#at ? 'true' : 'false'}
              @pointerdown=${(event: Event) => {
                // The focus stays in the field.
                event.preventDefault();
                this.#choose(row);
              }}
            >
              ${row.isRoom ? html`<span class="everybody">${icon(Users)}</span>` : avatar(row.userId, row.name)}
              <bdi class="name">${row.isRoom ? language.term('mentionRoom') : row.name}</bdi>
              <bdi class="id">${row.isRoom ? language.term('mentionRoomHint') : row.userId}</bdi>
            </li>`,
        )}
      </ul>`;
  }
}

export const mentionListStyles = css`
  .mentions {
    --_avatar-size: 1.75rem;
    position: absolute;
    z-index: 3;
    inset-block-end: 100%;
    inset-inline: calc(4 * var(--_space));
    max-inline-size: 30rem;
    padding: var(--_space);
    border: 1px solid var(--_border);
    border-radius: var(--_radius-large);
    background: var(--_background);
    box-shadow: var(--_shadow);
  }
  .mentions li {
    display: grid;
    grid-template-columns: auto minmax(0, auto) minmax(0, 1fr);
    align-items: center;
    gap: calc(2.5 * var(--_space));
    min-block-size: 2.5rem;
    padding: calc(1 * var(--_space)) calc(2 * var(--_space));
    border-radius: var(--_radius);
    cursor: pointer;
  }
  .mentions li[aria-selected='true'] {
    background: var(--_selected);
  }
  .mentions li:hover {
    background: var(--_hover);
  }
  .mentions :is(.name, .id) {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .mentions .name {
    font-weight: 600;
  }
  .mentions .id {
    color: var(--_text-muted);
    font-size: var(--_small);
  }
  .everybody {
    display: grid;
    place-items: center;
    inline-size: 1.75rem;
    block-size: 1.75rem;
    border-radius: 50%;
    background: var(--_selected);
    color: var(--_action);
  }
  .everybody .icon {
    inline-size: 1rem;
    block-size: 1rem;
  }
  @media (forced-colors: active) {
    .mentions li[aria-selected='true'] {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
  }
`;
