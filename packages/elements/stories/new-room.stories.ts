import { BmError } from '@bundesmessenger/store';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../src/components/new-room/new-room.define.ts';
import { storeOf, type Changes } from './snapshots.ts';
import { find, press, story, type } from './stage.ts';

const meta: Meta = { title: 'bm-new-room', component: 'bm-new-room' };
export default meta;

const newRoom = (changes: Changes = {}, play?: () => Promise<unknown>): StoryObj =>
  story(
    () => html`<bm-new-room .store=${storeOf(changes)}></bm-new-room>`,
    'page',
    async () => {
      const element = document.querySelector('bm-new-room');
      await element?.open();
      await find('dialog');
      await play?.();
    },
  );

const create = 'dialog [type="submit"]';

const filled = async (invite: string): Promise<void> => {
  await type('#name', 'Bauantrag 2026-0815');
  await type('#invite', invite);
};

export const InternalOrFederated = newRoom();
export const InternalOnly = newRoom({ deployment: { federation: 'internal' } });
export const Filled = newRoom({}, () => filled('@anna.schmidt:behoerde.example'));
export const NameMissing = newRoom({}, () => press(create));
export const WrongId = newRoom({}, async () => {
  await filled('anna.schmidt@behoerde');
  await press(create);
});
export const Creating = newRoom({ answers: { createRoom: () => new Promise(() => undefined) } }, async () => {
  await filled('');
  await press(create);
});
export const Refused = newRoom(
  { answers: { createRoom: () => Promise.reject(new BmError('FEDERATION_REFUSED', '')) } },
  async () => {
    await filled('@max:anderswo.example');
    await press(create);
  },
);
