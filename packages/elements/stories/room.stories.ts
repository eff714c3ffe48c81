import type { RoomSummary } from '@bundesmessenger/store';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../src/components/room/room.define.ts';
import { anna, cem, room as summary, roomId } from '../src/testing/snapshots.ts';
import { paul, pinned, threadId } from './conversation.ts';
import { storeOf, type Changes } from './snapshots.ts';
import { find, press, story } from './stage.ts';

const meta: Meta = { title: 'bm-room', component: 'bm-room' };
export default meta;

const room = (changes: Changes = {}, ...pressed: readonly string[]): StoryObj =>
  story(
    () => html`<bm-room .store=${storeOf(changes)} .roomId=${roomId}></bm-room>`,
    'page',
    () => press(...pressed),
  );

const header = (changes: Partial<RoomSummary>): StoryObj => room({ rooms: [summary(changes)], pinned: [] });

const menu = '[part="menu-button"]';
const item = (at: number): string => `[role="menuitem"]:nth-of-type(${at})`;

export const Conversation = room();
export const NotEncrypted = header({ encrypted: false });
export const Federated = header({ federation: 'federated', memberCount: 1_204 });
export const LongName = header({
  name: 'Länderübergreifende Arbeitsgruppe „Digitalisierung der Genehmigungsverfahren im Straßenbau“',
});
export const Menu = room({}, menu);
export const Invite = room({}, menu, item(4));
export const GoToDate = room({}, menu, item(5));
export const Leave = room({}, menu, item(6));
export const OnePinned = room({ pinned: pinned.slice(0, 1) });
export const OneWrites = room({ typing: [anna] });
export const ThreeWrite = room({ typing: [anna, cem, paul] });
export const Thread = story(
  () => html`<bm-room .store=${storeOf()} .roomId=${roomId} .threadId=${threadId}></bm-room>`,
  'page',
  () => find('[data-key="m104"]'),
);
export const NewConversation = room({ timeline: { items: [] }, pinned: [] });
export const Loading = room({
  rooms: [],
  timeline: { status: 'loading', atStart: false, items: [] },
  pinned: [],
});
