import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../src/components/files/files.define.ts';
import { roomId } from '../src/testing/snapshots.ts';
import { storeOf, type Changes } from './snapshots.ts';
import { press, story } from './stage.ts';

const meta: Meta = { title: 'bm-files', component: 'bm-files' };
export default meta;

const list = (files: Changes['files'] = {}, changes: Changes = {}, ...pressed: readonly string[]): StoryObj =>
  story(
    () => html`<bm-files .store=${storeOf({ files, ...changes })} .roomId=${roomId}></bm-files>`,
    'panel',
    () => press(...pressed),
  );
const nothing = { items: [] } as const;
const more = { atStart: false } as const;

export const List = list();
export const MoreAbove = list(more);
export const Searching = list({ ...more, status: 'paginating' });
export const SearchingForTheFirst = list({ ...more, ...nothing, status: 'paginating' });
export const NoneYet = list({ ...more, ...nothing });
export const None = list(nothing);
export const SearchFailed = list({ ...more, paginationError: 'OFFLINE' });
export const NewerBelow = list({ atEnd: false });
export const DownloadFailed = list(
  {},
  { answers: { download: () => Promise.reject(new Error('a story of a failure')) } },
  '[part="file"]:nth-child(2) button:last-of-type',
);
export const Loading = list({ ...nothing, status: 'loading' });
