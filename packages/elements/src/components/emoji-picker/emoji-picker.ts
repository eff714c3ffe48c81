/** `<bm-emoji-picker>`: finds and chooses an emoji. Loaded when it is first opened, its names per language. */
import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import { Search } from 'lucide';
import { BmElement } from '../../internal/bm-element.ts';
import { icon } from '../../internal/icon.ts';
import { emojiGroups, findEmojis, loadEmojis, type Emoji, type EmojiCatalogue, type EmojiGroup } from './emoji-data.ts';
import { emojiPickerStyles } from './emoji-picker.styles.ts';

/** Search results that are shown: more are found by more letters. */
const maxFound = 96;
const maxRecent = 16;

/** Used last in this page, newest first. Nothing of it is stored. */
let recent: readonly Emoji[] = [];

/** A sign for each group, for its button. */
const signs: Readonly<Record<EmojiGroup, string>> = {
  0: '😀',
  1: '👋',
  3: '🐻',
  4: '🍏',
  5: '🚆',
  6: '⚽',
  7: '💡',
  8: '✅',
  9: '🏳️',
};

/**
 * @summary A grid of emojis with search. Arrows move in the grid, Enter chooses.
 *
 * @event bm-emoji-pick - An emoji was chosen; `detail.emoji` is its text.
 * @csspart search - The search field.
 * @csspart emoji - One emoji.
 */
export class BmEmojiPicker extends BmElement {
  static override styles = emojiPickerStyles;
  static override properties: PropertyDeclarations = {
    ...BmElement.properties,
    catalogue: { state: true },
    failed: { state: true },
    query: { state: true },
    group: { state: true },
    active: { state: true },
  };

  declare private catalogue: EmojiCatalogue | undefined;
  declare private failed: boolean;
  declare private query: string;
  declare private group: EmojiGroup;
  /** The one with the roving tab stop. */
  declare private active: number;

  readonly #input = createRef<HTMLInputElement>();
  readonly #grid = createRef<HTMLElement>();
  #language: string | undefined;

  constructor() {
    super();
    this.failed = false;
    this.query = '';
    this.group = 0;
    this.active = 0;
  }

  override focus(options?: FocusOptions): void {
    this.#input.value?.focus(options);
  }

  /** As it was when it was opened first. */
  reset(): void {
    this.query = '';
    this.active = 0;
    if (this.#input.value) this.#input.value.value = '';
  }

  protected override willUpdate(_changed: PropertyValues): void {
    const language = this.term('$code');
    if (language === this.#language) return;
    this.#language = language;
    this.failed = false;
    void this.#load(language);
  }

  async #load(language: string): Promise<void> {
    try {
      const catalogue = await loadEmojis(language);
      if (language === this.#language) this.catalogue = catalogue;
    } catch {
      this.failed = true;
      this.#language = undefined;
    }
  }

  get #shown(): readonly Emoji[] {
    if (!this.catalogue) return [];
    const query = this.query.trim();
    if (query) return findEmojis(this.catalogue, query).slice(0, maxFound);
    const ofGroup = this.catalogue.get(this.group) ?? [];
    return this.group === 0 ? [...recent, ...ofGroup] : ofGroup;
  }

  protected override render(): TemplateResult {
    const searching = this.query.trim() !== '';
    return html`<div class="head">
        <label class="search">
          ${icon(Search)}
          <span class="visually-hidden">${this.term('emojiSearch')}</span>
          <input
            part="search"
            type="search"
            placeholder=${this.term('emojiSearch')}
            autocomplete="off"
            @input=${this.#onInput}
            @keydown=${this.#onSearchKey}
            ${ref(this.#input)}
          />
        </label>
        <div class="groups" role="group" aria-label=${this.term('emojiGroups')}>
          ${emojiGroups.map(
            (group) =>
              html`<button
                type="button"
                aria-label=${this.term('emojiGroup', group)}
                title=${this.term('emojiGroup', group)}
                aria-pressed=${!searching && group === this.group ? 'true' : 'false'}
                @click=${() => this.#choose(group)}
              >
                ${signs[group]}
              </button>`,
          )}
        </div>
      </div>
      ${this.#body(searching)}`;
  }

  #body(searching: boolean): TemplateResult {
    if (this.failed) return html`<p class="note" role="alert">${this.term('emojiLoadFailed')}</p>`;
    if (!this.catalogue) return html`<div class="note"><span class="spinner"></span></div>`;
    const shown = this.#shown;
    const recentCount = !searching && this.group === 0 ? recent.length : 0;
    return html`<div class="note visually-hidden" role="status">
        ${searching && shown.length === 0 ? this.term('emojiNone') : nothing}
      </div>
      <div
        class="grid"
        role="listbox"
        aria-label=${searching ? this.term('emojiSearch') : this.term('emojiGroup', this.group)}
        @keydown=${this.#onGridKey}
        ${ref(this.#grid)}
      >
        ${shown.map(
          (emoji, at) =>
            html`<button
              type="button"
              role="option"
              part="emoji"
              class=${at === recentCount - 1 ? 'last-recent' : nothing}
              tabindex=${at === Math.min(this.active, shown.length - 1) ? 0 : -1}
              aria-selected="false"
              aria-label=${emoji.label}
              title=${emoji.label}
              @click=${() => this.#pick(emoji)}
            >
              ${emoji.unicode}
            </button>`,
        )}
        ${searching && shown.length === 0 ? html`<p class="note" aria-hidden="true">${this.term('emojiNone')}</p>` : nothing}
      </div>`;
  }

  #choose(group: EmojiGroup): void {
    this.reset();
    this.group = group;
    this.#grid.value?.scrollTo({ top: 0 });
  }

  #pick(emoji: Emoji): void {
    recent = [emoji, ...recent.filter(({ unicode }) => unicode !== emoji.unicode)].slice(0, maxRecent);
    this.dispatchEvent(new CustomEvent('bm-emoji-pick', { detail: { emoji: emoji.unicode } }));
  }

  readonly #onInput = (): void => {
    this.query = this.#input.value?.value ?? '';
    this.active = 0;
  };

  readonly #onSearchKey = (event: KeyboardEvent): void => {
    const first = this.#shown[0];
    if (event.key === 'Enter' && !event.isComposing && first && this.query.trim()) this.#pick(first);
    else if (event.key === 'ArrowDown') void this.#focusAt(0);
    else return;
    event.preventDefault();
  };

  readonly #onGridKey = (event: KeyboardEvent): void => {
    const count = this.#shown.length;
    const grid = this.#grid.value;
    if (!grid || count === 0) return;
    const at = this.#emojis.indexOf(event.target as HTMLElement);
    const columns = getComputedStyle(grid).gridTemplateColumns.split(' ').length;
    const forward = getComputedStyle(grid).direction === 'rtl' ? -1 : 1;
    const target = {
      ArrowRight: at + forward,
      ArrowLeft: at - forward,
      ArrowDown: at + columns,
      ArrowUp: at - columns,
      Home: 0,
      End: count - 1,
    }[event.key];
    if (target === undefined) return;
    event.preventDefault();
    if (target < 0 && event.key === 'ArrowUp') this.focus();
    else void this.#focusAt(Math.max(0, Math.min(count - 1, target)));
  };

  get #emojis(): HTMLElement[] {
    return [...(this.#grid.value?.querySelectorAll<HTMLElement>('[role="option"]') ?? [])];
  }

  async #focusAt(at: number): Promise<void> {
    this.active = at;
    await this.updateComplete;
    this.#emojis[at]?.focus();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'bm-emoji-picker': BmEmojiPicker;
  }
}
