import type { Meta } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../src/components/chat/chat.define.ts';
import { storeOf } from './snapshots.ts';
import { story } from './stage.ts';

const meta: Meta = { title: 'bm-chat', component: 'bm-chat' };
export default meta;

export const Closed = story(() => html`<bm-chat .store=${storeOf()}></bm-chat>`, 'page');
export const OwnWords = story(
  () =>
    html`<bm-chat .store=${storeOf()}
      ><div slot="start">
        <h2>Fragen zum Bauantrag</h2>
        <p>Schreiben Sie Ihrer Sachbearbeitung. Die Antwort kommt meist am selben Tag.</p>
      </div></bm-chat
    >`,
  'page',
);
export const Open = story(() => html`<bm-chat open .store=${storeOf()}></bm-chat>`, 'page');
export const NotConfigured = story(() => html`<bm-chat open></bm-chat>`, 'page');
