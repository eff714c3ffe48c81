import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../src/components/search/search.define.ts';
import { roomId } from '../src/testing/snapshots.ts';
import { storeOf, type Changes } from './snapshots.ts';
import { press, story, type } from './stage.ts';

const meta: Meta = { title: 'bm-search', component: 'bm-search' };
export default meta;

const search = (found: Changes['found'] = {}, words = 'pegel'): StoryObj =>
  story(
    () => html`<bm-search .store=${storeOf({ found })} .roomId=${roomId}></bm-search>`,
    'panel',
    async () => {
      if (!words) return;
      await type('[part="field"]', words);
      await press('[type="submit"]');
    },
  );
const nothing = { items: [] } as const;
const more = { atStart: false, searchedTo: Date.UTC(2026, 7, 3, 9, 30) } as const;

export const Begin = search({}, '');
export const Found = search();
export const MoreAbove = search(more);
export const Searching = search({ ...more, ...nothing, status: 'paginating' });
export const SearchingOn = search({ ...more, status: 'paginating' });
export const NoneYet = search({ ...more, ...nothing });
export const None = search(nothing);
export const SearchFailed = search({ ...more, paginationError: 'OFFLINE' });
