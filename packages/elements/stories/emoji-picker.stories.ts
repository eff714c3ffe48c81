import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../src/components/emoji-picker/emoji-picker.define.ts';
import { find, focusOn, press, story, type } from './stage.ts';

const meta: Meta = { title: 'bm-emoji-picker', component: 'bm-emoji-picker' };
export default meta;

const picker = (play: () => Promise<unknown> = () => find('[part="emoji"]')): StoryObj =>
  story(() => html`<bm-emoji-picker></bm-emoji-picker>`, 'panel', play);

export const Faces = picker();
export const Food = picker(() => press('.groups button:nth-of-type(4)'));
export const Found = picker(() => type('[part="search"]', 'daumen'));
export const NothingFound = picker(() => type('[part="search"]', 'Paragraphenreiter'));
export const Focused = picker(() => focusOn('[part="emoji"]'));
