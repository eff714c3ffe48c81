import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../src/components/timeline/timeline.define.ts';
import { message, roomId } from '../src/testing/snapshots.ts';
import { picture } from './contents.ts';
import { storeOf } from './snapshots.ts';
import { find, press, story } from './stage.ts';

const meta: Meta = { title: 'bm-image-viewer', component: 'bm-image-viewer' };
export default meta;

/** From the timeline, as a user opens it. */
const viewer = (at: number, ...pressed: readonly string[]): StoryObj =>
  story(
    () => {
      const items = ['picture-l', 'picture-p', 'missing'].map((mediaId, nth) =>
        message(nth, { content: picture(mediaId, nth === 0) }),
      );
      return html`<bm-timeline .store=${storeOf({ timeline: { items } })} .roomId=${roomId}></bm-timeline>`;
    },
    'page',
    async () => {
      await press(`[data-key="m${at}"] [part="image"]`);
      await find('dialog img[data-state]');
      await press(...pressed);
    },
  );

export const WithCaption = viewer(0);
export const Portrait = viewer(1);
export const Zoomed = viewer(1, 'dialog header .icon-button');
export const CannotBeLoaded = viewer(2);
