import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../src/components/room-settings/room-details.define.ts';
import { cem, roomId } from '../src/testing/snapshots.ts';
import { member, memberList, plainMember, roomSettings } from '../src/testing/trust-snapshots.ts';
import { storeOf, type Changes } from './snapshots.ts';
import { press, story, type } from './stage.ts';

const meta: Meta = { title: 'bm-members', component: 'bm-members' };
export default meta;

const members = (changes: Changes = {}, play?: () => Promise<unknown>): StoryObj =>
  story(() => html`<bm-members .store=${storeOf(changes)} .roomId=${roomId}></bm-members>`, 'panel', play);

const { items } = memberList();
const actions = '.member:nth-child(3) .icon-button';

export const List = members();
export const NoRights = members({
  settings: roomSettings({}, false),
  members: memberList({ items: items.map((each) => plainMember({ ...each, can: plainMember().can })) }),
});
export const Searched = members({}, () => type('[part="search"]', 'an'));
export const NobodyFound = members({}, () => type('[part="search"]', 'Zacharias'));
export const Actions = members({}, () => press(actions));
export const Profile = members({}, () => press('.member:nth-child(3) button.name'));
export const ProfileWithPicture = members(
  { members: memberList({ items: items.map((each) => ({ ...each, avatar: 'mxc://behoerde.example/l' })) }) },
  () => press('.member:nth-child(2) button.name'),
);
export const ChangeRole = members({}, () => press(actions, '[role="menuitem"]:nth-of-type(2)'));
export const Ignore = members({}, () => press(actions, '[role="menuitem"]:nth-of-type(3)'));
export const Ignored = members({ ignored: [cem] }, () => press(actions));
export const IgnoredProfile = members({ ignored: [cem] }, () => press('.member:nth-child(3) button.name'));
export const Remove = members({}, () => press(actions, '[role="menuitem"]:nth-of-type(4)'));
export const Ban = members({}, () => press(actions, '[role="menuitem"]:nth-of-type(5)'));
export const More = members({
  members: memberList({
    items: Array.from({ length: 214 }, (_, nth) =>
      member({ userId: `@mitglied-${nth}:behoerde.example`, displayName: `Mitglied ${nth + 1}` }),
    ),
  }),
});
export const RestFailed = members({ members: memberList({ status: 'failed' }) });
export const Loading = members({ members: memberList({ status: 'loading', total: 0, items: [] }) });
