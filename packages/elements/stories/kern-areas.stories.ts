import kern from '@kern-ux/native/dist/kern.min.css?raw';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../src/components/chat/chat.define.ts';
import { storeOf } from './snapshots.ts';
import { find, press, story } from './stage.ts';

const meta: Meta = { title: 'kern-areas', component: 'bm-chat', tags: ['own-colours'] };
export default meta;

type Theme = 'light' | 'dark';

/** A page in KERN whose theme is not that of the area with the chat. */
const areas = (page: Theme, area: Theme, play: () => Promise<unknown>): StoryObj =>
  story(
    () =>
      html`<style>
          ${kern}
        </style>
        <div class="kern-page" data-kern-theme=${page}>
          <div class="around">
            <h1 class="kern-heading-medium">Amt für Bauen</h1>
            <p class="kern-body">Die Seite hat ihr eigenes Thema, der Bereich mit dem Chat ein anderes.</p>
          </div>
          <section data-kern-theme=${area} aria-label="Chat">
            <bm-chat open .store=${storeOf()}></bm-chat>
          </section>
        </div>`,
    'page',
    play,
  );

const openRoom = async (): Promise<void> => {
  await press('.room');
  await find('article');
};

export const DarkInLight = areas('light', 'dark', openRoom);
export const LightInDark = areas('dark', 'light', openRoom);
export const DarkListInLight = areas('light', 'dark', () => find('[part="settings"]'));
export const DarkDialogInLight = areas('light', 'dark', () => press('[part="settings"]'));
