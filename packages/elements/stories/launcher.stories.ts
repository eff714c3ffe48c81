import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../src/components/launcher/launcher.define.ts';
import { roomList } from '@bundesmessenger/store/testing';
import { joined, storeOf, type Changes } from './snapshots.ts';
import { find, press, story } from './stage.ts';

const meta: Meta = { title: 'bm-launcher', component: 'bm-launcher' };
export default meta;

const button = '[part="launcher"]';

const launcher = (changes: Changes = {}, play?: () => Promise<unknown>, embedded = false): StoryObj =>
  story(
    () => html`<bm-launcher ?embedded=${embedded}><bm-chat .store=${storeOf(changes)}></bm-chat></bm-launcher>`,
    embedded ? 'column' : 'page',
    play,
  );

const opened = async (): Promise<void> => {
  await press(button);
  await find('.room');
};

export const Closed = launcher();
export const Unread = launcher({ rooms: roomList(joined) }, async () => {
  await opened();
  await press('[part="close"]');
  await find('[part="badge"]');
});
export const Open = launcher({}, opened);
export const Embedded = launcher({}, undefined, true);
export const EmbeddedOpen = launcher({}, opened, true);
