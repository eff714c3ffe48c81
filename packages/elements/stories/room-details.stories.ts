import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../src/components/room-settings/room-details.define.ts';
import { roomId } from '../src/testing/snapshots.ts';
import { memberList, plainMember, roomSettings } from '../src/testing/trust-snapshots.ts';
import { storeOf } from './snapshots.ts';
import { press, stage } from './stage.ts';

const meta: Meta = { title: 'Raum-Einstellungen', component: 'bm-room-details' };
export default meta;

const query = { memberships: ['join', 'invite', 'knock'] as const, limit: 50 };

const details = (tab: 'settings' | 'members', play?: StoryObj['play']): StoryObj => ({
  render: () => stage(html`<bm-room-details .store=${storeOf()} .roomId=${roomId} .tab=${tab}></bm-room-details>`),
  ...(play && { play }),
});

export const Einstellungen = details('settings');
export const Foederation = details('settings', () => press('[name="federation"]'));
export const Mitglieder = details('members');
export const MitgliedAktionen = details('members', () => press('.member:nth-child(3) .icon-button'));
export const OhneRechte: StoryObj = {
  render: () => {
    const store = storeOf();
    store.show({ type: 'settings', roomId }, roomSettings({ federation: 'federated' }, false));
    return stage(html`<bm-room-settings .store=${store} .roomId=${roomId}></bm-room-settings>`, 'panel');
  },
};
export const MitgliederOhneRechte: StoryObj = {
  render: () => {
    const store = storeOf();
    store.show({ type: 'settings', roomId }, roomSettings({}, false));
    const items = memberList().items.map((each) => plainMember({ ...each, can: plainMember().can }));
    store.show({ type: 'members', roomId, query }, memberList({ items }));
    return stage(html`<bm-members .store=${store} .roomId=${roomId}></bm-members>`, 'panel');
  },
};
export const Laedt: StoryObj = {
  render: () => {
    const store = storeOf();
    store.show({ type: 'members', roomId, query }, { status: 'loading', total: 0, offset: 0, items: [] });
    return stage(html`<bm-members .store=${store} .roomId=${roomId}></bm-members>`, 'panel');
  },
};
