import { BmError } from '@bundesmessenger/store';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../src/components/room-settings/room-details.define.ts';
import { roomId } from '../src/testing/snapshots.ts';
import { roomSettings } from '../src/testing/trust-snapshots.ts';
import { storeOf, type Changes } from './snapshots.ts';
import { press, story, type } from './stage.ts';

const meta: Meta = { title: 'bm-room-settings', component: 'bm-room-settings' };
export default meta;

const settings = (changes: Changes = {}, play?: () => Promise<unknown>): StoryObj =>
  story(() => html`<bm-room-settings .store=${storeOf(changes)} .roomId=${roomId}></bm-room-settings>`, 'panel', play);

const save = '[part="form"] [type="submit"]';

export const Administrator = settings();
export const FilesAreScanned = settings({ deployment: { contentScanner: true } });
export const NoRights = settings({ settings: roomSettings({ federation: 'federated' }, false) });
const rename = async (): Promise<void> => {
  await type('#name', 'Lagebild Hochwasser Rhein');
  await press(save);
};

export const Saved = settings({}, rename);
export const NameMissing = settings({}, async () => {
  await type('#name', '');
  await press(save);
});
export const Refused = settings(
  { answers: { changeSettings: () => Promise.reject(new BmError('FORBIDDEN', '')) } },
  rename,
);
export const OpenToOthers = settings({}, () => press('[name="federation"]'));
export const Leave = settings({}, () => press('[part="leave"]'));
export const Loading = settings({ settings: { ...roomSettings(), status: 'loading' } });
export const UnknownRoom = settings({ settings: { ...roomSettings(), status: 'unknownRoom' } });

const details = (tab: 'settings' | 'members' | 'files' | 'search'): StoryObj =>
  story(() => html`<bm-room-details .store=${storeOf()} .roomId=${roomId} .tab=${tab}></bm-room-details>`, 'page');

export const Dialog = details('settings');
export const DialogWithMembers = details('members');
export const DialogWithFiles = details('files');
export const DialogWithSearch = details('search');
