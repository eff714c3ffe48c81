import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../src/components/poll/poll-dialog.define.ts';
import { press, story, type } from './stage.ts';

const meta: Meta = { title: 'bm-poll-dialog', component: 'bm-poll-dialog' };
export default meta;

const dialog = (play?: () => Promise<unknown>): StoryObj =>
  story(() => html`<bm-poll-dialog></bm-poll-dialog>`, 'page', play);

export const Empty = dialog();
export const Filled = dialog(async () => {
  await press('.add');
  await type('#question', 'Wann soll die nächste Lagebesprechung stattfinden?');
  await type('#answer-0', '12:00 Uhr');
  await type('#answer-1', '13:30 Uhr');
  await type('#answer-2', '15:00 Uhr');
});
export const QuestionMissing = dialog(() => press('[type="submit"]'));
export const AnswersMissing = dialog(async () => {
  await type('#question', 'Wann treffen wir uns?');
  await press('[type="submit"]');
});
