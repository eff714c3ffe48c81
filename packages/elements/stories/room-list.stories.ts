import type { RoomSummary } from '@bundesmessenger/store';
import { BmError } from '@bundesmessenger/store';
import { roomList } from '@bundesmessenger/store/testing';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../src/components/room-list/room-list.define.ts';
import { room, roomId } from '../src/testing/snapshots.ts';
import { invite, joined, manyRooms, noPicture, storeOf, type Changes } from './snapshots.ts';
import { focusOn, press, story, type } from './stage.ts';

const meta: Meta = { title: 'bm-room-list', component: 'bm-room-list' };
export default meta;

const list = (changes: Changes = {}, play?: () => Promise<unknown>, selected?: string): StoryObj =>
  story(() => html`<bm-room-list .store=${storeOf(changes)} .selected=${selected}></bm-room-list>`, 'column', play);

const rows = (...items: readonly Partial<RoomSummary>[]): StoryObj =>
  list({ rooms: items.map((item, at) => room({ roomId: `!${at}:behoerde.example`, ...item })) });

export const Rooms = list({ rooms: joined });
export const Selected = list({}, undefined, roomId);
export const Focused = list({ rooms: joined }, () => focusOn('.room'));
export const SearchAndFilters = list({ rooms: manyRooms });
export const Searched = list({ rooms: manyRooms }, () => type('[part="search"]', 'aus'));
export const NothingFound = list({ rooms: manyRooms }, () => type('[part="search"]', 'Haushalt 2031'));
export const Unread = list({ rooms: manyRooms }, () => press('[part="filter"]:nth-of-type(2)'));
export const People = list({ rooms: manyRooms }, () => press('[part="filter"]:nth-of-type(4)'));
export const Invites = list({
  rooms: [
    invite,
    { ...invite, roomId: '!2:land.example', name: 'Arbeitsgruppe „Einheitliche Fachverfahren im Bauwesen der Länder“' },
    ...joined,
  ],
});
export const InviteNotAllowed = list({
  rooms: [{ ...invite, barred: { code: 'WL_SERVER_NAME', serverName: 'anderswo.example' } }, ...joined],
});
export const InviteFailed = list(
  { answers: { join: () => Promise.reject(new BmError('REMOTE_UNREACHABLE', '')) } },
  () => press('.invite .primary'),
);
export const Knocked = rows({ membership: 'knock', name: 'Vergabestelle' }, { name: 'Lagebild Hochwasser' });
export const Marks = rows(
  { name: 'Favorit', isFavourite: true },
  { name: 'Stumm', isMuted: true, unreadCount: 3 },
  { name: 'Offen für andere', federation: 'federated' },
  { name: 'Als ungelesen markiert', markedUnread: true },
  { name: 'Erwähnt', unreadCount: 12, highlightCount: 2 },
  { name: 'Sehr viele', unreadCount: 1_204 },
  {
    name: 'فريق الطوارئ',
    preview: { kind: 'message', eventId: '$1', sender: 'سلمى', own: false, content: 'text', body: 'صباح الخير' },
  },
  { name: 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft', unreadCount: 4 },
);
export const Pictures = rows(
  { name: 'Lagebild Hochwasser', avatar: 'mxc://behoerde.example/l' },
  { name: 'Pegelstände', avatar: 'mxc://behoerde.example/chart', unreadCount: 2 },
  { name: 'Ohne Bild' },
  { name: 'Nicht zu laden', avatar: noPicture },
);
export const Previews = rows(
  ...(['image', 'file', 'audio', 'video', 'location', 'poll'] as const).map((content) => ({
    name: 'Referat 52',
    preview: { kind: 'message', eventId: '$1', sender: 'Cem Yılmaz', own: false, content, body: '' } as const,
  })),
  { name: 'Referat 52', preview: { kind: 'pending', eventId: '$1' } },
  { name: 'Referat 52', preview: { kind: 'undecryptable' } },
  { name: 'Referat 52', preview: { kind: 'none' } },
);
export const Empty = list({ rooms: [] });
export const Loading = list({ rooms: roomList([], { status: 'loading', complete: false }) });
