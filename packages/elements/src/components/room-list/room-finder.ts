/** Search, spaces and filters above the list of rooms. */
import type { RoomFilter, RoomSummary } from '@bundesmessenger/store';
import { html, nothing, type TemplateResult } from 'lit';
import { Search } from 'lucide';
import { icon } from '../../internal/icon.ts';
import type { Language } from '../../internal/language.ts';

/** The filters that are one click away. */
export type QuickFilter = Extract<RoomFilter, 'unread' | 'favourite' | 'people' | 'rooms'>;

/** `undefined` is all rooms. */
const quickFilters: readonly (QuickFilter | undefined)[] = [undefined, 'unread', 'favourite', 'people', 'rooms'];

export interface RoomFinderView {
  readonly search: string;
  /** Id of the space whose rooms are shown. */
  readonly space: string | undefined;
  readonly spaces: readonly RoomSummary[];
  readonly filter: QuickFilter | undefined;
  readonly onSearch: (search: string) => void;
  readonly onSpace: (space: string | undefined) => void;
  readonly onFilter: (filter: QuickFilter | undefined) => void;
}

export function roomFinder(language: Language, view: RoomFinderView): TemplateResult {
  return html`<search class="finder">
    <label class="search">
      <span class="visually-hidden">${language.term('searchRooms')}</span>
      ${icon(Search)}
      <input
        class="input"
        part="search"
        type="search"
        placeholder=${language.term('searchRooms')}
        autocomplete="off"
        .value=${view.search}
        @input=${(event: Event) => view.onSearch((event.target as HTMLInputElement).value)}
      />
    </label>
    ${
      view.spaces.length > 0
        ? html`<label class="space">
            <span class="visually-hidden">${language.term('space')}</span>
            <select
              class="input"
              @change=${(event: Event) => view.onSpace((event.target as HTMLSelectElement).value || undefined)}
            >
              <option value="" .selected=${view.space === undefined}>${language.term('allSpaces')}</option>
              ${view.spaces.map(
                ({ roomId, name }) => html`<option value=${roomId} .selected=${roomId === view.space}>${name}</option>`,
              )}
            </select>
          </label>`
        : nothing
    }
    <div class="filters" role="group" aria-label=${language.term('filterRooms')}>
      ${quickFilters.map(
        (filter) =>
          html`<button
            class="filter"
            part="filter"
            type="button"
            aria-pressed=${view.filter === filter}
            @click=${() => view.onFilter(filter)}
          >
            ${language.term('roomFilter', filter ?? 'all')}
          </button>`,
      )}
    </div>
  </search>`;
}
